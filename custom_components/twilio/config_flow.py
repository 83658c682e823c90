"""Setting up an account: paste two credentials, say how Twilio reaches the house."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.webhook import async_generate_id
from homeassistant.config_entries import ConfigEntry, ConfigFlow, ConfigFlowResult, OptionsFlow
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers import selector
import voluptuous as vol

from .api import Region
from .const import (
    CONF_ACCOUNT_SID,
    CONF_API_BASE_URL,
    CONF_API_KEY_SECRET,
    CONF_API_KEY_SID,
    CONF_AUTH_TOKEN,
    CONF_HOOK_ID,
    CONF_PUBLIC_URL,
    CONF_REGION,
    DOMAIN,
    SECTION_ADVANCED,
)
from .credential_check import async_check_credentials, without_blanks
from .entry_data import (
    MINOR_VERSION,
    VERSION,
    account_title,
    default_receive_mode,
    webhook_data,
)
from .options_flow import TwilioOptionsFlow
from .receive_form import AddressRefusedError, Receiving, receive_schema
from .webhook import async_external_url

_TEXT: Final = selector.TextSelector()
_SECRET: Final = selector.TextSelector(
    selector.TextSelectorConfig(type=selector.TextSelectorType.PASSWORD)
)
_URL: Final = selector.TextSelector(selector.TextSelectorConfig(type=selector.TextSelectorType.URL))

USER_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_ACCOUNT_SID): _TEXT,
        vol.Required(CONF_AUTH_TOKEN): _SECRET,
        vol.Optional(SECTION_ADVANCED): section(
            vol.Schema(
                {
                    vol.Optional(CONF_API_KEY_SID): _TEXT,
                    vol.Optional(CONF_API_KEY_SECRET): _SECRET,
                    vol.Optional(CONF_REGION, default=Region.US1): selector.SelectSelector(
                        selector.SelectSelectorConfig(
                            options=list(Region),
                            translation_key=CONF_REGION,
                            mode=selector.SelectSelectorMode.DROPDOWN,
                        )
                    ),
                    vol.Optional(CONF_API_BASE_URL): _URL,
                }
            ),
            {"collapsed": True},
        ),
    }
)

REAUTH_SCHEMA: Final = vol.Schema(
    {vol.Required(CONF_ACCOUNT_SID): _TEXT, vol.Required(CONF_AUTH_TOKEN): _SECRET}
)
# Only where there is a key: left empty, the account goes on without one.
REAUTH_KEY_SCHEMA: Final = REAUTH_SCHEMA.extend(
    {vol.Optional(CONF_API_KEY_SID): _TEXT, vol.Optional(CONF_API_KEY_SECRET): _SECRET}
)


class TwilioConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds an account."""

    VERSION = VERSION
    MINOR_VERSION = MINOR_VERSION

    def __init__(self) -> None:
        """Start without credentials."""
        self._credentials: dict[str, Any] = {}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the flow that changes limits and signing."""
        return TwilioOptionsFlow()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the credentials and try them."""
        errors: dict[str, str] = {}
        if user_input is not None:
            advanced = user_input.get(SECTION_ADVANCED, {})
            data = without_blanks({**user_input, **advanced})
            errors = await async_check_credentials(self.hass, data)
            if not errors:
                await self.async_set_unique_id(data[CONF_ACCOUNT_SID])
                self._abort_if_unique_id_configured()
                self._credentials = data
                return await self.async_step_receive()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(USER_SCHEMA, user_input),
            errors=errors,
            description_placeholders={"console_url": "https://console.twilio.com"},
        )

    async def async_step_receive(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how Twilio reaches this house."""
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                return self._create(Receiving.from_input(user_input))
            except AddressRefusedError as err:
                errors[CONF_PUBLIC_URL] = str(err)
        return self._show_receive("receive", user_input, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask anew how Twilio reaches this house, and show the address again."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                receiving = Receiving.from_input(user_input)
            except AddressRefusedError as err:
                errors[CONF_PUBLIC_URL] = str(err)
            else:
                data = receiving.merged_into(entry.data)
                self.hass.config_entries.async_update_entry(entry, data=data)
                webhook_url = receiving.async_webhook_url(self.hass, entry.data[CONF_HOOK_ID])
                return self.async_abort(
                    reason="reconfigure_successful" if webhook_url else "sending_only",
                    description_placeholders={"webhook_url": webhook_url or ""},
                )
        return self._show_receive("reconfigure", user_input or entry.data, errors)

    def _show_receive(
        self, step_id: str, known: Mapping[str, Any] | None, errors: dict[str, str]
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(receive_schema(self.hass), known),
            errors=errors,
            description_placeholders={"external_url": async_external_url(self.hass) or "-"},
        )

    def _create(self, receiving: Receiving) -> ConfigFlowResult:
        """Create the entry, with an address of its own."""
        hook_id = async_generate_id()
        webhook_url = receiving.async_webhook_url(self.hass, hook_id)
        return self.async_create_entry(
            title=account_title(self._credentials[CONF_ACCOUNT_SID]),
            data=receiving.merged_into({**self._credentials, **webhook_data(hook_id)}),
            description="webhook" if webhook_url else "sending_only",
            description_placeholders={"webhook_url": webhook_url or ""},
        )

    async def async_step_import(self, import_data: dict[str, Any]) -> ConfigFlowResult:
        """Take over the `twilio:` block of configuration.yaml, untested: it worked before."""
        self._credentials = without_blanks(import_data)
        await self.async_set_unique_id(self._credentials[CONF_ACCOUNT_SID])
        self._abort_if_unique_id_configured()
        return self._create(Receiving(default_receive_mode(self.hass)))

    async def async_step_reauth(self, _: Mapping[str, Any]) -> ConfigFlowResult:
        """Start because Twilio no longer accepts the credentials, or there are none."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the credentials of the same account again and try them."""
        entry = self._get_reauth_entry()
        schema = REAUTH_KEY_SCHEMA if CONF_API_KEY_SID in entry.data else REAUTH_SCHEMA
        errors: dict[str, str] = {}
        if user_input is not None:
            typed = without_blanks(user_input)
            kept = {name: value for name, value in entry.data.items() if name not in schema.schema}
            data = {**kept, **typed}
            errors = await async_check_credentials(self.hass, data)
            if not errors:
                return await self._async_take_credentials(entry, data)
        known = {name: entry.data.get(name) for name in (CONF_ACCOUNT_SID, CONF_API_KEY_SID)}
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(schema, user_input or known),
            errors=errors,
            description_placeholders={"account": entry.title},
        )

    async def _async_take_credentials(
        self, entry: ConfigEntry, data: dict[str, Any]
    ) -> ConfigFlowResult:
        """Give an entry credentials that work; they are of its account, or its first ones."""
        await self.async_set_unique_id(data[CONF_ACCOUNT_SID])
        if entry.unique_id is not None:
            self._abort_if_unique_id_mismatch(reason="wrong_account")
            return self.async_update_and_abort(entry, data=data)
        self._abort_if_unique_id_configured()
        return self.async_update_and_abort(
            entry,
            unique_id=data[CONF_ACCOUNT_SID],
            title=account_title(data[CONF_ACCOUNT_SID]),
            data=data,
        )
