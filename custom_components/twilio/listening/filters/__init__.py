"""What a trigger lets through of what happens on its senders."""

from .base import AnyFilter, Filter
from .commands import CommandFilter
from .options import (
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
)
from .received import CallFilter, DigitsFilter, MessageFilter
from .status import (
    CallStatusFilter,
    Direction,
    MessageStatusFilter,
)

__all__ = [
    "CONF_BODY",
    "CONF_CHANNEL",
    "CONF_COMMANDS",
    "CONF_CONTACT",
    "CONF_COOLDOWN",
    "CONF_DIGITS",
    "CONF_DIRECTION",
    "CONF_FROM",
    "CONF_MAX_AGE",
    "CONF_NUMBER",
    "CONF_REQUIRE_PIN",
    "CONF_SENTENCE",
    "CONF_SPEECH",
    "CONF_STATUS",
    "CONF_TAG",
    "CONF_TO",
    "AnyFilter",
    "CallFilter",
    "CallStatusFilter",
    "CommandFilter",
    "DigitsFilter",
    "Direction",
    "Filter",
    "MessageFilter",
    "MessageStatusFilter",
]
