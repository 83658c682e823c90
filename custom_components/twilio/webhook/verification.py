"""Whether a request comes from Twilio, for this account, as Twilio sends it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from ..const import (
    CONF_AUTH_TOKEN,
    CONF_SECONDARY_AUTH_TOKEN,
    CONF_SHARED_KEY_SECRET,
    SECTION_SIGNING,
)
from .body import Body, BodyKind
from .fields import ImpossibleFieldsError, check_fields, first_values
from .inbound import Inbound, read_inbound
from .kinds import RequestKind, kind_in_query, kind_of_fields
from .repeats import RequestIdentity, identify, message_identity
from .signature import Algorithm, SigningKey, is_body_intact, matching_signature

QUERY_TURN: Final = "turn"
"""The query parameter that makes one step of a call different from the next."""


_WRONG_SIGNATURE: Final = "its signature is missing or wrong"


class RequestRejectedError(Exception):
    """A request that gets an HTTP status and nothing else."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        """Keep what to answer, and what the log may say."""
        super().__init__(reason)
        self.status = status


class WrongSignatureError(RequestRejectedError):
    """A request that has a signature and names this account, but the two do not fit."""

    def __init__(self) -> None:
        """Turn it away like one without a signature."""
        super().__init__(HTTPStatus.FORBIDDEN, _WRONG_SIGNATURE)


@dataclass(frozen=True, slots=True)
class ArrivedRequest:
    """A request before anything about it is believed; `query` is raw."""

    query: str
    signature: str | None
    body: Body


@dataclass(frozen=True, slots=True)
class VerifiedRequest:
    """A request that Twilio signed for this account, and that it can have sent."""

    kind: RequestKind
    is_ours: bool
    """Whether it came to a URL that this integration made, not to one of the user's."""
    fields: Mapping[str, str]
    inbound: Inbound | None
    identity: RequestIdentity
    is_caught_up: bool = False
    """Whether it is from Twilio's log: nobody called."""

    @property
    def is_for_automations(self) -> bool:
        """Whether the raw event is fired for it."""
        return self.kind.is_received or not self.is_ours


def signing_keys(data: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[SigningKey, ...]:
    """Return what requests of an account may be signed with, by configuration alone.

    A SharedKey replaces the Auth Token; while a token is rotated, the next one counts too.
    """
    signing = options.get(SECTION_SIGNING, {})
    if secret := signing.get(CONF_SHARED_KEY_SECRET):
        return (SigningKey(secret, Algorithm.SHA256),)
    tokens = (data.get(CONF_AUTH_TOKEN), signing.get(CONF_SECONDARY_AUTH_TOKEN))
    return tuple(SigningKey(token) for token in tokens if token)


def verify(
    request: ArrivedRequest,
    account_sid: str,
    keys: Iterable[SigningKey],
    called: Callable[[str], Iterable[str]],
) -> VerifiedRequest:
    """Return what a request truly is, or raise `RequestRejectedError`.

    `called` returns the addresses under which Twilio may have called, for a raw query.
    """
    body = request.body
    signature = matching_signature(called(request.query), body.parameters, request.signature, keys)
    if signature is None:
        if request.signature and ("AccountSid", account_sid) in body.parameters:
            raise WrongSignatureError
        raise RequestRejectedError(HTTPStatus.FORBIDDEN, _WRONG_SIGNATURE)
    if not is_body_intact(request.query, body.raw, required=body.kind is BodyKind.JSON):
        raise RequestRejectedError(HTTPStatus.FORBIDDEN, "its body is not the signed one")
    fields = first_values(body.parameters)
    own_kind = kind_in_query(request.query)
    kind = own_kind or kind_of_fields(fields)
    try:
        check_fields(kind, body.parameters, account_sid)
    except ImpossibleFieldsError as err:
        raise RequestRejectedError(HTTPStatus.BAD_REQUEST, str(err)) from err
    turn = parse_qs(request.query).get(QUERY_TURN, [None])[0]
    return VerifiedRequest(
        kind=kind,
        is_ours=own_kind is not None,
        fields=fields,
        inbound=read_inbound(kind, fields),
        identity=identify(kind, fields, turn, signature),
    )


def caught_up(fields: Mapping[str, str], account_sid: str) -> VerifiedRequest:
    """Return a message of Twilio's log as the request that did not come.

    Raises `ImpossibleFieldsError` for what would not have been taken from a request either.
    """
    kind = RequestKind.MESSAGE
    check_fields(kind, tuple(fields.items()), account_sid)
    return VerifiedRequest(
        kind=kind,
        is_ours=True,
        fields=fields,
        inbound=read_inbound(kind, fields),
        identity=message_identity(fields["MessageSid"]),
        is_caught_up=True,
    )
