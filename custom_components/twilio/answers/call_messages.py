"""What calls of this house say, to be said again to somebody who was not understood."""

from dataclasses import dataclass, field
from typing import Final

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..listening.listeners import async_listeners
from ..listening.occurrences import CallStatusChanged, Occurrence
from ..tracking.progress import CALL
from ..twiml.speech import Words

MOST_CALLS: Final = 200
"""Of how many calls the messages are kept: of some, nobody tells the end."""


@dataclass(slots=True)
class CallMessages:
    """The messages of the calls that go on, by the SIDs of the calls; the latest come last."""

    _messages: dict[str, Words] = field(default_factory=dict, repr=False)

    def keep(self, call_sid: str, message: Words) -> None:
        """Remember what a call says; the oldest goes where there are too many."""
        self._messages[call_sid] = message
        if len(self._messages) > MOST_CALLS:
            del self._messages[next(iter(self._messages))]

    def of(self, call_sid: str) -> Words | None:
        """Return what a call says, none where it says nothing of ours, or is over."""
        return self._messages.get(call_sid)

    @callback
    def async_note(self, occurrence: Occurrence, _: Context) -> None:
        """Forget what a call says that is over."""
        if isinstance(occurrence, CallStatusChanged) and CALL.is_end(occurrence.status):
            self._messages.pop(occurrence.call_sid, None)


DATA_CALL_MESSAGES: Final[HassKey[CallMessages]] = HassKey(f"{DOMAIN}_call_messages")


@singleton(DATA_CALL_MESSAGES)
@callback
def async_call_messages(hass: HomeAssistant) -> CallMessages:
    """Return the messages of this house's calls, of all accounts; a reload ends no call."""
    messages = CallMessages()
    async_listeners(hass).async_watch(messages.async_note)
    return messages
