"""Options of an account: where and how much it may send, and further keys for signatures."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.data_entry_flow import section
from homeassistant.helpers import selector
import voluptuous as vol

from .const import (
    CONF_CALLS_PER_SECOND,
    CONF_COUNTRIES,
    CONF_SECONDARY_AUTH_TOKEN,
    CONF_SHARED_KEY_SECRET,
    SECTION_ALERT_LIMITS,
    SECTION_LIMITS,
    SECTION_RATES,
    SECTION_RECIPIENT_LIMITS,
    SECTION_RUNAWAY,
    SECTION_SIGNING,
)
from .country_names import country_names
from .credential_check import without_blanks
from .limits import LIMITS_IN_ALL, LIMITS_OF_ALERTS, LIMITS_TO_ONE, Limit
from .runaways import CONF_MINUTES, CONF_TIMES, DEFAULT_PACE

_SECRET: Final = selector.TextSelector(
    selector.TextSelectorConfig(type=selector.TextSelectorType.PASSWORD)
)
_COLLAPSED: Final[Any] = {"collapsed": True}
_MOST: Final = 10_000
_LONGEST_MINUTES: Final = 60
_MOST_CALLS_PER_SECOND: Final = 100


def _count(most: int = _MOST) -> vol.All:
    box = selector.NumberSelectorMode.BOX
    config = selector.NumberSelectorConfig(min=1, max=most, mode=box)
    return vol.All(selector.NumberSelector(config), vol.Coerce(int))


def _limits(defaults: Mapping[Limit, int]) -> vol.Schema:
    return vol.Schema(
        {
            vol.Required(limit.value, default=default): _count()
            for limit, default in defaults.items()
        }
    )


_RUNAWAY: Final = vol.Schema(
    {
        vol.Required(CONF_TIMES, default=DEFAULT_PACE.times): _count(),
        vol.Required(CONF_MINUTES, default=DEFAULT_PACE.minutes): _count(_LONGEST_MINUTES),
    }
)
_RATES: Final = vol.Schema(
    {
        vol.Required(CONF_CALLS_PER_SECOND, default=1.0): selector.NumberSelector(
            selector.NumberSelectorConfig(
                min=0.1,
                max=_MOST_CALLS_PER_SECOND,
                step=0.1,
                mode=selector.NumberSelectorMode.BOX,
            )
        )
    }
)
_SIGNING: Final = vol.Schema(
    {
        vol.Optional(CONF_SECONDARY_AUTH_TOKEN): _SECRET,
        vol.Optional(CONF_SHARED_KEY_SECRET): _SECRET,
    }
)


def options_schema(countries: Mapping[str, str]) -> vol.Schema:
    """Return the form, with countries by what they are called; what it lacks keeps its default."""
    return vol.Schema(
        {
            vol.Optional(CONF_COUNTRIES): selector.SelectSelector(
                selector.SelectSelectorConfig(
                    options=[
                        selector.SelectOptionDict(value=code, label=name)
                        for code, name in countries.items()
                    ],
                    multiple=True,
                    mode=selector.SelectSelectorMode.DROPDOWN,
                )
            ),
            vol.Required(SECTION_LIMITS): section(_limits(LIMITS_IN_ALL)),
            vol.Optional(SECTION_RECIPIENT_LIMITS): section(_limits(LIMITS_TO_ONE), _COLLAPSED),
            vol.Optional(SECTION_ALERT_LIMITS): section(_limits(LIMITS_OF_ALERTS), _COLLAPSED),
            vol.Optional(SECTION_RUNAWAY): section(_RUNAWAY, _COLLAPSED),
            vol.Optional(SECTION_RATES): section(_RATES, _COLLAPSED),
            vol.Required(SECTION_SIGNING): section(_SIGNING, _COLLAPSED),
        }
    )


class TwilioOptionsFlow(OptionsFlow):
    """Changes what an account may do."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show the options and take them over."""
        if user_input is not None:
            signing = without_blanks(user_input[SECTION_SIGNING])
            return self.async_create_entry(data={**user_input, SECTION_SIGNING: signing})
        countries = await self.hass.async_add_executor_job(country_names, self.hass.config.language)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                options_schema(countries), self.config_entry.options
            ),
        )
