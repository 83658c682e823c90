"""Whether a request comes from Twilio, for this account, as Twilio sends it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from ..const import (
    CONF_AUTH_TOKEN,
    CONF_SECONDARY_AUTH_TOKEN,
    CONF_SHARED_KEY_SECRET,
    SECTION_SIGNING,
)
from .body import Body, BodyKind
from .fields import ImpossibleFieldsError, check_fields, first_values
from .inbound import Inbound, read_inbound
from .kinds import (
    QUERY_REFERENCE,
    QUERY_TURN,
    RequestKind,
    first_in_query,
    kind_in_query,
    kind_of_fields,
    read_query,
)
from .repeats import RequestIdentity, identify, message_identity
from .signature import Algorithm, SigningKey, is_body_intact, matching_signature

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
    fields: Mapping[str, str] = field(repr=False)
    inbound: Inbound | None
    identity: RequestIdentity
    is_caught_up: bool = False
    """Whether it is from Twilio's log: nobody called."""
    reference: str | None = None
    """What the URL says it is about: an id that this house gave before Twilio gave a SID."""
    age: float = 0.0
    """Seconds since it happened, of what is from Twilio's log."""
    turn: str | None = None
    """The one-time name that our URL gave to this step of a call."""

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
    query = read_query(request.query)
    if not is_body_intact(query, body.raw, required=body.kind is BodyKind.JSON):
        raise RequestRejectedError(HTTPStatus.FORBIDDEN, "its body is not the signed one")
    fields = first_values(body.parameters)
    own_kind = kind_in_query(query)
    kind = own_kind or kind_of_fields(fields)
    try:
        check_fields(kind, body.parameters, account_sid)
    except ImpossibleFieldsError as err:
        raise RequestRejectedError(HTTPStatus.BAD_REQUEST, str(err)) from err
    turn = first_in_query(query, QUERY_TURN)
    return VerifiedRequest(
        kind=kind,
        is_ours=own_kind is not None,
        fields=fields,
        inbound=read_inbound(kind, fields),
        identity=identify(kind, fields, turn, signature),
        reference=first_in_query(query, QUERY_REFERENCE) if own_kind else None,
        turn=turn if own_kind else None,
    )


def caught_up(fields: Mapping[str, str], account_sid: str, age: float) -> VerifiedRequest:
    """Return a message of Twilio's log as the request that did not come, `age` seconds ago.

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
        age=age,
    )
