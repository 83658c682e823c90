"""The SDK on Home Assistant's own session: timeouts, safe repeats, base address."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
import logging
from random import uniform
from typing import Any, Final, Protocol, override
from urllib.parse import urlsplit

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    InvalidURL,
    NonHttpUrlClientError,
)
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from .errors import Uncertain, Unreachable, Unsendable
from .failures import error_of
from .headers import moment_of, retry_after
from .whole_json import whole_json

_LOGGER = logging.getLogger(__name__)

# A name server that never answers counts as no connection: `connect` covers it, `sock_connect`
# does not.
TIMEOUT: Final = ClientTimeout(total=20, connect=8, sock_connect=5)
# For what is sent but once: whoever repeats it waits for this one first, so no second is rounded
# up.
ONCE_TIMEOUT: Final = ClientTimeout(total=10, connect=8, sock_connect=5, ceil_threshold=10)
# Seconds before the second and the last attempt, stretched at random by up to a half, so that a
# hundred recipients do not come back in the same moment.
PAUSES: Final = (0.5, 2.0)
LONGEST_PAUSE: Final = 5.0

type _Fields = Mapping[str, Any] | None


class Witness(Protocol):
    """Hears how each request ended, all its attempts together."""

    def reached(self, answered: datetime | None) -> None:
        """Note that Twilio answered, and when by its own clock, where it said so."""

    def lost(self) -> None:
        """Note that it did not, or only that it is out of order."""


class Transport(AsyncHttpClient):  # type: ignore[misc]
    """An HTTP client for the SDK that waits, repeats and reports as this integration needs.

    A POST creates something and carries no key that would make a second one harmless. It is
    repeated only where Twilio cannot have acted: no connection, or 429 ("never processed"). With
    `once` nothing is repeated: somebody else sees to that.
    """

    def __init__(
        self,
        session: ClientSession,
        base_url: str | None = None,
        witness: Witness | None = None,
        *,
        once: bool = False,
    ) -> None:
        """Use a session of Home Assistant, and another host than Twilio's if one is set."""
        # The SDK's own request log stays silent: nothing here calls it.
        super().__init__(_LOGGER, is_async=True)
        self._session = session
        self._base_url = base_url.rstrip("/") if base_url else None
        self._witness = witness
        self._once = once

    @override
    async def request(
        self,
        method: str,
        uri: str,
        params: _Fields = None,
        data: _Fields = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Send a request of the SDK.

        Raises `Unreachable`, `Unsendable` or `Uncertain` where no answer came, and
        `TooManyRequests`, whose waiting time the SDK would lose.
        """
        sent_headers = {**(headers or {}), **_authorization(auth)}
        try:
            response = await self._ask(method, self._address(uri), params, data, sent_headers)
        except Unreachable, Uncertain:
            self._testify(None)
            raise
        self._testify(response)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise error_of(response)
        return response

    async def _ask(
        self, method: str, url: str, params: _Fields, data: _Fields, headers: Mapping[str, str]
    ) -> Response:
        """Make as many attempts as are safe."""
        repeatable = method.upper() == "GET"
        for pause in () if self._once else PAUSES:
            wish = 0.0
            try:
                response = await self._send(method, url, params, data, headers)
            except Unreachable:
                pass
            except Uncertain:
                if not repeatable:
                    raise
            else:
                if (answered := _wanted_pause(response, repeatable=repeatable)) is None:
                    return response
                wish = answered
            # The randomness spreads the load and hides nothing.
            await asyncio.sleep(max(pause, wish) * uniform(1, 1.5))  # noqa: S311
        return await self._send(method, url, params, data, headers)

    def _testify(self, response: Response | None) -> None:
        """Tell the witness of an answer or of none, but not of the end of this house's session."""
        if self._witness is None or self._session.closed:
            return
        if response is None or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._witness.lost()
        else:
            self._witness.reached(moment_of(response.headers))

    async def _send(
        self, method: str, url: str, params: _Fields, data: _Fields, headers: Mapping[str, str]
    ) -> Response:
        """Make one attempt."""
        is_json = headers.get("Content-Type", "").endswith("json")
        try:
            async with self._session.request(
                method,
                url,
                params=_without_none(params),
                json=data if is_json else None,
                data=None if is_json else data,
                headers=headers,
                timeout=ONCE_TIMEOUT if self._once else TIMEOUT,
                allow_redirects=False,
            ) as answer:
                return Response(answer.status, whole_json(await answer.text()), answer.headers)
        except (ClientConnectorError, ConnectionTimeoutError) as err:
            _LOGGER.debug("No connection to Twilio: %s", type(err).__name__)
            raise Unreachable from err
        except RuntimeError as err:
            # The session is closed: Home Assistant stops.
            raise Unreachable from err
        except (InvalidURL, NonHttpUrlClientError, UnicodeEncodeError) as err:
            # Answers are decoded, so this is about what was to be sent.
            raise Unsendable from err
        except (ClientError, TimeoutError, UnicodeDecodeError) as err:
            _LOGGER.debug("No answer from Twilio: %s", type(err).__name__)
            raise Uncertain from err

    def _address(self, uri: str) -> str:
        """Put the configured host in the place of Twilio's; let credentials go nowhere else."""
        parts = urlsplit(uri)
        if self._base_url is None:
            if parts.scheme != "https" or not (parts.hostname or "").endswith(".twilio.com"):
                raise Unreachable
            return uri
        path = f"{self._base_url}/{parts.path.removeprefix('/')}"
        return f"{path}?{parts.query}" if parts.query else path


def _authorization(auth: tuple[str, str] | None) -> dict[str, str]:
    if auth is None:
        return {}
    return {"Authorization": "Basic " + b64encode(":".join(auth).encode()).decode("ascii")}


def _without_none(params: _Fields) -> dict[str, Any] | None:
    return None if params is None else {k: v for k, v in params.items() if v is not None}


def _wanted_pause(response: Response, *, repeatable: bool) -> float | None:
    """Return how long to wait before the same request may be sent again, none for never."""
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return min(retry_after(response.headers) or 0.0, LONGEST_PAUSE)
    is_server_error = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return 0.0 if is_server_error and repeatable else None
