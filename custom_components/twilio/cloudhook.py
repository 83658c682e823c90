"""The door to Home Assistant Cloud, which relays the webhook of an account: a cloudhook.

The cloud brings a lot along, so it is imported where it is used, and only where it is set up.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import ClientError
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .const import CONF_CLOUDHOOK_URL, CONF_HOOK_ID

# ruff: noqa: PLC0415 - see above


class CloudOutOfReachError(Exception):
    """Home Assistant Cloud makes no cloudhook now; its text says why."""


@dataclass(frozen=True, slots=True)
class Cloudhook:
    """A webhook at Home Assistant Cloud; a user may have made it on the page of the cloud."""

    url: str = field(repr=False)
    is_made_by_us: bool


@callback
def _async_has_cloud(hass: HomeAssistant) -> bool:
    """Tell whether the cloud is set up, with or without somebody logged in."""
    return "cloud" in hass.config.components


@callback
def async_can_use_cloud(hass: HomeAssistant) -> bool:
    """Tell whether this house is logged in with a subscription, connected just now or not."""
    if not _async_has_cloud(hass):
        return False
    from homeassistant.components import cloud

    return cloud.async_active_subscription(hass)


@callback
def async_is_connected(hass: HomeAssistant) -> bool:
    """Tell whether this house is connected to the cloud."""
    if not _async_has_cloud(hass):
        return False
    from homeassistant.components import cloud

    return cloud.async_is_connected(hass)


@callback
def async_known_cloudhook(hass: HomeAssistant, hook_id: str) -> Cloudhook | None:
    """Return the cloudhook that this house has, connected just now or not; none if logged out.

    Home Assistant's public function waits for a connection. A request that came before it was
    asked would be refused, and Twilio does not repeat what is refused.
    """
    if not _async_has_cloud(hass):
        return None
    from homeassistant.components import cloud
    from homeassistant.components.cloud.const import DATA_CLOUD

    if not cloud.async_is_logged_in(hass):
        return None
    hook = hass.data[DATA_CLOUD].client.cloudhooks.get(hook_id)
    return Cloudhook(str(hook["cloudhook_url"]), bool(hook.get("managed"))) if hook else None


async def async_make_cloudhook(hass: HomeAssistant, hook_id: str) -> str:
    """Return the URL of the cloudhook, made if there is none; raises `CloudOutOfReachError`."""
    if not async_can_use_cloud(hass):
        raise CloudOutOfReachError("nobody with a subscription is logged in")
    from hass_nabucasa import NabuCasaBaseError
    from homeassistant.components import cloud

    try:
        return await cloud.async_get_or_create_cloudhook(hass, hook_id)
    except cloud.CloudNotConnected as err:
        raise CloudOutOfReachError("there is no connection") from err
    except (cloud.CloudNotAvailable, NabuCasaBaseError, ClientError, OSError, ValueError) as err:
        raise CloudOutOfReachError(str(err) or type(err).__name__) from err


async def async_delete_cloudhook(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete the cloudhook of an account, if it has one."""
    if CONF_CLOUDHOOK_URL not in entry.data or not _async_has_cloud(hass):
        return
    from homeassistant.components import cloud

    with suppress(cloud.CloudNotAvailable, ValueError):
        await cloud.async_delete_cloudhook(hass, entry.data[CONF_HOOK_ID])


@callback
def async_listen_cloud(
    hass: HomeAssistant, hook_id: str, changed: Callable[..., None]
) -> Iterator[CALLBACK_TYPE]:
    """Call whenever the cloudhook, the connection or the login changes; yield what ends that."""
    if not _async_has_cloud(hass):
        return
    from homeassistant.components import cloud
    from homeassistant.components.cloud.const import EVENT_CLOUD_EVENT

    yield cloud.async_listen_cloudhook_change(hass, hook_id, changed)
    yield cloud.async_listen_connection_change(hass, changed)
    # Who logs out while there is no connection changes none.
    yield async_dispatcher_connect(hass, EVENT_CLOUD_EVENT, changed)
