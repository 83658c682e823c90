"""Setting up an account: paste two credentials, tick the numbers, done."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.webhook import async_generate_id
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
    SubentryFlowContext,
)
from homeassistant.core import callback

from .account import TwilioConfigEntry
from .account_look import AccountFacts, async_look_at_account
from .api import Refused, TwilioApiError
from .closing_words import ClosingWords, async_closing_words, async_said
from .cloudhook import CloudOutOfReachError
from .const import (
    CONF_ACCOUNT_SID,
    CONF_HOOK_ID,
    CONF_PUBLIC_URL,
    CONF_RECEIVE_MODE,
    CONF_RECEIVE_ON,
    DOMAIN,
    SUBENTRY_CONTACT,
    SUBENTRY_SENDER,
    ReceiveMode,
)
from .contacts.flow import ContactFlow, Welcome
from .credential_check import async_check_credentials, without_blanks
from .credentials_flow import CredentialsFlow
from .credentials_form import USER_SCHEMA, read_credentials
from .entry_data import (
    MINOR_VERSION,
    VERSION,
    account_title,
    default_receive_mode,
    webhook_data,
)
from .numbers.own_addresses import async_addresses_of_house
from .options_flow import TwilioOptionsFlow
from .receive_form import AddressRefusedError, Receiving, possible_modes, receive_schema
from .sender_flow import SenderFlow
from .senders_form import (
    Selection,
    SelectionRefusedError,
    async_senders_schema,
    new_senders,
    offered_numbers,
    read_selection,
)
from .webhook import async_external_url


class TwilioConfigFlow(CredentialsFlow, domain=DOMAIN):
    """Adds an account, and changes how it is reached and opened."""

    VERSION = VERSION
    MINOR_VERSION = MINOR_VERSION

    _closing_words: ClosingWords

    def __init__(self) -> None:
        """Start with nothing typed."""
        self._hook_id = async_generate_id()
        self._credentials: dict[str, Any] = {}
        self._receiving = Receiving(ReceiveMode.NONE)
        self._facts = AccountFacts()
        # By step, for whoever is sent back to one.
        self._typed: dict[str, dict[str, Any]] = {}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the flow that changes limits and signing."""
        return TwilioOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to an account that has credentials."""
        if CONF_ACCOUNT_SID not in config_entry.data:
            return {}
        return {SUBENTRY_SENDER: SenderFlow, SUBENTRY_CONTACT: ContactFlow}

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the credentials and try them."""
        if user_input is None:
            return self._show_user({})
        self._typed["user"] = user_input
        data = read_credentials(user_input)
        self._async_abort_entries_match({CONF_ACCOUNT_SID: data.get(CONF_ACCOUNT_SID)})
        if errors := await async_check_credentials(self.hass, data):
            return self._show_user(errors)
        await self.async_set_unique_id(data[CONF_ACCOUNT_SID])
        self._abort_if_unique_id_configured()
        self._credentials = data
        return await self.async_step_receive()

    def _show_user(self, errors: dict[str, str]) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(USER_SCHEMA, self._typed.get("user")),
            errors=errors,
            description_placeholders={"console_url": "https://console.twilio.com"},
            last_step=False,
        )

    async def async_step_receive(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how Twilio reaches this house, at first or anew."""
        if user_input is None:
            return self._show_receive({})
        self._typed["receive"] = user_input
        try:
            receiving = Receiving.from_input(user_input, self._known.get(CONF_PUBLIC_URL))
        except AddressRefusedError as err:
            return self._show_receive({CONF_PUBLIC_URL: str(err)})
        if self.source == SOURCE_RECONFIGURE:
            return await self._async_change_receiving(receiving)
        self._receiving = receiving
        return await self._async_look_at_account()

    def _show_receive(self, errors: dict[str, str]) -> ConfigFlowResult:
        shown = dict(self._typed.get("receive", self._known))
        if shown.get(CONF_RECEIVE_MODE) not in possible_modes(self.hass):
            shown.pop(CONF_RECEIVE_MODE, None)
        return self.async_show_form(
            step_id="receive",
            data_schema=self.add_suggested_values_to_schema(receive_schema(self.hass), shown),
            errors=errors,
            description_placeholders={"external_url": async_external_url(self.hass) or "-"},
            last_step=self.source == SOURCE_RECONFIGURE,
        )

    @property
    def _known(self) -> Mapping[str, Any]:
        """What is known of the account before anything is asked."""
        return self._get_reconfigure_entry().data if self.source == SOURCE_RECONFIGURE else {}

    async def _async_look_at_account(self) -> ConfigFlowResult:
        """Go on to the numbers, or back to where it can be mended that Twilio gives none."""
        try:
            self._facts = await async_look_at_account(
                self.hass, self._credentials, async_addresses_of_house(self.hass)
            )
        except Refused:
            # They worked a minute ago; what is wrong with them now?
            errors = await async_check_credentials(self.hass, self._credentials)
            return self._show_user(errors or {"base": "cannot_connect"})
        except TwilioApiError:
            return self._show_receive({"base": "cannot_connect"})
        if not self._facts.numbers:
            return await self._async_create(Selection())
        return await self.async_step_senders()

    async def async_step_senders(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which numbers this house uses, and which it receives on."""
        offered = offered_numbers(
            self._facts.numbers, async_addresses_of_house(self.hass), self._facts.overrides
        )
        errors: dict[str, str] = {}
        placeholders = {"number": ""}
        if user_input is not None:
            self._typed["senders"] = user_input
            try:
                return await self._async_create(read_selection(offered, user_input))
            except SelectionRefusedError as err:
                errors[CONF_RECEIVE_ON] = "receives_but_no_sender"
                placeholders["number"] = str(err)
        can_receive = self._receiving.mode is not ReceiveMode.NONE
        schema = await async_senders_schema(self.hass, offered, can_receive=can_receive)
        return self.async_show_form(
            step_id="senders",
            data_schema=self.add_suggested_values_to_schema(schema, self._typed.get("senders")),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _async_create(self, selection: Selection) -> ConfigFlowResult:
        """Create the entry, and only now what it needs elsewhere."""
        # YAML may have brought the account meanwhile.
        self._abort_if_unique_id_configured()
        try:
            receiving = await self._receiving.async_opened(self.hass, self._hook_id)
        except CloudOutOfReachError:
            return self._show_receive({"base": "cloud_not_connected"})
        return await self._async_finish(receiving, selection)

    async def _async_finish(self, receiving: Receiving, selection: Selection) -> ConfigFlowResult:
        webhook_url = receiving.async_webhook_url(self.hass, self._hook_id)
        words = await async_closing_words(self.hass, self._facts, selection, webhook_url)
        self._closing_words = words
        return self.async_create_entry(
            title=account_title(self._credentials[CONF_ACCOUNT_SID]),
            data=receiving.merged_into({**self._credentials, **webhook_data(self._hook_id)}),
            description=words.key,
            description_placeholders=words.placeholders,
            subentries=new_senders(selection),
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Offer no number again that was shown here, but a contact to whoever sits at the screen.

        Home Assistant shows nothing between two flows: the next one begins with the words that
        would end this one.
        """
        entry: TwilioConfigEntry = result["result"]
        if entry.state is ConfigEntryState.LOADED:
            entry.runtime_data.changes.async_settle(self._facts.numbers)
        if self.source == SOURCE_USER:
            flow = await self.hass.config_entries.subentries.async_init(
                (entry.entry_id, SUBENTRY_CONTACT),
                context=SubentryFlowContext(source=SOURCE_USER),
                data=Welcome(await async_said(self.hass, self._closing_words)),
            )
            result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    async def async_step_import(self, import_data: dict[str, Any]) -> ConfigFlowResult:
        """Take over the `twilio:` block of configuration.yaml, untested: it worked before."""
        self._credentials = without_blanks(import_data)
        await self.async_set_unique_id(self._credentials[CONF_ACCOUNT_SID])
        self._abort_if_unique_id_configured()
        return await self._async_finish(Receiving(default_receive_mode(self.hass)), Selection())

    async def async_step_reconfigure(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what is to be changed."""
        return self.async_show_menu(step_id="reconfigure", menu_options=["receive", "credentials"])

    async def _async_change_receiving(self, receiving: Receiving) -> ConfigFlowResult:
        """Give an entry another way to be reached, and show the address again."""
        entry = self._get_reconfigure_entry()
        try:
            receiving = await receiving.async_opened(self.hass, entry.data[CONF_HOOK_ID])
        except CloudOutOfReachError:
            return self._show_receive({"base": "cloud_not_connected"})
        self.hass.config_entries.async_update_entry(entry, data=receiving.merged_into(entry.data))
        webhook_url = receiving.async_webhook_url(self.hass, entry.data[CONF_HOOK_ID])
        return self.async_abort(
            reason="reconfigure_successful" if webhook_url else "sending_only",
            description_placeholders={"webhook_url": webhook_url or ""},
        )
