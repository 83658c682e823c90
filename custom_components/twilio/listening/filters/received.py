"""Filters for what comes in: messages, calls, keys and words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
import re
from typing import Final, Self, override

from ...errors import InvalidInput
from ...folding import fold
from ..listeners import ExpectedInput
from ..occurrences import CallReceived, Channel, DigitsReceived, MessageReceived
from .base import Filter
from .options import (
    CONF_BODY,
    CONF_CHANNEL,
    CONF_DIGITS,
    CONF_FROM,
    CONF_MAX_AGE,
    CONF_SENTENCE,
    CONF_SPEECH,
    CONF_TAG,
    Options,
    read_texts,
)
from .parties import Parties
from .patterns import NO_PATTERNS, Patterns, fold_speech

MAX_AGE: Final = timedelta(minutes=15)
"""Whoever texts wants something now: what was fetched later than this starts nothing unasked."""

_KEYS: Final = re.compile(r"[0-9*#]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter(Filter[MessageReceived]):
    """Lets messages through by their channel, text and age."""

    channels: frozenset[Channel] = frozenset()
    body: Patterns = NO_PATTERNS
    max_age: timedelta = MAX_AGE

    @classmethod
    @override
    def from_options(cls, options: Options, country: str | None) -> Self:
        """Read the options of `message_received`."""
        return cls(
            parties=Parties.from_option(options, CONF_FROM, country),
            channels=frozenset(map(Channel, read_texts(options, CONF_CHANNEL))),
            body=_patterns(options, CONF_BODY, fold),
            max_age=options.get(CONF_MAX_AGE, MAX_AGE),
        )

    @override
    def _passes(self, occurrence: MessageReceived) -> bool:
        return (
            (not self.channels or occurrence.channel in self.channels)
            and (not self.body or self.body.fit(fold(occurrence.body)))
            and occurrence.age <= self.max_age.total_seconds()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter(Filter[CallReceived]):
    """Lets calls through by who calls."""

    @classmethod
    @override
    def from_options(cls, options: Options, country: str | None) -> Self:
        """Read the options of `call_received`."""
        return cls(parties=Parties.from_option(options, CONF_FROM, country, have_names=False))

    @override
    def _passes(self, occurrence: CallReceived) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitsFilter(Filter[DigitsReceived]):
    """Lets keys and words of a caller through; where it names neither, any keys."""

    digits: frozenset[str] = frozenset()
    speech: bool = False
    sentence: Patterns = NO_PATTERNS
    tags: frozenset[str] = frozenset()

    @classmethod
    @override
    def from_options(cls, options: Options, country: str | None) -> Self:
        """Read the options of `digits_received`; sentences cannot be heard without listening."""
        digits = read_texts(options, CONF_DIGITS)
        if wrong := [keys for keys in digits if not _KEYS.fullmatch(keys)]:
            raise InvalidInput("filter_digits", value=wrong[0])
        sentence = _patterns(options, CONF_SENTENCE, fold_speech)
        if sentence and not options.get(CONF_SPEECH, True):
            raise InvalidInput("filter_deaf", option=CONF_SPEECH)
        return cls(
            parties=Parties.from_option(options, CONF_FROM, country, have_names=False),
            digits=frozenset(digits),
            speech=options.get(CONF_SPEECH, False) or bool(sentence),
            sentence=sentence,
            tags=frozenset(read_texts(options, CONF_TAG)),
        )

    @property
    @override
    def expects(self) -> ExpectedInput:
        """How many keys callers are to press, and whether they may speak."""
        lengths = frozenset(map(len, self.digits)) if self.takes_keys else None
        return ExpectedInput(lengths, self.speech, self.tags)

    @property
    def takes_keys(self) -> bool:
        """Tell whether keys count: not where it names sentences alone."""
        return bool(self.digits) or not self.sentence

    @override
    def _passes(self, occurrence: DigitsReceived) -> bool:
        is_tagged = not self.tags or occurrence.tag in self.tags
        return is_tagged and (self._is_pressed(occurrence) or self._is_said(occurrence))

    def _is_pressed(self, occurrence: DigitsReceived) -> bool:
        if self.digits:
            return _typed(occurrence.digits) in map(_typed, self.digits)
        return bool(occurrence.digits) and self.takes_keys

    def _is_said(self, occurrence: DigitsReceived) -> bool:
        if not self.speech or not occurrence.sentence:
            return False
        return not self.sentence or self.sentence.fit(fold_speech(occurrence.sentence))


def _patterns(options: Options, name: str, fold_text: Callable[[str], str]) -> Patterns:
    """Read the patterns of an option; raises `InvalidInput` for one that folds to nothing."""
    texts = read_texts(options, name)
    folded = [fold_text(text) for text in texts]
    if "" in folded:
        raise InvalidInput("filter_no_words", option=name, value=texts[folded.index("")])
    return Patterns.of(folded)


def _typed(keys: str) -> str:
    """Return keys without the one that only ends them, which Twilio may keep to itself."""
    return keys.removesuffix("#") or keys
