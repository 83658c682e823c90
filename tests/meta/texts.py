"""The texts of a translation file, and what is wrong with them."""

from collections.abc import Iterator, Mapping
import re
from typing import Any, Final

type Texts = Mapping[str, str]
"""Each text under its dotted path."""

_PLACEHOLDER: Final = re.compile(r"{(\w+)}")
_KEY: Final = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
_FLAWS: Final = {
    "is empty": re.compile(r"\A\s*\Z"),
    "has a blank at its edge": re.compile(r"\A\s+\S|\S\s+\Z"),
    "has an address; use a placeholder": re.compile(r"\w+://|\bwww\."),
    "has HTML": re.compile(r"</?[A-Za-z][^<>]*>"),
    "has a placeholder in single quotes": re.compile(r"'{\w+}'"),
    "refers to another text": re.compile(r"\[%key:"),
}


def flatten(document: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with its dotted path."""
    for key, value in document.items():
        below = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            yield from flatten(value, below)
        else:
            yield below, value


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the gaps in a text."""
    return frozenset(_PLACEHOLDER.findall(text))


def flaws(texts: Texts) -> list[str]:
    """Return what Home Assistant's validator refuses."""
    return [
        *(
            f"{path}: its key is no slug"
            for path in texts
            if not all(_KEY.fullmatch(key) for key in path.split("."))
        ),
        *(
            f"{path} {flaw}"
            for path, text in texts.items()
            for flaw, pattern in _FLAWS.items()
            if pattern.search(text)
        ),
    ]


def differences(complete: Texts, other: Texts) -> list[str]:
    """Return where a translation does not fit the texts that it translates."""
    return [
        *(f"{path} is not in English" for path in other.keys() - complete.keys()),
        *(
            f"{path} has other placeholders than in English"
            for path in sorted(other.keys() & complete.keys())
            if placeholders(other[path]) != placeholders(complete[path])
        ),
    ]
