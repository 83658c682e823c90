"""A house: one real Home Assistant, from its first start to its end."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientError, ClientSession

from . import config_flow
from .config_directory import HouseConfig, prepare
from .errors import HouseError
from .observation import PATIENCE_SECONDS, EventStream, State
from .ports import LOOPBACK, free_port
from .process import HomeAssistantProcess
from .rest import RestClient
from .websocket import WebSocketClient

USERNAME = PASSWORD = "demo"  # noqa: S105  printed on purpose: this house listens on loopback only
START_SECONDS = 120
KNOCK_SECONDS = 0.1
LOG_TAIL = 30


class House:
    """Home Assistant with an owner who is logged in; an async context manager."""

    def __init__(self, directory: Path, config: HouseConfig | None = None, port: int = 0) -> None:
        """Plan a house in a directory, which may hold what an earlier one stored."""
        self.directory = directory
        self.port = port or free_port()
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._config = config or HouseConfig()
        self._process = HomeAssistantProcess(directory, self.port, self._config.environment)
        self._session: ClientSession | None = None
        self._rest: RestClient | None = None
        self._socket: WebSocketClient | None = None

    async def __aenter__(self) -> Self:
        """Start the house; it is running afterwards."""
        self._session = ClientSession()
        self._rest = RestClient(self._session, self.url)
        try:
            await self.start()
        except BaseException:
            await self.kill()
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the house."""
        try:
            await self.stop()
        finally:
            await self.session.close()

    async def start(self) -> None:
        """Start Home Assistant and wait until it is running with everything set up."""
        await self.boot()
        try:
            async with asyncio.timeout(START_SECONDS):
                await self.log_in()
                await self._wait_until_running()
        except TimeoutError:
            raise HouseError(self._with_log("Home Assistant did not get ready.")) from None

    async def boot(self) -> None:
        """Start Home Assistant and wait only until it answers."""
        prepare(self.directory, self._config, self.port)
        if free_port(self.port) != self.port:
            raise HouseError(f"Port {self.port} is taken.")
        await self._process.start()
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._wait_for_http()
        except TimeoutError:
            raise HouseError(self._with_log("Home Assistant does not answer.")) from None

    async def log_in(self) -> None:
        """Log in as the owner, who is made at the first start, and connect."""
        if {"step": "user", "done": False} in await self._onboarding():
            owner = {"name": USERNAME, "username": USERNAME, "password": PASSWORD}
            form = {**owner, "client_id": self.rest.client_id, "language": "en"}
            await self.rest.post("/api/onboarding/users", form)
        token = await self.rest.log_in(USERNAME, PASSWORD)
        self._socket = await WebSocketClient.connect(self.session, self.url, token)

    async def stop(self) -> int:
        """Stop Home Assistant and return its exit code."""
        await self._disconnect()
        return await self._process.stop()

    async def kill(self) -> None:
        """End Home Assistant as a power cut does, before it hears that anybody leaves."""
        await self._process.kill()
        await self._disconnect()

    async def restart(self) -> None:
        """Stop Home Assistant and start it again."""
        await self.stop()
        await self.start()

    async def wait_for_exit(self) -> int:
        """Wait until Home Assistant ends by itself, and return its exit code."""
        return await self._process.wait()

    @property
    def session(self) -> ClientSession:
        """The HTTP session of this house's clients."""
        if self._session is None:
            raise HouseError("The house is used outside its context.")
        return self._session

    @property
    def rest(self) -> RestClient:
        """The REST interface."""
        if self._rest is None:
            raise HouseError("The house is used outside its context.")
        return self._rest

    @property
    def websocket(self) -> WebSocketClient:
        """The websocket interface."""
        if self._socket is None:
            raise HouseError("Nobody is logged in to the house.")
        return self._socket

    async def call_service(
        self,
        domain: str,
        service: str,
        data: Mapping[str, object] | None = None,
        *,
        return_response: bool = False,
    ) -> Any:
        """Call an action, and return its response when that is asked for."""
        result = await self.websocket.call(
            "call_service",
            domain=domain,
            service=service,
            service_data=dict(data or {}),
            return_response=return_response,
        )
        return result.get("response")

    async def entity_id(self, unique_id: str) -> str:
        """Return what the house calls an entity of an integration."""
        entities = await self.websocket.call("config/entity_registry/list")
        for entity in entities:
            if entity["unique_id"] == unique_id:
                return str(entity["entity_id"])
        raise HouseError(f"The house has no entity {unique_id}.")

    async def state(self, entity_id: str) -> State:
        """Return the state of an entity."""
        return State.from_document(await self.rest.get(f"/api/states/{entity_id}"))

    async def wait_for_state(
        self, entity_id: str, value: str, patience: float = PATIENCE_SECONDS
    ) -> State:
        """Wait until an entity has a state."""
        async with self.events("state_changed") as changes:
            state = await self.state(entity_id)
            try:
                async with asyncio.timeout(patience):
                    while state.value != value:
                        new = (await changes.next(patience)).data["new_state"]
                        if new is not None and new["entity_id"] == entity_id:
                            state = State.from_document(new)
            except TimeoutError, HouseError:
                raise HouseError(
                    f"{entity_id} is {state.value}, not {value}, after {patience:g} seconds."
                ) from None
        return state

    @asynccontextmanager
    async def events(self, event_type: str) -> AsyncIterator[EventStream]:
        """Listen to the events of one type."""
        async with self.websocket.subscribe("subscribe_events", event_type=event_type) as queue:
            yield EventStream(event_type, queue, lambda: self.websocket.call("ping"))

    async def add_integration(
        self, handler: str, answers: config_flow.Answers
    ) -> config_flow.AddedEntry:
        """Add an integration through its config flow."""
        return await config_flow.add_integration(self.rest, handler, answers)

    async def delete_entry(self, entry_id: str) -> None:
        """Delete a config entry."""
        await config_flow.delete_entry(self.rest, entry_id)

    async def reload_entry(self, entry_id: str) -> None:
        """Reload a config entry."""
        await config_flow.reload_entry(self.rest, entry_id)

    async def entry_data(self, entry_id: str) -> Mapping[str, Any]:
        """Return what Home Assistant has stored for a config entry."""
        store = self.directory / ".storage" / "core.config_entries"
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:  # Home Assistant writes a second late, and no interface gives the data out
                if store.exists():
                    for entry in json.loads(store.read_text())["data"]["entries"]:
                        if entry["entry_id"] == entry_id:
                            data: Mapping[str, Any] = entry["data"]
                            return data
                await asyncio.sleep(KNOCK_SECONDS)

    def log_lines(self) -> tuple[str, ...]:
        """Return the log of all starts."""
        if not self._process.log.exists():
            return ()
        return tuple(self._process.log.read_text(errors="replace").splitlines())

    def log_tail(self) -> tuple[str, ...]:
        """Return the end of the log, without the insides of tracebacks."""
        records = [line for line in self.log_lines() if line[:1].strip()]
        return tuple(records[-LOG_TAIL:])

    async def _disconnect(self) -> None:
        """Close the websocket."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def _onboarding(self) -> Any:
        """Return the steps of the onboarding; there are none once it is complete."""
        async with self.session.get(f"{self.url}/api/onboarding") as response:
            return [] if response.status == HTTPStatus.NOT_FOUND else await response.json()

    async def _wait_for_http(self) -> None:
        """Knock until the frontend answers."""
        while self._process.running:
            try:
                async with self.session.get(f"{self.url}/manifest.json") as response:
                    if response.status == HTTPStatus.OK:
                        return
            except ClientError:
                pass
            await asyncio.sleep(KNOCK_SECONDS)
        raise HouseError(self._with_log("Home Assistant ended while it started."))

    async def _wait_until_running(self) -> None:
        """Wait until Home Assistant has set everything up."""
        async with self.events("homeassistant_started") as started:
            config = await self.websocket.call("get_config")
            if config["recovery_mode"] or config["safe_mode"]:
                raise HouseError(self._with_log("Home Assistant came up in recovery mode."))
            if config["state"] != "RUNNING":
                await started.next(START_SECONDS)

    def _with_log(self, sentence: str) -> str:
        """Add the end of the log to a sentence."""
        return "\n".join((sentence, *self.log_tail()))
