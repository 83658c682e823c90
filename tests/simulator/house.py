"""A house that the simulator's webhooks reach: it notes what arrives and answers as told."""

import asyncio
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web
from multidict import MultiDict
from twilio.request_validator import RequestValidator

PUBLIC_URL = "https://house.example"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the house answers with."""

    body: str | bytes = "<Response/>"
    content_type: str | None = "text/xml"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it arrived."""

    method: str
    path: str
    url: str
    params: MultiDict[str]
    headers: dict[str, str]

    def is_signed(self, auth_token: str) -> bool:
        """Ask the official SDK whether the signature is right."""
        signature = self.headers.get("X-Twilio-Signature", "")
        params = self.params if self.method == "POST" else MultiDict()
        return bool(RequestValidator(auth_token).validate(self.url, params, signature))


@dataclass(slots=True)
class House:
    """A server on loopback, known to the world as https://house.example."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event | None = None
    local_url: str = ""
    _runner: web.AppRunner | None = None

    def answer(self, path: str, *answers: Answer | str) -> str:
        """Answer a path with TwiML or otherwise, the last for ever, and return its public URL."""
        self.answers[path] = [Answer(item) if isinstance(item, str) else item for item in answers]
        return PUBLIC_URL + path

    def at(self, path: str) -> list[Received]:
        """Return what arrived at a path."""
        return [request for request in self.received if request.path == path]

    def values(self, path: str, name: str) -> list[str | None]:
        """Return one parameter of each request that arrived at a path."""
        return [request.params.get(name) for request in self.at(path)]

    async def __aenter__(self) -> Self:
        """Open the door."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.local_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        if self._runner:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        posted = await request.post()
        params = MultiDict((key, str(value)) for key, value in posted.items())
        if request.method == "GET":
            params = MultiDict(request.query)
        origin = PUBLIC_URL if request.host == "house.example" else f"http://{request.host}"
        self.received.append(
            Received(
                request.method,
                request.path,
                origin + request.raw_path,
                params,
                dict(request.headers),
            )
        )
        self.arrived.set()
        if self.held:
            await self.held.wait()
        answers = self.answers.get(request.path, [Answer()])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        response = web.Response(body=body, status=answer.status, headers=dict(answer.headers))
        if answer.content_type is not None:
            response.headers["Content-Type"] = answer.content_type
        return response
