"""The options of a trigger, as people write them in YAML or type them into the editor."""

from collections.abc import Mapping
from typing import Any, Final

from ...clean_text import whole_text
from ...errors import InvalidInput

CONF_BODY: Final = "body"
CONF_CHANNEL: Final = "channel"
CONF_COMMANDS: Final = "commands"
CONF_CONTACT: Final = "contact"
CONF_COOLDOWN: Final = "cooldown"
CONF_DIGITS: Final = "digits"
CONF_DIRECTION: Final = "direction"
CONF_FROM: Final = "from"
CONF_MAX_AGE: Final = "max_age"
CONF_NUMBER: Final = "number"
CONF_REQUIRE_PIN: Final = "require_pin"
CONF_SENTENCE: Final = "sentence"
CONF_SPEECH: Final = "speech"
CONF_STATUS: Final = "status"
CONF_TAG: Final = "tag"
CONF_TO: Final = "to"

type Options = Mapping[str, Any]

_EMPTY: Final = "filter_empty"
_TEMPLATE_MARKS: Final = ("{{", "{%", "{#")
_LARGEST_DIGIT: Final = 9


def read_values(options: Options, name: str, *, if_empty: str = _EMPTY) -> tuple[str | int, ...]:
    """Return the values of an option, none where it is left out.

    Raises `InvalidInput`: `if_empty` where it is there without a value, for what listens to
    nobody must not become what listens to everybody; `filter_template`; `filter_quotes` for
    what YAML reads as something else than text or a number (`yes`, `12:30`).
    """
    if name not in options:
        return ()
    values = [_value(name, value) for value in options[name]]
    filled = tuple(value for value in values if value != "")
    if not filled:
        raise InvalidInput(if_empty, option=name)
    return filled


def read_texts(options: Options, name: str, *, if_empty: str = _EMPTY) -> tuple[str, ...]:
    """Return the texts of an option; raises as `read_values` does.

    A single digit is a text without quotes too. More digits are not: YAML makes 83 of 0123.
    """
    return tuple(_text(name, value) for value in read_values(options, name, if_empty=if_empty))


def _value(name: str, value: Any) -> str | int:
    match value:
        case str():
            if any(mark in value for mark in _TEMPLATE_MARKS):
                raise InvalidInput("filter_template", option=name)
            return whole_text(value).strip()
        case int() if not isinstance(value, bool):
            return value
    raise InvalidInput("filter_quotes", option=name, value=str(value))


def _text(name: str, value: str | int) -> str:
    if isinstance(value, int) and not 0 <= value <= _LARGEST_DIGIT:
        raise InvalidInput("filter_quotes", option=name, value=str(value))
    return str(value)
