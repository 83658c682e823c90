"""One thing to many people, side by side."""

from asyncio import Semaphore, gather
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from homeassistant.exceptions import HomeAssistantError

from .address import parse_recipient
from .api import AcceptedCall, AcceptedMessage, TwilioApiError
from .errors import Failed, InvalidInput

IN_FLIGHT: Final = 40
"""How many requests one action has under way: fast, and far from Twilio's limit of an account."""

NOT_SENT: Final = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one recipient."""

    to: str
    sid: str | None = None
    status: str = NOT_SENT
    segments: int | None = None
    error: HomeAssistantError | None = field(default=None, repr=False)

    @classmethod
    def of_message(cls, to: str, accepted: AcceptedMessage) -> Self:
        """Report a message that Twilio took."""
        return cls(to, accepted.sid, accepted.status, accepted.segments)

    @classmethod
    def of_call(cls, to: str, accepted: AcceptedCall) -> Self:
        """Report a call that Twilio took."""
        return cls(to, accepted.sid, accepted.status)

    def as_response(self) -> dict[str, Any]:
        """Return it as an action answers it."""
        return {
            "to": self.to,
            "sid": self.sid,
            "status": self.status,
            "segments": self.segments,
            "error_code": self.error.code if isinstance(self.error, TwilioApiError) else None,
            "error_message": str(self.error) if self.error else None,
        }


async def deliver(
    recipients: Iterable[str], country: str | None, send: Callable[[str], Awaitable[Result]]
) -> tuple[Result, ...]:
    """Send to each recipient once, in the order asked; one that fails stops no other.

    `country` is the one of numbers written without a country code.
    """
    places = Semaphore(IN_FLIGHT)

    async def deliver_one(to: str) -> Result:
        async with places:
            try:
                return await send(to)
            except HomeAssistantError as err:
                return Result(to, error=err)

    async def report(result: Result) -> Result:
        return result

    results: dict[str, Awaitable[Result]] = {}
    for recipient in recipients:
        try:
            to = parse_recipient(recipient, country)
        except InvalidInput as err:
            results[recipient] = report(Result(recipient, error=err))
        else:
            results[to] = results.get(to) or deliver_one(to)
    return tuple(await gather(*results.values()))


def raise_failures(results: Sequence[Result]) -> None:
    """Raise one error that names every recipient who was not reached, and why."""
    failures = [result for result in results if result.error]
    match failures:
        case []:
            return
        case [Result(error=HomeAssistantError() as error)] if len(results) == 1:
            raise error
    raise Failed(
        "not_all_reached",
        failed=str(len(failures)),
        total=str(len(results)),
        failures="; ".join(f"{failure.to}: {failure.error}" for failure in failures),
    )


def as_response(results: Sequence[Result]) -> dict[str, Any]:
    """Return what an action answers."""
    return {"results": [result.as_response() for result in results]}
