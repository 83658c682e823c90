"""The repair of an automation that was stopped."""

from homeassistant.components.repairs import RepairsFlowResult

from .account_repair import AccountRepair, Input


class LetSendAgain(AccountRepair):
    """Lets an automation or script send again."""

    async def async_step_init(self, _: Input = None) -> RepairsFlowResult:
        """Start."""
        return self.show_confirmation()

    async def async_step_confirm(self, _: Input = None) -> RepairsFlowResult:
        """Let it send."""
        if (account := self.account) is None:
            return self.async_abort(reason="not_loaded")
        account.allowance.runaways.async_release(self.about)
        return self.async_create_entry(data={})
