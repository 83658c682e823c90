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
SERVICE_SID = "MG" + "0d" * 16


@pytest.mark.parametrize(
    ("kind", "changes", "inbound"),
    [
        (
            RequestKind.MESSAGE,
            {},
            InboundMessage(MESSAGE_SID, OWNER, DEFAULT_NUMBER, "ARM", ()),
        ),
        (
            RequestKind.MESSAGE,
            {"MessagingServiceSid": SERVICE_SID},
            InboundMessage(MESSAGE_SID, OWNER, DEFAULT_NUMBER, "ARM", (), SERVICE_SID),
        ),
        (
            RequestKind.MESSAGE_STATUS,
            {},
            MessageStatus(MESSAGE_SID, "delivered", None, DEFAULT_NUMBER, OWNER),
        ),
        (
            RequestKind.MESSAGE_STATUS,
            {"MessageStatus": "undelivered", "ErrorCode": "30003"},
            MessageStatus(MESSAGE_SID, "undelivered", 30003, DEFAULT_NUMBER, OWNER),
        ),
        (
            RequestKind.MESSAGE_STATUS,
            {"ErrorCode": "E30003"},
            MessageStatus(MESSAGE_SID, "delivered", None, DEFAULT_NUMBER, OWNER),
        ),
        (
            RequestKind.MESSAGE_STATUS,
            {"MessagingServiceSid": SERVICE_SID},
            MessageStatus(MESSAGE_SID, "delivered", None, DEFAULT_NUMBER, OWNER, SERVICE_SID),
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
            CallStatus(CALL_SID, "completed", 3, 12, OWNER, DEFAULT_NUMBER),
        ),
        (
            RequestKind.CALL_STATUS,
            {"SequenceNumber": "-1", "CallDuration": HUGE},
            CallStatus(CALL_SID, "completed", None, None, OWNER, DEFAULT_NUMBER),
        ),
        (
            RequestKind.CALL_STATUS,
            {"Direction": "inbound", "AnsweredBy": "human", "ErrorCode": "13224"},
            CallStatus(
                CALL_SID,
                "completed",
                3,
                12,
                OWNER,
                DEFAULT_NUMBER,
                is_inbound=True,
                answered_by="human",
                error_code=13224,
            ),
        ),
        (
            RequestKind.CALL_STATUS,
            {"Direction": "outbound-api"},
            CallStatus(CALL_SID, "completed", 3, 12, OWNER, DEFAULT_NUMBER),
        ),
        (RequestKind.TURN, {}, Turn(CALL_SID, "1", "", OWNER, DEFAULT_NUMBER)),
        *(
            (
                RequestKind.TURN,
                {
                    "Digits": "",
                    "SpeechResult": "öffne",
                    "Direction": "inbound",
                    "Confidence": told,
                },
                Turn(
                    CALL_SID,
                    "",
                    "öffne",
                    OWNER,
                    DEFAULT_NUMBER,
                    is_inbound=True,
                    confidence=confidence,
                ),
            )
            for told, confidence in (
                ("0", 0.0),
                ("0.91", 0.91),
                ("1.0", 1.0),
                ("1.1", None),
                ("-0.1", None),
                ("nan", None),
                ("high", None),
                ("", None),
            )
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
    assert read_inbound(
        RequestKind.MESSAGE_STATUS, {"MessageSid": MESSAGE_SID, "MessageStatus": "sent"}
    ) == MessageStatus(MESSAGE_SID, "sent", None)
    assert read_inbound(
        RequestKind.CALL_STATUS, {"CallSid": CALL_SID, "CallStatus": "busy"}
    ) == CallStatus(CALL_SID, "busy", None, None)


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
