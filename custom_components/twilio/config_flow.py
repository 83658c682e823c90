"""Setting up an account: paste two credentials, say how Twilio reaches the house."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components import webhook
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
    CONF_PUBLIC_URL,
    CONF_RECEIVE_MODE,
    CONF_REGION,
    DOMAIN,
    SECTION_ADVANCED,
    ReceiveMode,
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
from .webhook import NUMBER_FRAGMENT, async_external_url, is_public_url

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
            mode = ReceiveMode(user_input[CONF_RECEIVE_MODE])
            url = user_input.get(CONF_PUBLIC_URL, "").strip().rstrip("/")
            if mode is not ReceiveMode.CUSTOM:
                return self._create(mode, None)
            if is_public_url(url):
                return self._create(mode, url)
            errors[CONF_PUBLIC_URL] = "invalid_public_url" if url else "public_url_required"
        external_url = async_external_url(self.hass)
        modes = [mode for mode in ReceiveMode if mode is not ReceiveMode.EXTERNAL or external_url]
        schema = vol.Schema(
            {
                vol.Required(
                    CONF_RECEIVE_MODE, default=default_receive_mode(self.hass)
                ): selector.SelectSelector(
                    selector.SelectSelectorConfig(options=modes, translation_key=CONF_RECEIVE_MODE)
                ),
                vol.Optional(CONF_PUBLIC_URL): _URL,
            }
        )
        return self.async_show_form(
            step_id="receive",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            description_placeholders={"external_url": external_url or "-"},
        )

    def _create(self, mode: ReceiveMode, public_url: str | None) -> ConfigFlowResult:
        """Create the entry, with an address of its own."""
        hook_id = webhook.async_generate_id()
        base = async_external_url(self.hass) if mode is ReceiveMode.EXTERNAL else public_url
        return self.async_create_entry(
            title=account_title(self._credentials[CONF_ACCOUNT_SID]),
            data={
                **self._credentials,
                **webhook_data(hook_id),
                CONF_RECEIVE_MODE: mode,
                **({CONF_PUBLIC_URL: public_url} if public_url else {}),
            },
            description="webhook" if base else "sending_only",
            description_placeholders={
                "webhook_url": f"{base}{webhook.async_generate_path(hook_id)}{NUMBER_FRAGMENT}"
                if base
                else ""
            },
        )

    async def async_step_import(self, import_data: dict[str, Any]) -> ConfigFlowResult:
        """Take over the `twilio:` block of configuration.yaml, untested: it worked before."""
        self._credentials = without_blanks(import_data)
        await self.async_set_unique_id(self._credentials[CONF_ACCOUNT_SID])
        self._abort_if_unique_id_configured()
        return self._create(default_receive_mode(self.hass), None)

    async def async_step_reauth(self, _: Mapping[str, Any]) -> ConfigFlowResult:
        """Start because Twilio no longer accepts the credentials, or there are none."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the credentials of the same account again and try them."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {**entry.data, **without_blanks(user_input)}
            errors = await async_check_credentials(self.hass, data)
            if not errors:
                await self.async_set_unique_id(data[CONF_ACCOUNT_SID])
                if entry.unique_id is None:
                    self._abort_if_unique_id_configured()
                else:
                    self._abort_if_unique_id_mismatch(reason="wrong_account")
                return self.async_update_and_abort(
                    entry, unique_id=data[CONF_ACCOUNT_SID], data=data
                )
        known = {CONF_ACCOUNT_SID: entry.data.get(CONF_ACCOUNT_SID)}
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(REAUTH_SCHEMA, user_input or known),
            errors=errors,
            description_placeholders={"account": entry.title},
        )
