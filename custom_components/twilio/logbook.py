"""What the logbook says of what a number received: who and on what, but not what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from homeassistant.const import ATTR_ICON, ATTR_NAME, CONF_WEBHOOK_ID
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations

from .account import TwilioConfigEntry
from .const import (
    ATTR_MESSAGE,
    CONF_HOOK_ID,
    DOMAIN,
    EVENT_DATA_RECEIVED,
    SUBENTRY_SENDER,
)
from .webhook import RequestKind, kind_of_fields

# The logbook's keys are named here, for importing them would load the recorder in each house.
type Description = dict[str, str]

_TEXTS: Final = f"component.{DOMAIN}.selector.logbook.options"
_NAME: Final = "Twilio"
_WHATSAPP: Final = "whatsapp:"
_PARTY_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class Line:
    """The keys of what is said, with the one at the other end and without, and an icon."""

    told: str
    alone: str
    icon: str


_MESSAGE: Final = Line("message_from", "message", "mdi:message-arrow-left")
_LINES: Final = {
    RequestKind.MESSAGE: _MESSAGE,
    RequestKind.CALL: Line("call_from", "call", "mdi:phone-incoming"),
}
_ON_WHATSAPP: Final = Line("whatsapp_from", _MESSAGE.alone, _MESSAGE.icon)
_OTHER: Final = Line("request", "request", "mdi:webhook")


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[[str, str, Callable[[Event], Description]], None],
) -> None:
    """Describe the raw event, whoever fired it and however old it is."""

    @callback
    def async_describe(event: Event) -> Description:
        fields = {key: str(value) for key, value in event.data.items()}
        party = fields.get("From", "")
        line = _line(fields, party)
        texts = async_get_cached_translations(hass, hass.config.language, "selector", DOMAIN)
        text = texts.get(f"{_TEXTS}.{line.told if party else line.alone}", "")
        return {
            ATTR_NAME: _name(hass, fields),
            ATTR_MESSAGE: text.replace("{party}", _who(hass, fields, party)[:_PARTY_LENGTH]),
            ATTR_ICON: line.icon,
        }

    async_describe_event(DOMAIN, EVENT_DATA_RECEIVED, async_describe)


def _line(fields: Mapping[str, str], party: str) -> Line:
    """Return what is said of such fields."""
    line = _LINES.get(kind_of_fields(fields), _OTHER)
    return _ON_WHATSAPP if line is _MESSAGE and party.startswith(_WHATSAPP) else line


def _who(hass: HomeAssistant, fields: Mapping[str, str], party: str) -> str:
    """Return whom it was from: a contact of that account by name, anybody else by number."""
    hook_id = fields.get(CONF_WEBHOOK_ID)
    entries: list[TwilioConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    found = (
        entry.runtime_data.contact(party)
        for entry in entries
        if entry.data.get(CONF_HOOK_ID) == hook_id
    )
    contact = next(found, None)
    return contact.name if contact else party.removeprefix(_WHATSAPP)


def _name(hass: HomeAssistant, fields: Mapping[str, str]) -> str:
    """Return whom it was for: the sender, else the account, else nobody in particular."""
    entries = hass.config_entries.async_entries(DOMAIN)
    addresses = {fields.get("To"), fields.get("MessagingServiceSid")}
    for entry in entries:
        for subentry in entry.get_subentries_of_type(SUBENTRY_SENDER):
            if subentry.unique_id in addresses:
                return subentry.title
    hook_id = fields.get(CONF_WEBHOOK_ID)
    return next(
        (entry.title for entry in entries if entry.data.get(CONF_HOOK_ID) == hook_id), _NAME
    )
