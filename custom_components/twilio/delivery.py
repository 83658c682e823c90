"""One thing to many people, side by side."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from homeassistant.exceptions import HomeAssistantError

from .address import Sender, parse_recipient
from .api import AcceptedMessage, TwilioApiError
from .clean_text import whole_text
from .const import LOGGER
from .errors import Failed, InvalidInput
from .limits import LimitReached
from .tracking.brake import KeepsFailing

if TYPE_CHECKING:
    from .outbox.submission import Submission

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


async def deliver(
    recipients: Iterable[str],
    sender: Sender,
    country: str | None,
    send: Callable[[str], Awaitable[Result]],
) -> tuple[Result, ...]:
    """Send to each recipient once, in the order asked; one that fails stops no other.

    Recipients are on the channel of `sender` where they name none; `country` is the one of
    numbers written without a country code.
    """

    async def deliver_one(to: str, refusal: InvalidInput | None) -> Result:
        if refusal:
            return Result(to, error=refusal)
        try:
            return await send(to)
        except HomeAssistantError as err:
            return Result(to, error=err)
        except Exception:  # noqa: BLE001 - a fault of ours must not stop the others
            LOGGER.exception("Something could not be sent")
            return Result(to, error=Failed("uncertain"))

    refusals: dict[str, InvalidInput | None] = {}
    for recipient in map(whole_text, recipients):
        try:
            refusals[sender.on_channel(parse_recipient(recipient, country))] = None
        except InvalidInput as err:
            refusals[recipient] = err
    return tuple(await gather(*(deliver_one(to, err) for to, err in refusals.items())))


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
