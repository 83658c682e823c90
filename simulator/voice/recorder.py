"""What records a call while it goes on."""

from email.utils import format_datetime
from typing import TYPE_CHECKING, Self

from ..sids import new_sid
from ..webhook.errand import Errand
from .params import recording_url
from .recording import Recording, RecordingSource, RecordingStatus
from .transcript import Spoke

if TYPE_CHECKING:
    from ..webhook.delivery import Params
    from .live_call import LiveCall
    from .recording import RecordingOrder


class Recorder:
    """Records a call until it is told to stop, or the call ends."""

    def __init__(self, call: LiveCall, order: RecordingOrder) -> None:
        """Begin to record."""
        desk, sid = call.desk, new_sid("RE")
        now = desk.clock.now()
        self._call = call
        self._order = order
        self._began_at = call.elapsed
        self._first_heard = len(call.phone.transcript)
        self.recording = Recording(
            sid=sid,
            call_sid=call.record.sid,
            source=order.source,
            channels=order.channels,
            track=order.track,
            url=recording_url(desk.base_url, desk.account.sid, sid),
            created=now,
            updated=now,
        )

    @classmethod
    def start(cls, call: LiveCall, order: RecordingOrder) -> Self:
        """Record a call, and keep the recording in the account."""
        recorder = cls(call, order)
        call.recorders.append(recorder)
        call.desk.recordings.append(recorder.recording)
        recorder._tell()
        return recorder

    @property
    def spoken(self) -> str:
        """Return what the person on the phone has said."""
        heard = self._call.phone.transcript[self._first_heard :]
        return " ".join(item.text for item in heard if isinstance(item, Spoke))

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would be left once silence is cut off."""
        return not self._order.keeps_silence and not self.spoken

    @property
    def is_of_whole_call(self) -> bool:
        """Tell whether the call was placed with it."""
        return self._order.source is RecordingSource.OUTBOUND_API

    @property
    def params(self) -> Params:
        """Return what other requests say about the recording."""
        recording = self.recording
        return (
            ("RecordingUrl", recording.url),
            ("RecordingSid", recording.sid),
            ("RecordingDuration", str(recording.duration or 0)),
        )

    def change(self, status: RecordingStatus) -> None:
        """Pause, or go on."""
        self.recording.status = status
        self.recording.updated = self._call.desk.clock.now()

    def stop(self, *, absent: bool = False) -> None:
        """Stop; a recording of nothing is not kept."""
        if not self.recording.status.is_running:
            return
        self.recording.text = self.spoken
        self.recording.duration = max(1, round(self._call.elapsed - self._began_at))
        self.change(RecordingStatus.ABSENT if absent else RecordingStatus.COMPLETED)
        if absent:
            self._call.desk.recordings.remove(self.recording)
        self._tell()

    def _tell(self) -> None:
        order, recording = self._order, self.recording
        if not order.callback or recording.status not in order.events:
            return
        params: Params = (
            ("AccountSid", self._call.desk.account.sid),
            ("CallSid", recording.call_sid),
            ("RecordingSid", recording.sid),
            ("RecordingUrl", recording.url),
            ("RecordingStatus", recording.status.value),
            ("RecordingChannels", str(recording.channels)),
            ("RecordingStartTime", format_datetime(recording.created)),
            ("RecordingSource", recording.source.value),
            ("RecordingTrack", recording.track),
            ("ErrorCode", "0"),
        )
        if recording.status is RecordingStatus.COMPLETED:
            params += (("RecordingDuration", str(recording.duration)),)
        self._call.tell(Errand(url=order.callback, method=order.callback_method, params=params))
