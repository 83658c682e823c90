"""Fields that Twilio cannot have sent so, whatever the signature says."""

from collections.abc import Iterable, Mapping

import pytest

from custom_components.twilio.webhook import RequestKind
from custom_components.twilio.webhook.fields import (
    ImpossibleFieldsError,
    check_fields,
    first_values,
)

from . import (
    ACCOUNT_SID,
    CALL_SID,
    MESSAGE,
    MESSAGE_SID,
    OTHER_ACCOUNT_SID,
    OWNER,
    REQUESTS,
    Fields,
)

type Pairs = Iterable[tuple[str, str]]


def refusal(kind: RequestKind, parameters: Pairs) -> str:
    """Return why fields are refused."""
    with pytest.raises(ImpossibleFieldsError) as refused:
        check_fields(kind, list(parameters), ACCOUNT_SID)
    return str(refused.value)


def test_first_values() -> None:
    """Of a repeated field the first counts, in the order of the body."""
    fields = first_values([("b", "1"), ("a", ""), ("b", "2"), ("a", "3")])
    assert list(fields.items()) == [("b", "1"), ("a", "")]


@pytest.mark.parametrize(("kind", "fields"), REQUESTS.items(), ids=lambda value: str(value)[:20])
def test_honest_fields(kind: RequestKind, fields: Fields) -> None:
    """What Twilio sends passes, with fields that nobody knows yet, even repeated."""
    check_fields(kind, [*fields.items(), ("NewField", "1"), ("NewField", "2")], ACCOUNT_SID)


REQUIRED: Mapping[RequestKind, str] = {
    RequestKind.MESSAGE: "AccountSid MessageSid From To",
    RequestKind.MESSAGE_STATUS: "AccountSid MessageSid MessageStatus",
    RequestKind.CALL: "AccountSid CallSid From To",
    RequestKind.CALL_STATUS: "AccountSid CallSid CallStatus",
    RequestKind.TURN: "AccountSid CallSid",
    RequestKind.RECORDING: "AccountSid RecordingSid RecordingStatus",
}


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in REQUIRED.items() for name in names.split()]
)
def test_missing(kind: RequestKind, name: str) -> None:
    """Without what its kind always has, a request is none of Twilio's."""
    fields = {**REQUESTS[kind]}
    del fields[name]
    assert refusal(kind, fields.items()) == f"{name} is missing"


def test_unknown_kind_needs_nothing() -> None:
    """Of what nobody knows, nothing is required."""
    check_fields(RequestKind.UNKNOWN, [], ACCOUNT_SID)


@pytest.mark.parametrize(
    "name",
    [
        *("AccountSid", "Body", "CallSid", "CallStatus", "CallbackSource", "Digits", "From"),
        *("MessageSid", "MessageStatus", "NumMedia", "RecordingSid", "RecordingUrl"),
        *("SequenceNumber", "SmsSid", "SpeechResult", "StirVerstat", "To", "WaId"),
    ],
)
def test_repeated(name: str) -> None:
    """A field that Twilio sends once comes once, be it twice the same."""
    others = [(known, value) for known, value in MESSAGE.items() if known != name]
    parameters = [*others, (name, "1"), (name, "1")]
    assert refusal(RequestKind.MESSAGE, parameters) == f"{name} is repeated"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AccountSid", ""),
        ("AccountSid", ACCOUNT_SID.lower()),
        ("CallSid", CALL_SID + "0"),
        ("CallSid", MESSAGE_SID),
        ("DialCallSid", "CA"),
        ("MessageSid", f"{MESSAGE_SID}NumMedia0"),
        ("MessageSid", f"{MESSAGE_SID}\n"),
        ("MessageSid", MESSAGE_SID[:-1]),
        ("MessageSid", MESSAGE_SID[:-1] + "g"),
        ("MessageSid", MESSAGE_SID[:-1] + "\N{ARABIC-INDIC DIGIT ONE}"),
        ("MessagingServiceSid", "MG"),
        ("ParentCallSid", "x"),
        ("RecordingSid", "RE/../x"),
        ("SmsMessageSid", ""),
        ("SmsSid", " " + MESSAGE_SID),
    ],
)
def test_sid_without_its_form(name: str, value: str) -> None:
    """A SID is two letters and 32 hexadecimal digits, nothing before or after."""
    refused = refusal(RequestKind.MESSAGE, {**MESSAGE, name: value}.items())
    assert refused == f"{name} does not have its form"


