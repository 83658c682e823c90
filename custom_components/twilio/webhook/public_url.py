"""Where Twilio reaches this house, and the URLs that it is given."""

from collections.abc import Iterator
import re
import time
from typing import Final
from urllib.parse import urlencode, urlsplit

from homeassistant.components.webhook import async_generate_path
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant, callback

from ..const import (
    CONF_CLOUDHOOK_URL,
    CONF_HOOK_ID,
    CONF_PUBLIC_URL,
    CONF_RECEIVE_MODE,
    ReceiveMode,
)
from .kinds import QUERY_KIND, RequestKind
from .memory import WebhookMemories

NUMBER_FRAGMENT: Final = "#rc=3&rp=5xx,ct"
"""Ends the URLs set on numbers: Twilio then tries three more times while the house is down."""

_HOST: Final = re.compile(r"[A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\]")


def is_public_url(url: str) -> bool:
    """Tell whether Twilio accepts URLs under this base address.

    https, and neither userinfo, query, fragment nor an underscore in the host (Twilio 21609).
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return bool(
        parts.scheme == "https"
        and "@" not in parts.netloc
        and _HOST.fullmatch(parts.netloc.removesuffix(f":{parts.port}"))
        and not {"?", "#", " ", "\\"} & set(url)
    )


@callback
def async_external_url(hass: HomeAssistant) -> str | None:
    """Return the external URL that the user configured, if Twilio can use it."""
    url = hass.config.external_url
    return url.rstrip("/") if url and is_public_url(url) else None


@callback
def async_public_url(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return the base address under which Twilio reaches this house, none if it cannot."""
    match entry.data.get(CONF_RECEIVE_MODE):
        case ReceiveMode.EXTERNAL:
            return async_external_url(hass)
        case ReceiveMode.CUSTOM:
            url: str = entry.data[CONF_PUBLIC_URL]
            return url.rstrip("/")
    return None


@callback
def async_webhook_url(hass: HomeAssistant, entry: ConfigEntry, kind: RequestKind) -> str | None:
    """Return a URL to give to Twilio, which says what it is for; none without a public URL."""
    if (base := async_public_url(hass, entry)) is None:
        return None
    return f"{base}{async_generate_path(entry.data[CONF_HOOK_ID])}?{urlencode({QUERY_KIND: kind})}"


@callback
def async_configured_addresses(hass: HomeAssistant, entry: ConfigEntry) -> Iterator[str]:
    """Return the addresses of the webhook that the configuration knows, without query."""
    if cloudhook_url := entry.data.get(CONF_CLOUDHOOK_URL):
        yield cloudhook_url
    path = async_generate_path(entry.data[CONF_HOOK_ID])
    for base in (entry.data.get(CONF_PUBLIC_URL), hass.config.external_url):
        if base:
            yield base.rstrip("/") + path


@callback
def async_follow_addresses(
    hass: HomeAssistant, entry: ConfigEntry, memories: WebhookMemories
) -> None:
    """Remember an address that is replaced while the account is loaded, from that moment."""

    @callback
    def async_update(_: Event | None = None) -> None:
        addresses = memories.webhook(entry.entry_id).addresses
        if addresses.update(async_configured_addresses(hass, entry), time.time()):
            memories.async_save()

    async_update()
    entry.async_on_unload(hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, async_update))
