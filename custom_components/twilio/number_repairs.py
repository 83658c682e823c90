"""Repairs of an account's numbers."""

from collections.abc import Collection, Mapping
from typing import Final

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.exceptions import HomeAssistantError

from .account_look import async_overrides
from .account_repair import AccountRepair, Input
from .api import Credentials
from .const import CONF_DEFAULT, CONF_RECEIVE, CONF_RECEIVE_MODE, CONF_RECEIVE_ON, ReceiveMode
from .numbers.issues import reason_of
from .numbers.own_addresses import async_addresses_of_house
from .numbers.pointing import Override
from .senders import sender_subentry, senders_of
from .senders_form import (
    Selection,
    SelectionRefusedError,
    async_senders_schema,
    offered_numbers,
    read_selection,
)

_NOT_LOADED: Final = "not_loaded"


class ClaimNumber(AccountRepair):
    """Points a number here again, or leaves it where somebody else has pointed it."""

    async def async_step_init(self, _: Input = None) -> RepairsFlowResult:
        """Ask which of the two it shall be."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["claim", "leave"],
            description_placeholders=self.placeholders,
        )

    async def async_step_claim(self, _: Input = None) -> RepairsFlowResult:
        """Point it here."""
        if (account := self.account) is None:
            return self.async_abort(reason=_NOT_LOADED)
        try:
            await account.webhooks.async_claim(self.placeholders["number"])
        except HomeAssistantError as err:
            return self.async_abort(
                reason="not_claimed", description_placeholders={"reason": reason_of(err)}
            )
        return self.async_create_entry(data={})

    async def async_step_leave(self, _: Input = None) -> RepairsFlowResult:
        """Receive no more on its sender."""
        entry = self.entry
        for sender in senders_of(entry):
            if sender.address == self.placeholders["number"]:
                subentry = entry.subentries[sender.subentry_id]
                self.hass.config_entries.async_update_subentry(
                    entry, subentry, data={**subentry.data, CONF_RECEIVE: False}
                )
        return self.async_create_entry(data={})


class RemoveSender(AccountRepair):
    """Removes a sender whose number the account has no more."""

    async def async_step_init(self, _: Input = None) -> RepairsFlowResult:
        """Start."""
        return self.show_confirmation()

    async def async_step_confirm(self, _: Input = None) -> RepairsFlowResult:
        """Remove it, unless somebody did so meanwhile."""
        if self.about in self.entry.subentries:
            self.hass.config_entries.async_remove_subentry(self.entry, self.about)
        return self.async_create_entry(data={})


class TakeUpNumbers(AccountRepair):
    """Makes senders of new numbers; those that nobody ticks are not offered again."""

    _overrides: Mapping[str, Collection[Override]] | None = None

    async def async_step_init(self, _: Input = None) -> RepairsFlowResult:
        """Start."""
        return await self.async_step_senders()

    async def async_step_senders(self, user_input: Input = None) -> RepairsFlowResult:
        """Ask which numbers this house uses, and which it receives on."""
        if (account := self.account) is None:
            return self.async_abort(reason=_NOT_LOADED)
        addresses = async_addresses_of_house(self.hass)
        new = account.changes.new
        if self._overrides is None:
            region = Credentials.from_data(self.entry.data).region
            self._overrides = await async_overrides(account.api, new, region, addresses)
        offered = offered_numbers(new, addresses, self._overrides)
        errors: dict[str, str] = {}
        placeholders = {**self.placeholders, "number": ""}
        if user_input is not None:
            try:
                selection = read_selection(offered, user_input)
            except SelectionRefusedError as err:
                errors[CONF_RECEIVE_ON] = "receives_but_no_sender"
                placeholders["number"] = str(err)
            else:
                account.changes.async_settle(tuple(offer.number for offer in offered))
                self._add(selection)
                return self.async_create_entry(data={})
        can_receive = self.entry.data.get(CONF_RECEIVE_MODE) != ReceiveMode.NONE
        schema = await async_senders_schema(self.hass, offered, can_receive=can_receive)
        return self.async_show_form(
            step_id="senders",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            description_placeholders=placeholders,
        )

    def _add(self, selection: Selection) -> None:
        """Add the senders; the account keeps its default one."""
        has_default = any(sender.is_default for sender in senders_of(self.entry))
        for number in selection.senders:
            settings = {
                CONF_DEFAULT: number == selection.default and not has_default,
                CONF_RECEIVE: number.number in selection.receive_on,
            }
            sender = sender_subentry(number.number, number.name, settings)
            self.hass.config_entries.async_add_subentry(self.entry, sender)
