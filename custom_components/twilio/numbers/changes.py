"""Numbers that came to an account, or went from it, since somebody last looked."""

from collections.abc import Callable, Collection, Iterator
import time
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..api import PhoneNumber
from ..issues import Issue, async_update_issues
from ..senders import senders_of
from .memory import NumberMemory
from .phone_numbers import PhoneNumbers

_NEW: Final = "new_numbers"
_VANISHED: Final = "vanished_number"


class NumberChanges:
    """Compares each complete list of an account's numbers with its senders, and tells."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        numbers: PhoneNumbers,
        memory: NumberMemory,
        save: Callable[[], None],
    ) -> None:
        """Know what is in a memory; `save` is called after each change of it."""
        self._hass = hass
        self._entry = entry
        self._numbers = numbers
        self._memory = memory
        self._save = save

    @callback
    def async_follow(self) -> None:
        """Look at each list that Twilio gives."""
        self._entry.async_on_unload(self._numbers.async_add_listener(self._async_listed))

    @property
    def new(self) -> tuple[PhoneNumber, ...]:
        """The numbers on which nobody has decided."""
        senders = self._senders()
        new = self._memory.new(self._numbers.known or ())
        return tuple(number for number in new if number.number not in senders)

    @callback
    def async_settle(self, numbers: Collection[PhoneNumber]) -> None:
        """Offer numbers no more: somebody has decided."""
        self._memory.settle(numbers)
        self._save()
        self._async_report()

    @callback
    def _async_listed(self) -> None:
        # The listener hears of failures, too.
        if (listed := self._numbers.known) is None or not self._numbers.last_update_success:
            return
        if self._memory.note(listed, self._senders(), time.time()):
            self._save()
        self._async_report()

    def _senders(self) -> frozenset[str]:
        return frozenset(own.address for own in senders_of(self._entry) if own.is_number)

    @callback
    def _async_report(self) -> None:
        async_update_issues(self._hass, self._entry, (_NEW, _VANISHED), self._issues())

    def _issues(self) -> Iterator[Issue]:
        if new := self.new:
            yield Issue(
                key=_NEW,
                is_fixable=True,
                placeholders={"numbers": ", ".join(number.number for number in new)},
            )
        gone = self._memory.gone(time.time())
        for sender in senders_of(self._entry):
            if sender.address in gone:
                yield Issue(
                    key=_VANISHED,
                    about=sender.subentry_id,
                    is_fixable=True,
                    placeholders={"number": sender.address, "name": sender.name},
                )
