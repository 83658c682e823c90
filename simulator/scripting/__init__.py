"""The scripting API: the simulator for programs in other processes."""

from typing import TYPE_CHECKING

from . import events, handsets, house, logs
from .guard import guard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp import web

    from ..simulator import Simulator

__all__ = ["guard", "routes"]


def routes(simulator: Simulator) -> Iterable[web.AbstractRouteDef]:
    """Yield every route of the scripting API."""
    for module in (handsets, house, logs, events):
        yield from module.routes(simulator)
