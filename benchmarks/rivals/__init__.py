"""What the webhook is measured against: Home Assistant's own, and the least that is possible.

Loaded into the house as an integration of its own, beside the one under test.
"""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
import hmac
from time import process_time
from typing import Final

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.components.twilio import handle_webhook
from homeassistant.core import HomeAssistant
from homeassistant.helpers.discovery import async_load_platform
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

from .event import Received

DOMAIN: Final = "rivals"
EVENT_RECEIVED: Final = "rivals_data_received"
MAX_STATES: Final = 8


@dataclass(slots=True)
class Shown:
    """The entities that show what the bare webhook received."""

    entities: list[Received] = field(default_factory=list)


DATA_SHOWN: Final[HassKey[Shown]] = HassKey(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Open core's webhook, and a bare one for each number of states that it may write."""
    shown = hass.data[DATA_SHOWN] = Shown()
    webhook.async_register(hass, DOMAIN, "Core", _hook_id("rivals_core"), handle_webhook)
    for states in range(MAX_STATES + 1):
        handler = partial(_async_handle, shown, states)
        hook_id = _hook_id(f"rivals_bare_{states}")
        webhook.async_register(hass, DOMAIN, "Bare", hook_id, handler)
        signed = partial(_async_handle_signed, handler)
        webhook.async_register(hass, DOMAIN, "Signed", _hook_id(f"rivals_signed_{states}"), signed)
    webhook.async_register(
        hass, DOMAIN, "Processor", "rivals_processor", _async_tell_time, allowed_methods=["GET"]
    )
    hass.async_create_task(async_load_platform(hass, "event", DOMAIN, {}, config))
    return True


def _hook_id(name: str) -> str:
    """Return an id as long as Home Assistant's own: it searches each address for attacks."""
    return name.ljust(64, "0")


async def _async_tell_time(_: HomeAssistant, __: str, ___: web.Request) -> web.Response:
    """Tell how many seconds the processor has worked for this Home Assistant."""
    return web.Response(text=str(process_time()))


async def _async_handle(
    shown: Shown, states: int, hass: HomeAssistant, webhook_id: str, request: web.Request
) -> web.Response:
    """Read the form, fire one event, write the states."""
    fields = {name: str(value) for name, value in (await request.post()).items()}
    hass.bus.async_fire(EVENT_RECEIVED, {**fields, "webhook_id": webhook_id})
    for entity in shown.entities[:states]:
        entity.async_receive(fields)
    return web.Response(text="<Response/>", content_type="text/xml")


async def _async_handle_signed(
    handle: Callable[[HomeAssistant, str, web.Request], Awaitable[web.Response]],
    hass: HomeAssistant,
    webhook_id: str,
    request: web.Request,
) -> web.Response:
    """Do the same after as much as it takes to check a signature, whatever that shows."""
    fields = await request.post()
    text = str(request.url) + "".join(name + str(fields[name]) for name in sorted(fields))
    signature = b64encode(hmac.digest(b"0123456789abcdef", text.encode(), "sha1")).decode()
    hmac.compare_digest(signature, request.headers["X-Twilio-Signature"])
    return await handle(hass, webhook_id, request)
