"""Record: what the person on the phone leaves behind."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...sids import new_sid
from ...webhook.errand import Errand
from ..attributes import Attributes
from ..ear import Key, Silence, Utterance
from ..params import API_VERSION
from ..recorder import Recorder
from ..recording import TOLD, RecordingOrder, RecordingSource, RecordingStatus
from ..steps import Fetch
from ..transcript import Beeped
from .registry import Verb
from .speech import CHARACTERS_PER_SECOND

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..ear import Ear
    from ..live_call import LiveCall

HUNG_UP = "hangup"
LONGEST = 3600
SHORTEST_TRANSCRIBED, LONGEST_TRANSCRIBED = 2, 120
_ANY_KEY = "1234567890*#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How to record, when to stop, and where to go then."""

    order: RecordingOrder
    beeps: bool
    patience: int
    finish_keys: str
    longest: int
    action: str
    method: str
    transcribes: bool
    transcribe_url: str


async def record(call: LiveCall, verb: Element) -> Fetch | None:
    """Record until silence, a key or the end of the call; nothing goes on with the next verb."""
    terms = _read(call, verb)
    if terms.beeps:
        await call.hear(Beeped())
    recorder = Recorder.start(call, terms.order)
    try:
        digits = await _listen(call, terms)
    except asyncio.CancelledError:
        if not _stop(call, recorder, terms) and call.is_hung_up:
            call.farewell = _continue(call, recorder, terms, HUNG_UP)
        raise
    if _stop(call, recorder, terms):
        return None
    return _continue(call, recorder, terms, digits)


async def _listen(call: LiveCall, terms: Terms) -> str:
    with call.listening(frozenset({Key, Utterance})) as ear:
        limit = call.desk.clock.alarm(terms.longest, lambda: ear.take(Silence()))
        try:
            return await _until_silence(call, ear, terms)
        finally:
            call.desk.clock.cancel(limit)
            call.seconds += ear.seconds_waited


async def _until_silence(call: LiveCall, ear: Ear, terms: Terms) -> str:
    while True:
        match await ear.next(terms.patience):
            case Silence():
                return ""
            case Key(key) if key in terms.finish_keys:
                return key
            case Utterance(text):
                call.seconds += len(text) / CHARACTERS_PER_SECOND
            case Key():
                pass


def _stop(call: LiveCall, recorder: Recorder, terms: Terms) -> bool:
    is_empty = recorder.is_empty
    recorder.stop(absent=is_empty)
    if terms.transcribes and terms.transcribe_url and not is_empty:
        _transcribe(call, recorder, terms)
    return is_empty


def _continue(call: LiveCall, recorder: Recorder, terms: Terms, digits: str) -> Fetch:
    return Fetch(
        url=terms.action or call.absolute(""),
        method=terms.method,
        params=(*recorder.params, ("Digits", digits)),
    )


def _transcribe(call: LiveCall, recorder: Recorder, terms: Terms) -> None:
    recording, sid, record = recorder.recording, new_sid("TR"), call.record
    account = call.desk.account.sid
    fits = SHORTEST_TRANSCRIBED <= (recording.duration or 0) <= LONGEST_TRANSCRIBED
    path = f"/{API_VERSION}/Accounts/{account}/Transcriptions/{sid}"
    params = (
        ("AccountSid", account),
        ("ApiVersion", API_VERSION),
        ("CallSid", record.sid),
        ("CallStatus", record.status.value),
        ("Direction", record.direction.value),
        ("From", record.from_),
        ("To", record.to),
        ("RecordingSid", recording.sid),
        ("RecordingUrl", recording.url),
        ("TranscriptionSid", sid),
        ("TranscriptionStatus", "completed" if fits else "failed"),
        ("TranscriptionText", recording.text if fits else ""),
        ("TranscriptionType", "fast"),
        ("TranscriptionUrl", call.desk.base_url + path),
    )
    call.tell(Errand(url=terms.transcribe_url, params=params))


def _read(call: LiveCall, verb: Element) -> Terms:
    given = Attributes(call, verb)
    events = given.words("recordingStatusCallbackEvent", "completed", TOLD)
    trim = given.word("trim", "trim-silence", ("trim-silence", "do-not-trim"))
    transcribe_url = given.url("transcribeCallback")
    return Terms(
        order=RecordingOrder(
            source=RecordingSource.RECORD_VERB,
            track="inbound",
            keeps_silence=trim == "do-not-trim",
            callback=given.url("recordingStatusCallback"),
            callback_method=given.method("recordingStatusCallbackMethod"),
            events=frozenset(RecordingStatus(event) for event in events),
        ),
        beeps=given.flag("playBeep", usual=True),
        patience=given.number("timeout", 5, least=1),
        finish_keys=given.text("finishOnKey", _ANY_KEY),
        longest=given.number("maxLength", LONGEST, least=2),
        action=given.url("action"),
        method=given.method(),
        # A place for the text is enough to have it made.
        transcribes=given.flag("transcribe", usual=bool(transcribe_url)),
        transcribe_url=transcribe_url,
    )


RECORD = (Verb(name="Record", perform=record),)
