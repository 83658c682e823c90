"""The repair that makes a contact of somebody who texted."""

from typing import Any, Final

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers import selector
import voluptuous as vol

from ..account_repair import AccountRepair, Input
from ..const import CONF_MAY_COMMAND, CONF_NUMBER
from ..own_texts import own_text
from .household import async_surroundings
from .identity import ContactRefusedError, read_name
from .new_contact import contact_subentry, usual_channels, usual_settings
from .stranger_news import async_forget_strangers, async_stranger_labels, async_strangers

_FORGET: Final = "forget"
_ABOUT_NUMBER: Final = frozenset({"already_contact", "number_missing"})
"""What is wrong with the number; all else is with the name."""


class AddStranger(AccountRepair):
    """Makes a contact of a number that texted, or forgets all of them."""

    async def async_step_init(self, _: Input = None) -> RepairsFlowResult:
        """Start."""
        return await self.async_step_contact()

    async def async_step_contact(self, user_input: Input = None) -> RepairsFlowResult:
        """Ask whose number it is."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if user_input.get(CONF_NUMBER) == _FORGET:
                async_forget_strangers(self.hass, self.entry)
                return self.async_create_entry(data={})
            try:
                self._add(user_input)
            except ContactRefusedError as err:
                key = str(err)
                errors[CONF_NUMBER if key in _ABOUT_NUMBER else CONF_NAME] = key
            else:
                return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="contact",
            data_schema=self.add_suggested_values_to_schema(self._schema(), user_input),
            errors=errors,
            description_placeholders=self.placeholders,
        )

    def _schema(self) -> vol.Schema:
        labels = async_stranger_labels(self.hass, self.entry)
        labels[_FORGET] = own_text(self.hass, f"selector.stranger.options.{_FORGET}")
        options = [
            selector.SelectOptionDict(value=value, label=label) for value, label in labels.items()
        ]
        return vol.Schema(
            {
                # The frontend chooses the first of what is required: nobody shall add that so.
                vol.Optional(CONF_NUMBER): selector.SelectSelector(
                    selector.SelectSelectorConfig(
                        options=options, mode=selector.SelectSelectorMode.LIST
                    )
                ),
                vol.Optional(CONF_NAME): selector.TextSelector(),
                vol.Required(CONF_MAY_COMMAND, default=False): selector.BooleanSelector(),
            }
        )

    def _add(self, user_input: dict[str, Any]) -> None:
        """Add the contact; raises `ContactRefusedError`."""
        around = async_surroundings(self.hass, self.entry)
        if (number := user_input.get(CONF_NUMBER)) is None:
            raise ContactRefusedError("number_missing")
        if number in around.numbers:
            raise ContactRefusedError("already_contact")
        name = read_name(user_input.get(CONF_NAME, ""), around)
        stranger = async_strangers(self.hass, self.entry).find(number)
        settings = usual_settings(
            usual_channels([stranger.channel] if stranger else ()),
            may_command=user_input[CONF_MAY_COMMAND],
        )
        self.hass.config_entries.async_add_subentry(
            self.entry, contact_subentry(name, number, settings)
        )
