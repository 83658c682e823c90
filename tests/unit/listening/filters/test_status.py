"""What passes of what becomes of messages and calls."""

from typing import Any

import pytest

from custom_components.twilio.listening.filters import (
    CallStatusFilter,
    Direction,
    MessageStatusFilter,
)

from . import HOUSE, PHONE, a_report_on_a_call, a_report_on_a_message

INBOUND = {"is_inbound": True, "from_": PHONE, "to": HOUSE}


@pytest.mark.parametrize(
    ("options", "facts", "expected"),
    [
        ({}, {}, True),
        ({"status": ["delivered", "read"]}, {}, True),
        ({"status": ["failed"]}, {}, False),
        ({"to": [PHONE]}, {}, True),
        ({"to": [HOUSE]}, {}, False),
        ({"tag": ["alarm"]}, {"tag": "alarm"}, True),
        ({"tag": ["alarm"]}, {"tag": "door"}, False),
        ({"tag": ["alarm"]}, {}, False),
        ({"status": ["failed"], "tag": ["alarm"]}, {"tag": "alarm"}, False),
    ],
)
def test_messages(options: dict[str, Any], facts: dict[str, Any], *, expected: bool) -> None:
    """A report on a message passes by status, recipient and tag."""
    report = a_report_on_a_message(**facts)
    assert MessageStatusFilter.from_options(options, None).passes(report) is expected


@pytest.mark.parametrize(
    ("options", "facts", "expected"),
    [
        ({}, {}, True),
        ({"status": ["completed"]}, {}, True),
        ({"status": ["no-answer", "busy"]}, {}, False),
        ({"direction": Direction.OUTBOUND}, {}, True),
        ({"direction": Direction.INBOUND}, {}, False),
        ({"direction": Direction.INBOUND}, INBOUND, True),
        ({"direction": Direction.OUTBOUND}, INBOUND, False),
        ({"number": [PHONE]}, {}, True),
        ({"number": [PHONE]}, INBOUND, True),
        ({"number": [HOUSE]}, {}, False),
        ({"tag": ["alarm"]}, {"tag": "alarm"}, True),
        ({"tag": ["alarm"]}, {}, False),
    ],
)
def test_calls(options: dict[str, Any], facts: dict[str, Any], *, expected: bool) -> None:
    """A report on a call passes by status, direction, who is at the other end, and tag."""
    report = a_report_on_a_call(**facts)
    assert CallStatusFilter.from_options(options, None).passes(report) is expected
