"""The triggers of the automation editor."""

from collections.abc import Iterable
from typing import ClassVar, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import Trigger
import voluptuous as vol

from .listening.command_trigger import CommandTrigger
from .listening.filters import (
    CONF_BODY,
    CONF_CHANNEL,
    CONF_COMMANDS,
    CONF_CONTACT,
    CONF_COOLDOWN,
    CONF_DIGITS,
    CONF_DIRECTION,
    CONF_FROM,
    CONF_MAX_AGE,
    CONF_NUMBER,
    CONF_REQUIRE_PIN,
    CONF_SENTENCE,
    CONF_SPEECH,
    CONF_STATUS,
    CONF_TAG,
    CONF_TO,
    CallFilter,
    CallStatusFilter,
    CommandFilter,
    DigitsFilter,
    Direction,
    MessageFilter,
    MessageStatusFilter,
)
from .listening.occurrence_trigger import OccurrenceTrigger
from .listening.occurrences import Channel, OccurrenceKind
from .tracking.progress import CALL, MESSAGE

# What is in such a list is read by the filter, which says in a sentence what is wrong with it.
_LIST: Final = vol.All(cv.ensure_list, list)


def _some_of(choices: Iterable[str]) -> vol.All:
    """Return what reads one or some of the words that a select offers."""
    return vol.All(cv.ensure_list, [vol.In([str(choice) for choice in choices])])


class MessageReceivedTrigger(OccurrenceTrigger):
    """Triggers when somebody texts."""

    kind = OccurrenceKind.MESSAGE_RECEIVED
    filter_type = MessageFilter
    description = "message from {it.from_} to {it.to}"
    options: ClassVar = {
        vol.Optional(CONF_CONTACT): _LIST,
        vol.Optional(CONF_FROM): _LIST,
        vol.Optional(CONF_CHANNEL): _some_of(Channel),
        vol.Optional(CONF_BODY): _LIST,
        vol.Optional(CONF_MAX_AGE): cv.positive_time_period,
    }


class CommandReceivedTrigger(CommandTrigger):
    """Triggers when somebody who may do so texts a command."""

    kind = OccurrenceKind.COMMAND_RECEIVED
    filter_type = CommandFilter
    description = "command from {it.from_} to {it.to}"
    options: ClassVar = {
        vol.Required(CONF_COMMANDS): _LIST,
        vol.Optional(CONF_CONTACT): _LIST,
        vol.Optional(CONF_CHANNEL): _some_of(Channel),
        # The filter says in a sentence what is wrong with it, and shows none of it.
        vol.Optional(CONF_REQUIRE_PIN): object,
        vol.Optional(CONF_COOLDOWN): cv.positive_time_period,
    }


class CallReceivedTrigger(OccurrenceTrigger):
    """Triggers when somebody calls."""

    kind = OccurrenceKind.CALL_RECEIVED
    filter_type = CallFilter
    description = "call from {it.from_} to {it.to}"
    options: ClassVar = {
        vol.Optional(CONF_CONTACT): _LIST,
        vol.Optional(CONF_FROM): _LIST,
    }


class DigitsReceivedTrigger(OccurrenceTrigger):
    """Triggers when somebody on the phone presses keys or says something."""

    kind = OccurrenceKind.DIGITS_RECEIVED
    filter_type = DigitsFilter
    description = "keys or words of {it.party}"
    options: ClassVar = {
        vol.Optional(CONF_CONTACT): _LIST,
        vol.Optional(CONF_FROM): _LIST,
        vol.Optional(CONF_DIGITS): _LIST,
        vol.Optional(CONF_SPEECH): cv.boolean,
        vol.Optional(CONF_SENTENCE): _LIST,
        vol.Optional(CONF_TAG): _LIST,
    }


class MessageStatusChangedTrigger(OccurrenceTrigger):
    """Triggers when a message gets further, or fails."""

    kind = OccurrenceKind.MESSAGE_STATUS_CHANGED
    filter_type = MessageStatusFilter
    description = "message to {it.to} is {it.status}"
    options: ClassVar = {
        vol.Optional(CONF_CONTACT): _LIST,
        vol.Optional(CONF_TO): _LIST,
        vol.Optional(CONF_STATUS): _some_of(MESSAGE.ranks),
        vol.Optional(CONF_TAG): _LIST,
    }


class CallStatusChangedTrigger(OccurrenceTrigger):
    """Triggers when a call gets further, or ends."""

    kind = OccurrenceKind.CALL_STATUS_CHANGED
    filter_type = CallStatusFilter
    description = "call with {it.party} is {it.status}"
    options: ClassVar = {
        vol.Optional(CONF_CONTACT): _LIST,
        vol.Optional(CONF_NUMBER): _LIST,
        vol.Optional(CONF_STATUS): _some_of(CALL.ranks),
        vol.Optional(CONF_DIRECTION): vol.Coerce(Direction),
        vol.Optional(CONF_TAG): _LIST,
    }


TRIGGERS: Final[tuple[type[OccurrenceTrigger], ...]] = (
    MessageReceivedTrigger,
    CommandReceivedTrigger,
    CallReceivedTrigger,
    DigitsReceivedTrigger,
    MessageStatusChangedTrigger,
    CallStatusChangedTrigger,
)


async def async_get_triggers(_: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers by their names."""
    return {trigger.kind.value: trigger for trigger in TRIGGERS}
