"""The Messages resource: what it accepts, refuses, lists and forgets."""

from datetime import timedelta
import re

from aiohttp import ClientSession
import pytest

from simulator import (
    AccountSettings,
    AccountType,
    Handset,
    HandsetLine,
    MessageStatus,
    Number,
    Simulator,
)

from .house import PUBLIC_URL
from .rest import Rest

FROM = "+15550006000"
TO = "+15551234567"
RFC_2822 = re.compile(r"\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000")


async def test_a_message_is_accepted_in_twilios_shape(twilio: Simulator, rest: Rest) -> None:
    """Every field is there, with Twilio's types."""
    answer = await rest.post("Messages.json", {"To": TO, "From": FROM, "Body": "Hello"})
    assert answer.status == 201
    message = answer.body
    assert re.fullmatch(r"SM[0-9a-f]{32}", message["sid"])
    for name in ("date_created", "date_updated"):
        assert RFC_2822.fullmatch(message.pop(name))
    path = f"/2010-04-01/Accounts/{twilio.account.sid}/Messages/{message['sid']}"
    assert message == {
        "account_sid": twilio.account.sid,
        "api_version": "2010-04-01",
        "body": "Hello",
        "date_sent": None,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": FROM,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": message["sid"],
        "status": "queued",
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": TO,
        "uri": f"{path}.json",
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"To": "5551234567"}, 21211),
        ({"To": "whatsapp:5551234567"}, 21211),
        ({"To": "+0123"}, 21211),
        ({"From": "+15559999999"}, 21606),
        ({"From": "+15550006001"}, 21606),
        ({"From": "a sender id too long"}, 21212),
        ({"From": "MyBrand"}, 21612),
        ({"From": "", "MessagingServiceSid": "MG" + "0" * 32}, 21705),
        ({"To": "+15550000001"}, 21211),
        ({"To": "+15550000002"}, 21614),
        ({"To": "+79161234567"}, 21408),
        ({"MediaUrl": "ftp://x/y.png"}, 21620),
        ({"MediaUrl": "picture.png"}, 21620),
        ({"From": "+15550006002", "MediaUrl": "https://x.example/y.png"}, 21621),
        ({"StatusCallback": "house.example/status"}, 21609),
        ({"StatusCallback": "https://my_house.example/status"}, 21609),
        ({"StatusCallback": "http://192.168.1.2:8123/status"}, 21609),
        ({"StatusCallback": "http://homeassistant.local/status"}, 21609),
        ({"ValidityPeriod": "0"}, 21624),
        ({"ValidityPeriod": "36001"}, 21624),
        ({"ContentSid": "HX1"}, 21655),
        ({"ContentVariables": "[]"}, 21656),
        ({"ContentVariables": "{"}, 21656),
        ({"StatusCallback": "https://house.example:port/"}, 21609),
        ({"From": "whatsapp:+15550006000"}, 63007),
        ({"To": "whatsapp:" + TO}, 21910),
        ({"ScheduleType": "fixed", "SendAt": "2030-01-01T00:00:00Z"}, 35118),
    ],
)
async def test_refusals(twilio: Simulator, rest: Rest, changes: dict[str, str], code: int) -> None:
    """Each mistake has its code, and nothing is sent."""
    twilio.handset("+15550000001").line = HandsetLine.INVALID
    twilio.handset("+15550000002").line = HandsetLine.LANDLINE
    twilio.account.forbidden_regions.add("+7")
    twilio.add_number("+15550006001", sms=False)
    twilio.add_number("+15550006002", mms=False)
    answer = await rest.post("Messages.json", {"To": TO, "From": FROM, "Body": "Hi"} | changes)
    assert (answer.status, answer.code) == (400, code)
    assert answer.body["more_info"].endswith(str(code))
    assert twilio.messages == []


async def test_more_than_ten_media_are_refused(rest: Rest) -> None:
    """Ten are the most."""
    media = [("MediaUrl", f"https://x.example/{index}.png") for index in range(11)]
    answer = await rest.post("Messages.json", [("To", TO), ("From", FROM), *media])
    assert answer.code == 21623


