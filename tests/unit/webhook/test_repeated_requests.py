"""Requests that come again: tried again by Twilio, or replayed by somebody who saw one."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.twilio.webhook import RequestKind
from simulator import Simulator

from .. import WEBHOOK_URL
from . import EMPTY_RESPONSE, MESSAGE, RAW_EVENT, REQUESTS, House, sdk_signature
from .conftest import Restart

type Events = list[Event[dict[str, Any]]]

NAMED: Final = [
    RequestKind.MESSAGE,
    RequestKind.MESSAGE_STATUS,
    RequestKind.CALL_STATUS,
    RequestKind.RECORDING,
]
NAMELESS: Final = [RequestKind.CALL, RequestKind.TURN, RequestKind.UNKNOWN]


@pytest.mark.parametrize("kind", RequestKind)
async def test_repeat(twilio: Simulator, house: House, events: Events, kind: RequestKind) -> None:
    """What comes again at once is answered the same, and fired once."""
    first = await twilio.deliver(WEBHOOK_URL, REQUESTS[kind])
    second = await twilio.repeat(first)
    assert first.succeeded
    assert (second.status, second.content_type, second.body) == (
        first.status,
        first.content_type,
        first.body,
    )
    assert len(events) == 1


@pytest.mark.parametrize("kind", NAMED)
async def test_replay_of_a_named_request(
    twilio: Simulator,
    house: House,
    events: Events,
    freezer: FrozenDateTimeFactory,
    kind: RequestKind,
) -> None:
    """What Twilio names is a repeat for ever."""
    first = await twilio.deliver(WEBHOOK_URL, REQUESTS[kind])
    freezer.tick(timedelta(days=400))
    assert (await twilio.repeat(first)).status == first.status
    assert len(events) == 1


@pytest.mark.parametrize("kind", NAMELESS)
async def test_replay_of_a_nameless_request(
    twilio: Simulator,
    house: House,
    events: Events,
    freezer: FrozenDateTimeFactory,
    kind: RequestKind,
) -> None:
    """What Twilio does not name is a repeat for 20 seconds, then it may be an honest one."""
    first = await twilio.deliver(WEBHOOK_URL, REQUESTS[kind])
    freezer.tick(19.9)
    await twilio.repeat(first)
    assert len(events) == 1
    freezer.tick(0.1)
    await twilio.repeat(first)
    assert len(events) == 2


async def test_named_again_with_other_fields(
    twilio: Simulator, house: House, events: Events
) -> None:
    """The same message, signed anew with other fields, is the same message."""
    await twilio.deliver(WEBHOOK_URL, MESSAGE)
    await twilio.deliver(WEBHOOK_URL, {**MESSAGE, "Body": "ARM now"})
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message", MESSAGE)
    assert [event.data["Body"] for event in events] == ["ARM"]


async def test_same_text_twice(twilio: Simulator, house: House, events: Events) -> None:
    """Who sends the same text twice has sent two."""
    phone = twilio.handset("+15551230001")
    for _ in range(2):
        assert (await phone.text("ARM", to=twilio.number)).text == EMPTY_RESPONSE
    assert [event.data["Body"] for event in events] == ["ARM", "ARM"]


async def test_each_report_of_one_message(twilio: Simulator, house: House, events: Events) -> None:
    """A message's reports follow each other, and are no repeats."""
    status = REQUESTS[RequestKind.MESSAGE_STATUS]
    for name in ("sent", "delivered", "read", "sent"):
        await twilio.deliver(WEBHOOK_URL, {**status, "MessageStatus": name})
    assert [event.data["MessageStatus"] for event in events] == ["sent", "delivered", "read"]


async def test_each_report_of_one_call(twilio: Simulator, house: House, events: Events) -> None:
    """A call's reports are told apart by their number, else by the status."""
    status = REQUESTS[RequestKind.CALL_STATUS]
    unnumbered = {name: value for name, value in status.items() if name != "SequenceNumber"}
    for fields in (
        {**status, "SequenceNumber": "0"},
        {**status, "SequenceNumber": "1"},
        {**status, "SequenceNumber": "1", "CallStatus": "ringing"},
        {**unnumbered, "CallStatus": "busy"},
        {**unnumbered, "CallStatus": "busy", "CallDuration": "9"},
    ):
        await twilio.deliver(WEBHOOK_URL, fields)
    assert [(e.data.get("SequenceNumber"), e.data["CallStatus"]) for e in events] == [
        ("0", "completed"),
        ("1", "completed"),
        (None, "busy"),
    ]


