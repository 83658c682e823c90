"""A simulator in the place of all of Twilio's hosts."""

from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession


class StandIn:
    """A session that notes whom a request is for, and lets the simulator answer it."""

    closed = False

    def __init__(self, session: ClientSession, url: str) -> None:
        """Lead to a simulator."""
        self._session = session
        self._url = url
        self.origins: list[str] = []

    def request(self, method: str, url: str, **options: Any) -> Any:
        """Begin a request."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        self.origins.append(origin)
        return self._session.request(method, self._url + url.removeprefix(origin), **options)
