"""A Nabu Casa for the desk: what a house needs of Home Assistant Cloud to have cloudhooks.

Home Assistant's own `cloud` is pointed at it by its development mode. The public side of a
cloudhook is `HOOKS_URL`, which a tunnel of the simulated Twilio leads to `hooks_url`.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
import json
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, get_args

from aiohttp import WSMsgType, web
from hass_nabucasa.service_discovery import ServiceDiscoveryAction
import jwt

HOOKS_URL: Final = "https://hooks.nabu.example"
NOWHERE: Final = "127.0.0.1:1"
"""A server that refuses connections: the list of servers, which stands in the configuration."""
FAR_FUTURE: Final = 4_000_000_000
"""Seconds since the epoch."""
PATIENCE_SECONDS: Final = 20
_STEPS_OF_ACCEPTING: Final = 2
_KEY: Final = "nobody checks the signature of a token"


def login(username: str = "somebody", expires: str = "2090-01-01") -> Mapping[str, str]:
    """Return the tokens of somebody whose subscription ends on a day."""
    claims = {"cognito:username": username, "custom:sub-exp": expires, "exp": FAR_FUTURE}
    token = jwt.encode(claims, _KEY, "HS256")
    return {"id_token": token, "access_token": token, "refresh_token": "a refresh token"}


def log_in(directory: Path, tokens: Mapping[str, str] | None = None) -> None:
    """Let a house be logged in from its next start on."""
    folder = directory / ".cloud"
    folder.mkdir(exist_ok=True)
    (folder / "development_auth.json").write_text(json.dumps(tokens or login()))


def preferences(username: str = "somebody") -> Mapping[str, Any]:
    """Return what a house keeps of its cloud, on disk: nothing but its webhooks is used here."""
    data = {
        "alexa_enabled": False,
        "alexa_settings_version": 3,
        "cloud_ice_servers_enabled": False,
        "cloudhooks": {},
        "google_connected": False,
        "google_enabled": False,
        "google_settings_version": 3,
        "remote_enabled": False,
        "username": username,
    }
    return {"version": 1, "minor_version": 4, "key": "cloud", "data": data}


@dataclass(slots=True)
class NabuCasa:
    """Makes cloudhooks, and relays what comes to them; an async context manager."""

    hooks: list[str] = field(default_factory=list)
    """The ids of all cloudhooks that were ever made."""
    registered: frozenset[str] = frozenset()
    """The cloudhooks that the connected house answers for."""
    refuses: bool = False
    """Whether no cloudhook is made."""
    is_open: bool = True
    """Whether a house may connect."""
    turned_away: int = 0
    """How many connections were refused."""
    _house: web.WebSocketResponse | None = None
    _answers: dict[str, asyncio.Future[Mapping[str, Any]]] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _runner: web.AppRunner | None = None
    _ids: count[int] = field(default_factory=lambda: count(1))
    _port: int = 0

    async def __aenter__(self) -> Self:
        """Open the server."""
        app = web.Application()
        app.router.add_get("/api/relayer_connect", self._handle_house)
        app.router.add_route("*", "/api/webhook_generate", self._handle_generate)
        app.router.add_get("/api/subscription_info", self._handle_subscription)
        app.router.add_route("*", "/api/remote_access_register", self._handle_register)
        app.router.add_route("*", "/hooks/{cloudhook_id}", self._handle_hook)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the server and what is connected."""
        await self.disconnect()
        assert self._runner
        # asyncio fails where a server closes between the two steps of accepting a connection.
        for _ in range(_STEPS_OF_ACCEPTING):
            await asyncio.sleep(0)
        await self._runner.cleanup()

    @property
    def hooks_url(self) -> str:
        """Where the requests of `HOOKS_URL` arrive on this machine."""
        return f"http://127.0.0.1:{self._port}/hooks"

    @property
    def configuration(self) -> Mapping[str, Any]:
        """The `cloud:` block of a house that is a customer here."""
        return {
            "mode": "development",
            "api_server": NOWHERE,
            "relayer_server": NOWHERE,
            "acme_server": NOWHERE,
            "remotestate_server": NOWHERE,
            "account_link_server": NOWHERE,
            "cognito_client_id": "client",
            "user_pool_id": "us-east-1_pool",
            "region": "us-east-1",
            "discovery_service_actions": {
                action: f"http://127.0.0.1:{self._port}/api/{action}"
                for action in get_args(ServiceDiscoveryAction)
                # Asked for from a thread, which nobody could stop: refused at once instead.
                if action != "acme_directory"
            },
        }

    async def connected(self) -> None:
        """Wait until a house is connected and has named its cloudhooks."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: self._house is not None)

    async def refused(self) -> None:
        """Wait until a house was turned away."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: self.turned_away > 0)

    async def disconnected(self) -> None:
        """Wait until no house is connected."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: self._house is None)

    async def registration(self, *hook_ids: str) -> None:
        """Wait until the house answers for exactly these cloudhooks."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: self.registered == frozenset(hook_ids))

    async def disconnect(self) -> None:
        """Drop the connection of the house, which comes back by itself."""
        if self._house is not None:
            await self._house.close()

    async def log_out(self) -> None:
        """Tell the house that it is logged out, as after a change of the password."""
        assert self._house
        payload = {"action": "logout", "reason": "your password was changed"}
        await self._house.send_json({"msgid": "out", "handler": "cloud", "payload": payload})

    async def _handle_house(self, request: web.Request) -> web.WebSocketResponse:
        """Serve the connection of the house."""
        if not self.is_open:
            async with self._changed:
                self.turned_away += 1
                self._changed.notify_all()
            raise web.HTTPServiceUnavailable
        house = web.WebSocketResponse()
        await house.prepare(request)
        # Only after the first message does a house take itself for connected.
        await house.send_json(
            {"msgid": "hello", "handler": "system", "payload": {"region": "desk"}}
        )
        try:
            async for message in house:
                if message.type is WSMsgType.TEXT:
                    await self._hear(house, message.json())
        finally:
            while self._answers:
                _, unanswered = self._answers.popitem()
                unanswered.set_exception(ConnectionResetError("the house is gone"))
            async with self._changed:
                self._house, self.registered = None, frozenset()
                self._changed.notify_all()
        return house

    async def _hear(self, house: web.WebSocketResponse, message: Mapping[str, Any]) -> None:
        if message.get("handler") == "webhook-register":
            async with self._changed:
                self._house = house
                self.registered = frozenset(message["payload"]["cloudhook_ids"])
                self._changed.notify_all()
        elif answer := self._answers.pop(message["msgid"], None):
            answer.set_result(message)

    async def _handle_generate(self, _: web.Request) -> web.Response:
        """Make a cloudhook."""
        if self.refuses:
            return web.json_response({"message": "not now"}, status=HTTPStatus.BAD_GATEWAY)
        hook_id = f"gAAAAAB{next(self._ids):04d}-_a"
        self.hooks.append(hook_id)
        return web.json_response({"cloudhook_id": hook_id, "url": f"{HOOKS_URL}/{hook_id}"})

    async def _handle_subscription(self, _: web.Request) -> web.Response:
        return web.json_response({"billing_plan_type": "stripe", "provider": "stripe"})

    async def _handle_register(self, _: web.Request) -> web.Response:
        """Name the address of the remote access, which nobody uses; a login waits for it."""
        return web.json_response(
            {"domain": "remote.nabu.example", "email": "somebody@example.com", "server": NOWHERE}
        )

    async def _handle_hook(self, request: web.Request) -> web.Response:
        """Relay a request; what Nabu Casa says for a house that is away is not documented."""
        hook_id = request.match_info["cloudhook_id"]
        if self._house is None or hook_id not in self.registered:
            return web.Response(status=HTTPStatus.BAD_GATEWAY)
        number = f"request-{next(self._ids)}"
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        payload = {
            "cloudhook_id": hook_id,
            "body": await request.text(),
            "headers": dict(request.headers),
            "method": request.method,
            "query": request.rel_url.raw_query_string,
        }
        try:
            await self._house.send_json({"msgid": number, "handler": "webhook", "payload": payload})
            async with asyncio.timeout(PATIENCE_SECONDS):
                relayed = (await answer)["payload"]
        except ConnectionError:
            return web.Response(status=HTTPStatus.BAD_GATEWAY)
        return web.Response(
            status=relayed["status"], text=relayed.get("body"), headers=relayed.get("headers")
        )
