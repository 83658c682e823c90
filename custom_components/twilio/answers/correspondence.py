"""The messages that came last, each with the context of the runs that it started."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..listening.occurrences import MessageReceived

MOST_OF_CONTACTS: Final = 200
"""How many messages can still be answered, of all accounts."""
MOST_OF_STRANGERS: Final = 50
"""Those have a place of their own: no stranger may keep a contact from an answer."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that came, and the context of what it set off."""

    context_id: str
    message: MessageReceived

    def is_of(self, context: Context) -> bool:
        """Tell whether it set off a run, or something within that."""
        return self.context_id in {context.id, context.parent_id}


@dataclass(slots=True)
class Correspondence:
    """What can still be answered: it outlives a reload, and no restart."""

    _of_contacts: deque[Letter] = field(default_factory=lambda: deque(maxlen=MOST_OF_CONTACTS))
    _of_strangers: deque[Letter] = field(default_factory=lambda: deque(maxlen=MOST_OF_STRANGERS))

    @callback
    def async_note(self, context: Context, message: MessageReceived) -> None:
        """Note a message that is about to be announced."""
        letters = self._of_contacts if message.contact else self._of_strangers
        letters.append(Letter(context.id, message))

    def by_context(self, context: Context) -> MessageReceived | None:
        """Return the message that set off a run, none where none did."""
        found = (letter.message for letter in self._letters() if letter.is_of(context))
        return next(found, None)

    def by_sid(self, message_sid: str) -> MessageReceived | None:
        """Return the message that has a SID, none of one that is not known any more."""
        found = (letter.message for letter in self._letters())
        return next((message for message in found if message.message_sid == message_sid), None)

    def _letters(self) -> Iterator[Letter]:
        return chain(reversed(self._of_contacts), reversed(self._of_strangers))


DATA_CORRESPONDENCE: Final[HassKey[Correspondence]] = HassKey(f"{DOMAIN}_correspondence")


@singleton(DATA_CORRESPONDENCE)
@callback
def async_correspondence(_: HomeAssistant) -> Correspondence:
    """Return what can still be answered in this house."""
    return Correspondence()
