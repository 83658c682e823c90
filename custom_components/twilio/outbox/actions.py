"""The actions that list what waits in the outbox, and cancel it."""

from datetime import datetime
import time
from typing import Any, Final

from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import ATTR_CONFIG_ENTRY_ID, ATTR_TAG, ATTR_TO, DOMAIN
from ..errors import Failed, InvalidInput
from .backlog import line_reason
from .content import CallContent, MessageContent
from .outbox import async_outbox
from .place import Place
from .selection import ATTR_ALL, ATTR_ID, Selection, check_meant
from .wait_reasons import wait_words

SERVICE_GET_OUTBOX: Final = "get_outbox"
SERVICE_CANCEL_OUTBOX: Final = "cancel_outbox"

SHOWN_LENGTH: Final = 40
"""How much of a text is listed: by that whoever wrote it knows it again."""

_TEXTS: Final = vol.All(cv.ensure_list, [cv.string])
_FILTERS: Final = {
    vol.Optional(ATTR_TO): _TEXTS,
    vol.Optional(ATTR_TAG): _TEXTS,
    vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
}
GET_OUTBOX_SCHEMA: Final = vol.Schema(_FILTERS)
CANCEL_OUTBOX_SCHEMA: Final = vol.Schema(
    {
        **_FILTERS,
        vol.Optional(ATTR_ID): _TEXTS,
        vol.Optional(ATTR_ALL, default=False): cv.boolean,
    }
)


@callback
def async_setup_outbox_actions(hass: HomeAssistant) -> None:
    """Register the actions, whether or not an account is loaded; of people, for admins only."""
    async_register_admin_service(
        hass,
        DOMAIN,
        SERVICE_GET_OUTBOX,
        _async_get_outbox,
        schema=GET_OUTBOX_SCHEMA,
        supports_response=SupportsResponse.ONLY,
    )
    async_register_admin_service(
        hass,
        DOMAIN,
        SERVICE_CANCEL_OUTBOX,
        _async_cancel_outbox,
        schema=CANCEL_OUTBOX_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _async_get_outbox(call: ServiceCall) -> dict[str, Any]:
    """List what waits, oldest first."""
    hass, outbox = call.hass, async_outbox(call.hass)
    selection = _selection(call)
    meant = selection.of(outbox.places(selection.entry_id))
    accounts = {place.entry.entry_id for place in meant}
    reasons = {account: line_reason(outbox.places(account)) for account in accounts}
    return {"entries": [_listed(hass, place, reasons[place.entry.entry_id]) for place in meant]}


async def _async_cancel_outbox(call: ServiceCall) -> dict[str, Any] | None:
    """Cancel what Twilio has surely not taken; raise for the rest unless somebody asks for it."""
    check_meant(call.data)
    selection = _selection(call)
    outbox = async_outbox(call.hass)
    places = selection.of(outbox.places(selection.entry_id))
    meant = {place.entry.reference: place for place in places}
    outbox.standby.async_cancel(selection)
    canceled = await outbox.async_cancel(meant)
    left = {place.entry.reference for place in outbox.places()}
    late = [reference for reference in meant if reference in left]
    gone = [reference for reference in call.data.get(ATTR_ID, ()) if reference not in meant]
    if call.return_response:
        return {"canceled": canceled, "not_canceled": [*late, *gone]}
    if late:
        raise Failed("too_late_to_cancel", count=str(len(late)), canceled=str(canceled))
    if gone:
        raise Failed("not_in_outbox", count=str(len(gone)), canceled=str(canceled))
    return None


def _selection(call: ServiceCall) -> Selection:
    selection = Selection.from_data(call.data, call.hass.config.country)
    if selection.entry_id is not None:
        _check_account(call.hass, selection.entry_id)
    return selection


def _check_account(hass: HomeAssistant, entry_id: str) -> None:
    """Refuse what is no account of ours; one that is not loaded has an outbox, too."""
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.domain != DOMAIN:
        raise InvalidInput("unknown_account")


def _listed(hass: HomeAssistant, place: Place, otherwise: str | None) -> dict[str, Any]:
    """Return what waits as an action answers it, with what holds up all of the account."""
    entry = place.entry
    expires = time.time() + place.time_left(hass.loop.time())
    return {
        "id": entry.reference,
        "kind": entry.content.kind.value,
        "to": entry.content.to,
        "sender": entry.content.sender,
        "message": _shown_text(entry.content),
        "tag": entry.tag,
        "alert": entry.is_alert,
        "created": _local(entry.created).isoformat(),
        "expires": _local(expires).isoformat(),
        "state": entry.state.value,
        "attempts": entry.attempts,
        "maybe_duplicate": entry.maybe_duplicate,
        "reason": wait_words(hass, entry.reason or otherwise),
        "config_entry_id": entry.entry_id,
    }


def _shown_text(content: MessageContent | CallContent) -> str:
    """Return how a text begins, nothing of calls that only TwiML describes."""
    if isinstance(content, MessageContent):
        return content.body[:SHOWN_LENGTH]
    return content.message.text[:SHOWN_LENGTH] if content.message else ""


def _local(seconds: float) -> datetime:
    """Return a moment in whole seconds."""
    return dt_util.as_local(dt_util.utc_from_timestamp(int(seconds)))
