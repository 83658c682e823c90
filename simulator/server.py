"""The HTTP server: on this machine only."""

from typing import TYPE_CHECKING

from aiohttp import web

from .webhook.tunnels import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp.typedefs import Middleware


class Server:
    """Serves routes on a loopback address."""

    def __init__(self, host: str, port: int) -> None:
        """Refuse any other address."""
        if not is_loopback(host):
            raise ValueError(f"the simulator serves this machine only, not {host}")
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Return the base address."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    async def start(
        self, routes: Iterable[web.AbstractRouteDef], middlewares: Iterable[Middleware]
    ) -> None:
        """Begin to serve; port 0 becomes a free one."""
        app = web.Application(middlewares=tuple(middlewares), client_max_size=LARGEST_REQUEST)
        app.add_routes(routes)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop serving."""
        if self._runner:
            await self._runner.cleanup()


LARGEST_REQUEST = 32 * 1024 * 1024
