"""Requests that come through Home Assistant's cloud, or through its WebSocket API."""

from collections.abc import Mapping
import hashlib
from http import HTTPStatus
import json
from typing import Any
from urllib.parse import urlencode

from homeassistant.components.webhook import async_handle_webhook
from homeassistant.core import Event, HomeAssistant
from homeassistant.util.aiohttp import MockRequest, serialize_response
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.twilio.webhook import HANG_UP, RequestKind
from custom_components.twilio.webhook.body import MAX_BYTES

from .. import HOOK_ID, WEBHOOK_URL
from . import CLOUDHOOK, EMPTY_RESPONSE, FORM, MESSAGE, REQUESTS, Fields, sdk_signature

type Events = list[Event[dict[str, Any]]]


@pytest.fixture(autouse=True)
def relayed(cloudhook: str, account: MockConfigEntry) -> None:
    """Let the account be reached through the cloud."""


async def relay(
    hass: HomeAssistant,
    body: str,
    signature: str | None,
    query: str = "",
    content_type: str | None = f"{FORM}; charset=utf-8",
) -> dict[str, Any]:
    """Hand a request over and its answer back as the cloud does, which is all in text."""
    headers = {"User-Agent": "TwilioProxy/1.1"}
    if content_type is not None:
        headers["content-type"] = content_type
    if signature is not None:
        headers["x-twilio-signature"] = signature
    request = MockRequest(
        content=body.encode("utf-8"),
        headers=headers,
        method="POST",
        query_string=query,
        mock_source="cloud",
    )
    return serialize_response(await async_handle_webhook(hass, HOOK_ID, request))


async def relay_form(
    hass: HomeAssistant, fields: Fields, query: str = "", address: str = CLOUDHOOK
) -> dict[str, Any]:
    """Hand over a form that is signed for an address."""
    url = f"{address}?{query}" if query else address
    return await relay(hass, urlencode(fields), sdk_signature(url, fields), query)


@pytest.mark.parametrize(
    ("fields", "query", "status", "body"),
    [
        pytest.param(MESSAGE, "", HTTPStatus.OK, EMPTY_RESPONSE, id="message"),
        pytest.param(
            REQUESTS[RequestKind.MESSAGE_STATUS],
            "kind=message_status",
            HTTPStatus.NO_CONTENT,
            None,
            id="message status",
        ),
        pytest.param(
            {**REQUESTS[RequestKind.TURN], "Digits": ""},
            "kind=turn&turn=a%2Bb+c'~",
            HTTPStatus.OK,
            HANG_UP.twiml,
            id="raw query",
        ),
        pytest.param(
            {**MESSAGE, "Body": "🚨 ä\n\u200f"}, "", HTTPStatus.OK, EMPTY_RESPONSE, id="unicode"
        ),
    ],
)
async def test_cloudhook(
    hass: HomeAssistant, fields: Fields, query: str, status: HTTPStatus, body: str | None
) -> None:
    """The cloudhook's own address is what Twilio signs."""
    answer = await relay_form(hass, fields, query)
    assert (answer["status"], answer["body"]) == (status, body)


async def test_event(hass: HomeAssistant, events: Events) -> None:
    """What comes through the cloud is for automations like everything else."""
    await relay_form(hass, MESSAGE)
    assert [event.data for event in events] == [{**MESSAGE, "webhook_id": HOOK_ID}]


