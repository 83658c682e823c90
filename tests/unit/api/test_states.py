"""How far messages and calls got, read from Twilio's log."""

from collections.abc import Callable
import json
from typing import Any, Final

import pytest

from custom_components.twilio.api import (
    CallState,
    MessageState,
    OutgoingCall,
    OutgoingMessage,
    Refused,
    TwilioApi,
    Uncertain,
)
from simulator import DeliveryError, Simulator

from . import PHONE, SENDER
from .scripted_server import Scripted, ScriptedServer

type ApiAt = Callable[[str], TwilioApi]

GONE: Final = "SM" + "0f" * 16


async def test_message(twilio: Simulator, api: TwilioApi) -> None:
    """A message that arrived says so."""
    accepted = await api.send_message(OutgoingMessage(PHONE, "Hello", SENDER))
    await twilio.settled()
    assert await api.message_state(accepted.sid) == MessageState(
        sid=accepted.sid,
        status="delivered",
        from_=SENDER,
        to=PHONE,
        service_sid=None,
        error_code=None,
    )
    request = twilio.requests[-1]
    assert request.method == "GET"
    assert request.path.endswith(f"/Messages/{accepted.sid}.json")
    assert dict(request.params) == {}


async def test_message_that_failed(twilio: Simulator, api: TwilioApi) -> None:
    """A message that did not arrive says why, and which service it came from."""
    service = twilio.add_service(twilio.number)
    twilio.handset(PHONE).delivery_error = DeliveryError(code=30007)
    accepted = await api.send_message(
        OutgoingMessage(PHONE, "Hello", messaging_service_sid=service.sid)
    )
    await twilio.settled()
    assert await api.message_state(accepted.sid) == MessageState(
        sid=accepted.sid,
        status="undelivered",
        from_=SENDER,
        to=PHONE,
        service_sid=service.sid,
        error_code=30007,
    )


async def test_call(twilio: Simulator, api: TwilioApi) -> None:
    """A call says how it ended, and how long it took."""
    accepted = await api.place_call(OutgoingCall(PHONE, SENDER, twiml="<Response/>"))
    await twilio.settled()
    [call] = twilio.calls
    assert await api.call_state(accepted.sid) == CallState(
        sid=accepted.sid,
        status="completed",
        from_=SENDER,
        to=PHONE,
        direction="outbound-api",
        duration=call.duration,
        answered_by=None,
    )
    assert twilio.requests[-1].path.endswith(f"/Calls/{accepted.sid}.json")


async def test_what_twilio_does_not_know(twilio: Simulator, api: TwilioApi) -> None:
    """What is gone is refused with 404."""
    for asked in (api.message_state(GONE), api.call_state("CA" + GONE[2:])):
        with pytest.raises(Refused) as refused:
            await asked
        assert refused.value.status == 404


def a_state(from_: str, direction: str, duration: int | None, answered_by: str | None) -> CallState:
    """Return what is read of a call that was busy."""
    return CallState(
        sid="CA1",
        status="busy",
        from_=from_,
        to=PHONE,
        direction=direction,
        duration=duration,
        answered_by=answered_by,
    )


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, a_state(SENDER, "inbound", 7, "human")),
        (
            {"from": None, "direction": None, "duration": None, "answered_by": None},
            a_state("", "", None, None),
        ),
        ({"duration": "0"}, a_state(SENDER, "inbound", 0, "human")),
        ({"status": None}, None),
        ({"sid": ""}, None),
        ({"to": None}, None),
        ({"duration": "long"}, None),
    ],
)
async def test_call_as_twilio_may_describe_it(
    api_at: ApiAt, changes: dict[str, Any], state: CallState | None
) -> None:
    """What a call need not have may be missing; without the rest there is no answer."""
    told = {
        "sid": "CA1",
        "status": "busy",
        "from": SENDER,
        "to": PHONE,
        "direction": "inbound",
        "duration": "7",
        "answered_by": "human",
        **changes,
    }
    async with ScriptedServer([Scripted(200, json.dumps(told))]) as server:
        if state is None:
            with pytest.raises(Uncertain):
                await api_at(server.url).call_state("CA1")
        else:
            assert await api_at(server.url).call_state("CA1") == state


@pytest.mark.parametrize("missing", ["sid", "status", "to"])
async def test_message_that_lacks_something(api_at: ApiAt, missing: str) -> None:
    """Without what every message has there is no answer."""
    told = {"sid": "SM1", "status": "sent", "to": PHONE, "from": None, missing: None}
    async with ScriptedServer([Scripted(200, json.dumps(told))]) as server:
        with pytest.raises(Uncertain):
            await api_at(server.url).message_state("SM1")


async def test_logged_message(twilio: Simulator, api: TwilioApi) -> None:
    """A message says what it is, and the answer when Twilio said so."""
    await twilio.handset(PHONE).text("Hello", to=twilio.number)
    [message] = twilio.messages
    logged = await api.logged_message(message.sid)
    assert (logged.sid, logged.is_inbound, logged.from_, logged.to, logged.body) == (
        message.sid,
        True,
        PHONE,
        SENDER,
        "Hello",
    )
    assert logged.told is not None
    assert 0 <= (logged.told - logged.created).total_seconds() < 60
    assert "Hello" not in repr(logged)
    await api.redact_message(message.sid)
    assert (await api.logged_message(message.sid)).body == ""


@pytest.mark.parametrize(
    ("changes", "headers", "expected"),
    [
        ({}, (("date", "Sat, 21 Nov 2026 10:00:05 GMT"),), ("+1", "a", 5.0)),
        ({}, (("Date", "soon"),), ("+1", "a", None)),
        ({"from": None, "body": None}, (("Date", ""),), ("", "", None)),
        ({"date_created": None}, (), None),
        ({"sid": None}, (), None),
    ],
)
async def test_logged_message_as_twilio_may_describe_it(
    api_at: ApiAt,
    changes: dict[str, Any],
    headers: tuple[tuple[str, str], ...],
    expected: tuple[str, str, float | None] | None,
) -> None:
    """Without the time of the answer nobody can tell how old a message is."""
    told = {
        "sid": "SM1",
        "direction": "inbound",
        "from": "+1",
        "to": SENDER,
        "body": "a",
        "date_created": "Sat, 21 Nov 2026 10:00:00 +0000",
        **changes,
    }
    async with ScriptedServer([Scripted(text=json.dumps(told), headers=headers)]) as server:
        if expected is None:
            with pytest.raises(Uncertain):
                await api_at(server.url).logged_message("SM1")
            return
        logged = await api_at(server.url).logged_message("SM1")
    age = logged.told and (logged.told - logged.created).total_seconds()
    assert (logged.from_, logged.body, age) == expected
