"""The REST API: that under ``/2010-04-01``, and what other hosts of Twilio have beside it."""

from typing import TYPE_CHECKING

from . import account, calls, media, messages, numbers, recordings, regions, services

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp import web

    from ..switchboard import Switchboard


def routes(switchboard: Switchboard) -> Iterable[web.RouteDef]:
    """Yield every route of the API."""
    for module in (
        account,
        messages,
        media,
        calls,
        recordings,
        numbers,
        services,
        regions,
    ):
        yield from module.routes(switchboard)
