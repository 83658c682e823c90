"""Who was asked whether the house may write, and who agreed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ..tracking.stored import required_text, required_time


@dataclass(slots=True)
class Confirmations:
    """By numbers in E.164, of contacts who have to agree first; in seconds since the epoch."""

    _asked: dict[str, float] = field(default_factory=dict)
    _confirmed: dict[str, float] = field(default_factory=dict)
    _questions: dict[str, str] = field(default_factory=dict)
    """The ids in this house of the messages that asked last."""

    def asked_at(self, number: str) -> float | None:
        """Return when somebody was asked, none where nobody has asked yet."""
        return self._asked.get(number)

    def confirmed_at(self, number: str) -> float | None:
        """Return when somebody agreed, none where that is still open."""
        return self._confirmed.get(number)

    def ask(self, number: str, question: str, now: float) -> None:
        """Note that somebody is asked by a message, which makes it open again."""
        self._asked[number] = now
        self._questions[number] = question
        self._confirmed.pop(number, None)

    def unask(self, number: str) -> None:
        """Note that the question did not go out."""
        self._asked.pop(number, None)
        self._questions.pop(number, None)

    def fail(self, question: str | None) -> bool:
        """Note that a message did not arrive, and tell whether it asked somebody."""
        asked = [number for number, known in self._questions.items() if known == question]
        for number in asked:
            self.unask(number)
        return bool(asked)

    def confirm(self, number: str, now: float) -> bool:
        """Note that somebody agreed, and tell whether that is news."""
        is_news = number not in self._confirmed
        self._confirmed.setdefault(number, now)
        return is_news

    def revoke(self, number: str, at: float) -> bool:
        """Note that somebody agrees no more, and tell whether somebody did before."""
        if self._confirmed.get(number, at + 1) > at:
            return False
        del self._confirmed[number]
        return True

    def bring_back(self, now: float) -> None:
        """Take times of the future for just before now: the clock has been set back."""
        for number, at in self._confirmed.items():
            if at > now:
                self._confirmed[number] = now - 1

    def keep(self, numbers: Collection[str]) -> bool:
        """Forget everybody else, and tell whether there was anybody."""
        gone = [number for number in (*self._asked, *self._confirmed) if number not in numbers]
        for number in gone:
            self.unask(number)
            self._confirmed.pop(number, None)
        return bool(gone)

    def as_json(self) -> dict[str, Any]:
        """Return them as they are stored."""
        return {
            "asked": dict(self._asked),
            "confirmed": dict(self._confirmed),
            "questions": dict(self._questions),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        questions = stored.get("questions", {})
        return cls(
            _times(stored["asked"]),
            _times(stored["confirmed"]),
            {number: required_text(questions, number) for number in questions},
        )


def _times(stored: Mapping[str, Any]) -> dict[str, float]:
    return {number: required_time(stored, number) for number in stored}
