"""A filter for texts that tell the house to do something."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self, override

from ...commands.template import CommandTemplate
from ...errors import InvalidInput
from ..occurrences import Channel, MessageReceived
from .base import Filter
from .options import (
    CONF_CHANNEL,
    CONF_COMMANDS,
    CONF_COOLDOWN,
    CONF_REQUIRE_PIN,
    Options,
    read_texts,
)
from .parties import Parties


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFilter(Filter[MessageReceived]):
    """Lets texts through by who wrote them and on which channel; commands are found elsewhere."""

    commands: tuple[CommandTemplate, ...]
    channels: frozenset[Channel] = frozenset()
    requires_pin: bool = True
    cooldown: timedelta = timedelta()

    @classmethod
    @override
    def from_options(cls, options: Options, country: str | None) -> Self:
        """Read the options of `command_received`."""
        requires_pin = options.get(CONF_REQUIRE_PIN, True)
        if not isinstance(requires_pin, bool):
            raise InvalidInput("command_pin")
        commands = read_texts(options, CONF_COMMANDS, if_empty="command_missing")
        return cls(
            parties=Parties.from_contacts(options),
            commands=tuple(map(CommandTemplate.parse, commands)),
            channels=frozenset(map(Channel, read_texts(options, CONF_CHANNEL))),
            requires_pin=requires_pin,
            cooldown=options.get(CONF_COOLDOWN, timedelta()),
        )

    @override
    def _passes(self, occurrence: MessageReceived) -> bool:
        return not self.channels or occurrence.channel in self.channels
