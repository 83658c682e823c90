"""Whether credentials open the account that they name."""

from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import ip_address, ip_network
import re
from typing import Any, Final
from urllib.parse import urlsplit

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api import (
    AccountNotActive,
    AccountState,
    Credentials,
    CredentialsRejected,
    Refused,
    TwilioApi,
    TwilioApiError,
)
from .const import (
    CONF_ACCOUNT_SID,
    CONF_API_BASE_URL,
    CONF_API_KEY_SECRET,
    CONF_API_KEY_SID,
    CONF_AUTH_TOKEN,
)

_ACCOUNT_SID: Final = re.compile(r"AC[0-9a-f]{32}")
_API_KEY_SID: Final = re.compile(r"SK[0-9a-f]{32}")
_HOME_NETWORKS: Final = tuple(
    ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
_KEY_FIELDS: Final = (CONF_API_KEY_SID, CONF_API_KEY_SECRET)


def is_account_sid(text: str) -> bool:
    """Tell whether a text has the form of an Account SID."""
    return bool(_ACCOUNT_SID.fullmatch(text))


def without_blanks(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed, without the white space of a paste and without empty fields."""
    stripped = {name: text.strip() for name, text in typed.items() if isinstance(text, str)}
    return {name: text for name, text in stripped.items() if text}


async def async_check_credentials(hass: HomeAssistant, data: Mapping[str, Any]) -> dict[str, str]:
    """Return the errors of a form by field, none where the credentials work.

    The Auth Token is tried even beside an API key: it signs what Twilio sends.
    """
    if errors := _misspelt(data):
        return errors
    if error := await _async_try(hass, _without_key(data)):
        return {"base": error}
    if CONF_API_KEY_SID in data and (error := await _async_try(hass, Credentials.from_data(data))):
        return {"base": "invalid_api_key" if error == "invalid_auth" else error}
    return {}


def _misspelt(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the errors that need no network."""
    if not is_account_sid(data.get(CONF_ACCOUNT_SID, "")):
        return {CONF_ACCOUNT_SID: "invalid_account_sid"}
    if CONF_AUTH_TOKEN not in data:
        return {CONF_AUTH_TOKEN: "invalid_auth"}
    key = data.get(CONF_API_KEY_SID)
    if (key is None) != (CONF_API_KEY_SECRET not in data):
        return {"base": "invalid_api_key"}
    if key is not None and not _API_KEY_SID.fullmatch(key):
        return {"base": "invalid_api_key"}
    if (url := data.get(CONF_API_BASE_URL)) and not is_safe_base_url(url):
        return {"base": "invalid_api_base_url"}
    return {}


def is_safe_base_url(url: str) -> bool:
    """Tell whether credentials may be sent there: over https, or to this machine or network."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if {"@", "?", "#"} & set(url):
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and _is_local(host)


def _is_local(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or any(address in network for network in _HOME_NETWORKS)


async def _async_try(hass: HomeAssistant, credentials: Credentials) -> str | None:
    """Return the error of a form, none where the credentials work."""
    api = TwilioApi(async_get_clientsession(hass), credentials)
    try:
        await api.check()
    except AccountNotActive:
        return "account_not_active"
    except CredentialsRejected:
        return "account_not_active" if await _async_is_inactive(api) else "invalid_auth"
    except Refused as err:
        return "cannot_connect" if err.status == HTTPStatus.TOO_MANY_REQUESTS else "invalid_auth"
    except TwilioApiError:
        return "cannot_connect"
    return None


def _without_key(data: Mapping[str, Any]) -> Credentials:
    """Return the credentials of the Auth Token alone."""
    return Credentials.from_data(
        {name: value for name, value in data.items() if name not in _KEY_FIELDS}
    )


async def async_is_inactive(hass: HomeAssistant, data: Mapping[str, Any]) -> bool:
    """Tell a suspended account, whose credentials are right, from wrong credentials.

    A key may not ask, so the Auth Token does.
    """
    return await _async_is_inactive(TwilioApi(async_get_clientsession(hass), _without_key(data)))


async def _async_is_inactive(api: TwilioApi) -> bool:
    try:
        return await api.account_state() is not AccountState.ACTIVE
    except TwilioApiError:
        return False
