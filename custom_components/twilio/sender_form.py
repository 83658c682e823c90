"""The questions about one sender: what it is called, what it is for, what it says."""

from collections.abc import Mapping
from enum import StrEnum
import re
from typing import Any, Final

from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers import selector
import voluptuous as vol

from .address import Sender, SenderKind, parse_sender
from .clean_text import clean_text
from .const import (
    CONF_ADDRESS,
    CONF_DEFAULT,
    CONF_FALLBACK,
    CONF_GREETING,
    CONF_LANGUAGE,
    CONF_RECEIVE,
    CONF_RESPONSE_TIMEOUT,
    CONF_VOICE,
    SECTION_CALLS,
)
from .errors import InvalidInput
from .senders import RESPONSE_TIMEOUT
from .twiml.speech import SAY_LANGUAGES, SAY_MAX_LENGTH

SHORTEST_RESPONSE: Final = 1
LONGEST_RESPONSE: Final = 14
"""Seconds: Twilio itself gives up after 15."""

_VOICE: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_TALKING: Final = frozenset({SenderKind.PHONE_NUMBER, SenderKind.CHANNEL})

_TEXT: Final = selector.TextSelector()
_SENTENCES: Final = selector.TextSelector(selector.TextSelectorConfig(multiline=True))
_YES_OR_NO: Final = selector.BooleanSelector()

_CALLS_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_GREETING): _SENTENCES,
        vol.Optional(CONF_FALLBACK): _SENTENCES,
        vol.Optional(CONF_VOICE): _TEXT,
        vol.Optional(CONF_LANGUAGE): selector.LanguageSelector(
            selector.LanguageSelectorConfig(languages=list(SAY_LANGUAGES))
        ),
        vol.Optional(CONF_RESPONSE_TIMEOUT, default=RESPONSE_TIMEOUT): vol.All(
            selector.NumberSelector(
                selector.NumberSelectorConfig(
                    min=SHORTEST_RESPONSE,
                    max=LONGEST_RESPONSE,
                    unit_of_measurement="s",
                    mode=selector.NumberSelectorMode.BOX,
                )
            ),
            vol.Coerce(int),
        ),
    }
)


class SenderRefusedError(Exception):
    """Something about a sender cannot be used; its text is the key of the form's error."""


class SenderStep(StrEnum):
    """What can be added, each a step of the flow."""

    PHONE_NUMBER = "phone_number"
    WHATSAPP = "whatsapp"
    MESSAGING_SERVICE = "messaging_service"
    ALPHANUMERIC = "alphanumeric"


_KINDS: Final = {
    SenderStep.PHONE_NUMBER: SenderKind.PHONE_NUMBER,
    SenderStep.WHATSAPP: SenderKind.CHANNEL,
    SenderStep.MESSAGING_SERVICE: SenderKind.MESSAGING_SERVICE,
    SenderStep.ALPHANUMERIC: SenderKind.ALPHANUMERIC,
}


def read_address(step: SenderStep, text: str) -> Sender:
    """Read what was typed in a step; raises `SenderRefusedError` (`invalid_` and the step).

    The step says that a number is one on WhatsApp, so it need not.
    """
    text = text.strip()
    is_bare = step is SenderStep.WHATSAPP and ":" not in text
    try:
        sender = parse_sender(f"{step}:{text}" if is_bare else text)
    except InvalidInput as err:
        raise SenderRefusedError(f"invalid_{step}") from err
    if sender.kind is not _KINDS[step] or sender.channel not in {None, SenderStep.WHATSAPP}:
        raise SenderRefusedError(f"invalid_{step}")
    return sender


def address_schema(labels: Mapping[str, str]) -> vol.Schema:
    """Return the form of a step: a choice of what Twilio lists, or a field to type into."""
    field: selector.Selector[Any] = _TEXT
    if labels:
        options = [
            selector.SelectOptionDict(value=address, label=label)
            for address, label in labels.items()
        ]
        field = selector.SelectSelector(
            selector.SelectSelectorConfig(
                options=options, custom_value=True, mode=selector.SelectSelectorMode.DROPDOWN
            )
        )
    return vol.Schema({vol.Required(CONF_ADDRESS): field})


def settings_schema(kind: SenderKind, *, offers_default: bool, can_receive: bool) -> vol.Schema:
    """Return the form of a sender, with what makes sense for its kind."""
    fields: dict[vol.Marker, Any] = {vol.Optional(CONF_NAME): _TEXT}
    if offers_default and kind is not SenderKind.CHANNEL:
        fields[vol.Required(CONF_DEFAULT, default=False)] = _YES_OR_NO
    if can_receive and kind is SenderKind.PHONE_NUMBER:
        fields[vol.Required(CONF_RECEIVE, default=False)] = _YES_OR_NO
    if kind in _TALKING:
        # Required: left out, it would take back what was entered in it.
        fields[vol.Required(SECTION_CALLS)] = section(_CALLS_SCHEMA, {"collapsed": True})
    return vol.Schema(fields)


def shown_settings(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form of a sender is filled with."""
    return {**data, CONF_NAME: name, SECTION_CALLS: data}


def read_settings(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a sender, flat and without empty ones.

    Raises `SenderRefusedError`: `text_too_long`, `invalid_voice`.
    """
    settings = {**user_input, **user_input.get(SECTION_CALLS, {})}
    for name in (SECTION_CALLS, CONF_NAME):
        settings.pop(name, None)
    for name in (CONF_GREETING, CONF_FALLBACK, CONF_VOICE):
        if text := clean_text(settings.pop(name, "")).strip():
            settings[name] = text
    if any(len(settings.get(name, "")) > SAY_MAX_LENGTH for name in (CONF_GREETING, CONF_FALLBACK)):
        raise SenderRefusedError("text_too_long")
    if CONF_VOICE in settings and not _VOICE.fullmatch(settings[CONF_VOICE]):
        raise SenderRefusedError("invalid_voice")
    return settings


def settings_asked_for(schema: vol.Schema) -> frozenset[str]:
    """Return the settings that a form asks for; the others of a sender stay what they are."""
    flat = {str(key) for key in schema.schema}
    calls = {str(key) for key in _CALLS_SCHEMA.schema} if SECTION_CALLS in flat else set()
    return frozenset(flat | calls)
