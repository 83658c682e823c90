"""What is asked of Twilio's API, and what its answers become."""

from collections.abc import Awaitable, Callable
import json
from typing import Any

from aiohttp import ClientSession
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.twilio.api import (
    AcceptedCall,
    AcceptedMessage,
    AccountNotActive,
    AccountState,
    Credentials,
    CredentialsRejected,
    OutgoingCall,
    OutgoingMessage,
    PhoneNumber,
    Refused,
    Region,
    TwilioApi,
    TwilioApiError,
    Uncertain,
    Unreachable,
)
from simulator import AccountStatus, Fault, HandsetLine, Refuse, Request, Simulator
from simulator.errors import ACCOUNT_NOT_ACTIVE

from .scripted_server import Scripted, ScriptedServer

PHONE = "+15551234567"
SENDER = "+15550006000"
MESSAGE = OutgoingMessage(PHONE, "Hello", from_=SENDER)
CALL = OutgoingCall(PHONE, SENDER, twiml="<Response><Hangup/></Response>")
SID = "AC" + "5151" * 8
TOKEN = "a5" * 16
LIST_PATH = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json"

type Ask = Callable[[TwilioApi], Awaitable[object]]

METHODS = pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda api: api.send_message(MESSAGE), id="send_message"),
        pytest.param(lambda api: api.place_call(CALL), id="place_call"),
        pytest.param(lambda api: api.phone_numbers(), id="phone_numbers"),
        pytest.param(lambda api: api.check(), id="check"),
        pytest.param(lambda api: api.account_state(), id="account_state"),
    ],
)


def sent(request: Request) -> tuple[str, str, dict[str, list[str]]]:
    """Return what a request asked for."""
    names = dict(request.params)
    resource = request.path.rpartition("/")[2]
    return request.method, resource, {name: request.values(name) for name in names}


@pytest.mark.parametrize(
    ("message", "params"),
    [
        pytest.param(
            MESSAGE, {"To": [PHONE], "From": [SENDER], "Body": ["Hello"]}, id="text by a number"
        ),
        pytest.param(
            OutgoingMessage(
                PHONE,
                "",
                from_=SENDER,
                media_urls=("https://house.example/1.jpg", "https://house.example/2.jpg"),
                status_callback="https://house.example/hook?kind=message_status",
            ),
            {
                "To": [PHONE],
                "From": [SENDER],
                "MediaUrl": ["https://house.example/1.jpg", "https://house.example/2.jpg"],
                "StatusCallback": ["https://house.example/hook?kind=message_status"],
            },
            id="pictures without a text",
        ),
        pytest.param(
            OutgoingMessage(PHONE, "{{ x }} & äöü 👍 שלום\n+ %20", from_=SENDER),
            {"To": [PHONE], "From": [SENDER], "Body": ["{{ x }} & äöü 👍 שלום\n+ %20"]},
            id="any characters",
        ),
    ],
)
async def test_send_message(
    twilio: Simulator, api: TwilioApi, message: OutgoingMessage, params: dict[str, list[str]]
) -> None:
    """A message is one POST with what it has, and nothing else."""
    accepted = await api.send_message(message)
    [request] = twilio.requests
    assert sent(request) == ("POST", "Messages.json", params)
    [taken] = twilio.messages
    assert accepted == AcceptedMessage(taken.sid, "queued", 1)


async def test_send_message_through_a_service(twilio: Simulator, api: TwilioApi) -> None:
    """A Messaging Service picks the sender, and the segments are counted later."""
    service = twilio.add_service(twilio.number)
    accepted = await api.send_message(
        OutgoingMessage(PHONE, "Hello", messaging_service_sid=service.sid)
    )
    assert sent(twilio.requests[0]) == (
        "POST",
        "Messages.json",
        {"To": [PHONE], "MessagingServiceSid": [service.sid], "Body": ["Hello"]},
    )
    assert accepted == AcceptedMessage(twilio.messages[0].sid, "accepted", None)


@pytest.mark.parametrize(
    ("call", "params"),
    [
        pytest.param(
            CALL,
            {"To": [PHONE], "From": [SENDER], "Twiml": ["<Response><Hangup/></Response>"]},
            id="TwiML",
        ),
        pytest.param(
            OutgoingCall(
                PHONE,
                SENDER,
                url="https://house.example/twiml?a=b&c=d",
                status_callback="https://house.example/hook?kind=call_status",
            ),
            {
                "To": [PHONE],
                "From": [SENDER],
                "Url": ["https://house.example/twiml?a=b&c=d"],
                "StatusCallback": ["https://house.example/hook?kind=call_status"],
            },
            id="URL",
        ),
    ],
)
async def test_place_call(
    twilio: Simulator, api: TwilioApi, call: OutgoingCall, params: dict[str, list[str]]
) -> None:
    """A call is one POST with what it has, and nothing else."""
    accepted = await api.place_call(call)
    [request] = twilio.requests
    assert sent(request) == ("POST", "Calls.json", params)
    assert accepted == AcceptedCall(twilio.calls[0].sid, "queued")
    await twilio.settled()


