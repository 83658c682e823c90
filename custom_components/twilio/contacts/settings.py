"""What a contact's form says about how it is reached and what it may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
import unicodedata

from ..const import (
    CONF_CHANNELS,
    CONF_CONSENT,
    CONF_CONSENT_AT,
    CONF_DOUBLE_OPT_IN,
    CONF_MAY_COMMAND,
    CONF_MAY_RECEIVE,
    CONF_PIN,
    CONF_PIN_FREE_WHATSAPP,
    CONF_REMOVE_PIN,
)
from .contact import ContactChannel
from .identity import ContactRefusedError
from .pin import is_pin, is_weak

_WRITTEN: Final = frozenset({ContactChannel.SMS, ContactChannel.WHATSAPP})


@dataclass(frozen=True, slots=True)
class PinChange:
    """What becomes of a PIN: another one, none any more, or nothing."""

    typed: str | None = field(default=None, repr=False)
    is_removed: bool = False

    @classmethod
    def read(cls, user_input: Mapping[str, Any], number: str | None) -> Self:
        """Read the form of a contact that has a number in E.164.

        Raises `ContactRefusedError`: `pin_is_number`, `invalid_pin`, `weak_pin`,
        `pin_without_commands`, `pin_and_removal`.
        """
        typed = user_input.get(CONF_PIN, "")
        is_removed = user_input.get(CONF_REMOVE_PIN, False)
        if not isinstance(typed, str):
            # 0123 is 83 to YAML; what was meant is lost before anybody can look.
            raise ContactRefusedError("pin_is_number")
        pin = _in_ascii(typed.strip())
        if not pin:
            return cls(is_removed=is_removed)
        if not is_pin(pin):
            raise ContactRefusedError("invalid_pin")
        # Whoever forges a caller ID knows the number.
        if is_weak(pin) or (number is not None and pin in number):
            raise ContactRefusedError("weak_pin")
        if not user_input[CONF_MAY_COMMAND]:
            raise ContactRefusedError("pin_without_commands")
        if is_removed:
            raise ContactRefusedError("pin_and_removal")
        return cls(pin)


def _in_ascii(text: str) -> str:
    """Write the digits of every script as texts with a PIN are read."""
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text
    )


def settings_errors(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong by field: `channels_missing`, `opt_in_needs_text`."""
    channels = set(user_input[CONF_CHANNELS])
    if not channels:
        return {CONF_CHANNELS: "channels_missing"}
    if user_input[CONF_DOUBLE_OPT_IN] and channels.isdisjoint(_WRITTEN):
        return {CONF_DOUBLE_OPT_IN: "opt_in_needs_text"}
    return {}


def settings_of(
    user_input: Mapping[str, Any], former: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return what is stored of a form without errors; when consent was given counts from then.

    `former` is what was stored before.
    """
    settings = {
        CONF_CHANNELS: [
            channel.value for channel in ContactChannel if channel in user_input[CONF_CHANNELS]
        ],
        **{
            name: user_input[name]
            for name in (
                CONF_MAY_RECEIVE,
                CONF_MAY_COMMAND,
                CONF_PIN_FREE_WHATSAPP,
                CONF_DOUBLE_OPT_IN,
            )
        },
    }
    if source := user_input.get(CONF_CONSENT):
        is_same = source == former.get(CONF_CONSENT)
        known_at = former.get(CONF_CONSENT_AT) if is_same else None
        settings |= {CONF_CONSENT: source, CONF_CONSENT_AT: known_at or now.isoformat()}
    return settings
