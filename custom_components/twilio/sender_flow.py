"""Adding a sender to an account, and changing what is said and done on it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import AbortFlow
import voluptuous as vol

from .account import Account, TwilioConfigEntry
from .account_look import async_overrides
from .address import Sender, SenderKind, parse_sender
from .api import Credentials, CredentialsRejected, PhoneNumber, TwilioApiError
from .const import CONF_ADDRESS, CONF_DEFAULT, CONF_RECEIVE, CONF_RECEIVE_MODE, ReceiveMode
from .errors import InvalidInput
from .numbers.own_addresses import async_addresses_of_house
from .numbers.pointing import Override
from .sender_form import (
    SenderRefusedError,
    SenderStep,
    address_schema,
    read_address,
    read_settings,
    settings_asked_for,
    settings_schema,
    shown_settings,
)
from .senders import async_unchoose_default, has_default
from .senders_form import OfferedNumber, async_labels, offered_numbers


@dataclass(frozen=True, slots=True)
class Candidate:
    """What can become a sender: how it is offered, and what its settings begin with."""

    name: str
    label: str = ""
    receives: bool = False


class SenderFlow(ConfigSubentryFlow):
    """Adds a sender, or changes one."""

    _sender: Sender
    _candidate: Candidate
    _overrides: Mapping[str, Collection[Override]] | None = None

    async def async_step_user(self, _: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what is to be added."""
        return self.async_show_menu(step_id="user", menu_options=list(SenderStep))

    async def async_step_phone_number(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which number of the account it is."""
        step = SenderStep.PHONE_NUMBER
        try:
            numbers = await self._account.api.phone_numbers()
        except TwilioApiError as err:
            error = "invalid_auth" if isinstance(err, CredentialsRejected) else "cannot_connect"
            return self._show_address(step, {}, user_input, {"base": error})
        offered = await self._async_offered(numbers)
        labels = await async_labels(self.hass, offered)
        listed = {
            offer.number.number: Candidate(
                offer.number.name, labels[offer.number.number], offer.is_free
            )
            for offer in offered
        }
        return await self._async_ask_address(step, user_input, listed)

    async def _async_offered(self, numbers: tuple[PhoneNumber, ...]) -> tuple[OfferedNumber, ...]:
        """Return where numbers lead; of those that are no senders yet, who goes before them."""
        free = tuple(number for number in numbers if number.number not in self._taken)
        addresses = async_addresses_of_house(self.hass)
        if self._overrides is None:
            region = Credentials.from_data(self._get_entry().data).region
            self._overrides = await async_overrides(self._account.api, free, region, addresses)
        return offered_numbers(numbers, addresses, self._overrides)

    async def async_step_whatsapp(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the number on WhatsApp."""
        return await self._async_ask_address(SenderStep.WHATSAPP, user_input)

    async def async_step_messaging_service(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which Messaging Service it is, by its SID where the credentials may not look."""
        step = SenderStep.MESSAGING_SERVICE
        try:
            services = await self._account.api.messaging_services()
        except TwilioApiError:
            return await self._async_ask_address(step, user_input)
        listed = {service.sid: Candidate(service.name, service.name) for service in services}
        return await self._async_ask_address(step, user_input, listed)

    async def async_step_alphanumeric(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the name that recipients see."""
        return await self._async_ask_address(SenderStep.ALPHANUMERIC, user_input)

    async def _async_ask_address(
        self,
        step: SenderStep,
        user_input: dict[str, Any] | None,
        listed: Mapping[str, Candidate] | None = None,
    ) -> SubentryFlowResult:
        """Ask for an address, one of those that Twilio listed where it did."""
        errors: dict[str, str] = {}
        taken = self._taken
        if user_input is not None:
            try:
                sender = read_address(step, user_input[CONF_ADDRESS])
                if sender.address in taken:
                    raise SenderRefusedError("already_configured")  # noqa: TRY301 - to the form
                if listed is not None and sender.address not in listed:
                    raise SenderRefusedError("not_of_account")  # noqa: TRY301 - to the form
            except SenderRefusedError as err:
                errors[CONF_ADDRESS] = str(err)
            else:
                self._sender = sender
                self._candidate = (listed or {}).get(sender.address, Candidate(_name(sender)))
                return await self.async_step_settings()
        free = {address: known for address, known in (listed or {}).items() if address not in taken}
        return self._show_address(step, free, user_input, errors)

    def _show_address(
        self,
        step: SenderStep,
        offered: Mapping[str, Candidate],
        user_input: dict[str, Any] | None,
        errors: dict[str, str],
    ) -> SubentryFlowResult:
        schema = address_schema({address: known.label for address, known in offered.items()})
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            last_step=False,
        )

    async def async_step_settings(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what the new sender is called and does, and add it."""
        schema = self._settings_schema(self._sender.kind)
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                settings = read_settings(user_input)
            except SenderRefusedError as err:
                errors["base"] = str(err)
            else:
                return self._create(_given_name(user_input) or self._candidate.name, settings)
        known = {CONF_RECEIVE: self._candidate.receives}
        return self._show_settings(
            "settings",
            schema,
            user_input or shown_settings(self._candidate.name, known),
            errors,
            self._sender.address,
        )

    def _create(self, name: str, settings: dict[str, Any]) -> SubentryFlowResult:
        entry, address = self._get_entry(), self._sender.address
        if address in self._taken:
            return self.async_abort(reason="already_configured")
        is_default = self._is_default(self._sender.kind)
        data = {CONF_ADDRESS: address, CONF_DEFAULT: is_default, **settings}
        if data[CONF_DEFAULT]:
            async_unchoose_default(self.hass, entry)
        return self.async_create_entry(title=name, data=data, unique_id=address)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask anew what a sender is called and does; which one it is stays."""
        subentry = self._get_reconfigure_subentry()
        try:
            kind = parse_sender(subentry.data[CONF_ADDRESS]).kind
        except AttributeError, InvalidInput, LookupError:
            return self.async_abort(reason="damaged_sender")
        schema = self._settings_schema(kind)
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                settings = read_settings(user_input)
            except SenderRefusedError as err:
                errors["base"] = str(err)
            else:
                return self._update(_given_name(user_input), kind, schema, settings)
        return self._show_settings(
            "reconfigure",
            schema,
            user_input or shown_settings(subentry.title, subentry.data),
            errors,
            subentry.data[CONF_ADDRESS],
        )

    def _update(
        self, name: str, kind: SenderKind, schema: vol.Schema, settings: dict[str, Any]
    ) -> SubentryFlowResult:
        entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
        asked_for = settings_asked_for(schema)
        kept = {key: value for key, value in subentry.data.items() if key not in asked_for}
        data = {**kept, CONF_DEFAULT: self._is_default(kind), **settings}
        if data[CONF_DEFAULT]:
            async_unchoose_default(self.hass, entry, subentry.subentry_id)
        return self.async_update_and_abort(
            entry, subentry, title=name or subentry.title, data=data, reason="sender_changed"
        )

    def _settings_schema(self, kind: SenderKind) -> vol.Schema:
        mode = self._get_entry().data.get(CONF_RECEIVE_MODE)
        return settings_schema(
            kind,
            offers_default=has_default(self._get_entry(), self._own_id),
            can_receive=mode != ReceiveMode.NONE,
        )

    def _show_settings(
        self,
        step_id: str,
        schema: vol.Schema,
        shown: Mapping[str, Any],
        errors: dict[str, str],
        address: str,
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
            description_placeholders={"sender": address},
        )

    def _is_default(self, kind: SenderKind) -> bool:
        """Tell whether the sender is the default where nobody was asked: no other one is."""
        return kind is not SenderKind.CHANNEL and not has_default(self._get_entry(), self._own_id)

    @property
    def _taken(self) -> frozenset[str | None]:
        """The addresses that are senders already."""
        return frozenset(subentry.unique_id for subentry in self._get_entry().subentries.values())

    @property
    def _own_id(self) -> str | None:
        """The subentry that is being changed, none while one is being added."""
        return self.context.get("subentry_id")

    @property
    def _account(self) -> Account:
        entry: TwilioConfigEntry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED:
            raise AbortFlow("account_not_loaded")
        return entry.runtime_data


def _given_name(user_input: Mapping[str, Any]) -> str:
    name: str = user_input.get(CONF_NAME, "")
    return name.strip()


def _name(sender: Sender) -> str:
    """Return a name for a sender that Twilio gives none."""
    number = sender.address.partition(":")[2]
    return f"WhatsApp {number}" if number else sender.address
