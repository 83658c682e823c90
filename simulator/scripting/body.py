"""What a program asks of the scripting API."""

from enum import StrEnum
import json
from typing import TYPE_CHECKING, NoReturn

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rest.answer import Json

LONGEST_WAIT = 60.0


def refuse(sentence: str) -> NoReturn:
    """Answer 400 and say why."""
    raise web.HTTPBadRequest(text=f"{sentence}\n")


class Body:
    """A JSON object whose members are read by name and type."""

    def __init__(self, members: Mapping[str, Json]) -> None:
        """Keep the members."""
        self._members = members

    def __contains__(self, name: str) -> bool:
        """Tell whether a member is there and not null."""
        return self._members.get(name) is not None

    def text(self, name: str, usual: str | None = None) -> str:
        """Return a member that is text; without a usual value it must be there."""
        value = self._members.get(name, usual)
        if not isinstance(value, str):
            refuse(f"{name} must be text.")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a member that is a list of texts, empty if it is not there."""
        value = self._members.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            refuse(f"{name} must be a list of texts.")
        return [str(item) for item in value]

    def number(self, name: str, usual: float) -> float:
        """Return a member that is a number."""
        value = self._members.get(name, usual)
        if not isinstance(value, int | float) or isinstance(value, bool):
            refuse(f"{name} must be a number.")
        return value

    def flag(self, name: str, *, usual: bool) -> bool:
        """Return a member that is true or false."""
        value = self._members.get(name, usual)
        if not isinstance(value, bool):
            refuse(f"{name} must be true or false.")
        return value

    def choice[T: StrEnum](self, name: str, choices: type[T], usual: T) -> T:
        """Return a member that is one of several words."""
        value = self.text(name, usual.value)
        try:
            return choices(value)
        except ValueError:
            refuse(f"{name} must be one of {', '.join(choices)}.")

    def params(self) -> tuple[tuple[str, str], ...]:
        """Return the member ``params``, an object or a list of pairs."""
        value = self._members.get("params", {})
        pairs = list(value.items()) if isinstance(value, dict) else value
        if not isinstance(pairs, list):
            refuse("params must be an object or a list of pairs.")
        return tuple(_pair(pair) for pair in pairs)


async def read_body(request: web.Request) -> Body:
    """Read a request's JSON object."""
    if not request.body_exists:
        return Body({})
    try:
        members = await request.json()
    except json.JSONDecodeError:
        refuse("Send JSON.")
    if not isinstance(members, dict):
        refuse("Send a JSON object.")
    return Body(members)


def waiting_time(request: web.Request) -> float:
    """Return how many seconds a request is ready to wait."""
    try:
        return min(max(float(request.query.get("timeout", "0")), 0), LONGEST_WAIT)
    except ValueError:
        refuse("timeout must be a number.")


def seen(request: web.Request) -> int:
    """Return how many items the program knows already."""
    value = request.query.get("after", "0")
    return int(value) if value.isdecimal() else refuse("after must be a whole number.")


def _pair(pair: object) -> tuple[str, str]:
    match pair:
        case [str(name), str(value)] | (str(name), str(value)):
            return name, value
        case _:
            refuse("params must hold texts.")
