"""Everything that this integration asks of Twilio, held against Twilio's description."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from inspect import iscoroutinefunction
from typing import Final

import pytest

from custom_components.twilio.api import NumberField, OutgoingCall, OutgoingMessage, TwilioApi
from simulator import HandsetBehaviour, Simulator

from .description import Description
from .judge import Judge
from .stand_in import StandIn

type Use = Callable[[TwilioApi, Simulator], Awaitable[object]]

PHONE: Final = "+15551234567"
WEBHOOK: Final = "https://house.example/api/webhook/x?kind=message_status#rc=3&rp=5xx,ct"
PICTURES: Final = ("https://house.example/1.jpg", "https://house.example/2.jpg")
TWIML: Final = "<Response><Say>Hello</Say></Response>"


async def _send_message(api: TwilioApi, twilio: Simulator) -> None:
    service = twilio.add_service(twilio.number)
    sender = twilio.number.address
    await api.send_message(OutgoingMessage(PHONE, "Hello", from_=sender))
    await api.send_message(
        OutgoingMessage(
            PHONE,
            "Hello",
            messaging_service_sid=service.sid,
            media_urls=PICTURES,
            status_callback=WEBHOOK,
            validity_seconds=3600,
        )
    )


async def _place_call(api: TwilioApi, twilio: Simulator) -> None:
    sender = twilio.number.address
    events = ("initiated", "ringing", "answered", "completed")
    await api.place_call(
        OutgoingCall(
            PHONE,
            sender,
            twiml=TWIML,
            status_callback=WEBHOOK,
            status_callback_events=events,
            ring_timeout=30,
        )
    )
    await api.place_call(OutgoingCall(PHONE, sender, url="https://house.example/voice"))


async def _inbound_messages(api: TwilioApi, twilio: Simulator) -> None:
    await twilio.handset(PHONE).text("Hello", to=twilio.number)
    yesterday = twilio.clock.now().date() - timedelta(days=1)
    assert len(await api.inbound_messages(twilio.number.address, yesterday)) == 1


async def _sent_messages(api: TwilioApi, twilio: Simulator) -> None:
    since = twilio.clock.now() - timedelta(minutes=1)
    for index in range(101):
        await api.send_message(OutgoingMessage(PHONE, str(index), from_=twilio.number.address))
    assert len(await api.sent_messages(PHONE, since)) == 101


async def _placed_calls(api: TwilioApi, twilio: Simulator) -> None:
    since = twilio.clock.now() - timedelta(minutes=1)
    await _a_call(api, twilio)
    assert len(await api.placed_calls(PHONE, since)) == 1


async def _message_state(api: TwilioApi, twilio: Simulator) -> None:
    sent = await api.send_message(OutgoingMessage(PHONE, "Hello", from_=twilio.number.address))
    await api.message_state(sent.sid)
    await twilio.settled()
    await api.message_state(sent.sid)


async def _logged_message(api: TwilioApi, twilio: Simulator) -> None:
    await twilio.handset(PHONE).text("Hello", to=twilio.number)
    logged = await api.logged_message(twilio.messages[-1].sid)
    assert (logged.is_inbound, logged.body) == (True, "Hello")


async def _redact_message(api: TwilioApi, twilio: Simulator) -> None:
    await twilio.handset(PHONE).text("Hello", to=twilio.number)
    await api.redact_message(twilio.messages[-1].sid)
    assert twilio.messages[-1].body == ""


async def _a_call(api: TwilioApi, twilio: Simulator) -> str:
    twilio.handset(PHONE).behaviour = HandsetBehaviour.RINGS
    placed = await api.place_call(OutgoingCall(PHONE, twilio.number.address, twiml=TWIML))
    await twilio.handset(PHONE).next_call()
    return placed.sid


async def _call_state(api: TwilioApi, twilio: Simulator) -> None:
    await api.call_state(await _a_call(api, twilio))


async def _end_call(api: TwilioApi, twilio: Simulator) -> None:
    await api.end_call(await _a_call(api, twilio))


async def _update_number(api: TwilioApi, twilio: Simulator) -> None:
    method_fields = {field for field in NumberField if field.value.endswith("method")}
    for url in (WEBHOOK, ""):
        changes = {field: "POST" if field in method_fields else url for field in NumberField}
        await api.update_number(twilio.number.sid, changes)


async def _messaging_services(api: TwilioApi, twilio: Simulator) -> None:
    for index in range(101):
        twilio.add_service(inbound_url="" if index else WEBHOOK)
    assert len(await api.messaging_services()) == 101


async def _service_numbers(api: TwilioApi, twilio: Simulator) -> None:
    service = twilio.add_service(twilio.number)
    assert await api.service_numbers(service.sid) == {twilio.number.sid}


USES: Final[dict[str, Use]] = {
    "account_state": lambda api, _: api.account_state(),
    "call_state": _call_state,
    "check": lambda api, _: api.check(),
    "end_call": _end_call,
    "inbound_messages": _inbound_messages,
    "inbound_region": lambda api, twilio: api.inbound_region(twilio.number.address),
    "is_trial": lambda api, _: api.is_trial(),
    "logged_message": _logged_message,
    "message_state": _message_state,
    "messaging_services": _messaging_services,
    "phone_numbers": lambda api, _: api.phone_numbers(),
    "place_call": _place_call,
    "placed_calls": _placed_calls,
    "redact_message": _redact_message,
    "send_message": _send_message,
    "sent_messages": _sent_messages,
    "service_numbers": _service_numbers,
    "update_number": _update_number,
}


def test_everything_in_use_is_judged() -> None:
    """What can be asked of an account is in the table above."""
    methods = {
        name
        for name, method in vars(TwilioApi).items()
        if iscoroutinefunction(method) and not name.startswith("_")
    }
    assert methods == USES.keys()


@pytest.mark.parametrize("method", sorted(USES))
async def test_use(
    twilio: Simulator, api: TwilioApi, stand_in: StandIn, description: Description, *, method: str
) -> None:
    """Every request goes to the right host, and it and its answer are as described."""
    judge = Judge(description)
    await USES[method](api, twilio)
    await twilio.settled()
    assert twilio.requests
    found = [description.find(asked.method, asked.path) for asked in twilio.requests]
    assert [operation and operation[0].server for operation in found] == stand_in.origins
    complaints = [item for asked in twilio.requests for item in judge.of(asked)]
    assert complaints == []
