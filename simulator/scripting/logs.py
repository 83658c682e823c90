"""What happened: webhooks, REST requests, alerts; and requests made up by a program."""

from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web

from .body import read_body, refuse, seen, waiting_time
from .views import show_alert, show_delivery, show_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..rest.answer import Resource
    from ..simulator import Simulator


def routes(simulator: Simulator) -> Iterable[web.RouteDef]:
    """Return the routes of the logs."""
    logs = Logs(simulator)
    return (
        web.get("/simulator/deliveries", logs.deliveries),
        web.get("/simulator/requests", logs.requests),
        web.get("/simulator/alerts", logs.alerts),
        web.post("/simulator/deliver", logs.deliver),
        web.post("/simulator/forge", logs.forge),
        web.post("/simulator/repeat", logs.repeat),
        web.post("/simulator/settle", logs.settle),
        web.get("/simulator/files/{sid}", logs.file),
    )


class Logs:
    """The handlers."""

    def __init__(self, simulator: Simulator) -> None:
        """Serve a simulator."""
        self._simulator = simulator

    async def deliveries(self, request: web.Request) -> web.Response:
        """Show the webhooks that were sent."""
        return await self._list(request, self._simulator.deliveries, show_delivery)

    async def requests(self, request: web.Request) -> web.Response:
        """Show the requests to the REST API."""
        return await self._list(request, self._simulator.requests, show_request)

    async def alerts(self, request: web.Request) -> web.Response:
        """Show the account's error log."""
        return await self._list(request, self._simulator.alerts, show_alert)

    async def deliver(self, request: web.Request) -> web.Response:
        """Send a webhook, rightly signed."""
        body = await read_body(request)
        delivery = await self._simulator.deliver(body.text("url"), body.params())
        return web.json_response(show_delivery(delivery))

    async def forge(self, request: web.Request) -> web.Response:
        """Send a request that Twilio never sent."""
        body = await read_body(request)
        signature = body.text("signature") if "signature" in body else None
        delivery = await self._simulator.forge(body.text("url"), body.params(), signature)
        return web.json_response(show_delivery(delivery))

    async def repeat(self, request: web.Request) -> web.Response:
        """Send a recorded webhook again, named by its place in the log."""
        index = int((await read_body(request)).number("delivery", -1))
        if not 0 <= index < len(self._simulator.deliveries):
            refuse("delivery must be a place in the log, from 0.")
        delivery = await self._simulator.repeat(self._simulator.deliveries[index])
        return web.json_response(show_delivery(delivery))

    async def settle(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler
        """Wait until everything that can go on has ended."""
        await self._simulator.settled()
        return web.Response(status=204)

    async def file(self, request: web.Request) -> web.Response:
        """Give a message's file away."""
        media = self._simulator.file(request.match_info["sid"])
        if media is None or media.content is None:
            raise web.HTTPNotFound(text="There is no such file.\n")
        headers = {
            "Content-Type": media.content_type,
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=media.content, headers=headers)

    async def _list[T](
        self, request: web.Request, log: Sequence[T], show: Callable[[T], Resource]
    ) -> web.Response:
        known = seen(request)
        with suppress(TimeoutError):
            await self._simulator.bulletin.until(
                lambda: True if len(log) > known else None, "entry", waiting_time(request)
            )
        return web.json_response([show(item) for item in log[known:]])
