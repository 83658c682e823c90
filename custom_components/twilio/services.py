"""The actions of the integration."""

from typing import Any, Final

from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .account import Account
from .accounts import async_origin
from .calls import CallRequest, async_make_call
from .const import (
    ATTR_ALERT,
    ATTR_CONFIG_ENTRY_ID,
    ATTR_LANGUAGE,
    ATTR_MEDIA_URL,
    ATTR_MESSAGE,
    ATTR_SENDER,
    ATTR_TAG,
    ATTR_TO,
    ATTR_TWIML,
    ATTR_VALID_FOR,
    ATTR_VOICE,
    ATTR_WAIT_FOR_DELIVERY,
    DOMAIN,
)
from .delivery import Result, as_response, raise_failures
from .errors import InvalidInput
from .messages import MessageRequest, async_send_message
from .outbox.actions import async_setup_outbox_actions
from .validity import valid_for

SERVICE_SEND_MESSAGE: Final = "send_message"
SERVICE_MAKE_CALL: Final = "make_call"


def _without_empty(texts: list[str]) -> list[str]:
    """Drop what a template left empty."""
    return [text for text in texts if text.strip()]


_COMMON: Final = {
    vol.Required(ATTR_TO): vol.All(cv.ensure_list, [cv.string], _without_empty),
    # A template turns "+15551234567" into a number.
    vol.Optional(ATTR_SENDER): cv.string,
    vol.Optional(ATTR_TAG): cv.string,
    vol.Optional(ATTR_ALERT, default=False): cv.boolean,
    vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
}

SEND_MESSAGE_SCHEMA: Final = vol.Schema(
    {
        **_COMMON,
        vol.Optional(ATTR_MESSAGE, default=""): cv.string,
        vol.Optional(ATTR_MEDIA_URL, default=list): vol.All(
            cv.ensure_list, [cv.string], _without_empty
        ),
        vol.Optional(ATTR_VALID_FOR): valid_for,
        vol.Optional(ATTR_WAIT_FOR_DELIVERY, default=False): cv.boolean,
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
    hass.services.async_register(
        DOMAIN,
        SERVICE_SEND_MESSAGE,
        _async_send_message,
        schema=SEND_MESSAGE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        SERVICE_MAKE_CALL,
        _async_make_call,
        schema=MAKE_CALL_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )
    async_setup_outbox_actions(hass)


async def _async_origin(call: ServiceCall) -> tuple[Account, str | None]:
    return await async_origin(
        call.hass, call.data.get(ATTR_CONFIG_ENTRY_ID), call.data.get(ATTR_SENDER)
    )


async def _async_send_message(call: ServiceCall) -> dict[str, Any] | None:
    account, sender = await _async_origin(call)
    request = MessageRequest(
        call.data[ATTR_TO],
        call.data[ATTR_MESSAGE],
        sender,
        call.data[ATTR_MEDIA_URL],
        call.data.get(ATTR_TAG),
        call.data[ATTR_WAIT_FOR_DELIVERY],
        is_alert=call.data[ATTR_ALERT],
        valid_for=call.data.get(ATTR_VALID_FOR),
    )
    return _answer(call, await async_send_message(account, request))


async def _async_make_call(call: ServiceCall) -> dict[str, Any] | None:
    account, sender = await _async_origin(call)
    message, twiml = call.data.get(ATTR_MESSAGE), call.data.get(ATTR_TWIML)
    if message is not None and twiml is not None:
        raise InvalidInput("message_or_twiml")
    request = CallRequest(
        call.data[ATTR_TO],
        message=message,
        twiml=twiml,
        sender=sender,
        voice=call.data.get(ATTR_VOICE),
        language=call.data.get(ATTR_LANGUAGE),
        tag=call.data.get(ATTR_TAG),
        is_alert=call.data[ATTR_ALERT],
    )
    return _answer(call, await async_make_call(account, request))


def _answer(call: ServiceCall, results: tuple[Result, ...]) -> dict[str, Any] | None:
    """Return the results to whoever wants them; else raise for those who were not reached."""
    if call.return_response:
        return as_response(results)
    raise_failures(results)
    return None