async def test_a_trial_account_reaches_verified_numbers_only(session: ClientSession) -> None:
    """For messages and calls alike."""
    async with Simulator(account=AccountSettings(type=AccountType.TRIAL)) as twilio:
        rest = Rest(session, twilio)
        message = {"To": TO, "From": FROM, "Body": "Hi"}
        call = {"To": TO, "From": FROM, "Twiml": "<Response/>"}
        assert (await rest.post("Messages.json", message)).code == 21608
        assert (await rest.post("Calls.json", call)).code == 21219
        twilio.account.verified_callers.add(TO)
        assert (await rest.post("Messages.json", message)).status == 201
        assert (await rest.post("Calls.json", call)).status == 201


@pytest.mark.parametrize(
    "url", ["https://8.8.8.8/status", "http://127.0.0.1:9/status", "https://house.example:8443/"]
)
async def test_status_callbacks_are_public(rest: Rest, *, url: str) -> None:
    """This machine counts as public on the desk."""
    message = {"To": TO, "From": FROM, "Body": "Hi", "StatusCallback": url}
    assert (await rest.post("Messages.json", message)).status == 201


async def test_an_alphanumeric_sender_reaches_other_countries(rest: Rest) -> None:
    """Only North America refuses it."""
    answer = await rest.post(
        "Messages.json", {"To": "+4915112345678", "From": "My Brand", "Body": "Hi"}
    )
    assert answer.status == 201


async def test_lists_are_newest_first_and_filtered(
    twilio: Simulator, rest: Rest, phone: Handset, number: Number
) -> None:
    """Both directions are in one list; To and From are exact."""
    await phone.text("one", to=number)
    await rest.post("Messages.json", {"To": TO, "From": FROM, "Body": "two"})
    await twilio.settled()
    assert await _bodies(rest, {}) == ["two", "one"]
    assert await _bodies(rest, {"To": FROM}) == ["one"]
    assert await _bodies(rest, {"From": FROM, "To": TO}) == ["two"]
    assert await _bodies(rest, {"From": "+15550009999"}) == []


@pytest.mark.parametrize(
    ("suffix", "days", "found"),
    [
        ("", 0, True),
        ("", 1, False),
        ("<", 0, True),
        ("<", -1, False),
        (">", 0, True),
        (">", 1, False),
    ],
)
async def test_dates_are_filtered_by_day(
    twilio: Simulator,
    rest: Rest,
    phone: Handset,
    number: Number,
    *,
    suffix: str,
    days: int,
    found: bool,
) -> None:
    """The time of day in a filter means nothing."""
    await phone.text("one", to=number)
    moment = twilio.clock.now().replace(hour=23, minute=59) + timedelta(days=days)
    bodies = await _bodies(rest, {f"DateSent{suffix}": moment.isoformat()})
    assert bodies == (["one"] if found else [])


async def test_queued_messages_have_no_date_and_pass_no_date_filter(
    session: ClientSession, by_hand: Simulator
) -> None:
    """What was not sent yet is not found by day."""
    rest = Rest(session, by_hand)
    await rest.post("Messages.json", {"To": TO, "From": FROM, "Body": "one"})
    today = f"{by_hand.clock.now():%Y-%m-%d}"
    assert await _bodies(rest, {"DateSent": today}) == []
    assert await _bodies(rest, {}) == ["one"]


