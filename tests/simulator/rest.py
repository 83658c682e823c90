"""A REST client as plain as can be: what goes over the wire is what a test says."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

from simulator import Simulator

FORM = "application/x-www-form-urlencoded"

type Pairs = dict[str, str] | list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RestAnswer:
    """An answer of the API."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int:
        """Return Twilio's error code."""
        return int(self.body["code"])


class Rest:
    """Asks the simulator's REST API, by default with the account's Auth Token."""

    def __init__(self, session: ClientSession, twilio: Simulator) -> None:
        """Use a session."""
        self._session = session
        self._twilio = twilio
        self.url = twilio.url
        self.user = twilio.account.sid
        self.password = twilio.account.auth_token

    def path(self, resource: str) -> str:
        """Return the path of a resource of the account."""
        return f"/2010-04-01/Accounts/{self._twilio.account.sid}/{resource}"

    async def get(self, resource: str, params: Pairs | None = None) -> RestAnswer:
        """Read a resource of the account."""
        return await self.ask("GET", self.path(resource) + (f"?{urlencode(params or {})}"))

    async def post(self, resource: str, params: Pairs) -> RestAnswer:
        """Create or change a resource of the account."""
        return await self.ask("POST", self.path(resource), urlencode(params))

    async def delete(self, resource: str) -> RestAnswer:
        """Delete a resource of the account."""
        return await self.ask("DELETE", self.path(resource))

    async def ask(
        self, method: str, path: str, data: str | None = None, content_type: str = FORM
    ) -> RestAnswer:
        """Send one request."""
        headers = {}
        if data is not None:
            headers["Content-Type"] = content_type
        if self.user:
            pair = b64encode(f"{self.user}:{self.password}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        async with self._session.request(
            method, self.url + path, data=data, headers=headers, allow_redirects=False
        ) as response:
            is_json = response.content_type == "application/json"
            body = await response.json() if is_json else await response.read()
            return RestAnswer(response.status, body, dict(response.headers))
