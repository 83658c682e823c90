"""Whether what a number receives reaches this house, and whether contacts want messages."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import TwilioConfigEntry
from .entities.entity import SenderEntity
from .entities.opted_out import OptedOut
from .numbers.pointing import NumberPointing
from .senders import SenderProfile, senders_of

PARALLEL_UPDATES = 0

POINTS_HERE: Final = BinarySensorEntityDescription(
    key="points_here",
    translation_key="points_here",
    entity_category=EntityCategory.DIAGNOSTIC,
)
ATTR_HOSTS: Final = "hosts"
ATTR_OVERRIDDEN_BY: Final = "overridden_by"


async def async_setup_entry(
    _: HomeAssistant,
    entry: TwilioConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add what there is of each sender that has webhooks at Twilio, and of each contact."""
    for profile in senders_of(entry):
        if profile.is_number:
            async_add_entities([PointsHere(entry, profile)], config_subentry_id=profile.subentry_id)
    for contact in entry.runtime_data.contacts:
        async_add_entities([OptedOut(entry, contact)], config_subentry_id=contact.subentry_id)


class PointsHere(SenderEntity, BinarySensorEntity):
    """Whether the webhooks of a number lead to this house, and nothing overrides them.

    It is unknown until Twilio has listed the numbers, and where the API key may not look. It is
    unavailable while Twilio does not list them: the last answer may be a day old by then.
    """

    _unrecorded_attributes = frozenset({ATTR_HOSTS, ATTR_OVERRIDDEN_BY})

    def __init__(self, entry: TwilioConfigEntry, profile: SenderProfile) -> None:
        """Describe it."""
        super().__init__(entry, profile, POINTS_HERE)

    @property
    @override
    def available(self) -> bool:
        """Return whether Twilio answered when it was last asked."""
        return self.account.numbers.last_update_success

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the number points here, none where nobody can tell."""
        return pointing.is_here if (pointing := self._pointing) else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return what keeps the number from pointing here."""
        if not (pointing := self._pointing):
            return None
        return {
            ATTR_HOSTS: list(pointing.hosts),
            ATTR_OVERRIDDEN_BY: sorted(pointing.overrides),
        }

    @property
    def _pointing(self) -> NumberPointing | None:
        return self.account.webhooks.pointing(self.profile.address)

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        return (
            self.account.numbers.async_add_listener(self.async_write_ha_state),
            self.account.webhooks.async_listen(self.async_write_ha_state),
        )
