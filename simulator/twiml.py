"""TwiML: what a house answers a webhook with."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

# The documents come from the house under test, and expat bounds entity expansion by itself.
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring

if TYPE_CHECKING:
    from .webhook.delivery import Delivery


class TwimlProblem(IntEnum):
    """What can be wrong with an answer; the values are Twilio's codes, 0 is the desk's own."""

    NOT_SIMULATED = 0
    INVALID_URL = 11100
    PARSE_FAILURE = 12100
    SCHEMA_WARNING = 12200
    INVALID_CONTENT_TYPE = 12300
    DIAL_IN_DIAL = 13201
    INVALID_METHOD = 13210
    DIAL_CALLER = 13214
    DIAL_FORMAT = 13223
    DIAL_REGION = 13227
    GATHER_SPEECH_TIMEOUT = 13327
    GATHER_MODEL = 13334
    SAY_TEXT = 13520
    SAY_TOO_LONG = 13521
    TOO_MANY_REPLIES = 14109


class TwimlError(Exception):
    """An answer that cannot be carried out."""

    def __init__(self, code: int, message: str) -> None:
        """Keep Twilio's code beside the sentence."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Markup:
    """A TwiML document."""

    root: Element
    base: str = ""


@dataclass(frozen=True, slots=True)
class Plain:
    """Text, to be read aloud or sent as a reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Audio:
    """A sound file, to be played."""

    url: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """An answer without content."""


type Instruction = Markup | Plain | Audio | Nothing

_MARKUP = ("text/xml", "application/xml", "text/html")


def parse(document: bytes | str, base: str = "") -> Markup:
    """Read a TwiML document."""
    try:
        root = fromstring(document, parser=XMLParser())  # noqa: S314 - see the import
    except (ParseError, ValueError) as err:
        raise TwimlError(TwimlProblem.PARSE_FAILURE, f"Document parse failure: {err}") from err
    if root.tag != "Response":
        raise TwimlError(TwimlProblem.PARSE_FAILURE, f"The root is {root.tag}, not Response")
    return Markup(root, base)


def read_answer(delivery: Delivery) -> Instruction:
    """Return what an answer asks for."""
    if delivery.failure is not None or delivery.status is None:
        code = delivery.failure or TwimlProblem.PARSE_FAILURE
        raise TwimlError(int(code), f"Got HTTP {delivery.status} from {delivery.url}")
    kind = delivery.content_type.partition(";")[0].strip().lower()
    if not delivery.body and (delivery.status == 204 or not kind):  # noqa: PLR2004 - No Content
        return Nothing()
    if kind in _MARKUP:
        return parse(delivery.body, delivery.url)
    if kind == "text/plain":
        return Plain(delivery.text) if delivery.text.strip() else Nothing()
    if kind.startswith("audio/"):
        return Audio(delivery.url)
    raise TwimlError(TwimlProblem.INVALID_CONTENT_TYPE, f"Invalid Content-Type: {kind or 'none'}")
