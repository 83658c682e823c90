"""The scripting API: the desk for programs in other processes."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
import json
from typing import Any

from aiohttp import ClientSession
import pytest

from simulator import HandsetBehaviour, HandsetLine, MessageStatus, Simulator

from .house import PUBLIC_URL, House
from .rest import Rest

PHONE = "/simulator/handsets/+15551234567"
MESSAGE = {"To": "+15551234567", "From": "+15550006000", "Body": "Hi"}


class Script:
    """A program that uses the API."""

    def __init__(self, session: ClientSession, twilio: Simulator) -> None:
        """Use a session."""
        self._session = session
        self._url = twilio.url

    async def get(self, path: str) -> Any:
        """Read."""
        return await self.ask("GET", path, 200)

    async def ask(self, method: str, path: str, expected: int, /, **body: object) -> Any:
        """Send a JSON object and expect a status."""
        async with self._session.request(
            method, self._url + path, json=body if method != "GET" else None
        ) as response:
            text = await response.text()
            assert response.status == expected, text
            return json.loads(text) if response.content_type == "application/json" else text


@pytest.fixture
def script(session: ClientSession, twilio: Simulator) -> Script:
    """Return a program."""
    return Script(session, twilio)


async def test_a_phone_is_set_up(twilio: Simulator, script: Script) -> None:
    """It comes into being when first mentioned."""
    assert await script.get("/simulator/handsets") == []
    shown = await script.ask(
        "PATCH",
        PHONE,
        200,
        behaviour="off",
        line="landline",
        owner="Ada",
        sends_receipts=False,
        delivery_error=30007,
        delivery_status="failed",
        opted_out_of="+15550006000",
    )
    assert shown == await script.get(PHONE)
    (phone,) = twilio.handsets
    assert (phone.behaviour, phone.line) == (HandsetBehaviour.OFF, HandsetLine.LANDLINE)
    assert (phone.owner, phone.sends_receipts) == ("Ada", False)
    assert phone.delivery_error
    assert (phone.delivery_error.code, phone.delivery_error.status) == (
        30007,
        MessageStatus.FAILED,
    )
    await script.ask("PATCH", PHONE, 200, delivery_error=0)
    assert phone.delivery_error is None


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        ("PATCH", PHONE, {"behaviour": "sleeps"}, "behaviour must be one of answers, rings"),
        ("PATCH", PHONE, {"owner": 1}, "owner must be text."),
        ("PATCH", PHONE, {"sends_receipts": "no"}, "sends_receipts must be true or false."),
        ("PATCH", PHONE, {"delivery_error": "x"}, "delivery_error must be a number."),
        ("GET", "/simulator/handsets/5551234567", {}, "international format"),
        ("GET", f"{PHONE}/texts?after=x", {}, "after must be a whole number."),
        ("GET", f"{PHONE}/texts?timeout=x", {}, "timeout must be a number."),
        ("POST", f"{PHONE}/texts", {"to": "+15559999999"}, "is not a number of the account"),
        ("POST", f"{PHONE}/texts", {"body": "x"}, "to must be text."),
        (
            "POST",
            f"{PHONE}/texts",
            {"to": "+15550006000", "media": "x"},
            "media must be a list of texts.",
        ),
        ("POST", "/simulator/faults", {}, "A fault has a latency, a drop, a hang or a status."),
        ("POST", "/simulator/repeat", {"delivery": 7}, "delivery must be a place in the log"),
        ("POST", "/simulator/forge", {"url": "x", "params": 1}, "params must be an object"),
        ("POST", "/simulator/forge", {"url": "x", "params": {"a": 1}}, "params must hold texts."),
        (
            "PUT",
            "/simulator/tunnels",
            {"public": "https://x.example", "local": "http://10.0.0.1"},
            "ends on this machine only",
        ),
    ],
)
async def test_mistakes_are_explained(
    script: Script, *, method: str, path: str, body: dict[str, object], sentence: str
) -> None:
    """In one sentence."""
    assert sentence in await script.ask(method, path, 400, **body)


async def test_texting(twilio: Simulator, script: Script, house: House) -> None:
    """The answer of the webhook comes back; the inbox is waited for."""
    twilio.number.sms_url = house.answer("/sms", "<Response><Message>Hi</Message></Response>")
    waiting = asyncio.create_task(script.get(f"{PHONE}/texts?after=0&timeout=5"))
    delivery = await script.ask("POST", f"{PHONE}/texts", 201, to="+15550006000", body="hello")
    assert (delivery["status"], delivery["url"]) == (200, f"{PUBLIC_URL}/sms")
    (text,) = await waiting
    assert (text["from"], text["body"]) == ("+15550006000", "Hi")
    assert await script.get(f"{PHONE}/texts?after=1") == []
    await twilio.settled()
    thread = await script.get(f"{PHONE}/thread")
    assert [
        (item["body"], item["sent_by_phone"], item["status"], item["webhook_status"])
        for item in thread
    ] == [("hello", True, "received", 200), ("Hi", False, "delivered", None)]


async def test_texting_as_somebody_else(twilio: Simulator, script: Script, house: House) -> None:
    """A forged number is all that the house gets; what Twilio redacts, the thread still shows."""
    twilio.number.sms_url = house.answer("/sms", "<Response/>")
    forged = {"to": "+15550006000", "body": "hello", "shown_as": "+15551239876"}
    await script.ask("POST", f"{PHONE}/texts", 201, **forged)
    assert house.values("/sms", "From") == ["+15551239876"]
    assert await script.get(f"{PHONE}/thread") == []
    twilio.messages[0].body = ""
    (item,) = await script.get("/simulator/handsets/+15551239876/thread")
    assert (item["body"], item["redacted"]) == ("hello", True)
    refused = await script.ask("POST", f"{PHONE}/texts", 400, **(forged | {"shown_as": "me"}))
    assert "international format" in refused


async def test_calling(twilio: Simulator, script: Script, house: House) -> None:
    """Dial, listen, hang up."""
    twilio.number.voice_url = house.answer("/v", '<Response><Say loop="0">Hi</Say></Response>')
    call = await script.ask("POST", f"{PHONE}/calls", 201, to="+15550006000")
    path = f"{PHONE}/calls/{call['sid']}"
    transcript = await script.get(f"{path}/transcript?timeout=5")
    assert transcript == [
        {"type": "said", "text": "Hi", "language": "en-US", "voice": "man", "ssml": None}
    ]
    await script.ask("POST", f"{path}/press", 200, digits="12#")
    ended = await script.ask("POST", f"{path}/hang_up", 200)
    assert (ended["status"], ended["final"]) == ("completed", True)
    assert [item["type"] for item in ended["transcript"]] == ["said", "pressed", "hung_up"]
    assert await script.get(f"{path}?ended=1&timeout=5") == ended
    assert "does not ring" in await script.ask("POST", f"{path}/answer", 409)
    await script.ask("GET", f"{PHONE}/calls/CA0", 404)


async def test_being_called(twilio: Simulator, script: Script, rest: Rest) -> None:
    """A ringing phone is answered, declined, or left."""
    twilio.handset("+15551234567").behaviour = HandsetBehaviour.RINGS
    finals = []
    for act in ("answer", "decline", "let_ring_out"):
        seen = len(twilio.handset("+15551234567").calls)
        call = {"To": MESSAGE["To"], "From": MESSAGE["From"], "Twiml": "<Response/>"}
        await rest.post("Calls.json", call)
        (ringing,) = await script.get(f"{PHONE}/calls?after={seen}&timeout=5")
        assert ringing["ringing"]
        await script.ask("POST", f"{PHONE}/calls/{ringing['sid']}/{act}", 200)
        await twilio.settled()
        finals.append((await script.get(f"{PHONE}/calls/{ringing['sid']}"))["status"])
    assert finals == ["completed", "busy", "no-answer"]


async def test_the_houses_side(twilio: Simulator, script: Script, rest: Rest) -> None:
    """Account, numbers, tunnels, faults and clock."""
    await script.ask("PATCH", "/simulator/account", 200, status="suspended", balance="1.00")
    assert (await rest.get("Balance.json")).code == 20005
    await script.ask("PATCH", "/simulator/account", 200, status="active")
    assert (await rest.get("Balance.json")).body["balance"] == "1.00"
    await script.ask("POST", "/simulator/numbers", 201, address="+15550006001", mms=False)
    await script.ask("POST", "/simulator/numbers", 201, whatsapp="+15550007000")
    url = "https://house.example/sms"
    await script.ask("PATCH", "/simulator/numbers/+15550006001", 200, sms_url=url)
    await script.ask("PATCH", "/simulator/numbers/+15550006009", 404, sms_url=url)
    shown = await script.get("/simulator/numbers")
    assert [(number["address"], number["sms_url"]) for number in shown] == [
        ("+15550006000", ""),
        ("+15550006001", url),
        ("whatsapp:+15550007000", ""),
    ]
    before = twilio.clock.now()
    await script.ask("POST", "/simulator/clock/advance", 200, seconds=60)
    assert (twilio.clock.now() - before).total_seconds() >= 60


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"status": 429, "retry_after": 2}, 429),
        ({"status": 500, "method": "GET", "path": "Balance"}, 500),
        ({"latency": 0}, 200),
        ({"status": 500, "method": "POST"}, 200),
        ({"status": 503, "takes_effect": True}, 503),
        ({"hang": False, "status": 500}, 500),
    ],
)
async def test_faults(
    twilio: Simulator, script: Script, rest: Rest, *, fault: dict[str, object], status: int
) -> None:
    """They are armed and disarmed."""
    await script.ask("POST", "/simulator/faults", 204, **fault)
    assert (await rest.get("Balance.json")).status == status
    await script.ask("POST", "/simulator/faults", 204, drop="before_reading", times=0)
    assert len(twilio.faults) >= 1
    await script.ask("DELETE", "/simulator/faults", 204)
    assert len(twilio.faults) == 0


async def test_a_fault_says_when_it_is_over(twilio: Simulator, script: Script, rest: Rest) -> None:
    """In seconds, or as a date."""
    wish = {"status": 429, "retry_after": 2}
    await script.ask("POST", "/simulator/faults", 204, **wish)
    await script.ask("POST", "/simulator/faults", 204, **wish, retry_after_date=True)
    answers = [await rest.get("Balance.json") for _ in range(2)]
    assert answers[0].headers["Retry-After"] == "2"
    assert answers[1].headers["Retry-After"].endswith(" GMT")


async def test_a_fault_after_it_took_effect(twilio: Simulator, script: Script, rest: Rest) -> None:
    """As ambiguous as in life; disarming lets go of what hangs."""
    await script.ask("POST", "/simulator/faults", 204, status=500, takes_effect=True)
    assert (await rest.post("Messages.json", MESSAGE)).status == 500
    await script.ask("POST", "/simulator/faults", 204, hang=True, takes_effect=True)
    waiting = asyncio.create_task(rest.post("Messages.json", MESSAGE))
    await script.get("/simulator/requests?after=1&timeout=5")
    assert len(twilio.messages) == 2
    assert not waiting.done()
    await script.ask("DELETE", "/simulator/faults", 204)
    assert (await waiting).status == 201


async def test_lists_and_the_clock(twilio: Simulator, script: Script, rest: Rest) -> None:
    """Lists lag; Twilio's clock differs from this machine's, in its headers and dates alike."""
    assert await script.ask("PATCH", "/simulator/lists", 200, lag=30, disorder=True) == {
        "lag": 30,
        "disorder": True,
    }
    assert (twilio.list_lag, twilio.list_disorder) == (30, True)
    assert await script.ask("PATCH", "/simulator/lists", 200, lag=0) == {
        "lag": 0,
        "disorder": True,
    }
    before = datetime.now(UTC)
    told = await script.ask("PATCH", "/simulator/clock", 200, skew=-86400)
    answer = await rest.post("Messages.json", MESSAGE)
    assert twilio.date_skew == -86400
    for moment in (
        datetime.fromisoformat(told["now"]),
        parsedate_to_datetime(answer.headers["Date"]),
        parsedate_to_datetime(answer.body["date_created"]),
    ):
        assert timedelta(seconds=-86402) < moment - before < timedelta(seconds=-86390)


async def test_webhooks_become_mean(
    twilio: Simulator, script: Script, rest: Rest, house: House
) -> None:
    """What is not named stays as it is."""
    changed = await script.ask("PATCH", "/simulator/webhooks", 200, callbacks="reversed")
    assert changed == {"callbacks": "reversed", "params": []}
    changed = await script.ask("PATCH", "/simulator/webhooks", 200, params={"Mood": "good"})
    assert changed == {"callbacks": "reversed", "params": [["Mood", "good"]]}
    await rest.post("Messages.json", MESSAGE | {"StatusCallback": f"{PUBLIC_URL}/status"})
    await twilio.settled()
    assert house.values("/status", "MessageStatus")[0] == "delivered"
    assert house.values("/status", "Mood") == ["good"] * 4


async def test_webhooks_and_logs(
    twilio: Simulator, script: Script, house: House, rest: Rest
) -> None:
    """Deliver, forge, repeat; and read what happened."""
    await script.ask(
        "PUT", "/simulator/tunnels", 204, public="https://new.example", local=house.local_url
    )
    signed = await script.ask(
        "POST", "/simulator/deliver", 200, url="https://new.example/a", params={"A": "1"}
    )
    unsigned = await script.ask(
        "POST", "/simulator/forge", 200, url=f"{PUBLIC_URL}/b", params=[["A", "1"], ["A", "2"]]
    )
    wrong = await script.ask(
        "POST", "/simulator/forge", 200, url=f"{PUBLIC_URL}/c", signature="wrong"
    )
    again = await script.ask("POST", "/simulator/repeat", 200, delivery=0)
    assert [request.path for request in house.received] == ["/a", "/b", "/c", "/a"]
    assert house.received[1].params.getall("A") == ["1", "2"]
    assert "X-Twilio-Signature" not in house.received[1].headers
    assert house.received[2].headers["X-Twilio-Signature"] == "wrong"
    logged = await script.get("/simulator/deliveries?timeout=1")
    assert logged == [signed, unsigned, wrong, again]
    assert await script.get("/simulator/deliveries?after=3") == [again]
    await rest.post("Messages.json", MESSAGE)
    await script.ask("POST", "/simulator/settle", 204)
    (request,) = await script.get("/simulator/requests")
    assert request == {
        "method": "POST",
        "path": rest.path("Messages.json"),
        "params": [[name, value] for name, value in MESSAGE.items()],
        "user": twilio.account.sid,
        "status": 201,
    }
    twilio.number.sms_url = "https://nowhere.example"
    await script.ask("POST", f"{PHONE}/texts", 201, to="+15550006000", body="x")
    (alert,) = await script.get("/simulator/alerts?timeout=1")
    assert alert["code"] == 11210
    await script.ask("GET", "/simulator/files/ME0", 404)


async def test_events_tell_what_has_news(session: ClientSession) -> None:
    """One line for each change; the stream ends with the simulator."""
    async with Simulator() as twilio:
        phone = twilio.handset("+15551234567")
        response = await session.get(f"{twilio.url}/simulator/events")
        assert response.content_type == "text/event-stream"
        assert await response.content.readline() == b"retry: 1000\n"
        assert await response.content.readline() == b"\n"
        await phone.text("hello", to=twilio.number)
        line = await response.content.readline()
        assert line == b'data: {"topic": "+15551234567"}\n'
    assert await response.content.read() == b"\n"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "rebound.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_other_web_pages_are_kept_out(
    twilio: Simulator, session: ClientSession, *, headers: dict[str, str], status: int
) -> None:
    """Neither a rebound name nor another origin gets through."""
    url = f"{twilio.url}/simulator/handsets"
    async with session.get(url, headers=headers) as response:
        assert response.status == status


async def test_forms_of_other_pages_are_refused(twilio: Simulator, session: ClientSession) -> None:
    """A browser sends forms anywhere; JSON only after asking."""
    url = f"{twilio.url}/simulator/forge"
    async with session.post(url, data={"url": "x"}) as response:
        assert response.status == 415
    async with session.post(
        url, data="nonsense", headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == 400
    async with session.post(url, json=[]) as response:
        assert response.status == 400