async def test_phone_numbers(twilio: Simulator, api: TwilioApi) -> None:
    """The numbers come with their abilities, in Twilio's order, and no WhatsApp sender."""
    silent = twilio.add_number("+15550006001", sms=False, mms=False)
    twilio.add_whatsapp_sender("+14155238886")
    first = twilio.number
    first.friendly_name = ""
    assert await api.phone_numbers() == (
        PhoneNumber(
            sid=silent.sid,
            number="+15550006001",
            name=silent.friendly_name,
            sms=False,
            mms=False,
            voice=True,
        ),
        PhoneNumber(sid=first.sid, number=SENDER, name=SENDER, sms=True, mms=True, voice=True),
    )
    assert sent(twilio.requests[0]) == ("GET", "IncomingPhoneNumbers.json", {"PageSize": ["1000"]})


async def test_all_pages_of_phone_numbers(api_at: Callable[[str], TwilioApi]) -> None:
    """However many pages there are, all numbers are found."""
    next_page = f"{LIST_PATH}?PageSize=1000&Page=1&PageToken=PAPN1"
    pages = [a_page([a_number(1)], next_page_uri=next_page), a_page([a_number(2)])]
    async with ScriptedServer(pages) as server:
        found = await api_at(server.url).phone_numbers()
        asked = [arrived.path for arrived in server.arrived]
    assert [number.number for number in found] == ["+15550000001", "+15550000002"]
    assert asked == [f"{LIST_PATH}?PageSize=1000", next_page]


async def test_check(twilio: Simulator, api: TwilioApi) -> None:
    """Credentials are proved by one number, even where there are more."""
    twilio.add_number("+15550006001")
    await api.check()
    [request] = twilio.requests
    assert sent(request) == ("GET", "IncomingPhoneNumbers.json", {"PageSize": ["1"]})


async def test_check_of_an_account_without_numbers(
    api_at: Callable[[str], TwilioApi],
) -> None:
    """An empty account is an account."""
    async with Simulator(numbers=()) as empty:
        api = api_at(empty.url)
        await api.check()
        assert await api.phone_numbers() == ()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (AccountStatus.ACTIVE, AccountState.ACTIVE),
        (AccountStatus.SUSPENDED, AccountState.SUSPENDED),
        (AccountStatus.CLOSED, AccountState.CLOSED),
    ],
)
async def test_account_state(
    twilio: Simulator, api: TwilioApi, status: AccountStatus, state: AccountState
) -> None:
    """The state of an account is told even where nothing else is."""
    twilio.account.status = status
    assert await api.account_state() is state
    assert sent(twilio.requests[0]) == ("GET", f"{SID}.json", {})


@METHODS
async def test_wrong_token(twilio: Simulator, api: TwilioApi, ask: Ask) -> None:
    """What does not open the account is rejected, whatever is asked."""
    twilio.account.auth_token = "b6" * 16
    with pytest.raises(CredentialsRejected) as rejected:
        await ask(api)
    assert (rejected.value.status, rejected.value.code) == (401, 20003)
    assert rejected.value.translation_key == "twilio_20003"


@METHODS
async def test_suspended_account(twilio: Simulator, api: TwilioApi, ask: Ask) -> None:
    """A suspended account is told from wrong credentials."""
    twilio.faults.add(Fault(Refuse(ACCOUNT_NOT_ACTIVE)))
    with pytest.raises(AccountNotActive) as inactive:
        await ask(api)
    assert (inactive.value.status, inactive.value.code) == (401, 20005)
    assert inactive.value.translation_key == "twilio_20005"


async def test_refusal_with_a_sentence_of_our_own(twilio: Simulator, api: TwilioApi) -> None:
    """A code of the catalogue is said in the project's own words."""
    twilio.handset(PHONE).line = HandsetLine.LANDLINE
    with pytest.raises(Refused) as refused:
        await api.send_message(MESSAGE)
    assert (refused.value.status, refused.value.code) == (400, 21614)
    assert refused.value.translation_key == "twilio_21614"


