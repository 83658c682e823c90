"""Repairs of an account, and the one that leads to its settings."""

from typing import Any

from homeassistant.components.repairs import FlowType, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState
from homeassistant.helpers.issue_registry import IssueEntry
import voluptuous as vol

from .account import Account, TwilioConfigEntry
from .const import CONF_ENTRY_ID, DOMAIN
from .issues import DATA_ABOUT

type Input = dict[str, Any] | None


class AccountRepair(RepairsFlow):
    """Mends an issue of one account."""

    def __init__(self, issue: IssueEntry) -> None:
        """Know what the issue is about."""
        data = issue.data or {}
        self._entry_id = str(data.get(CONF_ENTRY_ID))
        self.about = str(data.get(DATA_ABOUT))
        self.placeholders = issue.translation_placeholders or {}

    @property
    def entry(self) -> TwilioConfigEntry:
        """The entry of the account; its removal takes its issues along."""
        return self.hass.config_entries.async_get_known_entry(self._entry_id)

    @property
    def account(self) -> Account | None:
        """The account, none while it is not loaded."""
        return self.entry.runtime_data if self.entry.state is ConfigEntryState.LOADED else None

    def show_confirmation(self) -> RepairsFlowResult:
        """Ask before anything happens."""
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders=self.placeholders,
        )


class Acknowledge(AccountRepair):
    """Lets go what somebody has only to know."""

    async def async_step_init(self, _: Input = None) -> RepairsFlowResult:
        """Start."""
        return self.show_confirmation()

    async def async_step_confirm(self, _: Input = None) -> RepairsFlowResult:
        """End; the issue goes with that."""
        return self.async_create_entry(data={})


class ChangeSettings(AccountRepair):
    """Leads to the settings of the account; the issue goes once they fit."""

    async def async_step_init(self, _: Input = None) -> RepairsFlowResult:
        """Start."""
        return self.show_confirmation()

    async def async_step_confirm(self, _: Input = None) -> RepairsFlowResult:
        """Open the settings."""
        flow = await self.hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": self._entry_id}
        )
        return self.async_abort(reason="go_on", next_flow=(FlowType.CONFIG_FLOW, flow["flow_id"]))
