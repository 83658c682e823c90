"""Which senders a target of the editor means: devices, entities, areas, floors and labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from ..const import DOMAIN

_EXCLUDE: Final = "exclude"
"""New in Home Assistant 2026.11; older ones refuse a target with it."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """Senders by the ids of their subentries, and whole accounts by those of their entries."""

    senders: frozenset[str]
    accounts: frozenset[str]

    @classmethod
    def of(cls, hass: HomeAssistant, target: Mapping[str, Any]) -> Self:
        """Return what a target reaches right now, for things are moved and renamed."""
        selected = async_extract_referenced_entity_ids(
            hass, TargetSelection(dict(target)), primary_entities_only=False
        )
        entity_ids = selected.referenced | selected.indirectly_referenced
        senders, accounts = set[str](), set[str]()
        for device_id in selected.referenced_devices | _devices_of(hass, entity_ids):
            device, entry = dr.async_get_device_and_config_entry_for_domain(
                hass, device_id, domain=DOMAIN
            )
            if device is None or entry is None:
                continue
            if device.config_subentry_id is None:
                accounts.add(entry.entry_id)
            else:
                senders.add(device.config_subentry_id)
        return cls(frozenset(senders), frozenset(accounts))

    def has(self, entry_id: str, sender_id: str) -> bool:
        """Tell whether a sender is one of them."""
        return sender_id in self.senders or entry_id in self.accounts


def _devices_of(hass: HomeAssistant, entity_ids: Iterable[str]) -> set[str]:
    """Return the devices of those entities that are ours: each stands for all of its device."""
    registry = er.async_get(hass)
    entities = (registry.async_get(entity_id) for entity_id in entity_ids)
    return {
        entity.device_id
        for entity in entities
        if entity and entity.platform == DOMAIN and entity.device_id
    }


@dataclass(frozen=True, slots=True)
class ChosenSenders:
    """The senders that a target means at one moment."""

    wanted: _Reach
    unwanted: _Reach

    def has(self, entry_id: str, sender_id: str | None) -> bool:
        """Tell whether a sender is one of them; one that nobody set up cannot be chosen."""
        return (
            sender_id is not None
            and self.wanted.has(entry_id, sender_id)
            and not self.unwanted.has(entry_id, sender_id)
        )

    def has_some(self, entry_id: str, sender_ids: Iterable[str]) -> bool:
        """Tell whether an account, or one of its senders, is meant."""
        return entry_id in self.wanted.accounts - self.unwanted.accounts or any(
            self.has(entry_id, sender_id) for sender_id in sender_ids
        )


@dataclass(frozen=True, slots=True)
class SenderTarget:
    """What a trigger or condition is about; without a target, whatever there is."""

    hass: HomeAssistant
    target: Mapping[str, Any] | None

    @callback
    def async_chosen(self) -> ChosenSenders | None:
        """Return the senders that it means now, none where there is no choice to make."""
        if not self.target:
            return None
        wanted = {kind: ids for kind, ids in self.target.items() if kind != _EXCLUDE}
        unwanted = self.target.get(_EXCLUDE, {})
        return ChosenSenders(_Reach.of(self.hass, wanted), _Reach.of(self.hass, unwanted))

    @callback
    def async_includes(self, entry_id: str, sender_id: str | None) -> bool:
        """Tell whether it is about a sender."""
        chosen = self.async_chosen()
        return chosen is None or chosen.has(entry_id, sender_id)