async def test_refusal_in_the_words_of_twilio(twilio: Simulator, api: TwilioApi) -> None:
    """A code that is not in the catalogue comes with what Twilio says."""
    with pytest.raises(Refused) as refused:
        await api.place_call(OutgoingCall(PHONE, SENDER, twiml="x" * 4_001))
    assert type(refused.value) is Refused
    assert refused.value.code == 32018
    assert refused.value.translation_key == "refused"
    assert refused.value.translation_placeholders == {
        "code": "32018",
        "reason": "Unable to create record: "
        "Twiml size exceeded maximum allowed value of 4000 characters",
    }


PROBLEM = {
    "type": "https://www.twilio.com/docs/errors/20429",
    "title": "Too many requests",
    "status": 429,
    "code": 20429,
}


@pytest.mark.parametrize(
    ("answer", "error", "status", "code"),
    [
        pytest.param(Scripted(400, json.dumps(PROBLEM)), Refused, 429, 20429, id="RFC 9457"),
        pytest.param(
            Scripted(401, json.dumps({**PROBLEM, "status": 401, "code": 20003, "detail": "No"})),
            CredentialsRejected,
            401,
            20003,
            id="RFC 9457 with a detail",
        ),
        pytest.param(Scripted(401, "<html>"), CredentialsRejected, 401, 401, id="401 of a proxy"),
        pytest.param(Scripted(403, "[]"), Refused, 403, 403, id="403 with a list"),
        pytest.param(Scripted(403, "null"), Refused, 403, 403, id="403 with null"),
        pytest.param(Scripted(404, "{}"), Refused, 404, 404, id="404 with nothing"),
        pytest.param(
            Scripted(403, '{"code": 20003}'), CredentialsRejected, 403, 20003, id="20003 with 403"
        ),
        pytest.param(Scripted(500, "<html>"), Uncertain, 500, None, id="500"),
    ],
)
async def test_refusals_of_other_shapes(
    api_at: Callable[[str], TwilioApi],
    pauses: list[float],
    answer: Scripted,
    error: type[TwilioApiError],
    status: int,
    code: int | None,
) -> None:
    """A refusal is one however it is written."""
    async with ScriptedServer([answer]) as server:
        with pytest.raises(TwilioApiError) as raised:
            await api_at(server.url).send_message(MESSAGE)
    assert type(raised.value) is error
    assert (raised.value.status, raised.value.code) == (status, code)


@pytest.mark.parametrize("text", ["", "<html>", "[]", "null", '"no"', "{}"])
@pytest.mark.parametrize("ask", [TwilioApi.phone_numbers, TwilioApi.check])
async def test_refused_lists_of_other_shapes(
    api_at: Callable[[str], TwilioApi], ask: Callable[[TwilioApi], Awaitable[Any]], text: str
) -> None:
    """A list without a reason still tells its status."""
    async with ScriptedServer([Scripted(404, text)]) as server:
        with pytest.raises(Refused) as refused:
            await ask(api_at(server.url))
    assert (refused.value.status, refused.value.code) == (404, None)
    assert refused.value.translation_placeholders == {"code": "404", "reason": ""}


@METHODS
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("<html>Log in to this network</html>", id="HTML"),
        pytest.param("[]", id="a list"),
        pytest.param("null", id="null"),
        pytest.param('"queued"', id="a string"),
        pytest.param("{}", id="an empty object"),
        pytest.param('{"meta": 1, "status": "odd"}', id="an odd object"),
        pytest.param('{"incoming_phone_numbers": 7}', id="numbers that are a number"),
        pytest.param('{"sid": "SM1", "num_segments": "many"}', id="odd segments"),
    ],
)
async def test_answers_that_say_nothing(
    api_at: Callable[[str], TwilioApi], ask: Ask, text: str
) -> None:
    """An answer that cannot be understood is none, and no other exception than ours leaves."""
    async with ScriptedServer([Scripted(200, text)]) as server:
        with pytest.raises(Uncertain) as uncertain:
            await ask(api_at(server.url))
    assert uncertain.value.translation_key == "uncertain"


@pytest.mark.parametrize("missing", ["sid", "phone_number", "capabilities"])
async def test_number_that_lacks_something(
    api_at: Callable[[str], TwilioApi], missing: str
) -> None:
    """A number that cannot be used is no number."""
    async with ScriptedServer([a_page([{**a_number(1), missing: None}])]) as server:
        with pytest.raises(Uncertain):
            await api_at(server.url).phone_numbers()


