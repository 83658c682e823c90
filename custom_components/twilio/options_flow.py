"""Options of an account: its limits, and further keys that Twilio may sign with."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.data_entry_flow import section
from homeassistant.helpers import selector
import voluptuous as vol

from .const import (
    CONF_SECONDARY_AUTH_TOKEN,
    CONF_SHARED_KEY_SECRET,
    SECTION_LIMITS,
    SECTION_SIGNING,
)
from .credential_check import without_blanks
from .limits import DEFAULT_LIMITS

_SECRET: Final = selector.TextSelector(
    selector.TextSelectorConfig(type=selector.TextSelectorType.PASSWORD)
)
_COUNT: Final = vol.All(
    selector.NumberSelector(
        selector.NumberSelectorConfig(min=1, max=10_000, mode=selector.NumberSelectorMode.BOX)
    ),
    vol.Coerce(int),
)

OPTIONS_SCHEMA: Final = vol.Schema(
    {
        vol.Required(SECTION_LIMITS): section(
            vol.Schema(
                {
                    vol.Required(limit.value, default=default): _COUNT
                    for limit, default in DEFAULT_LIMITS.items()
                }
            )
        ),
        vol.Required(SECTION_SIGNING): section(
            vol.Schema(
                {
                    vol.Optional(CONF_SECONDARY_AUTH_TOKEN): _SECRET,
                    vol.Optional(CONF_SHARED_KEY_SECRET): _SECRET,
                }
            ),
            {"collapsed": True},
        ),
    }
)


class TwilioOptionsFlow(OptionsFlow):
    """Changes what an account may do."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the options and take them over."""
        if user_input is not None:
            signing = without_blanks(user_input[SECTION_SIGNING])
            return self.async_create_entry(data={**user_input, SECTION_SIGNING: signing})
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                OPTIONS_SCHEMA, self.config_entry.options
            ),
        )
