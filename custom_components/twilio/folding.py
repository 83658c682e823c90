"""Texts without what does not matter when they are compared."""

from functools import lru_cache
from typing import Final
import unicodedata

_FULL_STOPS: Final = ".。… "
_ENDS: Final = f"{_FULL_STOPS}!?"
# Phones type curly quotation marks by themselves.
STRAIGHT: Final = str.maketrans("\u2018\u2019\u02bc\u201c\u201d\u201e", "'''\"\"\"")


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """Return a text without what does not matter: case, spaces, a `.`, `!` or `?` at the end.

    A text that is nothing but `?` or `!` is one, for some ask for help in this way.
    """
    plain = unicodedata.normalize("NFKC", text.translate(STRAIGHT)).casefold()
    spaced = " ".join(plain.split())
    return spaced.rstrip(_ENDS) or spaced.rstrip(_FULL_STOPS)


def folded_name(name: str) -> str:
    """Return what two names have in common that people take for one."""
    # Keyboards write an accent in two ways.
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())