@pytest.mark.parametrize("kind", RequestKind)
def test_other_account(kind: RequestKind) -> None:
    """What belongs to another account is not ours, even where a subaccount shares the key."""
    fields = {**REQUESTS[kind], "AccountSid": OTHER_ACCOUNT_SID}
    assert refusal(kind, fields.items()) == "AccountSid is another account's"


def test_reasons_quote_nothing_of_the_request() -> None:
    """What a stranger writes does not reach the log."""
    evil = "evil\nERROR forged line"
    reasons = {
        refusal(RequestKind.MESSAGE, {**MESSAGE, "MessageSid": evil}.items()),
        refusal(RequestKind.MESSAGE, [*MESSAGE.items(), ("From", evil), (evil, OWNER)]),
        refusal(RequestKind.MESSAGE, [(evil, evil)]),
        refusal(RequestKind.UNKNOWN, [("evil", f"evil From{OWNER}")]),
    }
    assert reasons == {
        "MessageSid does not have its form",
        "From is repeated",
        "a field has a name that Twilio does not use",
        "a field holds another field",
    }


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(("FromX", f"From{OWNER}"), id="in a value"),
        pytest.param(("FromXFrom", OWNER), id="in a name"),
        pytest.param(("FromXFr", f"om{OWNER}"), id="between name and value"),
        pytest.param((f"XMessageSid{MESSAGE_SID}Y", ""), id="whole in a name"),
        pytest.param(("FromCity", f"BonnFrom{OWNER}"), id="in a known field"),
        pytest.param(("FromX", f"Fromwhatsapp:{OWNER}"), id="of a channel"),
        pytest.param(("FromXFrom", f"rcs:{OWNER}"), id="of another channel"),
        pytest.param(("ToX", f"To{OWNER}"), id="recipient"),
        pytest.param(("ProfileName", f"xMessageSid{MESSAGE_SID}"), id="message"),
        pytest.param(("X", f"xAccountSid{ACCOUNT_SID}"), id="account"),
        pytest.param(("X", f"CallSid{CALL_SID}"), id="call"),
    ],
)
@pytest.mark.parametrize("kind", [RequestKind.MESSAGE, RequestKind.CALL, RequestKind.UNKNOWN])
def test_field_within_a_field(kind: RequestKind, hidden: tuple[str, str]) -> None:
    """A field that swallowed another one is none of Twilio's."""
    refused = refusal(kind, [*REQUESTS[kind].items(), hidden])
    assert refused == "a field holds another field"


@pytest.mark.parametrize("name", ["", "1", "a b", "Ünï", "From+", "a=b", "a\nb", "_a"])
def test_name_that_twilio_does_not_use(name: str) -> None:
    """Names are words; only of what nobody knows, they are not asked."""
    refused = refusal(RequestKind.MESSAGE, [*MESSAGE.items(), (name, "")])
    assert refused == "a field has a name that Twilio does not use"
    check_fields(RequestKind.UNKNOWN, [(name, "")], ACCOUNT_SID)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Body", f"From{OWNER}To{OWNER}MessageSid{MESSAGE_SID}"),
        ("ForwardedFrom", OWNER),
        ("Called", OWNER),
        ("OriginalRepliedMessageSid", MESSAGE_SID),
        ("OriginalRepliedMessageSender", f"whatsapp:{OWNER}"),
        ("ProfileName", "From Bonn to Rome"),
        ("ButtonText", f"Call {OWNER}"),
        ("MessagingBinding.Address", OWNER),
        ("ChannelMetadata", '{"data": {"context": {"ProfileName": "From"}}}'),
        ("MediaUrl0", f"https://api.twilio.com/Accounts/{ACCOUNT_SID}/Messages/{MESSAGE_SID}"),
    ],
)
def test_honest_fields_with_words_of_others(name: str, value: str) -> None:
    """What Twilio and people really send passes."""
    fields = {**MESSAGE, name: value}
    check_fields(RequestKind.MESSAGE, list(fields.items()), ACCOUNT_SID)