async def test_pages_follow_each_other(
    twilio: Simulator, rest: Rest, phone: Handset, number: Number
) -> None:
    """A token keeps its place when something new arrives in between."""
    for index in range(5):
        await phone.text(str(index), to=number)
    first = (await rest.get("Messages.json", {"PageSize": "2", "To": FROM})).body
    assert [message["body"] for message in first["messages"]] == ["4", "3"]
    assert (first["page"], first["page_size"], first["start"], first["end"]) == (0, 2, 0, 1)
    assert first["previous_page_uri"] is None
    assert first["uri"] == rest.path("Messages.json") + "?To=%2B15550006000&PageSize=2&Page=0"
    await phone.text("new", to=number)
    second = (await rest.ask("GET", first["next_page_uri"])).body
    assert [message["body"] for message in second["messages"]] == ["2", "1"]
    third = (await rest.ask("GET", second["next_page_uri"])).body
    assert [message["body"] for message in third["messages"]] == ["0"]
    assert third["next_page_uri"] is None
    assert third["start"] == 4


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"PageSize": "1001"}, 20001),
        ({"PageSize": "0"}, 20001),
        ({"Page": "x"}, 20001),
        ({"PageToken": "PAnonsense"}, 20006),
        ({"DateSent": "yesterday"}, 20001),
    ],
)
async def test_bad_list_parameters(
    rest: Rest, phone: Handset, number: Number, params: dict[str, str], code: int
) -> None:
    """Nonsense is refused, not ignored."""
    await phone.text("one", to=number)
    assert (await rest.get("Messages.json", params)).code == code


async def test_lists_may_lag(session: ClientSession, by_hand: Simulator) -> None:
    """With a lag, a new message is readable at once, but listed later."""
    async with Simulator(list_lag=30) as twilio:
        rest = Rest(session, twilio)
        await twilio.handset(TO).text("one", to=twilio.number)
        assert await _bodies(rest, {}) == []
        sid = twilio.messages[0].sid
        assert (await rest.get(f"Messages/{sid}.json")).body["body"] == "one"
        twilio.clock.advance(30)
        assert await _bodies(rest, {}) == ["one"]


async def test_lists_may_lag_in_disorder(session: ClientSession, by_hand: Simulator) -> None:
    """Each row has a lag of its own, by its SID, so that a younger one may come first."""
    by_hand.list_lag, by_hand.list_disorder = 30, True
    rest = Rest(session, by_hand)
    for body, digit in (("first", "f"), ("second", "8"), ("third", "0")):
        await by_hand.handset(TO).text(body, to=by_hand.number)
        by_hand.messages[-1].sid = "SM" + digit * 32
    listed = []
    for _ in range(3):
        listed.append(await _bodies(rest, {}))
        by_hand.clock.advance(16)
    assert listed == [["third"], ["third", "second"], ["third", "second", "first"]]
    assert (by_hand.list_lag, by_hand.list_disorder) == (30, True)


async def test_a_message_is_redacted_and_deleted(twilio: Simulator, rest: Rest) -> None:
    """An empty body redacts; nothing else may be written."""
    sid = await _send(rest)
    await twilio.settled()
    assert (await rest.post(f"Messages/{sid}.json", {"Body": "changed"})).code == 20001
    assert (await rest.post(f"Messages/{sid}.json", {"Status": "sent"})).code == 20001
    for _ in range(2):
        answer = await rest.post(f"Messages/{sid}.json", {"Body": ""})
        assert (answer.status, answer.body["body"]) == (200, "")
    assert (await rest.get(f"Messages/{sid}.json")).body["body"] == ""
    assert (await rest.delete(f"Messages/{sid}.json")).status == 204
    assert (await rest.get(f"Messages/{sid}.json")).code == 20404


async def test_a_text_to_the_house_is_read_and_redacted(
    twilio: Simulator, rest: Rest, phone: Handset, number: Number
) -> None:
    """Twilio forgets what was written; the phone keeps it."""
    await phone.text("DISARM SV 4711", to=number)
    (text,) = twilio.messages
    read = (await rest.get(f"Messages/{text.sid}.json")).body
    assert (read["direction"], read["status"]) == ("inbound", "received")
    assert (read["from"], read["to"], read["body"]) == (TO, FROM, "DISARM SV 4711")
    assert RFC_2822.fullmatch(read["date_created"])
    redacted = (await rest.post(f"Messages/{text.sid}.json", {"Body": ""})).body
    assert redacted | {"body": "DISARM SV 4711", "date_updated": read["date_updated"]} == read
    assert (text.body, text.typed) == ("", "DISARM SV 4711")
    assert await _bodies(rest, {}) == [""]
    assert (await rest.post(f"Messages/SM{'0' * 32}.json", {"Body": ""})).code == 20404


