"""The actions of the integration."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .account import Account
from .answers.reply import Reply, async_send_reply
from .calls import CallRequest, async_make_call
from .const import (
    ATTR_ALERT,
    ATTR_CHANNEL,
    ATTR_CONFIG_ENTRY_ID,
    ATTR_LANGUAGE,
    ATTR_MEDIA_URL,
    ATTR_MESSAGE,
    ATTR_MESSAGE_SID,
    ATTR_SENDER,
    ATTR_TAG,
    ATTR_TO,
    ATTR_TWIML,
    ATTR_VALID_FOR,
    ATTR_VOICE,
    ATTR_WAIT_FOR_DELIVERY,
    DOMAIN,
)
from .contacts.addressee import Addressee
from .contacts.contact import ContactChannel
from .delivery import Recipient, Result, as_response, raise_failures
from .entities.contact_lookup import NamedContact
from .errors import InvalidInput
from .messages import MessageRequest, async_send_message
from .outbox.actions import async_setup_outbox_actions
from .recipients import async_recipients
from .validity import valid_for

SERVICE_SEND_MESSAGE: Final = "send_message"
SERVICE_MAKE_CALL: Final = "make_call"
SERVICE_REPLY: Final = "reply"


_CHANNELS: Final = (ContactChannel.SMS.value, ContactChannel.WHATSAPP.value)
"""What messages go by."""


def _without_empty(texts: list[str]) -> list[str]:
    """Drop what a template left empty."""
    return [text for text in texts if text.strip()]


_COMMON: Final = {
    vol.Optional(ATTR_TO, default=list): vol.All(cv.ensure_list, [cv.string], _without_empty),
    vol.Optional(ATTR_ENTITY_ID, default=list): vol.All(
        cv.ensure_list_csv, [cv.string], _without_empty, cv.entity_ids
    ),
    # A template turns "+15551234567" into a number.
    vol.Optional(ATTR_SENDER): cv.string,
    vol.Optional(ATTR_TAG): cv.string,
    vol.Optional(ATTR_ALERT, default=False): cv.boolean,
    vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
}

_CONTENT: Final = {
    vol.Optional(ATTR_MESSAGE, default=""): cv.string,
    vol.Optional(ATTR_MEDIA_URL, default=list): vol.All(
        cv.ensure_list, [cv.string], _without_empty
    ),
}

SEND_MESSAGE_SCHEMA: Final = vol.Schema(
    {
        **_COMMON,
        **_CONTENT,
        vol.Optional(ATTR_CHANNEL, default=list): vol.All(
            cv.ensure_list, [vol.All(vol.In(_CHANNELS), vol.Coerce(ContactChannel))]
        ),
        vol.Optional(ATTR_VALID_FOR): valid_for,
        vol.Optional(ATTR_WAIT_FOR_DELIVERY, default=False): cv.boolean,
    }
)

REPLY_SCHEMA: Final = vol.Schema(
    {
        **_CONTENT,
        vol.Optional(ATTR_MESSAGE_SID): cv.string,
        vol.Optional(ATTR_TAG): cv.string,
    }
)

MAKE_CALL_SCHEMA: Final = vol.Schema(
    {
        **_COMMON,
        vol.Optional(ATTR_MESSAGE): cv.string,
        vol.Optional(ATTR_TWIML): cv.string,
        vol.Optional(ATTR_VOICE): cv.string,
        vol.Optional(ATTR_LANGUAGE): cv.string,
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, whether or not an account is loaded."""
    for name, handler, schema in (
        (SERVICE_SEND_MESSAGE, _async_send_message, SEND_MESSAGE_SCHEMA),
        (SERVICE_REPLY, _async_reply, REPLY_SCHEMA),
        (SERVICE_MAKE_CALL, _async_make_call, MAKE_CALL_SCHEMA),
    ):
        hass.services.async_register(
            DOMAIN, name, handler, schema=schema, supports_response=SupportsResponse.OPTIONAL
        )
    async_setup_outbox_actions(hass)


async def _async_send_message(call: ServiceCall) -> dict[str, Any] | None:
    data = call.data
    recipients = await async_recipients(call, _as_texted)

    async def async_send(
        account: Account, sender: str | None, to: Sequence[Recipient]
    ) -> tuple[Result, ...]:
        request = MessageRequest(
            to,
            data[ATTR_MESSAGE],
            sender,
            data[ATTR_MEDIA_URL],
            data.get(ATTR_TAG),
            data[ATTR_WAIT_FOR_DELIVERY],
            is_alert=data[ATTR_ALERT],
            valid_for=data.get(ATTR_VALID_FOR),
            channels=data[ATTR_CHANNEL],
        )
        return await async_send_message(account, request)

    return _answer(call, await recipients.async_send(async_send))


async def _async_reply(call: ServiceCall) -> dict[str, Any] | None:
    data = call.data
    reply = Reply(
        message=data[ATTR_MESSAGE],
        message_sid=data.get(ATTR_MESSAGE_SID),
        media_urls=data[ATTR_MEDIA_URL],
        tag=data.get(ATTR_TAG),
    )
    return _answer(call, await async_send_reply(call.hass, call.context, reply))


async def _async_make_call(call: ServiceCall) -> dict[str, Any] | None:
    data = call.data
    message, twiml = data.get(ATTR_MESSAGE), data.get(ATTR_TWIML)
    if message is not None and twiml is not None:
        raise InvalidInput("message_or_twiml")
    recipients = await async_recipients(call, _as_called)

    async def async_call(
        account: Account, sender: str | None, to: Sequence[Recipient]
    ) -> tuple[Result, ...]:
        request = CallRequest(
            to,
            message=message,
            twiml=twiml,
            sender=sender,
            voice=data.get(ATTR_VOICE),
            language=data.get(ATTR_LANGUAGE),
            tag=data.get(ATTR_TAG),
            is_alert=data[ATTR_ALERT],
        )
        return await async_make_call(account, request)

    return _answer(call, await recipients.async_send(async_call))


def _as_texted(named: NamedContact) -> Addressee:
    """Return how a message reaches a contact: an entity for calls names no way."""
    chosen = tuple(channel for channel in named.addressee.channels if channel in _CHANNELS)
    return replace(named.addressee, channels=chosen)


def _as_called(named: NamedContact) -> Addressee:
    """Return how a call reaches a contact: at the number, and not on WhatsApp."""
    if ContactChannel.WHATSAPP in named.addressee.channels:
        raise InvalidInput("no_call_by_whatsapp", entity=named.entity_id)
    return named.addressee


def _answer(call: ServiceCall, results: tuple[Result, ...]) -> dict[str, Any] | None:
    """Return the results to whoever wants them; else raise for those who were not reached."""
    if call.return_response:
        return as_response(results)
    raise_failures(results)
    return None
