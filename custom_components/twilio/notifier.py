"""YAML notifiers: `notify.<name>` that texts or calls."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final, override

from homeassistant.components.notify import (
    ATTR_DATA,
    ATTR_TARGET,
    ATTR_TITLE,
    BaseNotificationService,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType, VolDictType
import voluptuous as vol

from .accounts import async_account_of_yaml
from .address import SenderKind, parse_sender
from .calls import CallRequest, async_make_call
from .const import (
    ATTR_ALERT,
    ATTR_LANGUAGE,
    ATTR_MEDIA_URL,
    ATTR_TAG,
    ATTR_VALID_FOR,
    ATTR_VOICE,
)
from .contacts.contact import ContactChannel
from .delivery import Result, raise_failures
from .errors import InvalidInput
from .messages import MessageRequest, async_send_message
from .twiml_url import async_allowed_twiml_url, is_address
from .validity import valid_for

CONF_FROM_NUMBER: Final = "from_number"


class NotifierType(StrEnum):
    """What a notifier does with a message."""

    SMS = "sms"
    CALL = "call"
    WHATSAPP = "whatsapp"


def sender(value: Any) -> str:
    """Validate a `from_number` and return it as Twilio spells it."""
    try:
        return parse_sender(cv.string(value)).address
    except InvalidInput as err:
        # Configuration is checked before translations are loaded.
        raise vol.Invalid(
            f"'{value}' is no sender that Twilio knows: use a number with its country code "
            "(+15551234567), a name of up to 11 letters and digits, whatsapp:+15551234567, or "
            "the SID of a Messaging Service (MG...)"
        ) from err


NOTIFIER_SCHEMA: Final[VolDictType] = {vol.Required(CONF_FROM_NUMBER): sender}

DATA_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(ATTR_MEDIA_URL): vol.All(cv.ensure_list, [cv.string]),
        vol.Optional(ATTR_VOICE): vol.Any(None, cv.string),
        vol.Optional(ATTR_LANGUAGE): vol.Any(None, cv.string),
        vol.Optional(ATTR_TAG): vol.Any(None, cv.string),
        vol.Optional(ATTR_ALERT): vol.Any(None, cv.boolean),
        vol.Optional(ATTR_VALID_FOR): vol.Any(None, valid_for),
    },
    extra=vol.ALLOW_EXTRA,
)


def make_notifier(
    hass: HomeAssistant, config: ConfigType, kind: NotifierType
) -> BaseNotificationService:
    """Return the notifier that a validated configuration describes."""
    number: str = config[CONF_FROM_NUMBER]
    match kind:
        case NotifierType.CALL:
            return CallNotifier(hass, number)
        case NotifierType.WHATSAPP:
            is_number = parse_sender(number).kind is SenderKind.PHONE_NUMBER
            number = f"{kind}:{number}" if is_number else number
            return MessageNotifier(hass, number, ContactChannel.WHATSAPP)
    return MessageNotifier(hass, number)


class TwilioNotifier(BaseNotificationService, ABC):
    """What texts and calls have in common."""

    def __init__(self, hass: HomeAssistant, from_number: str) -> None:
        """Keep the sender; the account is asked for at each message."""
        self.hass = hass
        self._from_number = from_number

    @override
    async def async_send_message(self, message: str = "", **kwargs: Any) -> None:
        """Send to every target, then raise for those who were not reached."""
        targets = [str(target) for target in cv.ensure_list(kwargs.get(ATTR_TARGET))]
        if title := kwargs.get(ATTR_TITLE):
            message = self._with_title(title, message)
        try:
            data = DATA_SCHEMA(kwargs.get(ATTR_DATA) or {})
        except vol.Invalid as err:
            raise InvalidInput("invalid_data", reason=str(err)) from err
        raise_failures(await self._async_send(targets, message, data))

    def _with_title(self, title: str, message: str) -> str:
        return f"{title}\n{message}"

    @abstractmethod
    async def _async_send(
        self, targets: Sequence[str], message: str, data: dict[str, Any]
    ) -> Sequence[Result]:
        """Send to the targets, with what `data` says beside the message."""


class MessageNotifier(TwilioNotifier):
    """Texts, with pictures where `data` has a `media_url`."""

    def __init__(self, hass: HomeAssistant, from_number: str, *channels: ContactChannel) -> None:
        """Keep the channels of targets that name none, where the sender does not tell them."""
        super().__init__(hass, from_number)
        self._channels = channels

    @override
    async def _async_send(
        self, targets: Sequence[str], message: str, data: dict[str, Any]
    ) -> Sequence[Result]:
        account = await async_account_of_yaml(self.hass, self._from_number)
        request = MessageRequest(
            targets,
            message,
            self._from_number,
            data.get(ATTR_MEDIA_URL, ()),
            data.get(ATTR_TAG),
            is_alert=bool(data.get(ATTR_ALERT)),
            valid_for=data.get(ATTR_VALID_FOR),
            channels=self._channels,
        )
        return await async_send_message(account, request)


class CallNotifier(TwilioNotifier):
    """Calls and says the message, or does what the address says that the message is."""

    @override
    def _with_title(self, title: str, message: str) -> str:
        return message if is_address(message) else super()._with_title(title, message)

    @override
    async def _async_send(
        self, targets: Sequence[str], message: str, data: dict[str, Any]
    ) -> Sequence[Result]:
        account = await async_account_of_yaml(self.hass, self._from_number)
        url = async_allowed_twiml_url(account, message) if is_address(message) else None
        request = CallRequest(
            targets,
            message=message,
            url=url,
            sender=self._from_number,
            voice=data.get(ATTR_VOICE),
            language=data.get(ATTR_LANGUAGE),
            tag=data.get(ATTR_TAG),
            is_alert=bool(data.get(ATTR_ALERT)),
        )
        return await async_make_call(account, request)
