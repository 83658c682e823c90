"""What countries are called, in the language of the house."""

from ast import literal_eval
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
import re
from typing import Final

import phonenumbers

from .address import CALLABLE

_ENGLISH: Final = "en"
_NAMES: Final = Path(phonenumbers.__file__).parent / "geodata" / "locale.py"
_COUNTRY: Final = re.compile(r"\s*('[A-Z]{2}': \{.*\}),")
_MARKED_TEXT: Final = re.compile(r"""\bu\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""")
_UNLISTED: Final = {"AC": "Ascension", "TA": "Tristan da Cunha", "XK": "Kosovo"}
_SAME_AS: Final = "*"
"""Before the language whose name it is."""


def country_names(language: str) -> dict[str, str]:
    """Return the names of all that have numbers by their codes, in order; reads a file.

    In English where a language has none, and the code where even that is missing.
    """
    language = language.partition("-")[0]
    found = {code: _name(names, language) for code, names in _known_names()}
    names = {code: found.get(code) or _UNLISTED.get(code, code) for code in CALLABLE}
    return dict(sorted(names.items(), key=lambda item: item[1].casefold()))


def _name(names: Mapping[str, str], language: str) -> str | None:
    name = names.get(language) or names.get(_ENGLISH)
    return names.get(name.removeprefix(_SAME_AS)) if name and name.startswith(_SAME_AS) else name


def _known_names() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Read country by country: the whole takes a hundred megabytes, its package even more."""
    with suppress(OSError), _NAMES.open(encoding="utf-8") as lines:
        for found in filter(None, map(_COUNTRY.match, lines)):
            with suppress(SyntaxError, ValueError):
                yield from literal_eval(_MARKED_TEXT.sub(r"\1", f"{{{found[1]}}}")).items()
