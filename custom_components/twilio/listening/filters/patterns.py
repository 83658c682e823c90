"""Patterns for what people write or say: whole texts, with `*` for anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self
import unicodedata

_FULL_STOPS: Final = ".。… "
_ENDS: Final = f"{_FULL_STOPS}!?"
# Phones type curly quotation marks by themselves.
_STRAIGHT: Final = str.maketrans("\u2018\u2019\u02bc\u201c\u201d\u201e", "'''\"\"\"")
_SAID: Final = str.maketrans("", "", ".,;:!?¡¿。")


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """Return a text without what does not matter: case, spaces, a `.`, `!` or `?` at the end.

    A text that is nothing but `?` or `!` is one, for some ask for help in this way.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_STRAIGHT)).casefold()
    spaced = " ".join(plain.split())
    return spaced.rstrip(_ENDS) or spaced.rstrip(_FULL_STOPS)


def fold_speech(sentence: str) -> str:
    """Return what was said, without the punctuation that somebody else thought of."""
    return fold(sentence.translate(_SAID))


@dataclass(frozen=True, slots=True)
class _Wildcard:
    """A pattern with `*` in it, by what stands between them."""

    first: str
    middle: tuple[str, ...]
    last: str

    def fits(self, text: str) -> bool:
        """Tell whether all parts are there, in order; takes no longer the more `*` there are."""
        begin, end = len(self.first), len(text) - len(self.last)
        if begin > end or not (text.startswith(self.first) and text.endswith(self.last)):
            return False
        for part in self.middle:
            found = text.find(part, begin, end)
            if found < 0:
                return False
            begin = found + len(part)
        return True


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns of which one has to fit a folded text; without any, none does."""

    whole: frozenset[str] = frozenset()
    wildcards: tuple[_Wildcard, ...] = ()

    @classmethod
    def of(cls, folded: Iterable[str]) -> Self:
        """Sort out folded patterns."""
        whole, wildcards = set[str](), list[_Wildcard]()
        for pattern in folded:
            first, *middle = pattern.split("*")
            if middle:
                *middle, last = middle
                wildcards.append(_Wildcard(first, tuple(middle), last))
            else:
                whole.add(pattern)
        return cls(frozenset(whole), tuple(wildcards))

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.whole or self.wildcards)

    def fit(self, folded: str) -> bool:
        """Tell whether one of them fits a folded text."""
        return folded in self.whole or any(pattern.fits(folded) for pattern in self.wildcards)


NO_PATTERNS: Final = Patterns()
