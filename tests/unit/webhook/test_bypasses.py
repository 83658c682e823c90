"""Ways around a signature, by name, other than cutting fields anew."""

from collections.abc import Mapping, Sequence
import hashlib
from http import HTTPStatus
from typing import Any, Final

from homeassistant.core import Event
import pytest

from custom_components.twilio.webhook import RequestKind
from simulator import Simulator

from .. import HOOK_ID, WEBHOOK_URL
from . import (
    FORM,
    MESSAGE,
    REQUESTS,
    House,
    sdk_signature,
)

type Pairs = Sequence[tuple[str, str]]
type Events = list[Event[dict[str, Any]]]


HASHED: Final = b'{"Level": "INFO"}'
HASH_QUERY: Final = f"bodySHA256={hashlib.sha256(HASHED).hexdigest()}"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param(HASHED, "application/json", HTTPStatus.OK, id="the signed body"),
        pytest.param(b"{}", "application/json", HTTPStatus.FORBIDDEN, id="another body"),
        pytest.param(b"", FORM, HTTPStatus.FORBIDDEN, id="as an empty form"),
        pytest.param(b"Body=DISARM", FORM, HTTPStatus.FORBIDDEN, id="as a form"),
        pytest.param(HASHED, FORM, HTTPStatus.FORBIDDEN, id="the body as a form"),
    ],
)
async def test_body_hash(
    house: House, events: Events, body: bytes, content_type: str, status: HTTPStatus
) -> None:
    """The signature of a JSON request, which covers the address alone, carries no other body."""
    response = await house.post(
        f"/api/webhook/{HOOK_ID}?{HASH_QUERY}",
        data=body,
        headers={
            "Content-Type": content_type,
            "X-Twilio-Signature": sdk_signature(f"{WEBHOOK_URL}?{HASH_QUERY}"),
        },
    )
    assert response.status == status
    assert len(events) == (status == HTTPStatus.OK)


async def test_form_as_json(house: House, events: Events) -> None:
    """The signature of a form does not pass for one of JSON, whose fields are not signed."""
    response = await house.post(
        f"/api/webhook/{HOOK_ID}",
        json=dict(MESSAGE),
        headers={"X-Twilio-Signature": sdk_signature(WEBHOOK_URL, MESSAGE)},
    )
    assert response.status == HTTPStatus.FORBIDDEN
    assert events == []


@pytest.mark.parametrize(
    "query",
    [
        "kind=message_status",
        "kind=turn&turn=t2",
        "kind=turn&turn=t1&a=",
        "turn=t1&kind=turn",
        "kind=turn&turn=%741",
        "kind=turn&turn=t1&",
        "kind=turn",
        "",
    ],
)
async def test_query_changed(twilio: Simulator, house: House, events: Events, query: str) -> None:
    """The query says what a request is for, so it is signed byte for byte."""
    fields = REQUESTS[RequestKind.TURN]
    signature = sdk_signature(f"{WEBHOOK_URL}?kind=turn&turn=t1", fields)
    forged = await twilio.forge(f"{WEBHOOK_URL}?{query}", fields, signature)
    assert forged.status == HTTPStatus.FORBIDDEN
    assert events == []


CLAIMS: Final[Mapping[str, Mapping[str, str]]] = {
    "Host": {"Host": "evil.example"},
    "X-Forwarded-Host": {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    "X-Forwarded-Server": {"X-Forwarded-Server": "evil.example", "X-Forwarded-Port": "443"},
    "X-Original-URL": {"X-Original-URL": f"https://evil.example/api/webhook/{HOOK_ID}"},
    "X-Original-Host": {"X-Original-Host": "evil.example"},
    "Forwarded": {"Forwarded": "host=evil.example;proto=https"},
    "Origin": {"Origin": "https://evil.example", "Referer": "https://evil.example/"},
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
async def test_header_claims(house: House, events: Events, claim: Mapping[str, str]) -> None:
    """What a request says of its own address neither opens the door nor closes it."""
    for url, status in (
        (f"https://evil.example/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (WEBHOOK_URL, HTTPStatus.OK),
    ):
        signature = sdk_signature(url, MESSAGE)
        response = await house.post(
            f"/api/webhook/{HOOK_ID}",
            data=MESSAGE,
            headers={**claim, "X-Twilio-Signature": signature},
        )
        assert response.status == status
    assert len(events) == 1


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"https://house.example/api/webhook/{HOOK_ID}", HTTPStatus.OK),
        (f"https://house.example:443/api/webhook/{HOOK_ID}", HTTPStatus.OK),
        (f"https://house.example:80/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://house.example:8123/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://house.example:0443/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://house.example:/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://user@house.example/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://user:pass@house.example/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://house.example@evil.example/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://house.example.evil.example/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://house.example./api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://HOUSE.example/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"http://house.example/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"//house.example/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://house.example/api/webhook/{HOOK_ID}/", HTTPStatus.FORBIDDEN),
        (f"https://house.example//api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        (f"https://house.example/api/webhook/{HOOK_ID}#", HTTPStatus.FORBIDDEN),
        (f"/api/webhook/{HOOK_ID}", HTTPStatus.FORBIDDEN),
        ("", HTTPStatus.FORBIDDEN),
    ],
)
async def test_userinfo_and_port_tricks(
    twilio: Simulator, house: House, events: Events, url: str, status: HTTPStatus
) -> None:
    """Only what Twilio can have signed for the configured address counts."""
    forged = await twilio.forge(WEBHOOK_URL, MESSAGE, sdk_signature(url, MESSAGE))
    assert forged.status == status
    assert len(events) == (status == HTTPStatus.OK)
