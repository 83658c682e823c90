"""What a ``Dial`` asks for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...address import is_e164
from ...twiml import TwimlError, TwimlProblem
from ..attributes import Attributes
from ..order import LONGEST_CALL
from ..progress import CallEvent, Subscription
from ..recording import TOLD, RecordingOrder, RecordingSource, RecordingStatus
from ..steps import Bridged, Fetch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from ..live_call import LiveCall

MOST_NUMBERS = 10
_NOT_SIMULATED = frozenset(
    {"Client", "Conference", "Queue", "Sim", "Sip", "Application", "WhatsApp"}
)
_RECORD = frozenset(
    {
        "do-not-record",
        "true",
        "false",
        "record-from-answer",
        "record-from-ringing",
        "record-from-answer-dual",
        "record-from-ringing-dual",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A phone that is to be called, and what it hears before it is put through."""

    number: str
    digits: str = ""
    whisper: Fetch | None = None
    subscription: Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Whom to call, as whom, how long, and where to go then; groups come one after the other."""

    groups: tuple[tuple[Leg, ...], ...]
    caller: str
    ring_seconds: int
    longest: int
    hangs_up_on_star: bool
    answers_on_bridge: bool
    recording: RecordingOrder | None
    action: str
    method: str


def read(call: LiveCall, verb: Element) -> Terms:
    """Return what a ``Dial`` asks for; what cannot be called is left out and logged."""
    if _is_whispering(call):
        raise TwimlError(TwimlProblem.DIAL_IN_DIAL, "Cannot Dial out from a Dial Call Segment")
    given = Attributes(call, verb)
    caller = given.text("callerId") or call.handset.number
    legs = tuple(_legs(call, verb)) if _may_call_as(call, caller) else ()
    if len(legs) > MOST_NUMBERS:
        call.warn(TwimlProblem.SCHEMA_WARNING, f"Dial: more than {MOST_NUMBERS} numbers")
        legs = legs[:MOST_NUMBERS]
    one_by_one = given.flag("sequential", usual=False)
    return Terms(
        groups=tuple((leg,) for leg in legs) if one_by_one else (legs,) if legs else (),
        caller=caller,
        ring_seconds=given.number("timeout", 30, least=1),
        longest=given.number("timeLimit", LONGEST_CALL, least=1),
        hangs_up_on_star=given.flag("hangupOnStar", usual=False),
        answers_on_bridge=given.flag("answerOnBridge", usual=False),
        recording=_recording(given),
        action=given.url("action"),
        method=given.method(),
    )


def _is_whispering(call: LiveCall) -> bool:
    then = call.turns.afterwards
    return isinstance(then, Bridged) and then.bridge.expects(call)


def _may_call_as(call: LiveCall, caller: str) -> bool:
    desk, record = call.desk, call.record
    number = desk.numbers.get(caller)
    own = number is not None and number.capabilities.voice
    if own or caller in desk.account.verified_callers or caller in (record.from_, record.to):
        return True
    _refuse(call, TwimlProblem.DIAL_CALLER, f"Dial: Invalid callerId value {caller}")
    return False


def _legs(call: LiveCall, verb: Element) -> Iterator[Leg]:
    if text := (verb.text or "").strip():
        yield from _leg(call, text, Attributes(call, verb), is_noun=False)
    for child in verb:
        if child.tag == "Number":
            number = (child.text or "").strip()
            yield from _leg(call, number, Attributes(call, child), is_noun=True)
        elif child.tag in _NOT_SIMULATED:
            _refuse(
                call,
                TwimlProblem.NOT_SIMULATED,
                f"The simulator dials numbers only, not <{child.tag}>",
            )


def _leg(call: LiveCall, number: str, given: Attributes, *, is_noun: bool) -> Iterator[Leg]:
    desk = call.desk
    if not is_e164(number):
        _refuse(call, TwimlProblem.DIAL_FORMAT, f"Dial: Invalid phone number format {number}")
    elif not desk.account.may_reach(number):
        _refuse(call, TwimlProblem.DIAL_REGION, f"Dial: No international authorization {number}")
    elif number in desk.numbers:
        _refuse(
            call, TwimlProblem.NOT_SIMULATED, "The simulator does not dial the account's numbers"
        )
    elif is_noun:
        url = given.url("url")
        yield Leg(
            number=number,
            digits=given.text("sendDigits"),
            whisper=Fetch(url=url, method=given.method()) if url else None,
            subscription=_subscription(given),
        )
    else:
        yield Leg(number=number, subscription=Subscription())


def _subscription(given: Attributes) -> Subscription:
    events = given.words("statusCallbackEvent", "completed", set(CallEvent))
    return Subscription(
        url=given.url("statusCallback"),
        method=given.method("statusCallbackMethod"),
        events=frozenset(CallEvent(event) for event in events),
    )


def _recording(given: Attributes) -> RecordingOrder | None:
    how = given.word("record", "do-not-record", _RECORD)
    if how in ("do-not-record", "false"):
        return None
    events = given.words("recordingStatusCallbackEvent", "completed", TOLD)
    return RecordingOrder(
        source=RecordingSource.DIAL_VERB,
        channels=2 if how.endswith("-dual") else 1,
        keeps_silence=True,
        callback=given.url("recordingStatusCallback"),
        callback_method=given.method("recordingStatusCallbackMethod"),
        events=frozenset(RecordingStatus(event) for event in events),
    )


def _refuse(call: LiveCall, code: int, message: str) -> None:
    call.desk.alert(code, message, resource_sid=call.record.sid)
