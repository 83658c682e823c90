"""Asking the house what to do with a call, and doing it."""

from typing import TYPE_CHECKING

from ..twiml import (
    Audio,
    Instruction,
    Markup,
    Nothing,
    Plain,
    TwimlError,
    TwimlProblem,
    parse,
    read_answer,
)
from ..webhook.errand import Errand
from .detection import detect, detect_meanwhile
from .params import call_params
from .schema import strange_parts
from .steps import Bridged, End, Fetch, Inline, Opening
from .transcript import Played, Said, SentDigits
from .verbs import VERBS
from .verbs.speech import SECONDS_PER_DIGIT

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from .live_call import LiveCall
    from .steps import Source, Step


async def carry_out(call: LiveCall, source: Source) -> Step | None:
    """Do what a source says, and return what comes next if it says so."""
    match source:
        case Opening():
            return await _open(call, source)
        case Bridged(bridge):
            await bridge.hold(call)
            return End()
        case Inline(document):
            call.document_url = ""
            return await _perform_all(call, parse(document))
        case Fetch():
            instruction, call.document_url = await _fetch(call, source)
            return await _perform_all(call, instruction)


async def perform(call: LiveCall, element: Element) -> Step | None:
    """Carry an element out; what it returns is what the call continues with."""
    verb = VERBS.get(element.tag)
    if verb is None:
        call.warn(TwimlProblem.SCHEMA_WARNING, f"Invalid element {element.tag}")
        return None
    for strange in strange_parts(element):
        call.warn(TwimlProblem.SCHEMA_WARNING, strange)
    if verb.takes_call:
        call.take()
    return await verb.perform(call, element)


async def _open(call: LiveCall, opening: Opening) -> Source:
    if digits := opening.digits:
        await call.hear(SentDigits(digits), len(digits) * SECONDS_PER_DIGIT)
    if detection := opening.detection:
        if detection.is_async:
            name = f"detection of {call.record.sid}"
            call.desk.activity.start(detect_meanwhile(call, detection), name)
        else:
            found = await detect(call, detection)
            if isinstance(opening.then, Fetch):
                return opening.then.with_params(found)
    return opening.then


async def _fetch(call: LiveCall, source: Fetch) -> tuple[Instruction, str]:
    params = (
        *call_params(call.record, call.desk.account.sid, call.handset.verstat),
        *source.params,
    )
    errand = Errand(url=source.url, method=source.method, params=params)
    delivery = await call.desk.courier.bring(errand)
    return read_answer(delivery), delivery.url


async def _perform_all(call: LiveCall, instruction: Instruction) -> Step | None:
    match instruction:
        case Plain(text):
            call.take()
            await call.hear(Said(text))
        case Audio(url):
            call.take()
            await call.hear(Played(url))
        case Nothing():
            raise TwimlError(TwimlProblem.PARSE_FAILURE, "Document parse failure: no document")
        case Markup(root):
            for element in root:
                if step := await perform(call, element):
                    return step
    return None
