"""A server that is no Twilio: it answers what a test tells it to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True, slots=True)
class Scripted:
    """An answer as it is sent."""

    status: int = 200
    text: str | bytes = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as it came in."""

    method: str
    path: str
    body: str
    headers: dict[str, str] = field(repr=False)


class ScriptedServer:
    """Gives its answers in order, the last one again and again."""

    def __init__(self, answers: Iterable[Scripted]) -> None:
        """Keep the answers; nothing is served before the context is entered."""
        self._answers = list(answers)
        self.arrived: list[Arrived] = []
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._server = TestServer(app, host="127.0.0.1")

    async def __aenter__(self) -> Self:
        """Open on a free port."""
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self._server.close()

    @property
    def url(self) -> str:
        """Return the base address."""
        return f"http://127.0.0.1:{self._server.port}"

    async def _answer(self, request: web.Request) -> web.Response:
        self.arrived.append(
            Arrived(
                request.method,
                request.rel_url.raw_path_qs,
                await request.text(),
                dict(request.headers),
            )
        )
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        body = answer.text.encode() if isinstance(answer.text, str) else answer.text
        return web.Response(status=answer.status, body=body, headers=answer.headers)
