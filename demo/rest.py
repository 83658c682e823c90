"""Home Assistant's REST interface."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import ClientResponse, ClientSession

from .errors import HouseError, HouseRefusedError


class RestClient:
    """Speaks JSON with one Home Assistant, as its owner once a token is known."""

    def __init__(self, session: ClientSession, url: str) -> None:
        """Speak to the Home Assistant at this address."""
        self._session = session
        self.url = url
        self.client_id = f"{url}/"
        self._token: str | None = None

    async def log_in(self, username: str, password: str) -> str:
        """Go through the login flow and return an access token."""
        self._token = None
        flow = await self.post(
            "/auth/login_flow",
            {
                "client_id": self.client_id,
                "handler": ["homeassistant", None],
                "redirect_uri": self.client_id,
            },
        )
        step = await self.post(
            f"/auth/login_flow/{flow['flow_id']}",
            {"client_id": self.client_id, "username": username, "password": password},
        )
        if step["type"] != "create_entry":
            raise HouseError(f"Home Assistant did not let {username} in: {step['errors']}")
        form = {
            "client_id": self.client_id,
            "grant_type": "authorization_code",
            "code": step["result"],
        }
        async with self._session.post(f"{self.url}/auth/token", data=form) as response:
            self._token = str((await _document(response))["access_token"])
        return self._token

    async def get(self, path: str) -> Any:
        """Read a document."""
        return await self._request("GET", path)

    async def post(self, path: str, document: Mapping[str, object]) -> Any:
        """Send a document and return the answer."""
        return await self._request("POST", path, document)

    async def delete(self, path: str) -> Any:
        """Delete what is there."""
        return await self._request("DELETE", path)

    async def _request(
        self, method: str, path: str, document: Mapping[str, object] | None = None
    ) -> Any:
        """Send a request, and raise when it is refused."""
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        async with self._session.request(
            method, f"{self.url}{path}", json=document, headers=headers
        ) as response:
            return await _document(response)


async def _document(response: ClientResponse) -> Any:
    """Return the document of a response, and raise when it is an error."""
    if response.status >= HTTPStatus.BAD_REQUEST:
        raise HouseRefusedError(f"HTTP {response.status}", await response.text())
    return await response.json()
