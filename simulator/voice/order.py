"""A call that is to be made."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .progress import NO_CALLBACKS, Subscription
from .steps import Opening

if TYPE_CHECKING:
    from .detection import Detection
    from .recording import RecordingOrder
    from .steps import Source

LONGEST_CALL = 4 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A call that a REST request or a ``Dial`` asks for."""

    to: str
    from_: str
    source: Source
    subscription: Subscription = NO_CALLBACKS
    ring_seconds: int = 60
    longest: int = LONGEST_CALL
    digits: str = ""
    recording: RecordingOrder | None = None
    detection: Detection | None = None

    @property
    def opening(self) -> Source:
        """Return what happens as soon as somebody has answered."""
        # Tones for a switchboard and the detection of a machine exclude each other.
        detection = None if self.digits else self.detection
        if not self.digits and not detection:
            return self.source
        return Opening(then=self.source, digits=self.digits, detection=detection)
