"""Requests of one kind that came before, the oldest first."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

REMEMBERED: Final = 1_000
"""How many requests are remembered however old they are."""
MOST_REMEMBERED: Final = 20_000
"""How many are remembered however young they are: a flood costs some megabytes, not the house."""
ANSWER_SECONDS: Final = 15 * 60.0
"""How long an answer is kept that is only of use while somebody is on the phone."""
MOST_ANSWERS: Final = 200
"""How many such answers are kept, each of some kilobytes."""


@dataclass(slots=True)
class Remembered[Answer]:
    """A request that came, and its answer; times are seconds since the epoch."""

    keys: tuple[str, ...]
    """By what it is known again."""
    since: float
    until: float
    answer: Answer


@dataclass(slots=True)
class Shelf[Answer]:
    """A bounded number of requests; what is young goes last."""

    keep: float
    """For how many seconds a request stays, however many there are, short of a flood."""
    spent: Answer | None = None
    """What takes the place of answers that are of no use any more, none where they stay."""
    sure_since: float = 0.0
    """Since when each request is known: what came before, and is unknown, may be forgotten."""
    _requests: deque[Remembered[Answer]] = field(default_factory=deque)
    _by_key: dict[str, Remembered[Answer]] = field(default_factory=dict)
    _answers: deque[Remembered[Answer]] = field(default_factory=deque)
    """Those whose answers are of use."""

    def __iter__(self) -> Iterator[Remembered[Answer]]:
        """Return what is remembered, the oldest first."""
        return iter(self._requests)

    def find(self, key: str) -> Remembered[Answer] | None:
        """Return what is known by a key."""
        return self._by_key.get(key)

    def put(self, request: Remembered[Answer], now: float) -> None:
        """Remember a request, and forget what has to make room."""
        self._requests.append(request)
        for key in request.keys:
            self._by_key[key] = request
        while len(self._requests) > REMEMBERED and self._may_go(self._requests[0], now):
            self._forget(self._requests.popleft())
        if self.spent is not None:
            self._answers.append(request)
            self._spend_answers(self.spent, now)

    def _may_go(self, request: Remembered[Answer], now: float) -> bool:
        is_young = now - request.since < self.keep and now < request.until
        return not is_young or len(self._requests) > MOST_REMEMBERED

    def _forget(self, request: Remembered[Answer]) -> None:
        self.sure_since = max(self.sure_since, request.since)
        for key in request.keys:
            if self._by_key[key] is request:
                del self._by_key[key]

    def _spend_answers(self, spent: Answer, now: float) -> None:
        answers = self._answers
        while len(answers) > MOST_ANSWERS or now - answers[0].since >= ANSWER_SECONDS:
            answers.popleft().answer = spent
