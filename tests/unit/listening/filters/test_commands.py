"""Who may set off a trigger on commands, and how."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.listening.filters import CommandFilter
from custom_components.twilio.listening.occurrences import Channel

from . import a_message

COMMANDS = {"commands": ["arm sv", "disarm {site}"]}


def test_defaults() -> None:
    """A PIN is required unless somebody says otherwise."""
    commands = CommandFilter.from_options(COMMANDS, None)
    assert [command.text for command in commands.commands] == ["arm sv", "disarm {site}"]
    assert (commands.requires_pin, commands.cooldown) == (True, timedelta())
    assert commands.passes(a_message())


@pytest.mark.parametrize(
    ("options", "facts", "known_as", "expected"),
    [
        ({"channel": ["sms"]}, {}, [], True),
        ({"channel": ["whatsapp"]}, {}, [], False),
        ({"channel": ["whatsapp", "mms"]}, {"channel": Channel.MMS}, [], True),
        ({"contact": ["ada"]}, {}, ["ada", "device"], True),
        ({"contact": [" ADA "]}, {}, ["ada"], True),
        ({"contact": ["device", "other"]}, {}, ["ada", "device"], True),
        ({"contact": ["mum"]}, {}, ["ada"], False),
        ({"contact": ["ada"]}, {}, [], False),
        ({"contact": ["ada"], "channel": ["rcs"]}, {}, ["ada"], False),
    ],
)
def test_who_and_how(
    options: dict[str, Any], facts: dict[str, Any], known_as: list[str], *, expected: bool
) -> None:
    """A text passes by who wrote it and on which channel."""
    commands = CommandFilter.from_options({**COMMANDS, **options}, None)
    assert commands.passes(a_message(**facts), known_as) is expected


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"commands": []}, "command_missing"),
        ({"commands": ["", " "]}, "command_missing"),
        ({"commands": ["close gate {pin}"]}, "command_slot_pin"),
        ({"commands": [4711]}, "filter_quotes"),
        ({"commands": ["{{ states('x.y') }}"]}, "filter_template"),
        ({"commands": ["arm sv", "stop"]}, "command_reserved"),
        ({**COMMANDS, "contact": []}, "filter_empty"),
        ({**COMMANDS, "contact": [15551234567]}, "filter_quotes"),
        ({**COMMANDS, "require_pin": 83}, "command_pin"),
        ({**COMMANDS, "require_pin": "0123"}, "command_pin"),
        ({**COMMANDS, "require_pin": None}, "command_pin"),
    ],
)
def test_mistakes(options: dict[str, Any], key: str) -> None:
    """What cannot be meant is refused, and no PIN is repeated."""
    with pytest.raises(InvalidInput) as refused:
        CommandFilter.from_options(options, None)
    assert refused.value.translation_key == key
    if key == "command_pin":
        assert not refused.value.translation_placeholders
