"""What the house learns of its accounts, kept apart from what a person typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from .commands.lockouts import Lockouts
from .commands.open_commands import OpenCommands
from .commands.redactions import Redactions
from .consent.memory import ConsentMemory
from .const import DOMAIN, LOGGER
from .contacts.strangers import Strangers
from .ledger import Ledger
from .missed.marks import Marks
from .numbers.former import FormerWebhooks
from .numbers.memory import NumberMemory
from .tracking import Tracker, TrackingMemory
from .webhook import WebhookMemory

STORAGE_VERSION: Final = 1
SAVE_DELAY: Final = 2
"""Seconds until a change is on disk; a regular stop writes at once."""


@dataclass(slots=True)
class Learned:
    """What is known of one account."""

    webhook: WebhookMemory = field(default_factory=WebhookMemory)
    ledger: Ledger = field(default_factory=Ledger)
    former_webhooks: dict[str, FormerWebhooks] = field(default_factory=dict)
    """What to put back on a number one day, by the number's SID."""
    numbers: NumberMemory = field(default_factory=NumberMemory)
    marks: Marks = field(default_factory=Marks)
    tracking: TrackingMemory = field(default_factory=TrackingMemory)
    consent: ConsentMemory = field(default_factory=ConsentMemory)
    strangers: Strangers = field(default_factory=Strangers)
    lockouts: Lockouts = field(default_factory=Lockouts)
    redactions: Redactions = field(default_factory=Redactions)
    open_commands: OpenCommands = field(default_factory=OpenCommands)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "webhook": self.webhook.as_json(),
            "ledger": self.ledger.as_json(),
            "former_webhooks": {
                sid: former.as_json() for sid, former in self.former_webhooks.items()
            },
            "numbers": self.numbers.as_json(),
            "marks": self.marks.as_json(),
            "tracking": self.tracking.as_json(),
            "consent": self.consent.as_json(),
            "strangers": self.strangers.as_json(),
            "lockouts": self.lockouts.as_json(),
            "redactions": self.redactions.as_json(),
            "open_commands": self.open_commands.as_json(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned."""
        return cls(
            _read(WebhookMemory, stored, "webhook"),
            _read(Ledger, stored, "ledger"),
            _former_webhooks(stored.get("former_webhooks")),
            _read_or_new(
                NumberMemory,
                stored.get("numbers"),
                "Which numbers of an account were seen cannot be read",
            ),
            _read_or_new(
                Marks,
                stored.get("marks"),
                "Up to when an account's messages are known cannot be read",
            ),
            _read_or_new(
                TrackingMemory,
                stored.get("tracking"),
                "What became of an account's messages and calls cannot be read",
            ),
            consent=_read_or_new(
                ConsentMemory,
                stored.get("consent"),
                "Who wants no messages of an account cannot be read",
            ),
            strangers=_read_or_new(
                Strangers,
                stored.get("strangers"),
                "Who texted an account lately cannot be read",
            ),
            lockouts=_read_or_new(
                Lockouts,
                stored.get("lockouts"),
                "Which contacts of an account are locked cannot be read",
            ),
            redactions=_read_or_new(
                Redactions,
                stored.get("redactions"),
                "Which texts of an account still hold a PIN at Twilio cannot be read",
            ),
            open_commands=_read_or_new(
                OpenCommands,
                stored.get("open_commands"),
                "Which commands of an account were not answered yet cannot be read",
            ),
        )


def _read[T: (WebhookMemory, Ledger)](part: type[T], stored: Mapping[str, Any], name: str) -> T:
    """Read a part; what cannot be read of it must not cost what to put back at Twilio."""
    try:
        return part.from_json(stored.get(name, {}))
    except Exception:  # noqa: BLE001 - as in `async_load`
        LOGGER.exception("What was learned of a Twilio account cannot be read: %s", name)
        return part()


def _former_webhooks(stored: object) -> dict[str, FormerWebhooks]:
    """Read what to put back, number by number: what cannot be read of one costs no other."""
    found: dict[str, FormerWebhooks] = {}
    for sid, former in stored.items() if isinstance(stored, Mapping) else ():
        try:
            found[sid] = FormerWebhooks.from_json(former)
        except LookupError, TypeError, ValueError:
            LOGGER.warning("What the webhooks of a number were cannot be read")
    return found


def _read_or_new[
    T: (
        NumberMemory,
        Marks,
        TrackingMemory,
        ConsentMemory,
        Strangers,
        Lockouts,
        Redactions,
        OpenCommands,
    )
](part: type[T], stored: object, complaint: str) -> T:
    """Read a part that the house can learn anew; what cannot be read is only worth a complaint."""
    try:
        return part.from_json(stored if isinstance(stored, Mapping) else {})
    except TypeError, ValueError:
        LOGGER.warning(complaint)
        return part()


class LearnedStore:
    """All that was learned, by config entry, on disk."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Read nothing yet."""
        self._store: Store[dict[str, Any]] = Store(
            hass, STORAGE_VERSION, DOMAIN, private=True, atomic_writes=True
        )
        self._accounts: dict[str, Learned] = {}
        self._trackers: dict[str, Tracker] = {}
        self._is_loaded = False
        self._is_due = False

    async def async_load(self) -> None:
        """Read what earlier runs learned, once; what cannot be read is learned anew."""
        if self._is_loaded:
            return
        try:
            stored = await self._store.async_load() or {}
        except Exception:  # noqa: BLE001 - no file may keep the house from its messages
            LOGGER.exception("What was learned of Twilio cannot be read")
            stored = {}
        for entry_id, account in stored.items():
            try:
                self._accounts[entry_id] = Learned.from_json(account)
            except Exception:  # noqa: BLE001 - as above
                LOGGER.exception("What was learned of a Twilio account cannot be read")
        self._is_loaded = True

    @callback
    def async_know(self, entry_id: str) -> Learned:
        """Return what is known of an account, and keep it from now on."""
        return self._accounts.setdefault(entry_id, Learned())

    @callback
    def webhook(self, entry_id: str) -> WebhookMemory:
        """Return what the webhook of an account knows, nothing of an account that is gone."""
        known = self._accounts.get(entry_id)
        return known.webhook if known else WebhookMemory()

    @callback
    def async_tracker(self, entry_id: str) -> Tracker:
        """Return what follows the messages and calls of an account.

        It is one for all that is sent, also for what is under way while the account is reloaded.
        """
        if (tracker := self._trackers.get(entry_id)) is None:
            memory = self.async_know(entry_id).tracking
            tracker = self._trackers[entry_id] = Tracker(memory, self.async_save)
        return tracker

    @callback
    def async_save(self) -> None:
        """Write soon; more changes do not put it off."""
        if self._is_loaded and not self._is_due:
            self._is_due = True
            self._store.async_delay_save(self._as_json, SAVE_DELAY)

    async def async_write(self) -> None:
        """Write now: what happens next must not be lost in a power cut."""
        await self._store.async_save(self._as_json())

    @callback
    def async_leave(self, entry_id: str, account_sid: str | None) -> None:
        """Keep what is still to be put back of an account that is gone, under its SID."""
        former = self.async_know(entry_id).former_webhooks
        if former and account_sid:
            self._accounts[account_sid] = Learned(former_webhooks=former)

    @callback
    def async_take_up(self, account_sid: str, entry_id: str) -> None:
        """Put back for an account that is here again what was left when it went.

        Whoever ticked a number meanwhile wants it, whatever is there by now.
        """
        if left := self._accounts.pop(account_sid, None):
            mine = self.async_know(entry_id).former_webhooks
            for sid, former in left.former_webhooks.items():
                mine.setdefault(sid, replace(former, is_set=False))
            self.async_save()

    @callback
    def async_forget(self, entry_id: str) -> None:
        """Drop what is known of an account that is gone."""
        self._trackers.pop(entry_id, None)
        if self._accounts.pop(entry_id, None):
            self.async_save()

    @callback
    def _as_json(self) -> dict[str, Any]:
        self._is_due = False
        return {entry_id: account.as_json() for entry_id, account in self._accounts.items()}


DATA_LEARNED: HassKey[LearnedStore] = HassKey(f"{DOMAIN}_learned")


@callback
def async_learned(hass: HomeAssistant) -> LearnedStore:
    """Return the store of this house, which may not be read yet."""
    return hass.data.setdefault(DATA_LEARNED, LearnedStore(hass))
