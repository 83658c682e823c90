"""Whether there is an address under which Twilio reaches an account's webhook."""

from collections.abc import Iterator
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from .const import CONF_RECEIVE_MODE, ReceiveMode
from .issues import Issue, async_update_issues
from .webhook import async_webhook_address

_NO_ADDRESS: Final = "no_address"
_UNUSABLE_ADDRESS: Final = "unusable_address"


@callback
def async_watch_address(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Tell the household when the external URL, which Twilio calls, is gone or unusable.

    Nobody can choose that way while there is no such URL, so its lack is always a loss. An account
    that only sends has another mode and hears nothing; the cloud's own address is watched where it
    is made.
    """

    @callback
    def async_check(_: Event | None = None) -> None:
        keys = (_NO_ADDRESS, _UNUSABLE_ADDRESS)
        async_update_issues(hass, entry, keys, _issues(hass, entry))

    async def async_entry_changed(_: HomeAssistant, __: ConfigEntry) -> None:
        async_check()

    async_check()
    entry.async_on_unload(entry.add_update_listener(async_entry_changed))
    entry.async_on_unload(hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, async_check))


def _issues(hass: HomeAssistant, entry: ConfigEntry) -> Iterator[Issue]:
    is_external = entry.data.get(CONF_RECEIVE_MODE) == ReceiveMode.EXTERNAL
    if not is_external or async_webhook_address(hass, entry):
        return
    if url := hass.config.external_url:
        yield Issue(
            key=_UNUSABLE_ADDRESS,
            severity=IssueSeverity.ERROR,
            is_fixable=True,
            placeholders={"url": url},
        )
    else:
        yield Issue(key=_NO_ADDRESS, severity=IssueSeverity.ERROR, is_fixable=True)
