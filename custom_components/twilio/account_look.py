"""What a new account is looked at for, before it is set up."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api import Credentials, PhoneNumber, Region, TwilioApi, TwilioApiError
from .const import CONF_API_KEY_SECRET, CONF_API_KEY_SID
from .numbers.overrides import OverrideLookup
from .numbers.pointing import Override

PATIENCE_SECONDS: Final = 10.0
"""How long somebody waits to hear who else has his numbers; what is unknown then stays so."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What an account has, and whether it is one that nobody pays for."""

    numbers: tuple[PhoneNumber, ...] = ()
    overrides: Mapping[str, Collection[Override]] = field(default_factory=dict)
    """What is known to go before the URLs of a number in E.164, beside what it says itself."""
    is_trial: bool = False


async def async_look_at_account(
    hass: HomeAssistant, data: Mapping[str, Any], addresses: Collection[str]
) -> AccountFacts:
    """Ask Twilio, with credentials as an entry holds them; raises `TwilioApiError`.

    `addresses` are those of this house, without query.
    """
    credentials = Credentials.from_data(data)
    api = TwilioApi(async_get_clientsession(hass), credentials)
    numbers = await api.phone_numbers()
    overrides = await async_overrides(api, numbers, credentials.region, addresses)
    return AccountFacts(numbers, overrides, await _async_is_trial(hass, data))


async def async_overrides(
    api: TwilioApi, numbers: Collection[PhoneNumber], region: Region, addresses: Collection[str]
) -> Mapping[str, Collection[Override]]:
    """Return what goes before the URLs of numbers in E.164, as far as Twilio tells in time."""
    lookup = OverrideLookup(api)
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            await lookup.async_look(numbers)
    return {number.number: lookup.of(number, region, addresses).found for number in numbers}


async def _async_is_trial(hass: HomeAssistant, data: Mapping[str, Any]) -> bool:
    """Ask with the Auth Token, for no key may; that nobody knows it stops nothing."""
    without_key = dict(data)
    for name in (CONF_API_KEY_SID, CONF_API_KEY_SECRET):
        without_key.pop(name, None)
    api = TwilioApi(async_get_clientsession(hass), Credentials.from_data(without_key))
    try:
        return await api.is_trial()
    except TwilioApiError:
        return False
