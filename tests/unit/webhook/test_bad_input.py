"""What is not as Twilio documents it, rightly signed: taken where that is safe, else refused."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.twilio.webhook import RequestKind
from simulator import Simulator

from .. import HOOK_ID, WEBHOOK_URL
from . import MESSAGE, REQUESTS, Fields, House, sdk_signature

type Events = list[Event[dict[str, Any]]]

REQUIRED: Final[Mapping[RequestKind, tuple[str, ...]]] = {
    RequestKind.MESSAGE: ("AccountSid", "From", "MessageSid", "To"),
    RequestKind.MESSAGE_STATUS: ("AccountSid", "MessageSid", "MessageStatus"),
    RequestKind.CALL: ("AccountSid", "CallSid", "From", "To"),
    RequestKind.CALL_STATUS: ("AccountSid", "CallSid", "CallStatus"),
    RequestKind.TURN: ("AccountSid", "CallSid"),
    RequestKind.RECORDING: ("AccountSid", "RecordingSid", "RecordingStatus"),
}


@pytest.mark.parametrize("kind", REQUIRED)
async def test_missing_fields(
    twilio: Simulator, house: House, events: Events, kind: RequestKind
) -> None:
    """Without one of the fields that say what it is about, a request is refused."""
    url, fields = f"{WEBHOOK_URL}?kind={kind}&turn=t1", REQUESTS[kind]
    answers = {
        name: await twilio.deliver(url, {key: fields[key] for key in fields if key != name})
        for name in REQUIRED[kind]
    }
    assert {answer.status for answer in answers.values()} == {HTTPStatus.BAD_REQUEST}
    assert events == []


@pytest.mark.parametrize("kind", REQUIRED)
async def test_fields_twice(
    twilio: Simulator, house: House, events: Events, kind: RequestKind
) -> None:
    """A field that Twilio sends once comes once, though the signature is the same with two."""
    url, fields = f"{WEBHOOK_URL}?kind={kind}&turn=t1", REQUESTS[kind]
    answers = [
        await twilio.deliver(url, [*fields.items(), (name, value)])
        for name, value in fields.items()
    ]
    assert {answer.status for answer in answers} == {HTTPStatus.BAD_REQUEST}
    assert events == []


@pytest.mark.parametrize("kind", RequestKind)
async def test_unknown_fields(
    twilio: Simulator, house: House, events: Events, kind: RequestKind
) -> None:
    """What Twilio may send one day does not keep out what it sends today."""
    extra = {"FutureField": "🚀", "Future.Field": "", "Futures[0]": "x" * 5_000}
    delivery = await twilio.deliver(WEBHOOK_URL, {**REQUESTS[kind], **extra})
    assert delivery.status in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}
    assert [event.data for event in events] == [{**REQUESTS[kind], **extra, "webhook_id": HOOK_ID}]


async def test_multipart(house: House, events: Events) -> None:
    """Twilio sends no multipart form; one that is signed like another is none of its."""
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in MESSAGE.items()
    )
    response = await house.post(
        f"/api/webhook/{HOOK_ID}",
        data=f"{parts}--x--\r\n",
        headers={
            "Content-Type": "multipart/form-data; boundary=x",
            "X-Twilio-Signature": sdk_signature(WEBHOOK_URL, MESSAGE),
        },
    )
    assert response.status == HTTPStatus.BAD_REQUEST
    assert events == []


REPORTS: Final[Mapping[str, Fields]] = {
    "a status of later": {"MessageStatus": "teleported"},
    "no status": {"MessageStatus": ""},
    "an error code of later": {"MessageStatus": "delivered", "ErrorCode": "99999999"},
    "an error code that is none": {"MessageStatus": "delivered", "ErrorCode": "x"},
    "an error code of absurd length": {"MessageStatus": "delivered", "ErrorCode": "9" * 5_000},
    "no parties": {"From": "", "To": ""},
}


@pytest.mark.parametrize("change", REPORTS.values(), ids=REPORTS)
async def test_report_on_what_was_never_sent(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    events: Events,
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
    change: Fields,
) -> None:
    """A report on a message that this house does not know, however odd, is noted quietly."""
    issues = dict(issue_registry.issues)
    fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], **change}
    for reference in ("", "&id=nobody"):
        url = f"{WEBHOOK_URL}?kind=message_status{reference}"
        assert (await twilio.deliver(url, fields)).status == HTTPStatus.NO_CONTENT
    await hass.async_block_till_done(wait_background_tasks=True)
    assert events == []
    assert issue_registry.issues == issues
    assert [record for record in caplog.records if record.exc_info] == []
