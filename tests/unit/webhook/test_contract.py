"""What each rightly signed request is answered, over HTTP, and who hears of it."""

from collections.abc import Mapping
import hashlib
from http import HTTPStatus
from typing import Any, Final

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.webhook import RequestKind
from custom_components.twilio.webhook.body import MAX_BYTES
from simulator import Simulator

from .. import HOOK_ID, WEBHOOK_URL
from . import (
    EMPTY_RESPONSE,
    FORM,
    MESSAGE,
    REQUESTS,
    STRANGER,
    Fields,
    House,
    sdk_signature,
)

JSON: Final = "application/json"


@pytest.mark.parametrize(
    ("body", "content_type", "signed"),
    [
        pytest.param(
            b"x=" + b"y" * (MAX_BYTES - 2), FORM, [("x", "y" * (MAX_BYTES - 2))], id="large"
        ),
        pytest.param(
            b"&".join(b"p%d=" % index for index in range(1_000)),
            FORM,
            [(f"p{index}", "") for index in range(1_000)],
            id="1,000 parameters",
        ),
        pytest.param(b"", FORM, [], id="empty"),
        pytest.param(
            "x=ä&%F0%9F%9A%A8=%E2%80%8F".encode(),
            f"{FORM}; charset=UTF-8",
            [("x", "ä"), ("🚨", "\u200f")],
            id="unicode",
        ),
    ],
)
async def test_still_taken(
    house: House,
    events: list[Event[dict[str, Any]]],
    body: bytes,
    content_type: str,
    signed: list[tuple[str, str]],
) -> None:
    """What is within all bounds is taken."""
    response = await house.post(
        f"/api/webhook/{HOOK_ID}",
        data=body,
        headers={
            "Content-Type": content_type,
            "X-Twilio-Signature": sdk_signature(WEBHOOK_URL, signed),
        },
    )
    assert (response.status, await response.text()) == (HTTPStatus.OK, EMPTY_RESPONSE)
    assert [event.data for event in events] == [dict(signed) | {"webhook_id": HOOK_ID}]


async def test_json(house: House, events: list[Event[dict[str, Any]]]) -> None:
    """JSON whose hash is signed is taken."""
    body = b'{"Level": "ERROR", "Payload": {"error_code": 11200}}'
    query = f"bodySHA256={hashlib.sha256(body).hexdigest()}"
    response = await house.post(
        f"/api/webhook/{HOOK_ID}?{query}",
        data=body,
        headers={
            "Content-Type": JSON,
            "X-Twilio-Signature": sdk_signature(f"{WEBHOOK_URL}?{query}"),
        },
    )
    assert (response.status, await response.text()) == (HTTPStatus.OK, EMPTY_RESPONSE)
    assert [event.data for event in events] == [{"webhook_id": HOOK_ID}]


GREETING: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US">Hello. This is the '
    "home you called. Nobody can take your call right now. Please send a text message. Goodbye."
    "</Say></Response>"
)
ANSWERS: Final[Mapping[RequestKind, tuple[HTTPStatus, str, str]]] = {
    RequestKind.MESSAGE: (HTTPStatus.OK, "text/xml; charset=utf-8", EMPTY_RESPONSE),
    RequestKind.MESSAGE_STATUS: (HTTPStatus.NO_CONTENT, "", ""),
    RequestKind.CALL: (HTTPStatus.OK, "text/xml; charset=utf-8", GREETING),
    RequestKind.CALL_STATUS: (HTTPStatus.NO_CONTENT, "", ""),
    RequestKind.TURN: (HTTPStatus.OK, "text/xml; charset=utf-8", EMPTY_RESPONSE),
    RequestKind.RECORDING: (HTTPStatus.NO_CONTENT, "", ""),
    RequestKind.UNKNOWN: (HTTPStatus.OK, "text/xml; charset=utf-8", EMPTY_RESPONSE),
}
NOT_UNDERSTOOD: Final = (
    HTTPStatus.OK,
    "text/xml; charset=utf-8",
    (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US">I did not '
        'understand.</Say><Say language="en-US">Goodbye.</Say></Response>'
    ),
)


