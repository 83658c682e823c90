"""One thing to many people, side by side."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Self

from homeassistant.exceptions import HomeAssistantError

from .address import parse_recipient
from .api import AcceptedMessage, TwilioApiError
from .clean_text import whole_text
from .const import LOGGER
from .contacts.addressee import Addressee
from .errors import Failed, InvalidInput
from .limits import LimitReached
from .tracking.brake import KeepsFailing

if TYPE_CHECKING:
    from .account import Account
    from .outbox.submission import Submission

type Recipient = Addressee | str
"""Somebody to whom something goes; a text is a number, or the name of a contact."""

NOT_SENT: Final = "failed"
WAITING: Final = "waiting"
"""The status of what Twilio has not accepted yet: it is safe in the outbox."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one recipient."""

    to: str
    sid: str | None = None
    status: str = NOT_SENT
    segments: int | None = None
    error: HomeAssistantError | None = field(default=None, repr=False)
    reference: str | None = None
    """Its id in this house, none where it did not get as far as the outbox."""
    asked: tuple[Recipient, ...] = field(default=(), repr=False)
    """For whom it was asked for: the same one may be named twice."""

    @classmethod
    def of(cls, to: str, submission: Submission) -> Self:
        """Report what Twilio took, or what waits for it."""
        match submission.accepted:
            case None:
                return cls(to, status=WAITING, reference=submission.reference)
            case AcceptedMessage(sid, status, segments):
                return cls(to, sid, status, segments, reference=submission.reference)
            case accepted:
                return cls(to, accepted.sid, accepted.status, reference=submission.reference)

    def as_response(self) -> dict[str, Any]:
        """Return it as an action answers it."""
        return {
            "to": self.to,
            "sid": self.sid,
            "status": self.status,
            "segments": self.segments,
            "error_code": self.error.code if isinstance(self.error, TwilioApiError) else None,
            "error_message": _sentence(self.error) if self.error else None,
        }


@dataclass(slots=True)
class Parcel:
    """What goes to one recipient, however often that one is named, or why nothing does."""

    to: str
    addressee: Addressee | HomeAssistantError
    asked: list[Recipient] = field(default_factory=list)


async def deliver(
    account: Account,
    recipients: Iterable[Recipient],
    address: Callable[[Addressee], str],
    send: Callable[[Addressee], Awaitable[Result]],
) -> tuple[Result, ...]:
    """Send to each recipient once, in the order asked; one that fails stops no other.

    `address` tells where somebody is reached, by which the same recipient is known again, or
    raises why nothing goes there.
    """
    parcels: dict[tuple[str, bool], Parcel] = {}
    for recipient in recipients:
        parcel = _parcel(account, recipient, address)
        # Who is refused on one channel may be named again for another.
        key = parcel.to, isinstance(parcel.addressee, Addressee)
        parcels.setdefault(key, parcel).asked.append(recipient)
    return tuple(await gather(*(_deliver(parcel, send) for parcel in parcels.values())))


def read_recipient(account: Account, recipient: Recipient) -> Recipient:
    """Return who is meant, or the text where nobody can tell: that is among the results."""
    try:
        return account.addressee(recipient)
    except InvalidInput:
        return recipient


def _parcel(account: Account, recipient: Recipient, address: Callable[[Addressee], str]) -> Parcel:
    to = recipient if isinstance(recipient, str) else recipient.address
    try:
        addressee = _addressee(account, recipient)
        return Parcel(address(addressee), addressee)
    except HomeAssistantError as err:
        return Parcel(whole_text(to), err)


def _addressee(account: Account, recipient: Recipient) -> Addressee:
    addressee = account.addressee(recipient)
    if addressee.contact:
        parse_recipient(addressee.contact.number)  # Somebody may have made it an emergency number.
    return addressee


async def _deliver(parcel: Parcel, send: Callable[[Addressee], Awaitable[Result]]) -> Result:
    """Return what became of one recipient."""
    to, addressee, asked = parcel.to, parcel.addressee, tuple(parcel.asked)
    if isinstance(addressee, HomeAssistantError):
        return Result(to, error=addressee, asked=asked)
    try:
        return replace(await send(addressee), asked=asked)
    except HomeAssistantError as err:
        return Result(to, error=err, asked=asked)
    except Exception:  # noqa: BLE001 - a fault of ours must not stop the others
        LOGGER.exception("Something could not be sent")
        return Result(to, error=Failed("uncertain"), asked=asked)


def raise_failures(results: Sequence[Result]) -> None:
    """Raise one error that names every recipient who was not reached, and why."""
    failures = [result for result in results if result.error]
    match failures:
        case []:
            return
        case [Result(error=(InvalidInput() | LimitReached() | KeepsFailing()) as error)] if (
            len(results) == 1
        ):
            raise error
        case [Result(error=HomeAssistantError() as error) as only] if len(results) == 1:
            raise Failed("not_reached", recipient=only.to, reason=str(error)) from error
    raise Failed(
        "not_all_reached",
        failed=str(len(failures)),
        total=str(len(results)),
        failures="; ".join(map(_told, failures)),
    )


def _sentence(error: HomeAssistantError) -> str:
    """Return what is wrong, ended as reports of Twilio end; an error's own text lacks that."""
    return f"{str(error).removesuffix('.')}."


def _told(failure: Result) -> str:
    """Return why somebody was not reached, beginning with who."""
    reason = str(failure.error)
    return reason if reason.startswith(f"{failure.to} ") else f"{failure.to}: {reason}"


def as_response(results: Sequence[Result]) -> dict[str, Any]:
    """Return what an action answers."""
    return {"results": [result.as_response() for result in results]}
