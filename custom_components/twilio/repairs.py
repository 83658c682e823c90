"""What a click can mend."""

from collections.abc import Mapping
from typing import Final

from homeassistant.components.repairs import RepairsFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .account_repair import AccountRepair, Acknowledge, ChangeSettings
from .commands.lockout_repair import UnlockContact
from .consent.repair import SendAllTheSame
from .const import DOMAIN
from .contacts.stranger_repair import AddStranger
from .number_repairs import ClaimNumber, RemoveSender, TakeUpNumbers
from .outbox.repair import ForgetDamage
from .runaway_repair import LetSendAgain

_REPAIRS: Final[Mapping[str, type[AccountRepair]]] = {
    "bad_signatures": ChangeSettings,
    "call_not_placed": Acknowledge,
    "call_uncertain": Acknowledge,
    "contact_locked": UnlockContact,
    "new_numbers": TakeUpNumbers,
    "message_not_delivered": Acknowledge,
    "message_not_sent": Acknowledge,
    "message_uncertain": Acknowledge,
    "no_address": ChangeSettings,
    "not_redacted": Acknowledge,
    "number_points_elsewhere": ClaimNumber,
    "opted_out": SendAllTheSame,
    "outbox_damaged": ForgetDamage,
    "outbox_unreadable": ForgetDamage,
    "runaway": LetSendAgain,
    "unknown_sender": AddStranger,
    "unusable_address": ChangeSettings,
    "vanished_number": RemoveSender,
}


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,  # noqa: ARG001 - Home Assistant's signature
) -> RepairsFlow:
    """Return the flow for an issue of an account."""
    issue = ir.async_get(hass).issues[DOMAIN, issue_id]
    return _REPAIRS[str(issue.translation_key)](issue)
