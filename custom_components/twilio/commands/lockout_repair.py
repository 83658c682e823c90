"""The repair of a contact who is locked."""

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers.issue_registry import IssueEntry

from ..account_repair import AccountRepair, Input
from .lockout_news import async_unlock, lock_of


class UnlockContact(AccountRepair):
    """Lets a contact give commands again at once."""

    def __init__(self, issue: IssueEntry) -> None:
        """Know which lock it is."""
        super().__init__(issue)
        self._lock = lock_of(issue.data or {})

    async def async_step_init(self, _: Input = None) -> RepairsFlowResult:
        """Start."""
        return self.show_confirmation()

    async def async_step_confirm(self, _: Input = None) -> RepairsFlowResult:
        """Unlock; the issue goes with that."""
        async_unlock(self.hass, self.entry, self._lock)
        return self.async_create_entry(data={})
