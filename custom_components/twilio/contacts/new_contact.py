"""A contact to be added to an account."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry

from ..const import (
    CONF_CHANNELS,
    CONF_DOUBLE_OPT_IN,
    CONF_MAY_COMMAND,
    CONF_MAY_RECEIVE,
    CONF_NUMBER,
    CONF_PIN_FREE_WHATSAPP,
    SUBENTRY_CONTACT,
)
from .contact import ContactChannel

UNIQUE_PREFIX: Final = "contact:"

_USUAL: Final = frozenset({ContactChannel.SMS, ContactChannel.CALL})


def usual_channels(known: Iterable[ContactChannel] = ()) -> tuple[ContactChannel, ...]:
    """Return the channels of a contact of whom some are known to be in use."""
    chosen = _USUAL.union(known)
    return tuple(channel for channel in ContactChannel if channel in chosen)


def unique_id_of(number: str) -> str:
    """Return what a number in E.164 has only one of in an account."""
    return f"{UNIQUE_PREFIX}{number}"


def usual_settings(channels: Iterable[ContactChannel], *, may_command: bool) -> dict[str, Any]:
    """Return the settings that the form of a contact begins with."""
    return {
        CONF_CHANNELS: [channel.value for channel in channels],
        CONF_MAY_RECEIVE: True,
        CONF_MAY_COMMAND: may_command,
        CONF_PIN_FREE_WHATSAPP: False,
        CONF_DOUBLE_OPT_IN: False,
    }


def contact_subentry(name: str, number: str, settings: Mapping[str, Any]) -> ConfigSubentry:
    """Return a contact to be added to an entry."""
    return ConfigSubentry(
        data=MappingProxyType({CONF_NUMBER: number, **settings}),
        subentry_type=SUBENTRY_CONTACT,
        title=name,
        unique_id=unique_id_of(number),
    )
