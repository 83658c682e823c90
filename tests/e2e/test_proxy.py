"""A house behind a reverse proxy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, web

from demo.config_directory import HouseConfig
from demo.ports import LOOPBACK
from demo.stage import PUBLIC_URL, Stage, set_stage
from simulator import Simulator

from .webhook import InboundText

HOP_BY_HOP = {"connection", "content-length", "host", "transfer-encoding"}


@asynccontextmanager
async def reverse_proxy(upstream: str) -> AsyncIterator[str]:
    """Serve a house under another address, as a proxy that ends TLS does."""

    async def forward(request: web.Request) -> web.Response:
        headers = {k: v for k, v in request.headers.items() if k.lower() not in HOP_BY_HOP}
        headers["X-Forwarded-For"] = "203.0.113.7"
        headers["X-Forwarded-Proto"] = "https"
        headers["X-Forwarded-Host"] = request.headers["Host"]
        async with session.request(
            request.method, upstream + request.raw_path, data=await request.read(), headers=headers
        ) as answer:
            return web.Response(
                status=answer.status,
                body=await answer.read(),
                content_type=answer.content_type,
            )

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", forward)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    async with ClientSession() as session:
        await web.TCPSite(runner, LOOPBACK, 0).start()
        try:
            yield f"http://{LOOPBACK}:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


@asynccontextmanager
async def twilio_behind_proxy(stage: Stage) -> AsyncIterator[Simulator]:
    """Return a Twilio that reaches the house through a proxy; its account is the same."""
    async with (
        reverse_proxy(stage.house.url) as proxy,
        Simulator(tunnels={PUBLIC_URL: proxy}) as twilio,
    ):
        yield twilio


async def test_trusted_proxy(tmp_path: Path) -> None:
    """The signature is checked over the configured address, whatever the proxy makes of it."""
    config = HouseConfig(trusted_proxies=(f"{LOOPBACK}/32",))
    async with (
        set_stage(tmp_path, config=config) as stage,
        twilio_behind_proxy(stage) as twilio,
        stage.house.events("twilio_data_received") as events,
    ):
        signed = await twilio.deliver(stage.message_url, InboundText(body="Hello").params)
        forged = await twilio.forge(stage.message_url, InboundText(body="Boo").params)
        assert (signed.status, forged.status) == (200, 403)
        assert [event.data["Body"] for event in await events.so_far()] == ["Hello"]


async def test_unknown_proxy(stage: Stage) -> None:
    """Home Assistant itself turns away what comes through a proxy that it was not told of."""
    async with (
        twilio_behind_proxy(stage) as twilio,
        stage.house.events("twilio_data_received") as events,
    ):
        signed = await twilio.deliver(stage.message_url, InboundText(body="Hello").params)
        assert signed.status == 400
        assert await events.so_far() == ()
