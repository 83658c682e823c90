"""What a request is about: what our URL says, else what its fields say, in a fixed order."""

import pytest

from custom_components.twilio.webhook import RequestKind
from custom_components.twilio.webhook.kinds import kind_in_query, kind_of_fields, read_query

from . import REQUESTS, Fields


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("", None),
        ("a=1", None),
        ("Kind=message", None),
        *[(f"kind={kind}", kind) for kind in RequestKind],
        ("a=1&kind=turn&turn=x", RequestKind.TURN),
        ("kind=%74urn", RequestKind.TURN),
        ("kind=TURN", RequestKind.UNKNOWN),
        ("kind=nonsense", RequestKind.UNKNOWN),
        ("kind=%ff", RequestKind.UNKNOWN),
        ("kind=turn&kind=message", RequestKind.UNKNOWN),
        ("kind=turn&kind=turn", RequestKind.UNKNOWN),
    ],
)
def test_kind_in_query(query: str, kind: RequestKind | None) -> None:
    """Our URLs say what they are for; one that contradicts itself is for nothing."""
    assert kind_in_query(read_query(query)) is kind


@pytest.mark.parametrize("kind", RequestKind)
def test_kind_of_what_twilio_sends(kind: RequestKind) -> None:
    """What Twilio sends to a URL that a user wrote is known by its fields."""
    assert kind_of_fields(REQUESTS[kind]) is kind


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("MessageStatus MessageSid Body NumMedia", RequestKind.MESSAGE_STATUS),
        ("MessageSid Body", RequestKind.MESSAGE),
        ("MessageSid NumMedia RecordingStatus Digits CallSid", RequestKind.MESSAGE),
        ("MessageSid", RequestKind.UNKNOWN),
        ("Body NumMedia", RequestKind.UNKNOWN),
        ("MessageSid CallSid", RequestKind.CALL),
        ("RecordingStatus RecordingUrl CallSid Digits", RequestKind.RECORDING),
        ("CallSid Digits CallbackSource CallDuration", RequestKind.TURN),
        ("CallSid SpeechResult", RequestKind.TURN),
        ("CallSid DialCallStatus CallDuration", RequestKind.TURN),
        ("CallSid RecordingUrl", RequestKind.TURN),
        ("CallSid RecordingUrl CallbackSource", RequestKind.CALL_STATUS),
        ("CallSid CallDuration", RequestKind.CALL_STATUS),
        ("CallbackSource", RequestKind.CALL_STATUS),
        ("CallSid", RequestKind.CALL),
        ("callsid", RequestKind.UNKNOWN),
        ("", RequestKind.UNKNOWN),
    ],
)
def test_order_of_fields(names: str, kind: RequestKind) -> None:
    """The first kind that the fields allow counts; their values do not."""
    fields: Fields = dict.fromkeys(names.split(), "")
    assert kind_of_fields(fields) is kind


def test_what_is_received() -> None:
    """A number receives messages and calls; all else reports on what is known."""
    received = {kind for kind in RequestKind if kind.is_received}
    assert received == {RequestKind.MESSAGE, RequestKind.CALL}
