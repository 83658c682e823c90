"""A stream of server-sent events: which handset, or which log, has news."""

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..simulator import Simulator

SECONDS_BETWEEN_COMMENTS = 15.0


def routes(simulator: Simulator) -> Iterable[web.RouteDef]:
    """Return the route of the stream."""
    return (web.get("/simulator/events", Events(simulator).stream),)


class Events:
    """The handler."""

    def __init__(self, simulator: Simulator) -> None:
        """Serve a simulator."""
        self._simulator = simulator

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Send a topic whenever there is news of it, until the reader goes away."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        with self._simulator.bulletin.reading() as topics:
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n")
            while True:
                try:
                    async with asyncio.timeout(SECONDS_BETWEEN_COMMENTS):
                        topic = await topics.get()
                except TimeoutError:
                    line = ":\n\n"
                else:
                    if topic is None:
                        return response
                    line = f"data: {json.dumps({'topic': topic})}\n\n"
                try:
                    await response.write(line.encode())
                except ConnectionError:
                    return response
