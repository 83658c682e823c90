"""Who may use the scripting API: programs on this machine, and the simulator's own page."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from ..webhook.tunnels import is_loopback

ROOT = "/simulator"


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep out web pages of others, which a browser on this machine may have open."""
    if request.path.startswith((ROOT, "/phone")):
        host = urlsplit(f"//{request.host}").hostname or ""
        origin = request.headers.get("Origin", f"http://{request.host}")
        if not is_loopback(host) or origin != f"http://{request.host}":
            raise web.HTTPForbidden(text="The simulator serves this machine only.\n")
        if request.body_exists and request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="Send JSON.\n")
    return await handler(request)
