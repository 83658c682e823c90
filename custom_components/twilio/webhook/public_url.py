"""Where Twilio reaches this house, and the URLs that it is given."""

from collections.abc import Iterator
from ipaddress import ip_address
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
from .kinds import QUERY_KIND, QUERY_REFERENCE, QUERY_TURN, RequestKind
from .memory import WebhookMemories

NUMBER_FRAGMENT: Final = "#rc=3&rp=5xx,ct"
"""Ends the URLs set on numbers, and those of turns, in whose calls somebody waits on the line:
Twilio then tries three more times while the house is down."""

_HOST: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]+\.?")
_FORBIDDEN: Final = re.compile(r"[?#\\\s\x00-\x20]")
_PRIVATE_DOMAINS: Final = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


def is_public_url(url: str) -> bool:
    """Tell whether Twilio accepts URLs under this base address.

    https and a host of the internet, without userinfo, query, fragment or underscore (Twilio
    21609, which may fail a whole message).
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and "@" not in parts.netloc
        and not parts.netloc.endswith(":")
        and _FORBIDDEN.search(url) is None
        and _is_public_host(host)
    )


def _is_public_host(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return bool(_HOST.fullmatch(host)) and not host.rstrip(".").endswith(_PRIVATE_DOMAINS)


@callback
def async_external_url(hass: HomeAssistant) -> str | None:
    """Return the external URL that the user configured, if Twilio can use it."""
    url = hass.config.external_url
    return url.rstrip("/") if url and is_public_url(url) else None


@callback
def async_public_url(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return the base address of all that this house offers, none where there is none.

    The cloud carries one webhook and nothing else, so there is none in its mode.
    """
    match entry.data.get(CONF_RECEIVE_MODE):
        case ReceiveMode.EXTERNAL:
            return async_external_url(hass)
        case ReceiveMode.CUSTOM:
            url: str = entry.data.get(CONF_PUBLIC_URL, "")
            return url.rstrip("/") or None
    return None


@callback
def async_webhook_address(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return the address of the webhook, without query; none where Twilio cannot come."""
    if entry.data.get(CONF_RECEIVE_MODE) == ReceiveMode.CLOUD:
        return entry.data.get(CONF_CLOUDHOOK_URL)
    base = async_public_url(hass, entry)
    return f"{base}{async_generate_path(entry.data[CONF_HOOK_ID])}" if base else None


@callback
def async_webhook_url(
    hass: HomeAssistant,
    entry: ConfigEntry,
    kind: RequestKind,
    *,
    reference: str | None = None,
    turn: str | None = None,
) -> str | None:
    """Return a URL to give to Twilio, which says what it is for; none without a public URL.

    `reference` names what of ours it reports on, `turn` makes one step of a call unlike the next.
    """
    if (address := async_webhook_address(hass, entry)) is None:
        return None
    purpose = {QUERY_KIND: kind, QUERY_REFERENCE: reference, QUERY_TURN: turn}
    query = urlencode({name: value for name, value in purpose.items() if value})
    return f"{address}?{query}{NUMBER_FRAGMENT if turn else ''}"


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
    """Remember an address that is replaced, from the moment that it is."""

    @callback
    def async_update(_: Event | None = None) -> None:
        addresses = memories.webhook(entry.entry_id).addresses
        if addresses.update(async_configured_addresses(hass, entry), time.time()):
            memories.async_save()

    async def async_entry_changed(_: HomeAssistant, __: ConfigEntry) -> None:
        async_update()

    async_update()
    entry.async_on_unload(entry.add_update_listener(async_entry_changed))
    entry.async_on_unload(hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, async_update))