@pytest.mark.parametrize(
    ("credentials", "host"),
    [
        pytest.param(Credentials(SID, TOKEN), "api.twilio.com", id="us1"),
        pytest.param(
            Credentials(SID, TOKEN, region=Region.IE1), "api.dublin.ie1.twilio.com", id="ie1"
        ),
        pytest.param(
            Credentials(SID, TOKEN, region=Region.AU1), "api.sydney.au1.twilio.com", id="au1"
        ),
        pytest.param(
            Credentials(SID, TOKEN, region=Region.AU1, api_base_url="https://twilio.example"),
            "twilio.example",
            id="a server of one's own",
        ),
    ],
)
async def test_hosts(
    aioclient_mock: AiohttpClientMocker,
    monkeypatch: pytest.MonkeyPatch,
    credentials: Credentials,
    host: str,
) -> None:
    """Requests go to the host of the region; the environment has no say in it."""
    for name in ("REGION", "EDGE", "ACCOUNT_SID", "AUTH_TOKEN"):
        monkeypatch.setenv(f"TWILIO_{name}", "elsewhere")
    aioclient_mock.get(f"https://{host}{LIST_PATH}", json={"incoming_phone_numbers": []})
    async with aioclient_mock.create_session(None) as session:
        await TwilioApi(session, credentials).check()
    [(_, url, _, headers)] = aioclient_mock.mock_calls
    assert url.host == host
    assert headers["Authorization"] == (
        "Basic QUM1MTUxNTE1MTUxNTE1MTUxNTE1MTUxNTE1MTUxNTE1MTphNWE1YTVhNWE1YTVhNWE1YTVhNWE1YTVhNWE1"
        "YTVhNQ=="
    )


async def test_credentials_do_not_follow_a_page(aioclient_mock: AiohttpClientMocker) -> None:
    """The next page is asked of Twilio, or of nobody."""
    page = {
        "meta": {"key": "incoming_phone_numbers", "next_page_url": "https://evil.example/x"},
        "incoming_phone_numbers": [],
    }
    aioclient_mock.get(f"https://api.twilio.com{LIST_PATH}", json=page)
    async with aioclient_mock.create_session(None) as session:
        with pytest.raises(Unreachable):
            await TwilioApi(session, Credentials(SID, TOKEN)).phone_numbers()
    assert [url.host for _, url, _, _ in aioclient_mock.mock_calls] == ["api.twilio.com"]


async def test_api_key(twilio: Simulator, session: ClientSession) -> None:
    """With an API key, requests are the key's, for the account."""
    key = twilio.account.settings
    api = TwilioApi(
        session,
        Credentials(SID, TOKEN, key.api_key_sid, key.api_key_secret, Region.US1, twilio.url),
    )
    await api.send_message(MESSAGE)
    [request] = twilio.requests
    assert (request.user, request.status) == (key.api_key_sid, 201)
    assert request.path == f"/2010-04-01/Accounts/{SID}/Messages.json"
    with pytest.raises(CredentialsRejected):
        await api.account_state()


async def test_changed_credentials(
    twilio: Simulator, api: TwilioApi, credentials: Credentials
) -> None:
    """New credentials serve whoever holds the account, old ones nobody any more."""
    new_token = "b6" * 16
    twilio.account.auth_token = new_token
    with pytest.raises(CredentialsRejected):
        await api.check()
    api.use(Credentials(SID, new_token, api_base_url=credentials.api_base_url))
    await api.check()
    assert [request.status for request in twilio.requests] == [401, 200]


async def test_moved_account(twilio: Simulator, api: TwilioApi) -> None:
    """The account itself and its server may change in place, too."""
    async with ScriptedServer([Scripted(200, '{"status": "active"}')]) as server:
        api.use(Credentials("AC" + "0" * 32, TOKEN, api_base_url=server.url))
        assert await api.account_state() is AccountState.ACTIVE
        assert [arrived.path for arrived in server.arrived] == [
            f"/2010-04-01/Accounts/AC{'0' * 32}.json"
        ]
    assert twilio.requests == []


def a_number(index: int) -> dict[str, Any]:
    """Return a number as Twilio lists it, as far as anybody reads it."""
    return {
        "sid": f"PN{index}",
        "phone_number": f"+1555000000{index}",
        "friendly_name": "",
        "capabilities": {"sms": True, "mms": True, "voice": True},
    }


def a_page(numbers: list[dict[str, Any]], next_page_uri: str | None = None) -> Scripted:
    """Return a page of numbers."""
    page = {"incoming_phone_numbers": numbers, "next_page_uri": next_page_uri, "page": 0}
    return Scripted(200, json.dumps(page))
