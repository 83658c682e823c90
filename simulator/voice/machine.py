"""An answering machine: greets, beeps, and listens from then on."""

from typing import TYPE_CHECKING

from .transcript import Beeped, Spoke

if TYPE_CHECKING:
    from .live_call import LiveCall

CHARACTERS_PER_SECOND = 15


def greeting_seconds(greeting: str) -> float:
    """Return how long a greeting takes."""
    return len(greeting) / CHARACTERS_PER_SECOND


class AnsweringMachine:
    """The machine at the other end of a call."""

    def __init__(self, call: LiveCall) -> None:
        """Answer, and greet at once."""
        self._call = call
        self._beeps_at = greeting_seconds(call.handset.greeting)
        self._has_beeped = False
        call.phone.hear(Spoke(call.handset.greeting))
        call.desk.clock.alarm(self._beeps_at, self.listen)

    def listen(self) -> None:
        """Beep, once the greeting is over."""
        call = self._call
        if not self._has_beeped and call.elapsed >= self._beeps_at and not call.is_over:
            self._has_beeped = True
            call.phone.hear(Beeped())