async def test_idempotency_token_decides_nothing(house: House, events: Events) -> None:
    """The token is not signed: neither a new one makes a request new, nor an old one old."""
    for index, token in ((0, "one"), (0, "two"), (1, "one")):
        fields = {**MESSAGE, "MessageSid": f"SM{index:032x}"}
        response = await house.post(
            WEBHOOK_URL.removeprefix("https://house.example"),
            data=fields,
            headers={
                "I-Twilio-Idempotency-Token": token,
                "X-Twilio-Signature": sdk_signature(WEBHOOK_URL, fields),
            },
        )
        assert response.status == HTTPStatus.OK
    assert [event.data["MessageSid"] for event in events] == [f"SM{0:032x}", f"SM{1:032x}"]


async def test_repeat_after_a_reload(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, events: Events
) -> None:
    """A reload forgets nothing."""
    first = await twilio.deliver(WEBHOOK_URL, MESSAGE)
    assert await hass.config_entries.async_reload(account.entry_id)
    assert (await twilio.repeat(first)).text == EMPTY_RESPONSE
    assert len(events) == 1


@pytest.mark.parametrize("kind", NAMED)
async def test_captured_request_after_a_restart(
    twilio: Simulator, house: House, restart: Restart, kind: RequestKind
) -> None:
    """A captured request stays signed for ever, and known over a restart."""
    captured = await twilio.deliver(WEBHOOK_URL, REQUESTS[kind])
    async with restart() as restarted:
        events = async_capture_events(restarted, RAW_EVENT)
        replayed = await twilio.repeat(captured)
        assert (replayed.status, replayed.body) == (captured.status, captured.body)
        assert events == []


async def test_captured_request_cut_anew_after_a_restart(
    twilio: Simulator, house: House, restart: Restart
) -> None:
    """A captured request whose kind becomes unknown is known by what was signed."""
    report = REQUESTS[RequestKind.MESSAGE_STATUS]
    first = await twilio.deliver(WEBHOOK_URL, report)
    forged = {name: value for name, value in report.items() if name != "MessageStatus"}
    forged["MessageStatu"] = f"s{report['MessageStatus']}"
    async with restart() as restarted:
        events = async_capture_events(restarted, RAW_EVENT)
        replayed = await twilio.forge(WEBHOOK_URL, forged, sdk_signature(WEBHOOK_URL, report))
        assert (replayed.status, replayed.body) == (first.status, first.body)
        assert events == []
        await twilio.deliver(WEBHOOK_URL, {**MESSAGE, "MessageSid": "SM" + "0" * 32})
        assert len(events) == 1


async def test_greeting_after_a_restart(twilio: Simulator, house: House, restart: Restart) -> None:
    """A call with a turn of its own hears after a restart what it would have heard before."""
    url = f"{WEBHOOK_URL}?kind=call&turn=t1"
    first = await twilio.deliver(url, REQUESTS[RequestKind.CALL])
    async with restart() as restarted:
        events = async_capture_events(restarted, RAW_EVENT)
        await restarted.config.async_update(language="de")
        again = await twilio.repeat(first)
        assert (again.status, again.body) == (HTTPStatus.OK, first.body)
        assert events == []


async def test_former_address_after_a_restart(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    restart: Restart,
    freezer: FrozenDateTimeFactory,
) -> None:
    """What was the external URL before a restart is a former one after it, for a day."""
    await hass.config.async_update(external_url="https://other.example")
    signature = sdk_signature(
        WEBHOOK_URL.replace("https://house.example", "https://other.example"), MESSAGE
    )
    async with restart() as restarted:
        assert restarted.config.external_url is None
        assert (await twilio.forge(WEBHOOK_URL, MESSAGE, signature)).status == HTTPStatus.OK
        freezer.tick(timedelta(days=1))
        assert (await twilio.forge(WEBHOOK_URL, MESSAGE, signature)).status == HTTPStatus.FORBIDDEN
