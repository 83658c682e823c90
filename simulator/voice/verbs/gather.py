"""Gather: keys and speech of the person on the phone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...twiml import TwimlProblem
from ...webhook.errand import Errand
from ..attributes import Attributes
from ..ear import Key, Silence, Utterance
from ..params import call_params
from ..prompt import play_prompt
from ..schema import SHAPES
from ..steps import Fetch
from .registry import Verb

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ...webhook.delivery import Params
    from ..ear import Ear, Input
    from ..live_call import LiveCall

MOST_HINTS = 500
LONGEST_HINT = 100
SECONDS_TO_NOTICE_THE_END = 1.0
_KEYS = frozenset("0123456789*#")
_KINDS: dict[str, type[Input]] = {"dtmf": Key, "speech": Utterance}
_MODELS = frozenset(
    {
        "default",
        "numbers_and_commands",
        "phone_call",
        "experimental_conversations",
        "experimental_utterances",
        "googlev2_long",
        "googlev2_short",
        "googlev2_telephony",
        "googlev2_telephony_short",
        "deepgram_nova-2",
        "deepgram_nova-3",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What to listen for, how long, and whom to tell."""

    kinds: frozenset[type[Input]]
    patience: int
    patience_after_speech: float
    finish_key: str
    most_digits: int
    answers_silence: bool
    barge_in: bool
    action: str
    method: str
    partial_url: str
    partial_method: str


async def gather(call: LiveCall, verb: Element) -> Fetch | None:
    """Listen while and after the prompt plays; silence continues with the next verb."""
    terms = _read(call, verb)
    if terms is None:
        return None
    prompt = [child for child in verb if child.tag in SHAPES["Gather"].children]
    with call.listening(terms.kinds) as ear:
        await play_prompt(call, prompt, ear, barge_in=terms.barge_in)
        answer = await _collect(call, ear, terms)
        call.seconds += ear.seconds_waited
    if answer is None and terms.answers_silence:
        answer = _digits("", "")
    if answer is None:
        return None
    return Fetch(url=terms.action or call.absolute(""), method=terms.method, params=answer)


async def _collect(call: LiveCall, ear: Ear, terms: Terms) -> Params | None:
    digits = ""
    while True:
        match await ear.next(terms.patience):
            case Silence():
                return _digits(digits, "") if digits else None
            case Key(key) if key == terms.finish_key:
                return _digits(digits, key) if digits else None
            case Key(key):
                digits += key
                if len(digits) == terms.most_digits:
                    return _digits(digits, "")
            case Utterance() as first if not digits:
                return await _hear_out(call, ear, terms, first)


async def _hear_out(call: LiveCall, ear: Ear, terms: Terms, first: Utterance) -> Params:
    spoken: list[Utterance] = [first]
    while True:
        text = " ".join(item.text for item in spoken)
        if terms.partial_url:
            _tell_partial_result(call, terms, text, len(spoken) - 1)
        match await ear.next(terms.patience_after_speech, after_speech=True):
            case Silence():
                confidence = min(item.confidence for item in spoken)
                return (("SpeechResult", text), ("Confidence", str(confidence)))
            case Utterance() as more:
                spoken.append(more)
            case Key():
                pass


def _digits(digits: str, finished_on: str) -> Params:
    return (("msg", "Gather End"), ("Digits", digits), ("FinishedOnKey", finished_on))


def _tell_partial_result(call: LiveCall, terms: Terms, text: str, sequence: int) -> None:
    account = call.desk.account
    params: Params = (
        *call_params(call.record, account.sid, ""),
        ("SequenceNumber", str(sequence)),
        ("Stability", "0.9"),
        ("StableSpeechResult", ""),
        ("UnstableSpeechResult", text),
    )
    call.tell(Errand(url=terms.partial_url, method=terms.partial_method, params=params))


def _read(call: LiveCall, verb: Element) -> Terms | None:
    given = Attributes(call, verb)
    inputs = given.words("input", "dtmf", _KINDS)
    patience = given.number("timeout", 5)
    model = given.text("speechModel", "default")
    if model not in _MODELS:
        call.warn(TwimlProblem.GATHER_MODEL, f"Gather: Invalid model value {model}")
        return None
    hints = given.text("hints").split(",")
    if len(hints) > MOST_HINTS or any(len(hint.strip()) > LONGEST_HINT for hint in hints):
        call.warn(TwimlProblem.SCHEMA_WARNING, "Gather: hints are too many or too long")
    finish_key = given.text("finishOnKey", "#")
    if finish_key and finish_key not in _KEYS:
        call.warn(TwimlProblem.SCHEMA_WARNING, f"Gather: finishOnKey is {finish_key!r}")
        finish_key = "#"
    return Terms(
        kinds=frozenset(_KINDS[name] for name in inputs),
        patience=patience,
        patience_after_speech=_patience_after_speech(call, given, patience),
        finish_key=finish_key,
        most_digits=given.number("numDigits", 0, least=1) if "numDigits" in given else 0,
        answers_silence=given.flag("actionOnEmptyResult", usual=False),
        barge_in=given.flag("bargeIn", usual=True),
        action=given.url("action"),
        method=given.method(),
        partial_url=given.url("partialResultCallback"),
        partial_method=given.method("partialResultCallbackMethod"),
    )


def _patience_after_speech(call: LiveCall, given: Attributes, usual: int) -> float:
    value = given.text("speechTimeout", str(usual))
    if value == "auto" and "speechModel" not in given:
        return SECONDS_TO_NOTICE_THE_END
    if value.isdecimal() and int(value):
        return int(value)
    if "speechTimeout" in given:
        call.warn(
            TwimlProblem.GATHER_SPEECH_TIMEOUT, f"Gather: Invalid speechTimeout value {value}"
        )
    return usual


GATHER = (Verb(name="Gather", perform=gather),)
