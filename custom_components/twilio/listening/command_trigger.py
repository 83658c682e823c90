"""The trigger on texts that tell the house to do something."""

from dataclasses import dataclass, field
from typing import cast, override

from homeassistant.const import CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.helpers.trigger import TriggerActionRunner, TriggerNotTriggeredReporter
from homeassistant.helpers.typing import ConfigType

from ..commands.command_set import Fit
from ..commands.template import CommandTemplate
from ..const import CONF_PIN
from ..errors import InvalidInput
from .command_candidate import CommandCandidate
from .filters import CommandFilter
from .known_as import async_warn_of_unknown
from .listeners import async_listeners
from .occurrence_trigger import Attached, OccurrenceTrigger, async_refusal


@dataclass(frozen=True, slots=True)
class _AttachedCommands(Attached):
    """A trigger that waits for commands."""

    filter: CommandFilter
    _token: object = field(default_factory=object)

    @property
    def commands(self) -> tuple[CommandTemplate, ...]:
        """What it waits for."""
        return self.filter.commands

    def candidate(self, fit: Fit) -> CommandCandidate:
        """Return what a text that fits one of its commands would set going."""
        command = fit.template.text
        return CommandCandidate(
            template=command,
            slots=fit.slots,
            requires_pin=self.filter.requires_pin,
            cooldown=self.filter.cooldown.total_seconds(),
            key=(self._token, command),
            run=self.run,
        )


class CommandTrigger(OccurrenceTrigger):
    """Triggers when somebody who may do so texts a command."""

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Refuse a PIN in words, rather than as an option that there is not."""
        if CONF_PIN in (config.get(CONF_OPTIONS) or ()):
            raise await async_refusal(hass, cls.kind, InvalidInput("command_pin"))
        return await super().async_validate_config(hass, config)

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Wait for commands; whoever hears a text judges whether it may run them."""
        commands = cast(CommandFilter, self._filter)
        async_warn_of_unknown(self._hass, commands.parties.contacts)
        return async_listeners(self._hass).async_listen_to_commands(
            _AttachedCommands(self._hass, self._target, commands, self.description, run_action)
        )
