"""The phone in the browser."""

from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterable

_FILES = Path(__file__).parent
_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


def routes() -> Iterable[web.AbstractRouteDef]:
    """Return the routes of the page and its files."""
    return (
        web.get("/", _to_phone),
        web.get("/phone", _serve),
        web.get("/phone/{file:[a-z_]+[.](?:css|js|svg)}", _serve),
    )


async def _to_phone(request: web.Request) -> web.Response:  # noqa: ARG001 - a handler
    raise web.HTTPFound("/phone")


async def _serve(request: web.Request) -> web.FileResponse:
    path = _FILES / request.match_info.get("file", "index.html")
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(
        path, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    )
