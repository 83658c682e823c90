"""One HTTP request through a tunnel, and what came of it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
    ThreadedResolver,
)
from yarl import URL

from .delivery import Failure
from .tunnels import Tunnels, UnknownHostError

if TYPE_CHECKING:
    from .delivery import Params
    from .errand import Attempt
    from .overrides import Overrides

LARGEST_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, or why nothing did."""

    status: int | None = None
    content_type: str = ""
    body: bytes = b""
    headers: Params = ()
    location: str = ""
    failure: Failure | None = None


class Transport:
    """Sends requests to where the tunnels lead."""

    def __init__(self, tunnels: Tunnels) -> None:
        """Follow the tunnels."""
        self._tunnels = tunnels
        self._session: ClientSession | None = None

    def open(self) -> None:
        """Open a session; nothing is kept between requests."""
        self._session = ClientSession(
            connector=TCPConnector(force_close=True, resolver=ThreadedResolver()),
            cookie_jar=DummyCookieJar(),
            skip_auto_headers=("Accept-Encoding", "User-Agent", "Content-Type"),
            auto_decompress=True,
        )

    async def close(self) -> None:
        """Close the session."""
        if self._session:
            await self._session.close()

    async def send(
        self, attempt: Attempt, overrides: Overrides, largest: int = LARGEST_ANSWER
    ) -> Answer:
        """Send a request and read the answer."""
        if self._session is None:
            raise RuntimeError("the simulator is not running")
        try:
            if urlsplit(attempt.url).scheme not in ("http", "https"):
                return Answer(failure=Failure.INVALID_URL)
            route = self._tunnels.route(attempt.url)
        except UnknownHostError:
            return Answer(failure=Failure.BAD_HOST)
        except ValueError:
            return Answer(failure=Failure.INVALID_URL)
        try:
            async with self._session.request(
                attempt.method,
                URL(route.url, encoded=True),
                data=urlencode(attempt.params) if attempt.method == "POST" else None,
                headers=[("Host", route.host), *attempt.headers],
                allow_redirects=False,
                timeout=ClientTimeout(
                    total=overrides.total,
                    sock_connect=overrides.connect,
                    sock_read=overrides.read,
                ),
            ) as response:
                return await _read(attempt, response, largest)
        except ClientConnectorError, ConnectionTimeoutError:
            return Answer(failure=Failure.CONNECTION)
        except ClientError, TimeoutError:
            return Answer(failure=Failure.RETRIEVAL)


async def _read(attempt: Attempt, response: ClientResponse, largest: int) -> Answer:
    body = bytearray()
    async for chunk in response.content.iter_chunked(LARGEST_ANSWER):
        body += chunk
        if len(body) > largest:
            break
    location = ""
    if response.status in (301, 302, 303, 307, 308):
        location = urljoin(attempt.url, response.headers.get("Location", ""))
    if len(body) > largest:
        failure: Failure | None = Failure.TOO_LARGE
    elif response.status >= HTTPStatus.MULTIPLE_CHOICES and not location:
        failure = Failure.RETRIEVAL
    else:
        failure = None
    return Answer(
        status=response.status,
        content_type=response.headers.get("Content-Type", ""),
        body=bytes(body[: largest + 1]),
        headers=tuple(response.headers.items()),
        location=location,
        failure=failure,
    )