async def test_a_message_on_its_way_stays(session: ClientSession, by_hand: Simulator) -> None:
    """It can be neither deleted, redacted nor canceled."""
    rest = Rest(session, by_hand)
    sid = await _send(rest)
    assert (await rest.delete(f"Messages/{sid}.json")).code == 20009
    assert (await rest.post(f"Messages/{sid}.json", {"Body": ""})).code == 20009
    assert (await rest.post(f"Messages/{sid}.json", {"Status": "canceled"})).code == 30409


async def test_a_scheduled_message_is_sent_in_time_or_canceled(
    twilio: Simulator, rest: Rest, phone: Handset, number: Number
) -> None:
    """Only a Messaging Service schedules, between 15 minutes and 35 days ahead."""
    service = twilio.add_service(number)
    params = {
        "To": TO,
        "MessagingServiceSid": service.sid,
        "Body": "later",
        "ScheduleType": "fixed",
        "SendAt": (twilio.clock.now() + timedelta(minutes=20)).isoformat(),
    }
    first = (await rest.post("Messages.json", params)).body
    second = (await rest.post("Messages.json", params)).body
    assert first["status"] == "scheduled"
    canceled = await rest.post(f"Messages/{first['sid']}.json", {"Status": "canceled"})
    assert canceled.body["status"] == "canceled"
    await twilio.settled()
    assert phone.inbox == []
    twilio.clock.advance(20 * 60)
    await twilio.settled()
    assert [text.sid for text in phone.inbox] == [second["sid"]]
    for moment in ("soon", "2026-01-01T00:00:00Z", "2126-01-01T00:00:00Z", "2026-01-01T00:00:00"):
        assert (await rest.post("Messages.json", params | {"SendAt": moment})).code == 35114


async def test_a_service_chooses_its_number(twilio: Simulator, rest: Rest, number: Number) -> None:
    """At first neither the sender nor the segments are known."""
    service = twilio.add_service(number)
    params = {"To": TO, "MessagingServiceSid": service.sid, "Body": "Hi"}
    answer = (await rest.post("Messages.json", params)).body
    assert (answer["status"], answer["from"], answer["num_segments"]) == ("accepted", None, "0")
    await twilio.settled()
    message = twilio.messages[0]
    assert (message.from_, message.status) == (FROM, MessageStatus.DELIVERED)
    empty = twilio.add_service()
    params["MessagingServiceSid"] = empty.sid
    assert (await rest.post("Messages.json", params)).code == 21704


async def test_media_are_listed(twilio: Simulator, rest: Rest, phone: Handset) -> None:
    """What was sent along has resources of its own."""
    url = f"{PUBLIC_URL}/snapshot.jpg"
    answer = await rest.post("Messages.json", {"To": TO, "From": FROM, "MediaUrl": url})
    assert answer.body["sid"].startswith("MM")
    assert answer.body["num_media"] == "1"
    await twilio.settled()
    path = answer.body["subresource_uris"]["media"]
    media = (await rest.ask("GET", path)).body["media_list"]
    assert [item["parent_sid"] for item in media] == [answer.body["sid"]]
    one = await rest.ask("GET", media[0]["uri"])
    assert one.body == media[0]
    assert phone.inbox[0].media == (url,)


async def _bodies(rest: Rest, params: dict[str, str]) -> list[str]:
    answer = await rest.get("Messages.json", params)
    assert answer.status == 200
    return [message["body"] for message in answer.body["messages"]]


async def _send(rest: Rest) -> str:
    answer = await rest.post("Messages.json", {"To": TO, "From": FROM, "Body": "Hello"})
    return str(answer.body["sid"])
