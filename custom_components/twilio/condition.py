"""The conditions of the automation editor."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final, Unpack, override

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import Condition, ConditionCheckParams, ConditionConfig
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .account import Account, TwilioConfigEntry
from .address import number_of
from .consent.opt_outs import OptOut
from .const import CONF_ACCOUNT_SID, CONF_CONTACT, DOMAIN
from .devices import async_contact_of_device
from .errors import InvalidInput
from .listening.filters import CONF_DIRECTION, Direction
from .listening.targets import SenderTarget
from .senders import senders_of


class SenderCondition(Condition):
    """Tests something on the senders that are chosen."""

    options: ClassVar[dict[vol.Marker, Any]] = {}

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Know which senders are meant."""
        super().__init__(hass, config)
        self._target = SenderTarget(hass, config.target)
        self._options = config.options or {}

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Refuse what the condition does not have."""
        validated: ConfigType = vol.Schema(
            {
                vol.Optional(CONF_TARGET): cv.TARGET_FIELDS,
                vol.Optional(CONF_OPTIONS, default=dict): cls.options,
            }
        )(config)
        return validated


class CallActiveCondition(SenderCondition):
    """Tests whether somebody is on the phone, or a phone rings."""

    options: ClassVar = {vol.Optional(CONF_DIRECTION): vol.Coerce(Direction)}

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        direction: Direction | None = self._options.get(CONF_DIRECTION)
        chosen = self._target.async_chosen()
        return any(
            (direction is None or direction.fits(is_inbound=call.is_inbound))
            and (chosen is None or chosen.has(entry.entry_id, account.sender_id(call.sender)))
            for entry in _entries(self._hass)
            if (account := _account(entry))
            for call in account.tracker.active_calls()
        )


class ReachableCondition(SenderCondition):
    """Tests whether Twilio answered the last time that this house asked it for something."""

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        chosen = self._target.async_chosen()
        accounts = [
            _account(entry)
            for entry in _entries(self._hass)
            if chosen is None
            or chosen.has_some(
                entry.entry_id, (profile.subentry_id for profile in senders_of(entry))
            )
        ]
        return bool(accounts) and all(
            account is not None and account.reachability.is_reached for account in accounts
        )


class OptedOutCondition(SenderCondition):
    """Tests whether somebody has stopped messages."""

    options: ClassVar = {vol.Optional(CONF_CONTACT): vol.All(cv.ensure_list, [cv.string])}

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        chosen = self._target.async_chosen()
        return any(
            chosen is None
            or chosen.has(entry.entry_id, account.sender_id(opt_out.sender, opt_out.service))
            for entry in _entries(self._hass)
            if (account := _account(entry))
            for opt_out in self._async_opt_outs(account)
        )

    def _async_opt_outs(self, account: Account) -> Iterator[OptOut]:
        """Yield what the contacts and numbers that are meant have stopped of an account."""
        known = account.consent.memory.opt_outs
        if (meant := self._options.get(CONF_CONTACT)) is None:
            yield from known
        for who in meant or ():
            if number := self._async_number(account, who):
                yield from known.of(number)

    def _async_number(self, account: Account, who: str) -> str | None:
        """Return the number of somebody, none of whom this account does not know."""
        if contact := async_contact_of_device(self._hass, who):
            return contact.number if contact.entry_id == account.entry.entry_id else None
        try:
            return number_of(account.addressee(who).address)
        except InvalidInput:
            return None


def _entries(hass: HomeAssistant) -> list[TwilioConfigEntry]:
    """Return the accounts of this house, also those that are not loaded right now."""
    return hass.config_entries.async_entries(DOMAIN, include_ignore=False, include_disabled=False)


def _account(entry: TwilioConfigEntry) -> Account | None:
    """Return a loaded account that has credentials."""
    is_usable = entry.state is ConfigEntryState.LOADED and CONF_ACCOUNT_SID in entry.data
    return entry.runtime_data if is_usable else None


CONDITIONS: Final[Mapping[str, type[SenderCondition]]] = {
    "is_call_active": CallActiveCondition,
    "is_opted_out": OptedOutCondition,
    "is_reachable": ReachableCondition,
}


async def async_get_conditions(_: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions by their names."""
    return dict(CONDITIONS)
