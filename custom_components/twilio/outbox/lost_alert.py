"""The notification of an alert that was given up, which is seen on every page."""

from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..own_texts import own_text
from ..tracking.failure_issue import about
from .content import Kind
from .entry import Entry

_TEXTS: Final = "selector.alert_given_up.options"


@callback
def async_show_lost_alert(
    hass: HomeAssistant, entry: ConfigEntry, lost: Entry, reason: str, *, is_uncertain: bool
) -> None:
    """Have one notification of a recipient, the last one."""
    kind, to = lost.content.kind, lost.content.to
    title, told = ("title_uncertain", f"{kind}_uncertain") if is_uncertain else ("title", kind)
    meant = dt_util.as_local(dt_util.utc_from_timestamp(lost.created))
    text = own_text(
        hass,
        f"{_TEXTS}.{told}",
        recipient=to,
        date=f"{meant:%Y-%m-%d}",
        time=f"{meant:%H:%M}",
        reason=reason,
    )
    persistent_notification.async_create(
        hass,
        text,
        own_text(hass, f"{_TEXTS}.{title}", account=entry.title),
        _id(entry, kind, to),
    )


@callback
def async_dismiss_lost_alert(
    hass: HomeAssistant, entry: ConfigEntry, kind: Kind, party: str
) -> None:
    """Take it back: something has reached the recipient since."""
    persistent_notification.async_dismiss(hass, _id(entry, kind, party))


def _id(entry: ConfigEntry, kind: Kind, party: str) -> str:
    return f"{DOMAIN}_lost_{kind}_{about(party)}_{entry.entry_id}"
