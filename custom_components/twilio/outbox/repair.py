"""The repair of an outbox that could not be read."""

from typing import override

from homeassistant.components.repairs import RepairsFlowResult

from ..account_repair import Acknowledge, Input
from ..const import LOGGER
from .outbox import async_outbox


class ForgetDamage(Acknowledge):
    """Deletes the file that was kept aside, once somebody has looked what is missing."""

    @override
    async def async_step_confirm(self, _: Input = None) -> RepairsFlowResult:
        """Delete it, and end; the issue goes with that."""
        try:
            await async_outbox(self.hass).writer.async_remove_damaged()
        except OSError as err:
            LOGGER.warning("The damaged file of the outbox cannot be deleted: %s", err)
        return self.async_create_entry(data={})
