"""Who is turned away, over HTTP, from bytes to status."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
import logging
from typing import Any, Final
from urllib.parse import urlencode

from homeassistant.core import Event, HomeAssistant
import pytest

from custom_components.twilio.webhook.body import MAX_BYTES

from .. import HOOK_ID, WEBHOOK_URL
from . import (
    FORM,
    MESSAGE,
    MESSAGE_SID,
    OTHER_ACCOUNT_SID,
    STRANGER,
    House,
    sdk_signature,
)

type Content = bytes | Callable[[], AsyncIterator[bytes]]

JSON: Final = "application/json"
UNSIGNED: Final = "its signature is missing or wrong"
TOO_LARGE: Final = "it is larger than anything Twilio sends"
UNREADABLE: Final = "it is neither a form nor JSON"
FORGED_BODY: Final = "its body is not the signed one"
MESSAGE_BODY: Final = urlencode(MESSAGE).encode()


def form(*changes: tuple[str, str], without: str = "") -> tuple[tuple[str, str], ...]:
    """Return the fields of a message, with fields put in front and one left out."""
    return (*changes, *((name, value) for name, value in MESSAGE.items() if name != without))


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """A request that is turned away; `signed` are the fields that are rightly signed."""

    body: Content = MESSAGE_BODY
    content_type: str | None = FORM
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    signature: str | None = None
    status: HTTPStatus
    reason: str

    @classmethod
    def of_form(cls, *fields: tuple[str, str], query: str = "", reason: str) -> Knock:
        """Return a form that Twilio cannot have sent, rightly signed."""
        return cls(
            body=urlencode(fields).encode(),
            query=query,
            signature=sdk_signature(WEBHOOK_URL + (query and f"?{query}"), fields),
            status=HTTPStatus.BAD_REQUEST,
            reason=reason,
        )


async def chunks() -> AsyncIterator[bytes]:
    """Give a body without saying how long it is."""
    for _ in range(2):
        yield b"x" * (MAX_BYTES // 2)
    yield b"x"


SIGNATURES: Final[Mapping[str, str | None]] = {
    "missing": None,
    "empty": "",
    "of another key": sdk_signature(WEBHOOK_URL, MESSAGE, "b6" * 16),
    "of another url": sdk_signature(WEBHOOK_URL + "/", MESSAGE),
    "malformed": "nonsense",
    "non-ascii": "ä" * 28,
    "long": "A" * 4_000,
}

LARGE_BODIES: Final[Mapping[str, Content]] = {
    "too large": b"x" * (MAX_BYTES + 1),
    "too large, chunked": chunks,
    "1,001 parameters": b"&".join(b"p%d=" % index for index in range(1_001)),
}

KNOCKS: Final[Mapping[str, Knock]] = {
    **{
        f"signature {name}": Knock(
            signature=signature, status=HTTPStatus.FORBIDDEN, reason=UNSIGNED
        )
        for name, signature in SIGNATURES.items()
    },
    **{
        name: Knock(
            body=body,
            signature=sdk_signature(WEBHOOK_URL),
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            reason=TOO_LARGE,
        )
        for name, body in LARGE_BODIES.items()
    },
    **{
        name: Knock(
            body=body,
            content_type=content_type,
            signature=sdk_signature(WEBHOOK_URL, MESSAGE),
            status=HTTPStatus.BAD_REQUEST,
            reason=UNREADABLE,
        )
        for name, body, content_type in [
            ("charset", MESSAGE_BODY, f"{FORM}; charset=iso-8859-1"),
            ("escaped bytes", MESSAGE_BODY + b"&x=%ff", FORM),
            ("bytes", MESSAGE_BODY + b"&x=\xff", FORM),
            ("multipart", MESSAGE_BODY, "multipart/form-data; boundary=x"),
            ("text", MESSAGE_BODY, "text/plain"),
            ("no content type", MESSAGE_BODY, None),
            ("malformed content type", MESSAGE_BODY, f"{FORM}ÿ"),
            ("broken json", b"{", JSON),
        ]
    },
    "compressed": Knock(
        headers={"Content-Encoding": "deflate"},
        signature=sdk_signature(WEBHOOK_URL, MESSAGE),
        status=HTTPStatus.BAD_REQUEST,
        reason="it is compressed",
    ),
    "strange content type": Knock(
        content_type=f"{FORM}; charset*{'9' * 5000}=x",
        status=HTTPStatus.FORBIDDEN,
        reason=UNSIGNED,
    ),
    "json without hash": Knock(
        body=b"{}",
        content_type=JSON,
        signature=sdk_signature(WEBHOOK_URL),
        status=HTTPStatus.FORBIDDEN,
        reason=FORGED_BODY,
    ),
    "json with another hash": Knock(
        body=b"{}",
        content_type=JSON,
        query=f"bodySHA256={'0' * 64}",
        signature=sdk_signature(f"{WEBHOOK_URL}?bodySHA256={'0' * 64}"),
        status=HTTPStatus.FORBIDDEN,
        reason=FORGED_BODY,
    ),
    "sid": Knock.of_form(
        *form(("MessageSid", f"{MESSAGE_SID}0"), without="MessageSid"),
        reason="MessageSid does not have its form",
    ),
    "other account": Knock.of_form(
        *form(("AccountSid", OTHER_ACCOUNT_SID), without="AccountSid"),
        reason="AccountSid is another account's",
    ),
    "no account": Knock.of_form(*form(without="AccountSid"), reason="AccountSid is missing"),
    "repeated field": Knock.of_form(*form(("From", STRANGER)), reason="From is repeated"),
    "repeated within": Knock.of_form(
        *form(("FromX", f"From{STRANGER}")), reason="a field holds another field"
    ),
    "strange name": Knock.of_form(
        *form(("Ünï", "1")), reason="a field has a name that Twilio does not use"
    ),
    "not what the url is for": Knock.of_form(
        *form(), query="kind=recording", reason="RecordingSid is missing"
    ),
}


@pytest.mark.parametrize("knock", KNOCKS.values(), ids=KNOCKS)
async def test_turned_away(
    hass: HomeAssistant,
    house: House,
    events: list[Event[dict[str, Any]]],
    caplog: pytest.LogCaptureFixture,
    knock: Knock,
) -> None:
    """Nothing is fired, nothing is said but a status, and one warning names the reason."""
    headers = {**knock.headers}
    if knock.content_type is not None:
        headers["Content-Type"] = knock.content_type
    if knock.signature is not None:
        headers["X-Twilio-Signature"] = knock.signature
    response = await house.post(
        f"/api/webhook/{HOOK_ID}?{knock.query}",
        data=knock.body if isinstance(knock.body, bytes) else knock.body(),
        headers=headers,
        skip_auto_headers=["Content-Type"],
        compress=False,
    )
    assert (response.status, await response.text()) == (knock.status, "")
    assert response.headers["Connection"] == "close"
    await hass.async_block_till_done()
    assert events == []
    ours = [r for r in caplog.records if r.name.startswith("custom_components.twilio")]
    assert [record.levelno for record in ours] == [logging.WARNING]
    assert (
        ours[0]
        .getMessage()
        .startswith(f"Turned away a request to the Twilio webhook: {knock.reason} (0 more since")
    )
