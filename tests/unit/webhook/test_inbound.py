"""What Twilio told us, as typed facts."""

import pytest

from custom_components.twilio.webhook import (
    CallStatus,
    InboundCall,
    InboundMessage,
    MessageStatus,
    Recording,
    RequestKind,
    Turn,
)
from custom_components.twilio.webhook.inbound import Inbound, Media, read_inbound
from simulator import DEFAULT_NUMBER

from . import CALL_SID, MESSAGE, MESSAGE_SID, OWNER, RECORDING_SID, REQUESTS, Fields

HUGE = "9" * 5000


@pytest.mark.parametrize(
    ("kind", "changes", "inbound"),
    [
        (
            RequestKind.MESSAGE,
            {},
            InboundMessage(MESSAGE_SID, OWNER, DEFAULT_NUMBER, "ARM", ()),
        ),
        (
            RequestKind.MESSAGE_STATUS,
            {},
            MessageStatus(MESSAGE_SID, "delivered", None),
        ),
        (
            RequestKind.MESSAGE_STATUS,
            {"MessageStatus": "undelivered", "ErrorCode": "30003"},
            MessageStatus(MESSAGE_SID, "undelivered", 30003),
        ),
        (
            RequestKind.MESSAGE_STATUS,
            {"ErrorCode": "E30003"},
            MessageStatus(MESSAGE_SID, "delivered", None),
        ),
        (
            RequestKind.CALL,
            {},
            InboundCall(CALL_SID, OWNER, DEFAULT_NUMBER, caller_verified=False),
        ),
        (
            RequestKind.CALL,
            {"StirVerstat": "TN-Validation-Passed-A"},
            InboundCall(CALL_SID, OWNER, DEFAULT_NUMBER, caller_verified=True),
        ),
        (
            RequestKind.CALL,
            {"StirVerstat": "TN-Validation-Passed-B"},
            InboundCall(CALL_SID, OWNER, DEFAULT_NUMBER, caller_verified=False),
        ),
        (
            RequestKind.CALL,
            {"StirVerstat": "TN-Validation-Failed-A"},
            InboundCall(CALL_SID, OWNER, DEFAULT_NUMBER, caller_verified=False),
        ),
        (
            RequestKind.CALL_STATUS,
            {},
            CallStatus(CALL_SID, "completed", 3, 12),
        ),
        (
            RequestKind.CALL_STATUS,
            {"SequenceNumber": "-1", "CallDuration": HUGE},
            CallStatus(CALL_SID, "completed", None, None),
        ),
        (RequestKind.TURN, {}, Turn(CALL_SID, "1", "")),
        (
            RequestKind.TURN,
            {"Digits": "", "SpeechResult": "öffne"},
            Turn(CALL_SID, "", "öffne"),
        ),
        (
            RequestKind.RECORDING,
            {},
            Recording(
                RECORDING_SID,
                CALL_SID,
                "completed",
                f"https://api.twilio.com/Recordings/{RECORDING_SID}",
                7,
            ),
        ),
        (
            RequestKind.RECORDING,
            {"RecordingDuration": "²"},
            Recording(
                RECORDING_SID,
                CALL_SID,
                "completed",
                f"https://api.twilio.com/Recordings/{RECORDING_SID}",
                None,
            ),
        ),
        (RequestKind.UNKNOWN, {}, None),
    ],
)
def test_read_inbound(kind: RequestKind, changes: Fields, inbound: Inbound | None) -> None:
    """Each kind is read as what it is; numbers that are none are none."""
    assert read_inbound(kind, {**REQUESTS[kind], **changes}) == inbound


def test_what_is_not_told() -> None:
    """What Twilio may leave out is left out."""
    assert read_inbound(
        RequestKind.RECORDING, {"RecordingSid": RECORDING_SID, "RecordingStatus": "absent"}
    ) == Recording(RECORDING_SID, None, "absent", None, None)
    assert read_inbound(RequestKind.TURN, {"CallSid": CALL_SID}) == Turn(CALL_SID, "", "")


MEDIA = {
    f"{name}{index}": value
    for index in range(12)
    for name, value in (("MediaUrl", f"https://m/{index}"), ("MediaContentType", "image/png"))
}


@pytest.mark.parametrize(
    ("changes", "media"),
    [
        pytest.param({"NumMedia": "1"}, [Media("https://m/0", "image/png")], id="one"),
        pytest.param({"NumMedia": "0"}, [], id="none is told"),
        pytest.param(
            {"NumMedia": "9999"},
            [Media(f"https://m/{index}", "image/png") for index in range(10)],
            id="ten at most",
        ),
        pytest.param({"NumMedia": HUGE}, [], id="absurd"),
        pytest.param({"NumMedia": "-1"}, [], id="negative"),
        pytest.param({"NumMedia": "1", "MediaUrl0": ""}, [], id="without address"),
        pytest.param(
            {"NumMedia": "1", "MediaContentType0": ""}, [Media("https://m/0", "")], id="untyped"
        ),
    ],
)
def test_media(changes: Fields, media: list[Media]) -> None:
    """As many files as Twilio counts, and no more than it ever sends."""
    message = read_inbound(RequestKind.MESSAGE, {**MESSAGE, **MEDIA, **changes})
    assert isinstance(message, InboundMessage)
    assert list(message.media) == media
