"""Parameters of a REST request."""

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..errors import WRONG_CONTENT_TYPE, ApiError, Problem
from ..webhook.tunnels import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp import web

FORM = "application/x-www-form-urlencoded"


class Form:
    """What a request asks for; a parameter may occur several times."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Keep the pairs in their order."""
        self.pairs = tuple(pairs)

    def __contains__(self, name: str) -> bool:
        """Tell whether a parameter was given, empty or not."""
        return any(key == name for key, _ in self.pairs)

    def text(self, name: str, usual: str = "") -> str:
        """Return a parameter."""
        return next((value for key, value in self.pairs if key == name), usual)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all values of a parameter that are not empty."""
        return tuple(value for key, value in self.pairs if key == name and value)

    def number(self, name: str, usual: int, allowed: range, problem: Problem) -> int:
        """Return a parameter that is a whole number within bounds."""
        value = self.text(name)
        if not value:
            return usual
        if not value.isdecimal() or int(value) not in allowed:
            raise ApiError(problem, name=name, value=value)
        return int(value)

    def method(self, name: str) -> str:
        """Return a parameter that is an HTTP method."""
        return self.text(name, "POST").upper()


async def read_form(request: web.Request) -> Form:
    """Read a request's form; other content types are refused."""
    if request.body_exists and request.content_type != FORM:
        raise ApiError(WRONG_CONTENT_TYPE)
    posted = await request.post()
    return Form((key, value) for key, value in posted.items() if isinstance(value, str))


def query_of(request: web.Request) -> Form:
    """Return the parameters of a request's query."""
    return Form(request.query.items())


def is_web_url(url: str) -> bool:
    """Tell whether Twilio would accept a URL; hosts with underscores are refused."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "_" not in host and " " not in url


def is_public_url(url: str) -> bool:
    """Tell whether Twilio would call a URL back; on the desk, this machine counts as public."""
    if not is_web_url(url):
        return False
    host = urlsplit(url).hostname or ""
    if is_loopback(host):
        return True
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(".local")