async def test_greeting_without_charset(hass: HomeAssistant) -> None:
    """A cloudhook loses the charset: what it carries is ASCII, in every language."""
    await hass.config.async_update(language="de")
    answer = await relay_form(hass, REQUESTS[RequestKind.CALL])
    assert answer["body"].isascii()
    assert "Auf Wiederh&#246;ren." in answer["body"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (CLOUDHOOK, HTTPStatus.OK),
        (f"{CLOUDHOOK}/", HTTPStatus.FORBIDDEN),
        ("https://hooks.nabu.casa/another", HTTPStatus.FORBIDDEN),
        (f"https://hooks.nabu.casa/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (WEBHOOK_URL, HTTPStatus.OK),
        ("", HTTPStatus.FORBIDDEN),
        (f"/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
    ],
)
async def test_addresses(
    hass: HomeAssistant, events: Events, address: str, status: HTTPStatus
) -> None:
    """A request of the cloud knows no address of its own; the configured ones count."""
    assert (await relay_form(hass, MESSAGE, address=address))["status"] == status
    assert len(events) == (status == HTTPStatus.OK)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({"signature": None}, HTTPStatus.FORBIDDEN, id="no signature"),
        pytest.param({"signature": "\ud800"}, HTTPStatus.FORBIDDEN, id="lone surrogate"),
        pytest.param({"query": "\ud800=\udfff"}, HTTPStatus.FORBIDDEN, id="undecodable query"),
        pytest.param({"content_type": None}, HTTPStatus.BAD_REQUEST, id="no content type"),
        pytest.param({"content_type": "\ud800"}, HTTPStatus.BAD_REQUEST, id="strange content type"),
        pytest.param(
            {"body": "x" * (MAX_BYTES + 1)}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, id="too large"
        ),
        pytest.param({"body": "&" * 1_000}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, id="too many"),
        pytest.param({"body": "a=%ff"}, HTTPStatus.BAD_REQUEST, id="undecodable"),
    ],
)
async def test_turned_away(
    hass: HomeAssistant,
    events: Events,
    caplog: pytest.LogCaptureFixture,
    changes: Mapping[str, Any],
    status: HTTPStatus,
) -> None:
    """Nothing gets in through the cloud that would not get in otherwise, and nothing breaks."""
    request = {"body": urlencode(MESSAGE), "signature": sdk_signature(CLOUDHOOK, MESSAGE)}
    answer = await relay(hass, **{**request, **changes})
    assert (answer["status"], answer["body"]) == (status, None)
    assert events == []
    assert "could not be handled" not in caplog.text


async def test_json(hass: HomeAssistant, events: Events) -> None:
    """The hash of a JSON body is that of its bytes, also where it came as text."""
    body = json.dumps({"Text": "ä 🚨"}, ensure_ascii=False)
    query = f"bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    signature = sdk_signature(f"{CLOUDHOOK}?{query}")
    answer = await relay(hass, body, signature, query, "application/json")
    assert answer["status"] == HTTPStatus.OK
    assert [event.data for event in events] == [{"webhook_id": HOOK_ID}]
    answer = await relay(hass, body + " ", signature, query, "application/json")
    assert answer["status"] == HTTPStatus.FORBIDDEN


async def test_both_ways(hass: HomeAssistant, events: Events) -> None:
    """A message that comes through the cloud and through a tunnel is one message."""
    await relay_form(hass, MESSAGE)
    answer = await relay_form(hass, MESSAGE, address=WEBHOOK_URL)
    assert answer["body"] == EMPTY_RESPONSE
    assert len(events) == 1


@pytest.fixture
async def websocket(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> MockHAClientWebSocket:
    """Return a connection of somebody who is logged in."""
    return await hass_ws_client(hass)


@pytest.mark.parametrize(
    ("signature", "result"),
    [
        (
            sdk_signature(WEBHOOK_URL, MESSAGE),
            {"status": 200, "body": EMPTY_RESPONSE, "headers": {"Content-Type": "text/xml"}},
        ),
        (
            "nonsense",
            {
                "status": 403,
                "body": None,
                "headers": {"Content-Type": "application/octet-stream"},
            },
        ),
    ],
)
async def test_websocket_command(
    websocket: MockHAClientWebSocket, events: Events, signature: str, result: Mapping[str, Any]
) -> None:
    """Whoever is logged in can knock, but sign no better than anybody else."""
    await websocket.send_json_auto_id(
        {
            "type": "webhook/handle",
            "webhook_id": HOOK_ID,
            "method": "POST",
            "body": urlencode(MESSAGE),
            "headers": {"Content-Type": FORM, "X-Twilio-Signature": signature},
        }
    )
    response = await websocket.receive_json()
    assert (response["success"], response["result"]) == (True, result)
    assert len(events) == (result["status"] == HTTPStatus.OK)
