"""The questions for the credentials of an account."""

from collections.abc import Mapping
from typing import Any, Final

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
    CONF_REGION,
    SECTION_ADVANCED,
)
from .credential_check import without_blanks

_TEXT: Final = selector.TextSelector()
_SECRET: Final = selector.TextSelector(
    selector.TextSelectorConfig(type=selector.TextSelectorType.PASSWORD)
)
_URL: Final = selector.TextSelector(selector.TextSelectorConfig(type=selector.TextSelectorType.URL))

_ADVANCED: Final = section(
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
)

USER_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_ACCOUNT_SID): _TEXT,
        vol.Required(CONF_AUTH_TOKEN): _SECRET,
        vol.Optional(SECTION_ADVANCED): _ADVANCED,
    }
)

REAUTH_SCHEMA: Final = vol.Schema(
    {vol.Required(CONF_ACCOUNT_SID): _TEXT, vol.Required(CONF_AUTH_TOKEN): _SECRET}
)
# Only where there is a key: left empty, the account goes on without one.
REAUTH_KEY_SCHEMA: Final = REAUTH_SCHEMA.extend(
    {vol.Optional(CONF_API_KEY_SID): _TEXT, vol.Optional(CONF_API_KEY_SECRET): _SECRET}
)

# The section is required: left out, it would take back what was entered in it.
CHANGE_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_ACCOUNT_SID): _TEXT,
        vol.Optional(CONF_AUTH_TOKEN): _SECRET,
        vol.Required(SECTION_ADVANCED): _ADVANCED,
    }
)

_FIELDS: Final = frozenset(
    {
        CONF_ACCOUNT_SID,
        CONF_AUTH_TOKEN,
        CONF_API_KEY_SID,
        CONF_API_KEY_SECRET,
        CONF_REGION,
        CONF_API_BASE_URL,
    }
)


def read_credentials(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed, without the section around it and without empty fields."""
    return without_blanks({**user_input, **user_input.get(SECTION_ADVANCED, {})})


def shown_credentials(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form about an entry may show of its credentials: no secrets."""
    advanced = (CONF_API_KEY_SID, CONF_REGION, CONF_API_BASE_URL)
    return {
        CONF_ACCOUNT_SID: data.get(CONF_ACCOUNT_SID),
        SECTION_ADVANCED: {name: data[name] for name in advanced if name in data},
    }


def changed_credentials(data: Mapping[str, Any], user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the credentials of an entry as they were typed; a secret left empty stays.

    Not with another server: no secret goes where its owner did not send it.
    """
    typed = read_credentials(user_input)
    if typed.get(CONF_API_BASE_URL) == data.get(CONF_API_BASE_URL):
        for name, secret in (
            (CONF_ACCOUNT_SID, CONF_AUTH_TOKEN),
            (CONF_API_KEY_SID, CONF_API_KEY_SECRET),
        ):
            if secret in data and typed.get(name) == data.get(name):
                typed.setdefault(secret, data[secret])
    return typed


def credentials_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of an entry's data are credentials."""
    return {name: value for name, value in data.items() if name in _FIELDS}


def with_credentials(data: Mapping[str, Any], credentials: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an entry with these credentials in place of those that it has."""
    return {**{name: value for name, value in data.items() if name not in _FIELDS}, **credentials}
