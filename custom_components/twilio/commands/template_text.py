"""A text as templates are compared with it, and where each of its characters was written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Self
import unicodedata

from ..folding import STRAIGHT

_PUNCTUATION: Final = frozenset('.,;:!?¡¿。、؟؛।"\u2012\u2013\u2014\u2015')
_SYMBOLS: Final = frozenset({"So", "Sk"})
_FIRST_SYMBOL: Final = "\u2000"
"""Before this there are signs that mean something, as ° does."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Me"})
_EMOJI_STYLE: Final = "\ufe0f"


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """Return a character without its case and width: one or more, none for what nobody sees."""
    if character.isspace():
        return " "
    if unicodedata.category(character) in _UNSEEN or character == _EMOJI_STYLE:
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", character.translate(STRAIGHT)).casefold()
    # An accent that stands alone has a space to stand on.
    return character if " " in folded else folded


@lru_cache(maxsize=4096)
def is_ornament(character: str) -> bool:
    """Tell punctuation and emoji, which do not matter where a word begins or ends."""
    return character in _PUNCTUATION or (
        character >= _FIRST_SYMBOL and unicodedata.category(character) in _SYMBOLS
    )


@dataclass(frozen=True, slots=True)
class FoldedText:
    """The words of a text with one space between them, without case, width and ornaments."""

    plain: str
    written: str = field(repr=False)
    places: Sequence[int] = field(repr=False)
    """Where in `written` each character of `plain` stands."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Fold a text."""
        written = unicodedata.normalize("NFC", text)
        characters: list[str] = []
        places: list[int] = []
        for word in _words(written):
            if characters:
                characters.append(" ")
                places.append(word[0][0])
            characters += [character for _, character in word]
            places += [place for place, _ in word]
        return cls("".join(characters), written, places)

    @property
    def words(self) -> Sequence[str]:
        """The words."""
        return self.plain.split(" ")

    def written_between(self, start: int, end: int) -> str:
        """Return what was written between two places of `plain`, in one line."""
        return " ".join(self.written[self.places[start] : self.places[end - 1] + 1].split())


type _Word = list[tuple[int, str]]


def _words(written: str) -> Iterator[_Word]:
    """Yield the characters of each word that is more than ornament, with their places."""
    word: _Word = []
    for place, character in enumerate(f"{written} "):
        for folded in fold_character(character):
            if folded != " ":
                word.append((place, folded))
                continue
            if bare := _bare(word):
                yield bare
            word = []


def _bare(word: _Word) -> _Word:
    """Return a word without the ornaments around it."""
    start, end = 0, len(word)
    while start < end and is_ornament(word[start][1]):
        start += 1
    while start < end and is_ornament(word[end - 1][1]):
        end -= 1
    return word[start:end]
