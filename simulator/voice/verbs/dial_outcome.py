"""What became of a ``Dial``."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..call import CallStatus

if TYPE_CHECKING:
    from ...webhook.delivery import Params
    from ..live_call import LiveCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the last phone that was called took it; without one nobody could be."""

    status: CallStatus = CallStatus.FAILED
    leg: LiveCall | None = None
    is_bridged: bool = False
    recording_url: str = ""

    @property
    def is_answered(self) -> bool:
        """Tell whether somebody took the call."""
        return self.status is CallStatus.COMPLETED

    @property
    def params(self) -> Params:
        """Return what the house is told."""
        params: Params = (
            ("DialCallStatus", self.status.value),
            ("DialBridged", str(self.is_bridged).lower()),
        )
        if self.leg:
            params += (
                ("DialCallSid", self.leg.record.sid),
                ("DialCallDuration", str(self.leg.duration)),
            )
        if self.recording_url:
            params += (("RecordingUrl", self.recording_url),)
        return params
