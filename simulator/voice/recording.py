"""A recording as the account keeps it, and what was asked of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class RecordingStatus(StrEnum):
    """How far a recording got."""

    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    STOPPED = "stopped"
    COMPLETED = "completed"
    ABSENT = "absent"

    @property
    def is_running(self) -> bool:
        """Tell whether more may come."""
        return self in (self.IN_PROGRESS, self.PAUSED)


class RecordingSource(StrEnum):
    """What a recording was started by."""

    RECORD_VERB = "RecordVerb"
    DIAL_VERB = "DialVerb"
    OUTBOUND_API = "OutboundAPI"
    CALL_API = "StartCallRecordingAPI"


TOLD = frozenset({RecordingStatus.IN_PROGRESS, RecordingStatus.COMPLETED, RecordingStatus.ABSENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingOrder:
    """How to record, and whom to tell what."""

    source: RecordingSource
    channels: int = 1
    track: str = "both"
    keeps_silence: bool = False
    callback: str = ""
    callback_method: str = "POST"
    events: frozenset[RecordingStatus] = frozenset({RecordingStatus.COMPLETED})


@dataclass(slots=True, kw_only=True)
class Recording:
    """A recording of a call; its text is what a transcription would say."""

    sid: str
    call_sid: str
    source: RecordingSource
    channels: int
    track: str
    url: str
    created: datetime
    updated: datetime
    status: RecordingStatus = RecordingStatus.IN_PROGRESS
    duration: int | None = None
    text: str = ""
