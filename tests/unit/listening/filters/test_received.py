"""What passes of what comes in."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.twilio.listening.filters import CallFilter, DigitsFilter, MessageFilter
from custom_components.twilio.listening.listeners import ExpectedInput
from custom_components.twilio.listening.occurrences import Channel

from . import PHONE, a_call, a_message, a_turn

QUARTER = timedelta(minutes=15).total_seconds()


@pytest.mark.parametrize(
    ("options", "facts", "expected"),
    [
        ({}, {}, True),
        ({"from": [PHONE]}, {}, True),
        ({"from": ["+15557654321"]}, {}, False),
        ({"channel": ["sms"]}, {}, True),
        ({"channel": ["whatsapp", "rcs"]}, {}, False),
        ({"channel": ["whatsapp", "rcs"]}, {"channel": Channel.RCS}, True),
        ({"channel": ["sms"]}, {"channel": Channel.MMS}, False),
        ({"body": ["hello", "good *"]}, {}, True),
        ({"body": ["bye"]}, {}, False),
        ({"body": ["bye"], "from": [PHONE]}, {}, False),
        ({}, {"age": QUARTER}, True),
        ({}, {"age": QUARTER + 1}, False),
        ({"max_age": timedelta(hours=1)}, {"age": QUARTER + 1}, True),
        ({"max_age": timedelta(0)}, {"age": 1}, False),
    ],
)
def test_messages(options: dict[str, Any], facts: dict[str, Any], *, expected: bool) -> None:
    """A message passes by who wrote, on what, what, and how long ago."""
    assert MessageFilter.from_options(options, None).passes(a_message(**facts)) is expected


@pytest.mark.parametrize(
    ("options", "expected"), [({}, True), ({"from": [PHONE]}, True), ({"from": ["12345"]}, False)]
)
def test_calls(options: dict[str, Any], *, expected: bool) -> None:
    """A call passes by who calls, and asks for no keys."""
    calls = CallFilter.from_options(options, None)
    assert calls.passes(a_call()) is expected
    assert calls.expects is None


PRESSED = {"digits": "5"}
SAID = {"sentence": "Yes, please."}


@pytest.mark.parametrize(
    ("options", "facts", "expected"),
    [
        pytest.param({}, PRESSED, True, id="any keys"),
        pytest.param({}, {}, False, id="nothing at all"),
        pytest.param({}, SAID, False, id="nobody listens"),
        pytest.param({"digits": ["5", "6"]}, PRESSED, True, id="those keys"),
        pytest.param({"digits": ["55"]}, PRESSED, False, id="more keys"),
        pytest.param({"digits": ["0#*"]}, {"digits": "0#*"}, True, id="all that a keypad has"),
        pytest.param({"digits": ["5"]}, {}, False, id="no keys"),
        pytest.param({"digits": ["0815#"]}, {"digits": "0815"}, True, id="the end was kept"),
        pytest.param({"digits": ["0815"]}, {"digits": "0815#"}, True, id="the end came along"),
        pytest.param({"digits": ["#"]}, {"digits": "#"}, True, id="the end alone"),
        pytest.param({"digits": ["#"]}, {"digits": "5#"}, False, id="more than the end"),
        pytest.param({"speech": True}, SAID, True, id="any words"),
        pytest.param({"speech": True}, PRESSED, True, id="keys besides any words"),
        pytest.param({"speech": True, "digits": ["6"]}, SAID, True, id="any words, some keys"),
        pytest.param({"speech": True, "digits": ["6"]}, PRESSED, False, id="other keys"),
        pytest.param({"sentence": ["yes please"]}, SAID, True, id="those words"),
        pytest.param({"sentence": ["yes *"]}, SAID, True, id="words like those"),
        pytest.param({"sentence": ["no"]}, SAID, False, id="other words"),
        pytest.param({"sentence": ["no"]}, PRESSED, False, id="words, not keys"),
        pytest.param({"sentence": ["yes *"], "digits": ["5"]}, PRESSED, True, id="keys or words"),
        pytest.param({"sentence": ["yes *"], "digits": ["6"]}, SAID, True, id="words or keys"),
        pytest.param({"from": [PHONE]}, PRESSED, True, id="that caller"),
        pytest.param({"from": ["+15557654321"]}, PRESSED, False, id="another caller"),
        pytest.param(
            {"from": [PHONE]},
            {**PRESSED, "is_inbound": False, "from_": "+15550006000", "to": PHONE},
            True,
            id="who was called",
        ),
        pytest.param({"tag": ["alarm"]}, {**PRESSED, "tag": "alarm"}, True, id="that tag"),
        pytest.param({"tag": ["alarm"]}, PRESSED, False, id="no tag"),
    ],
)
def test_digits(options: dict[str, Any], facts: dict[str, Any], *, expected: bool) -> None:
    """Keys pass as a whole; words pass where somebody listens to them."""
    assert DigitsFilter.from_options(options, None).passes(a_turn(**facts)) is expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ExpectedInput()),
        ({"digits": ["5", "1234"]}, ExpectedInput(frozenset({1, 4}))),
        ({"speech": True}, ExpectedInput(speech=True)),
        ({"speech": False}, ExpectedInput()),
        ({"sentence": ["yes"]}, ExpectedInput(None, speech=True)),
        ({"sentence": ["yes"], "speech": True}, ExpectedInput(None, speech=True)),
        ({"sentence": ["yes"], "digits": [5]}, ExpectedInput(frozenset({1}), speech=True)),
    ],
)
def test_expected_input(options: dict[str, Any], expected: ExpectedInput) -> None:
    """A call is told for how many keys to wait, and whether to listen."""
    assert DigitsFilter.from_options(options, None).expects == expected
