"""Who signs for an account, and what a signed request truly is."""

from collections.abc import Iterable, Mapping
import hashlib
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from custom_components.twilio.webhook import RequestKind
from custom_components.twilio.webhook.body import parse_body
from custom_components.twilio.webhook.inbound import read_inbound
from custom_components.twilio.webhook.signature import Algorithm, SigningKey, with_port_variants
from custom_components.twilio.webhook.verification import (
    ArrivedRequest,
    RequestRejectedError,
    VerifiedRequest,
    signing_keys,
    verify,
)

from . import ACCOUNT_SID, AUTH_TOKEN, FORM, MESSAGE, REQUESTS, Fields, sdk_signature

ADDRESS: Final = "https://house.example/api/webhook/ab"
JSON: Final = "application/json"


@pytest.mark.parametrize(
    ("data", "signing", "keys"),
    [
        pytest.param({}, {}, (), id="no credentials"),
        pytest.param({"auth_token": ""}, {}, (), id="empty token"),
        pytest.param(
            {"auth_token": ""},
            {"secondary_auth_token": "", "shared_key_secret": ""},
            (),
            id="nothing but empty",
        ),
        pytest.param({"auth_token": "a"}, {}, (SigningKey("a"),), id="token"),
        pytest.param(
            {"auth_token": "a"},
            {"secondary_auth_token": "b"},
            (SigningKey("a"), SigningKey("b")),
            id="rotation",
        ),
        pytest.param(
            {"auth_token": "a"},
            {"secondary_auth_token": "b", "shared_key_secret": "c"},
            (SigningKey("c", Algorithm.SHA256),),
            id="shared key",
        ),
        pytest.param(
            {"auth_token": "a", "api_key_secret": "k", "webhook_id": "w"},
            {},
            (SigningKey("a"),),
            id="an api key signs nothing",
        ),
    ],
)
def test_signing_keys(
    data: Mapping[str, Any], signing: Mapping[str, Any], keys: tuple[SigningKey, ...]
) -> None:
    """The configuration says which keys count, and how each of them signs."""
    assert signing_keys(data, {"signing": signing}) == keys


def test_signing_keys_without_options() -> None:
    """An account whose options nobody has opened has the Auth Token."""
    assert signing_keys({"auth_token": "a"}, {}) == (SigningKey("a"),)


def arrived(
    body: bytes, content_type: str, query: str, signed: Iterable[tuple[str, str]] = ()
) -> ArrivedRequest:
    """Return a request that is rightly signed."""
    url = f"{ADDRESS}?{query}" if query else ADDRESS
    return ArrivedRequest(query, sdk_signature(url, signed), parse_body(body, content_type))


def arrived_form(fields: Fields, query: str = "") -> ArrivedRequest:
    """Return a form that is rightly signed."""
    return arrived(urlencode(fields).encode(), FORM, query, fields.items())


def verified(request: ArrivedRequest) -> VerifiedRequest:
    """Verify a request to the one address of the account."""
    return verify(
        request,
        ACCOUNT_SID,
        [SigningKey(AUTH_TOKEN)],
        lambda query: with_port_variants(f"{ADDRESS}?{query}" if query else ADDRESS),
    )


@pytest.mark.parametrize("kind", RequestKind)
def test_at_a_url_of_the_user(kind: RequestKind) -> None:
    """What comes to a user's own URL is for automations, whatever it is."""
    request = verified(arrived_form(REQUESTS[kind]))
    assert (request.kind, request.is_ours, request.is_for_automations) == (kind, False, True)
    assert request.fields == REQUESTS[kind]
    assert request.inbound == read_inbound(kind, REQUESTS[kind])


@pytest.mark.parametrize(
    ("kind", "is_for_automations"),
    [
        (RequestKind.MESSAGE, True),
        (RequestKind.MESSAGE_STATUS, False),
        (RequestKind.CALL, True),
        (RequestKind.CALL_STATUS, False),
        (RequestKind.TURN, False),
        (RequestKind.RECORDING, False),
        (RequestKind.UNKNOWN, False),
    ],
)
def test_at_a_url_of_ours(kind: RequestKind, *, is_for_automations: bool) -> None:
    """What comes to a URL of ours is for automations only where a number received something."""
    request = verified(arrived_form(REQUESTS[kind], f"kind={kind}&turn=t1"))
    assert (request.kind, request.is_ours) == (kind, True)
    assert request.is_for_automations is is_for_automations