@pytest.mark.parametrize("kind", RequestKind)
async def test_answer_at_a_url_of_the_user(
    twilio: Simulator, house: House, events: list[Event[dict[str, Any]]], kind: RequestKind
) -> None:
    """Everything at a user's own URL is answered by its kind, and raises the raw event."""
    url = f"{WEBHOOK_URL}?home=1"
    delivery = await twilio.deliver(url, REQUESTS[kind])
    assert (delivery.status, delivery.content_type, delivery.text) == ANSWERS[kind]
    assert [event.data for event in events] == [{**REQUESTS[kind], "webhook_id": HOOK_ID}]


@pytest.mark.parametrize("kind", RequestKind)
async def test_answer_at_a_url_of_ours(
    twilio: Simulator, house: House, events: list[Event[dict[str, Any]]], kind: RequestKind
) -> None:
    """At our URLs only what a number receives raises the raw event."""
    delivery = await twilio.deliver(f"{WEBHOOK_URL}?kind={kind}&turn=t1", REQUESTS[kind])
    answers = {**ANSWERS, RequestKind.TURN: NOT_UNDERSTOOD}
    assert (delivery.status, delivery.content_type, delivery.text) == answers[kind]
    received = kind in {RequestKind.MESSAGE, RequestKind.CALL}
    assert len(events) == received


async def test_url_of_ours_that_nobody_knows(
    twilio: Simulator, house: House, events: list[Event[dict[str, Any]]]
) -> None:
    """What a later version's URL is for, this one leaves alone."""
    delivery = await twilio.deliver(f"{WEBHOOK_URL}?kind=weather", REQUESTS[RequestKind.CALL])
    assert (delivery.status, delivery.text) == (HTTPStatus.OK, EMPTY_RESPONSE)
    assert events == []


async def test_raw_event(
    twilio: Simulator, house: House, events: list[Event[dict[str, Any]]]
) -> None:
    """Every field is there as a string, of a repeated one the first; the id is our own."""
    extra = [("New", "b"), ("New", "a"), ("Empty", ""), ("webhook_id", "forged"), ("X.y", "🚨\n")]
    delivery = await twilio.deliver(WEBHOOK_URL, [*MESSAGE.items(), *extra])
    assert delivery.status == HTTPStatus.OK
    assert [event.data for event in events] == [
        {**MESSAGE, "New": "b", "Empty": "", "X.y": "🚨\n", "webhook_id": HOOK_ID}
    ]


async def test_each_request_is_a_cause_of_its_own(
    twilio: Simulator, house: House, events: list[Event[dict[str, Any]]]
) -> None:
    """Each raw event starts a context of its own."""
    for body in ("one", "two"):
        await twilio.handset(STRANGER).text(body, to=twilio.number)
    assert [event.data["Body"] for event in events] == ["one", "two"]
    assert len({event.context.id for event in events}) == 2


@pytest.mark.parametrize("method", ["get", "put"])
async def test_other_methods(
    house: House, events: list[Event[dict[str, Any]]], method: str
) -> None:
    """Twilio posts; whoever does anything else is no Twilio."""
    fields: Fields = MESSAGE
    response = await house.request(
        method,
        f"/api/webhook/{HOOK_ID}",
        data=fields,
        headers={"X-Twilio-Signature": sdk_signature(WEBHOOK_URL, fields)},
    )
    assert response.status == HTTPStatus.METHOD_NOT_ALLOWED
    assert events == []


async def test_not_loaded(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    events: list[Event[dict[str, Any]]],
) -> None:
    """While the account is not loaded, Twilio shall try again, and nobody else learns it."""
    assert await hass.config_entries.async_unload(account.entry_id)
    delivery = await twilio.deliver(WEBHOOK_URL, MESSAGE)
    assert (delivery.status, delivery.text) == (HTTPStatus.SERVICE_UNAVAILABLE, "")
    assert (await twilio.forge(WEBHOOK_URL, MESSAGE)).status == HTTPStatus.FORBIDDEN
    assert events == []
    assert await hass.config_entries.async_setup(account.entry_id)
    assert (await twilio.repeat(delivery)).status == HTTPStatus.OK
    assert len(events) == 1
