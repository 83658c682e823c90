"""Recording and machine detection, as REST requests ask for them."""

from typing import TYPE_CHECKING

from .. import errors
from ..errors import ApiError
from ..voice.detection import Detection, DetectionMode
from ..voice.recording import TOLD, RecordingOrder, RecordingSource, RecordingStatus
from .form import is_public_url

if TYPE_CHECKING:
    from .form import Form

_CHANNELS = {"": 1, "mono": 1, "dual": 2}
_TRACKS = ("", "inbound", "outbound", "both")
_FLAGS = {"": False, "false": False, "true": True}
SHORTEST_DETECTION, LONGEST_DETECTION = 3, 59


def is_set(form: Form, name: str) -> bool:
    """Return a parameter that is true or false."""
    value = form.text(name)
    if value not in _FLAGS:
        raise ApiError(errors.INVALID_PARAMETER, name=name)
    return _FLAGS[value]


def callback_of(form: Form, name: str) -> str:
    """Return a parameter that is a URL to call back."""
    url = form.text(name)
    if url and not is_public_url(url):
        raise ApiError(errors.CALLBACK_URL_INVALID, name=name, url=url)
    return url


def read_recording(form: Form, source: RecordingSource) -> RecordingOrder:
    """Return how to record a call."""
    channels, track = form.text("RecordingChannels"), form.text("RecordingTrack")
    if channels not in _CHANNELS:
        raise ApiError(errors.INVALID_PARAMETER, name="RecordingChannels")
    if track not in _TRACKS:
        raise ApiError(errors.INVALID_PARAMETER, name="RecordingTrack")
    names = " ".join(form.texts("RecordingStatusCallbackEvent")).split() or ["completed"]
    return RecordingOrder(
        source=source,
        channels=_CHANNELS[channels],
        track=track or "both",
        keeps_silence=True,
        callback=callback_of(form, "RecordingStatusCallback"),
        callback_method=form.method("RecordingStatusCallbackMethod"),
        events=frozenset(RecordingStatus(name) for name in names if name in TOLD),
    )


def read_detection(form: Form) -> Detection | None:
    """Return how to tell people from machines."""
    mode = form.text("MachineDetection")
    if mode in ("", "none"):
        return None
    if mode not in set(DetectionMode):
        raise ApiError(errors.INVALID_PARAMETER, name="MachineDetection")
    return Detection(
        mode=DetectionMode(mode),
        timeout=form.number(
            "MachineDetectionTimeout",
            30,
            range(SHORTEST_DETECTION, LONGEST_DETECTION + 1),
            errors.INVALID_PARAMETER,
        ),
        is_async=is_set(form, "AsyncAmd"),
        callback=callback_of(form, "AsyncAmdStatusCallback"),
        callback_method=form.method("AsyncAmdStatusCallbackMethod"),
    )
