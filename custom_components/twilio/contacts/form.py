"""The questions about a contact: who it is, how it is reached, what it may do."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.const import CONF_NAME
from homeassistant.helpers import selector
import voluptuous as vol

from ..const import (
    CONF_CHANNELS,
    CONF_CONSENT,
    CONF_DOUBLE_OPT_IN,
    CONF_MAY_COMMAND,
    CONF_MAY_RECEIVE,
    CONF_NUMBER,
    CONF_PERSON,
    CONF_PIN,
    CONF_PIN_FREE_WHATSAPP,
    CONF_REMOVE_PIN,
)
from .contact import ConsentSource, Contact, ContactChannel

_YES_OR_NO: Final = selector.BooleanSelector()
_TEXT: Final = selector.TextSelector()
_TELEPHONE: Final = selector.TextSelector(
    selector.TextSelectorConfig(type=selector.TextSelectorType.TEL)
)
_PERSON: Final = selector.EntitySelector(selector.EntitySelectorConfig(domain="person"))
_CHANNELS: Final = selector.SelectSelector(
    selector.SelectSelectorConfig(
        options=list(ContactChannel),
        multiple=True,
        mode=selector.SelectSelectorMode.LIST,
        translation_key="contact_channel",
    )
)
_CONSENT: Final = selector.SelectSelector(
    selector.SelectSelectorConfig(
        options=list(ConsentSource),
        mode=selector.SelectSelectorMode.DROPDOWN,
        translation_key=CONF_CONSENT,
    )
)


class PinSelector(selector.TextSelector):
    """Asks for a PIN, and lets a number through: the flow says in words why it refuses it."""

    @override
    def __call__(self, data: Any) -> Any:
        """Take a text, or a number as it is."""
        return data if isinstance(data, int | float) else super().__call__(data)


# Browsers offer to fill in, or to keep, what they take for a password of this page.
_PIN: Final = PinSelector(
    selector.TextSelectorConfig(
        type=selector.TextSelectorType.PASSWORD, autocomplete="one-time-code"
    )
)


def identity_fields(suggested: Mapping[str, str]) -> dict[vol.Marker, Any]:
    """Return the questions of who it is; suggested are numbers, with what they are shown as."""
    number: selector.Selector[Any] = _TELEPHONE
    required: type[vol.Marker] = vol.Required
    if suggested:
        # The frontend fills what is required in with the first: nobody shall add a stranger so.
        required = vol.Optional
        options = [
            selector.SelectOptionDict(value=value, label=label)
            for value, label in suggested.items()
        ]
        number = selector.SelectSelector(
            selector.SelectSelectorConfig(
                options=options, custom_value=True, mode=selector.SelectSelectorMode.DROPDOWN
            )
        )
    return {
        vol.Optional(CONF_NAME): _TEXT,
        required(CONF_NUMBER): number,
        vol.Optional(CONF_PERSON): _PERSON,
    }


def settings_fields(
    channels: tuple[ContactChannel, ...], *, has_pin: bool
) -> dict[vol.Marker, Any]:
    """Return the questions of how it is reached and what it may do."""
    removal = {vol.Required(CONF_REMOVE_PIN, default=False): _YES_OR_NO} if has_pin else {}
    return {
        vol.Required(CONF_CHANNELS, default=[channel.value for channel in channels]): _CHANNELS,
        vol.Required(CONF_MAY_RECEIVE, default=True): _YES_OR_NO,
        vol.Required(CONF_MAY_COMMAND, default=False): _YES_OR_NO,
        vol.Optional(CONF_PIN): _PIN,
        **removal,
        vol.Required(CONF_PIN_FREE_WHATSAPP, default=False): _YES_OR_NO,
        vol.Optional(CONF_CONSENT): _CONSENT,
        vol.Required(CONF_DOUBLE_OPT_IN, default=False): _YES_OR_NO,
    }


def shown_contact(contact: Contact) -> dict[str, Any]:
    """Return what the form of a contact is filled with: all but the PIN."""
    shown = {
        CONF_NAME: contact.name,
        CONF_NUMBER: contact.number,
        CONF_PERSON: contact.person,
        CONF_CHANNELS: [channel for channel in ContactChannel if channel in contact.channels],
        CONF_MAY_RECEIVE: contact.may_receive,
        CONF_MAY_COMMAND: contact.may_command,
        CONF_PIN_FREE_WHATSAPP: contact.is_pin_free_on_whatsapp,
        CONF_CONSENT: contact.consent,
        CONF_DOUBLE_OPT_IN: contact.needs_double_opt_in,
    }
    return {name: value for name, value in shown.items() if value is not None}


def without_pin(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be shown again of what somebody typed."""
    return {name: value for name, value in user_input.items() if name != CONF_PIN}
