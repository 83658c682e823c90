"""What somebody on the phone heard, in order."""

from dataclasses import dataclass
from enum import StrEnum


class Party(StrEnum):
    """The two ends of a call."""

    HOUSE = "house"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Said:
    """Speech; the markup is kept when there was some."""

    text: str
    language: str = "en-US"
    voice: str = "man"
    ssml: str | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """A sound file."""

    url: str


@dataclass(frozen=True, slots=True)
class SentDigits:
    """Tones from the house."""

    digits: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """Keys that the person on the phone pressed."""

    digits: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """What the person on the phone said."""

    text: str


@dataclass(frozen=True, slots=True)
class Voice:
    """What the person at the other end of a bridge said."""

    text: str


@dataclass(frozen=True, slots=True)
class Beeped:
    """A tone: from here on somebody records."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """Ringing of another phone."""

    number: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The beginning of a conversation with another phone."""

    number: str


@dataclass(frozen=True, slots=True)
class Paused:
    """Silence."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Rejected:
    """The house did not take the call."""

    reason: str


@dataclass(frozen=True, slots=True)
class HungUp:
    """The end, and who brought it about."""

    by: Party


type Heard = (
    Said
    | Played
    | SentDigits
    | Pressed
    | Spoke
    | Voice
    | Beeped
    | Dialled
    | Joined
    | Paused
    | Rejected
    | HungUp
)
