"""The repair of a contact who is locked."""

from homeassistant.components.repairs import RepairsFlowResult

from ..account_repair import AccountRepair, Input
from .lockout_news import async_unlock


class UnlockContact(AccountRepair):
    """Lets a contact give commands again at once."""

    async def async_step_init(self, _: Input = None) -> RepairsFlowResult:
        """Start."""
        return self.show_confirmation()

    async def async_step_confirm(self, _: Input = None) -> RepairsFlowResult:
        """Unlock; the issue goes with that."""
        async_unlock(self.hass, self.entry, self.about)
        return self.async_create_entry(data={})
