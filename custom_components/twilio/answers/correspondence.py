"""The messages that came last, each with the context of the runs that it started."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..listening.occurrences import MessageReceived

MOST_MESSAGES: Final = 200
"""How many can still be answered, of all accounts."""


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

    _last: deque[Letter] = field(default_factory=lambda: deque(maxlen=MOST_MESSAGES))

    @callback
    def async_note(self, context: Context, message: MessageReceived) -> None:
        """Note a message that is about to be announced."""
        self._last.append(Letter(context.id, message))

    def by_context(self, context: Context) -> MessageReceived | None:
        """Return the message that set off a run, none where none did."""
        found = (letter.message for letter in reversed(self._last) if letter.is_of(context))
        return next(found, None)

    def by_sid(self, message_sid: str) -> MessageReceived | None:
        """Return the message that has a SID, none of one that is not known any more."""
        found = (letter.message for letter in reversed(self._last))
        return next((message for message in found if message.message_sid == message_sid), None)


DATA_CORRESPONDENCE: Final[HassKey[Correspondence]] = HassKey(f"{DOMAIN}_correspondence")


@singleton(DATA_CORRESPONDENCE)
@callback
def async_correspondence(_: HomeAssistant) -> Correspondence:
    """Return what can still be answered in this house."""
    return Correspondence()
