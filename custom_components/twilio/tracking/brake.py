"""A brake on messages to somebody to whom none arrives: each costs, and may set off the next."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import takewhile
from math import ceil
from typing import Final

from ..errors import Failed
from .records import MessageRecord

MOST_FAILURES: Final = 5
"""How many messages in a row may fail within an hour until the next one has to wait."""
MINUTE: Final = timedelta(minutes=1).total_seconds()
HOUR: Final = timedelta(hours=1).total_seconds()
LONGEST_PAUSE: Final = HOUR
"""After the first pause of a minute, each further failure doubles it up to here."""
FORGIVEN_AFTER: Final = 2 * LONGEST_PAUSE
"""After how many seconds without a failure what failed before no longer counts."""


class KeepsFailing(Failed):
    """Nothing arrives there, so the next message has to wait."""

    def __init__(self, recipient: str, failures: int, seconds: float) -> None:
        """Say how many failed, and how long it takes until another one may go there."""
        super().__init__(
            "recipient_keeps_failing",
            recipient=recipient,
            failures=str(failures),
            minutes=str(ceil(seconds / MINUTE)),
        )


def check_recipient(messages: Iterable[MessageRecord], to: str, now: float) -> None:
    """Raise `KeepsFailing` where the last messages to somebody failed too often too lately.

    What is still under way counts neither way: else a loop could keep itself going with it.
    """
    failures = _failures_in_a_row(messages, to, now)
    if not failures or (further := _failures_beyond(failures)) is None:
        return
    # The exponent is bounded, since nothing else bounds how often something fails.
    pause = min(LONGEST_PAUSE, MINUTE * 2 ** min(further, 10))
    if (rest := failures[-1] + pause - now) > 0:
        raise KeepsFailing(to, len(failures), rest)


def _failures_in_a_row(messages: Iterable[MessageRecord], to: str, now: float) -> list[float]:
    """Return when messages failed since one arrived, or all was quiet for long; oldest first.

    What a clock that was ahead has left does not count.
    """
    ended = sorted(
        (
            message
            for message in messages
            if message.party == to
            and message.changed <= now
            and (message.has_failed or message.has_arrived)
        ),
        key=lambda message: message.changed,
        reverse=True,
    )
    failures: list[float] = []
    for failed in takewhile(lambda message: message.has_failed, ended):
        if failures and failures[-1] - failed.changed > FORGIVEN_AFTER:
            break
        failures.append(failed.changed)
    return failures[::-1]


def _failures_beyond(failures: list[float]) -> int | None:
    """Return how many failed after the first that were too many, none where it never were."""
    lately = zip(failures, failures[MOST_FAILURES - 1 :], strict=False)
    for position, (first, last) in enumerate(lately):
        if last - first <= HOUR:
            return len(failures) - MOST_FAILURES - position
    return None
