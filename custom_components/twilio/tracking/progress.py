"""How far messages and calls got, in whatever order the reports of it come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

FAILED: Final = frozenset({"failed", "undelivered"})
"""How a message ends that did not arrive."""
ARRIVED: Final = frozenset({"delivered", "read"})
"""How a message ends that arrived."""


@dataclass(frozen=True, slots=True)
class Course:
    """The statuses of a message or call from the first to the ends, each with its rank."""

    ranks: Mapping[str, int]
    ends: Mapping[str, frozenset[str]]
    """The ends, each with what may still come after it."""

    def is_end(self, status: str) -> bool:
        """Tell whether all that counts has happened."""
        return status in self.ends

    def knows(self, status: str) -> bool:
        """Tell whether Twilio had this status when this was written."""
        return status in self.ranks

    def follows(self, status: str, earlier: str) -> bool:
        """Tell whether a known status is further than another one."""
        if earlier in self.ends:
            return status in self.ends[earlier]
        return self.ranks[status] > self.ranks.get(earlier, 0)


MESSAGE: Final = Course(
    ranks={
        **dict.fromkeys(("accepted", "scheduled"), 1),
        "queued": 2,
        "sending": 3,
        "sent": 4,
        "partially_delivered": 5,
        **dict.fromkeys(("delivered", "undelivered", "failed", "canceled"), 6),
        "read": 7,
    },
    ends={
        "delivered": frozenset({"read"}),
        **dict.fromkeys(("undelivered", "failed", "canceled", "read"), frozenset()),
    },
)
CALL: Final = Course(
    ranks={
        "queued": 1,
        "initiated": 2,
        "ringing": 3,
        "in-progress": 4,
        **dict.fromkeys(("completed", "busy", "no-answer", "failed", "canceled"), 5),
    },
    ends=dict.fromkeys(("completed", "busy", "no-answer", "failed", "canceled"), frozenset()),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """Up to where something got."""

    course: Course = field(repr=False)
    status: str = ""
    """What Twilio said last, which may be a status that it has invented since."""
    reached: str = ""
    """The last status that is known here."""
    sequence: int | None = None
    """The number of the last report, where reports have numbers."""

    @property
    def has_ended(self) -> bool:
        """Whether all that counts has happened."""
        return self.course.is_end(self.reached)

    def accepted(self, status: str) -> Self:
        """Return how far it is after Twilio's answer, which is no report: that is still news."""
        return self if self.reached else type(self)(self.course, status)

    def after(self, status: str, sequence: int | None = None) -> Self | None:
        """Return how far it is after a report, none where that says nothing new.

        Among known statuses their order counts, whatever the numbers of the reports are. One that
        is not known neither ends anything nor takes anything back.
        """
        last = self.sequence if sequence is None else max(sequence, self.sequence or 0)
        if self.course.knows(status):
            if self.course.follows(status, self.reached):
                return type(self)(self.course, status, status, last)
            return None
        is_late = None not in {sequence, self.sequence} and last != sequence
        if status == self.status or is_late:
            return None
        return type(self)(self.course, status, self.reached, last)
