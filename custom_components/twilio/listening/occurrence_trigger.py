"""What all triggers have in common: they let through some of what happens on some senders."""

from dataclasses import dataclass
from typing import Any, ClassVar, override

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from ..const import DOMAIN
from ..errors import InvalidInput
from .filters import AnyFilter
from .known_as import async_known_as, async_known_as_at, async_warn_of_unknown
from .listeners import ExpectedInput, Run, async_listeners
from .occurrences import Occurrence, OccurrenceKind
from .targets import SenderTarget


@dataclass(frozen=True, slots=True)
class Attached:
    """A trigger that listens."""

    hass: HomeAssistant
    target: SenderTarget
    filter: AnyFilter
    description: str
    run_action: TriggerActionRunner

    @property
    def expects(self) -> ExpectedInput | None:
        """What it expects of callers."""
        return self.filter.expects

    def is_on(self, entry_id: str, sender_id: str | None) -> bool:
        """Tell whether it listens to a sender."""
        return self.target.async_includes(entry_id, sender_id)

    def is_for(self, entry_id: str, party: str) -> bool:
        """Tell whether it listens to somebody."""
        parties = self.filter.parties
        if not parties.contacts:
            return parties.includes(party)
        return parties.includes(party, async_known_as_at(self.hass, entry_id, party))

    def accepts(self, occurrence: Occurrence) -> bool:
        """Tell whether an occurrence passes; where it happened takes longest to find out."""
        names_contacts = bool(self.filter.parties.contacts)
        known_as = async_known_as(self.hass, occurrence.contact) if names_contacts else ()
        return self.filter.passes(occurrence, known_as) and self.is_on(
            occurrence.entry_id, occurrence.sender_id
        )

    def run(self, occurrence: Occurrence, context: Context) -> Run:
        """Start what hangs on the trigger; traces and the logbook show the description."""
        description = self.description.format(it=occurrence)
        return self.run_action(occurrence.as_payload(), description, context)


async def async_refusal(
    hass: HomeAssistant, kind: OccurrenceKind, mistake: InvalidInput
) -> vol.Invalid:
    """Return what is wrong, in the language of the house; an option is named as in the editor too.

    An error knows its sentence only once the integration is loaded; automations are read before.
    """
    language = hass.config.language
    sentences = await async_get_translations(hass, language, "exceptions", {DOMAIN})
    sentence = sentences[f"component.{DOMAIN}.exceptions.{mistake.translation_key}.message"]
    placeholders = dict(mistake.translation_placeholders or {})
    if option := placeholders.get("option"):
        labels = await async_get_translations(hass, language, "triggers", {DOMAIN})
        label = labels[f"component.{DOMAIN}.triggers.{kind}.fields.{option}.name"]
        placeholders["option"] = f"{label} ({option})"
    # Home Assistant logs what stands at the path of an error: without one, the whole automation,
    # with its numbers and whatever PIN somebody wrote into it.
    return vol.Invalid(sentence.format(**placeholders), path=[CONF_OPTIONS])


class OccurrenceTrigger(Trigger):
    """Triggers when something happens on one of the senders."""

    kind: ClassVar[OccurrenceKind]
    filter_type: ClassVar[type[AnyFilter]]
    options: ClassVar[dict[vol.Marker, Any]]
    description: ClassVar[str]

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Read what the trigger is to let through."""
        super().__init__(hass, config)
        self._target = SenderTarget(hass, config.target)
        self._filter = self.filter_type.from_options(config.options or {}, hass.config.country)

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Refuse what cannot be meant, in a sentence."""
        validated: ConfigType = vol.Schema(
            {
                vol.Optional(CONF_TARGET): cv.TARGET_FIELDS,
                vol.Optional(CONF_OPTIONS, default=dict): cls.options,
            }
        )(config)
        try:
            cls.filter_type.from_options(validated[CONF_OPTIONS], hass.config.country)
        except InvalidInput as err:
            raise await async_refusal(hass, cls.kind, err) from err
        return validated

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Listen; whether an account is loaded, and which, does not matter."""
        async_warn_of_unknown(self._hass, self._filter.parties.contacts)
        attached = Attached(self._hass, self._target, self._filter, self.description, run_action)
        return async_listeners(self._hass).async_listen(self.kind, attached)
