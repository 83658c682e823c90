"""Whether a contact wants no messages, and what the house knows of that."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.util import dt as dt_util

from ..account import TwilioConfigEntry
from ..contacts.contact import Contact
from .entity import ContactEntity

OPTED_OUT: Final = BinarySensorEntityDescription(
    key="opted_out",
    translation_key="opted_out",
    entity_category=EntityCategory.DIAGNOSTIC,
)
ATTR_ASKED_AT: Final = "asked_at"
ATTR_CONFIRMED_AT: Final = "confirmed_at"
ATTR_CONSENT: Final = "consent"
ATTR_CONSENT_AT: Final = "consent_at"
ATTR_SENDERS: Final = "senders"
ATTR_SINCE: Final = "since"


class OptedOut(ContactEntity, BinarySensorEntity):
    """Whether a contact has stopped one of the account's senders, as far as this house knows."""

    _unrecorded_attributes = frozenset(
        {
            ATTR_ASKED_AT,
            ATTR_CONFIRMED_AT,
            ATTR_CONSENT,
            ATTR_CONSENT_AT,
            ATTR_SENDERS,
            ATTR_SINCE,
        }
    )

    def __init__(self, entry: TwilioConfigEntry, contact: Contact) -> None:
        """Describe it."""
        super().__init__(entry, contact, OPTED_OUT)

    @property
    @override
    def is_on(self) -> bool:
        """Return whether messages do not go there."""
        return self.account.consent.memory.opt_outs.has_stopped_any(self.contact.number)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return which senders were stopped and since when, and how the contact agreed."""
        memory, number = self.account.consent.memory, self.contact.number
        known = memory.opt_outs.of(number)
        return {
            ATTR_SENDERS: [opt_out.sender for opt_out in known],
            ATTR_SINCE: _time(min((opt_out.at for opt_out in known), default=None)),
            ATTR_CONSENT: self.contact.consent,
            ATTR_CONSENT_AT: self.contact.consent_at,
            ATTR_ASKED_AT: _time(memory.confirmations.asked_at(number)),
            ATTR_CONFIRMED_AT: _time(memory.confirmations.confirmed_at(number)),
        }

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        return (self.account.consent.async_listen(self.async_write_ha_state),)


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else dt_util.utc_from_timestamp(round(seconds))
