"""What is asked of Twilio's API."""

from collections.abc import Callable

import pytest

from custom_components.twilio.api import (
    AcceptedCall,
    AcceptedMessage,
    AccountState,
    OutgoingCall,
    OutgoingMessage,
    PhoneNumber,
    Refused,
    TwilioApi,
)
from simulator import AccountStatus, CallStatus, HandsetBehaviour, Request, Simulator

from . import CALL, LIST_PATH, MESSAGE, PHONE, SENDER, SID, a_number, a_page
from .scripted_server import ScriptedServer


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
        *(
            pytest.param(
                OutgoingMessage(PHONE, "Hello", from_=SENDER, validity_seconds=seconds),
                {"To": [PHONE], "From": [SENDER], "Body": ["Hello"]}
                | {"ValidityPeriod": [str(seconds)]},
                id=f"of use for {seconds} seconds",
            )
            for seconds in (1, 3600, 36_000)
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
        pytest.param(
            OutgoingCall(
                PHONE,
                SENDER,
                twiml="<Response/>",
                status_callback="https://house.example/hook?kind=call_status",
                status_callback_events=("initiated", "completed"),
                ring_timeout=5,
            ),
            {
                "To": [PHONE],
                "From": [SENDER],
                "Twiml": ["<Response/>"],
                "StatusCallback": ["https://house.example/hook?kind=call_status"],
                "StatusCallbackEvent": ["initiated", "completed"],
                "Timeout": ["5"],
            },
            id="with its progress",
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


async def test_end_call(twilio: Simulator, api: TwilioApi) -> None:
    """A call that rings is ended by one POST; one that is over cannot be."""
    twilio.handset(PHONE).behaviour = HandsetBehaviour.RINGS
    call = await api.place_call(CALL)
    ringing = await twilio.handset(PHONE).next_call()
    await api.end_call(call.sid)
    assert sent(twilio.requests[-1]) == ("POST", f"{call.sid}.json", {"Status": ["completed"]})
    assert ringing.status is CallStatus.CANCELED
    with pytest.raises(Refused) as refused:
        await api.end_call(call.sid)
    assert refused.value.code == 21220


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
