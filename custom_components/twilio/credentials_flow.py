"""Giving an account that is set up other credentials, or its first ones."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigFlow, ConfigFlowResult

from .const import CONF_ACCOUNT_SID, CONF_API_KEY_SID
from .credential_check import async_check_credentials, without_blanks
from .credentials_form import (
    CHANGE_SCHEMA,
    REAUTH_KEY_SCHEMA,
    REAUTH_SCHEMA,
    changed_credentials,
    credentials_of,
    shown_credentials,
    with_credentials,
)
from .entry_data import account_title


class CredentialsFlow(ConfigFlow):
    """The steps of a flow that change credentials, by a wish or because they fail."""

    async def async_step_credentials(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for other credentials of the same account and try them."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            credentials = changed_credentials(entry.data, user_input)
            errors = await async_check_credentials(self.hass, credentials)
            if not errors:
                return await self._async_take(entry, credentials, "credentials_changed")
        return self.async_show_form(
            step_id="credentials",
            data_schema=self.add_suggested_values_to_schema(
                CHANGE_SCHEMA, user_input or shown_credentials(entry.data)
            ),
            errors=errors,
            description_placeholders={"account": entry.title},
            last_step=True,
        )

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
            asked_for = {str(name) for name in schema.schema}
            credentials = {
                name: value
                for name, value in credentials_of(entry.data).items()
                if name not in asked_for
            } | without_blanks(user_input)
            errors = await async_check_credentials(self.hass, credentials)
            if not errors:
                return await self._async_take(entry, credentials, "reauth_successful")
        known = {name: entry.data.get(name) for name in (CONF_ACCOUNT_SID, CONF_API_KEY_SID)}
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(schema, user_input or known),
            errors=errors,
            description_placeholders={"account": entry.title},
        )

    async def _async_take(
        self, entry: ConfigEntry, credentials: Mapping[str, Any], reason: str
    ) -> ConfigFlowResult:
        """Give an entry credentials that work; they are of its account, or its first ones."""
        account_sid = credentials[CONF_ACCOUNT_SID]
        await self.async_set_unique_id(account_sid)
        data = with_credentials(entry.data, credentials)
        if entry.unique_id is not None:
            self._abort_if_unique_id_mismatch(reason="wrong_account")
            return self.async_update_and_abort(entry, data=data, reason=reason)
        self._abort_if_unique_id_configured()
        return self.async_update_and_abort(
            entry,
            unique_id=account_sid,
            title=account_title(account_sid),
            data=data,
            reason=reason,
        )
