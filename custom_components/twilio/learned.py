"""What the house learns of its accounts, kept apart from what a person typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .limits import Ledger
from .webhook import WebhookMemory

STORAGE_VERSION: Final = 1
SAVE_DELAY: Final = 5
"""Seconds until a change is on disk; a regular stop writes at once."""


@dataclass(slots=True)
class Learned:
    """What is known of one account."""

    webhook: WebhookMemory = field(default_factory=WebhookMemory)
    ledger: Ledger = field(default_factory=Ledger)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"webhook": self.webhook.as_json(), "ledger": self.ledger.as_json()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned."""
        return cls(
            WebhookMemory.from_json(stored.get("webhook", {})),
            Ledger.from_json(stored.get("ledger", {})),
        )


class LearnedStore:
    """All that was learned, by config entry, on disk."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Read nothing yet."""
        self._store: Store[dict[str, Any]] = Store(
            hass, STORAGE_VERSION, DOMAIN, private=True, atomic_writes=True
        )
        self._accounts: dict[str, Learned] = {}

    async def async_load(self) -> None:
        """Read what earlier runs learned."""
        stored = await self._store.async_load() or {}
        self._accounts = {
            entry_id: Learned.from_json(account) for entry_id, account in stored.items()
        }

    @callback
    def webhook(self, entry_id: str) -> WebhookMemory:
        """Return what the webhook of an account knows."""
        return self._of(entry_id).webhook

    @callback
    def ledger(self, entry_id: str) -> Ledger:
        """Return what an account sent lately."""
        return self._of(entry_id).ledger

    @callback
    def async_save(self) -> None:
        """Write soon."""
        self._store.async_delay_save(self._as_json, SAVE_DELAY)

    @callback
    def async_forget(self, entry_id: str) -> None:
        """Drop what is known of an account that is gone."""
        if self._accounts.pop(entry_id, None):
            self.async_save()

    def _of(self, entry_id: str) -> Learned:
        return self._accounts.setdefault(entry_id, Learned())

    @callback
    def _as_json(self) -> dict[str, Any]:
        return {entry_id: account.as_json() for entry_id, account in self._accounts.items()}


DATA_LEARNED: HassKey[LearnedStore] = HassKey(f"{DOMAIN}_learned")
