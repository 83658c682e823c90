"""The repair of somebody who wants no more messages, as far as this house knows."""

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers.issue_registry import IssueEntry

from ..account_repair import AccountRepair, Input
from .issue import pair_of


class SendAllTheSame(AccountRepair):
    """Forgets an opt-out here; Twilio, where it has one too, does not."""

    def __init__(self, issue: IssueEntry) -> None:
        """Know who it is about, and what that one has stopped."""
        super().__init__(issue)
        self._pair = pair_of(issue.data or {})

    async def async_step_init(self, _: Input = None) -> RepairsFlowResult:
        """Start."""
        return self.show_confirmation()

    async def async_step_confirm(self, _: Input = None) -> RepairsFlowResult:
        """Let messages go there again."""
        if (account := self.account) is None:
            return self.async_abort(reason="not_loaded")
        account.consent.async_forget(self._pair)
        return self.async_create_entry(data={})
