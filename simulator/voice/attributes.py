"""Reading a verb's attributes; what makes no sense is a warning, and the usual value counts."""

from typing import TYPE_CHECKING

from ..twiml import TwimlError, TwimlProblem

if TYPE_CHECKING:
    from collections.abc import Collection
    from xml.etree.ElementTree import Element

    from .live_call import LiveCall

_FLAGS = {"true": True, "false": False}


class Attributes:
    """The attributes of a verb, or of a noun in it."""

    def __init__(self, call: LiveCall, element: Element) -> None:
        """Read an element of the call's running document."""
        self._call = call
        self._element = element

    def __contains__(self, name: str) -> bool:
        """Tell whether an attribute was given."""
        return name in self._element.keys()  # noqa: SIM118 - an element is no mapping

    def text(self, name: str, usual: str = "") -> str:
        """Return an attribute as it is."""
        return self._element.get(name, usual)

    def number(self, name: str, usual: int, least: int = 0) -> int:
        """Return an attribute that is a whole number."""
        value = self.text(name, str(usual))
        if not value.isdecimal() or int(value) < least:
            return self._odd(name, usual)
        return int(value)

    def flag(self, name: str, *, usual: bool) -> bool:
        """Return an attribute that is true or false."""
        value = self.text(name, str(usual)).lower()
        return _FLAGS[value] if value in _FLAGS else self._odd(name, usual)

    def word(self, name: str, usual: str, words: Collection[str]) -> str:
        """Return an attribute that is one of several words."""
        value = self.text(name, usual)
        return value if value in words else self._odd(name, usual)

    def words(self, name: str, usual: str, words: Collection[str]) -> frozenset[str]:
        """Return an attribute that is any of several words."""
        values = frozenset(self.text(name, usual).split())
        return values if values <= set(words) else self._odd(name, frozenset({usual}))

    def method(self, name: str = "method") -> str:
        """Return an attribute that is an HTTP method."""
        method = self.text(name, "POST").upper()
        if method not in ("GET", "POST"):
            raise TwimlError(
                TwimlProblem.INVALID_METHOD, f"{self._element.tag}: {name} is {method}"
            )
        return method

    def url(self, name: str) -> str:
        """Return an attribute that is a URL, in full; empty when it was not given."""
        return self._call.absolute(self.text(name)) if self.text(name) else ""

    def _odd[T](self, name: str, usual: T) -> T:
        value = self.text(name)
        self._call.warn(TwimlProblem.SCHEMA_WARNING, f"{self._element.tag}: {name} is {value!r}")
        return usual
