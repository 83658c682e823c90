"""Patterns for what people write or say: whole texts, with `*` for anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from ...folding import fold

_SAID: Final = str.maketrans("", "", ".,;:!?¡¿。")


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