def test_url_of_ours_decides_before_the_fields() -> None:
    """The kind that the signed URL names counts more than what the fields look like."""
    request = verified(arrived_form(REQUESTS[RequestKind.CALL_STATUS], "kind=turn&turn=t1"))
    assert request.kind is RequestKind.TURN
    assert request.identity.name is not None
    assert request.identity.name.endswith(":t1")


@pytest.mark.parametrize(
    ("query", "reference"),
    [
        ("kind=message_status&id=ab12", "ab12"),
        ("kind=message_status&id=ab12&id=cd34", "ab12"),
        ("kind=message_status&id=", None),
        ("kind=message_status", None),
        ("id=ab12", None),
    ],
)
def test_what_a_url_of_ours_is_about(query: str, reference: str | None) -> None:
    """A URL of ours may name what it reports on; a user's own parameters are his."""
    request = verified(arrived_form(REQUESTS[RequestKind.MESSAGE_STATUS], query))
    assert request.reference == reference


@pytest.mark.parametrize(
    ("query", "turn"),
    [
        ("kind=turn&turn=3-ab", "3-ab"),
        ("kind=turn&turn=3-ab&turn=4-cd", "3-ab"),
        ("kind=turn", None),
        ("turn=3-ab", None),
    ],
)
def test_which_turn_a_url_of_ours_is_for(query: str, turn: str | None) -> None:
    """A URL of ours names the step of a call; a user's own parameters are his."""
    assert verified(arrived_form(REQUESTS[RequestKind.TURN], query)).turn == turn


@pytest.mark.parametrize("body", [b'{"AccountSid": "other", "Body": "ARM"}', b"[{}]", b"null"])
def test_json_has_no_fields(body: bytes) -> None:
    """What JSON says is nothing that anybody here reads."""
    query = f"bodySHA256={hashlib.sha256(body).hexdigest()}"
    request = verified(arrived(body, JSON, query))
    assert (request.kind, request.fields, request.inbound) == (RequestKind.UNKNOWN, {}, None)


@pytest.mark.parametrize(
    ("request_", "status", "reason"),
    [
        pytest.param(
            ArrivedRequest("", None, parse_body(b"", FORM)),
            HTTPStatus.FORBIDDEN,
            "its signature is missing or wrong",
            id="no signature",
        ),
        pytest.param(
            arrived(b"{}", JSON, ""),
            HTTPStatus.FORBIDDEN,
            "its body is not the signed one",
            id="json without hash",
        ),
        pytest.param(
            arrived_form(MESSAGE, f"bodySHA256={'0' * 64}"),
            HTTPStatus.FORBIDDEN,
            "its body is not the signed one",
            id="form with a wrong hash",
        ),
        pytest.param(
            arrived_form({**MESSAGE, "MessageSid": "SM"}),
            HTTPStatus.BAD_REQUEST,
            "MessageSid does not have its form",
            id="sid",
        ),
        pytest.param(
            arrived_form(MESSAGE, "kind=call"),
            HTTPStatus.BAD_REQUEST,
            "CallSid is missing",
            id="not what the url is for",
        ),
        pytest.param(
            arrived(b"{}", JSON, f"kind=message&bodySHA256={hashlib.sha256(b'{}').hexdigest()}"),
            HTTPStatus.BAD_REQUEST,
            "AccountSid is missing",
            id="json where a form belongs",
        ),
    ],
)
def test_rejected(request_: ArrivedRequest, status: HTTPStatus, reason: str) -> None:
    """Each refusal has its status and a constant sentence for the log."""
    with pytest.raises(RequestRejectedError) as rejected:
        verified(request_)
    assert (rejected.value.status, str(rejected.value)) == (status, reason)
