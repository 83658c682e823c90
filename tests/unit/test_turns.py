"""The turns of a call."""

from collections.abc import Iterator
from itertools import count
from typing import Final
from xml.etree import ElementTree as ET

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.turns import (
    GATHER_URL,
    fill_in_turns,
    is_input,
    turn_name,
    turn_number,
)
from custom_components.twilio.webhook import Turn

from .webhook import CALL_SID

URL: Final = "https://house.example/api/webhook/abc?kind=turn&turn={}"


@given(st.integers(0, 999))
def test_number(number: int) -> None:
    """A turn knows its number, and no other has its name."""
    name, other = turn_name(number), turn_name(number)
    assert turn_number(name) == turn_number(other) == number
    assert name != other


@pytest.mark.parametrize(
    "name", [None, "", "7", "x-ab", "-1-ab", "7-", "7-xyz", "1234-ab", "\u0663-ab", "7-ab\n"]
)
def test_not_ours(name: str | None) -> None:
    """A name that this house did not give is that of a first turn."""
    assert turn_number(name) == 0


@pytest.mark.parametrize(
    ("digits", "speech", "fields", "expected"),
    [
        ("5", "", {}, True),
        ("", "open the gate", {}, True),
        ("", "", {}, False),
        ("5", "", {"DialCallStatus": "completed"}, False),
        ("hangup", "", {"RecordingUrl": "https://api.twilio.com/x"}, False),
        ("", "", {"DialCallStatus": "busy"}, False),
    ],
)
def test_input(digits: str, speech: str, fields: dict[str, str], *, expected: bool) -> None:
    """What a caller answers is told from the end of a recording or a transfer."""
    assert is_input(Turn(CALL_SID, digits, speech), fields) is expected


@pytest.mark.parametrize(
    ("twiml", "filled"),
    [
        pytest.param("<Response/>", "<Response />", id="nothing to fill"),
        pytest.param(
            f'<Response><Gather action="{GATHER_URL}"/></Response>',
            '<Response><Gather action="u?a=1&amp;b=1" /></Response>',
            id="attribute",
        ),
        pytest.param(
            f"<Response><Redirect>{GATHER_URL}</Redirect> {GATHER_URL} </Response>",
            "<Response><Redirect>u?a=1&amp;b=1</Redirect> u?a=1&amp;b=2 </Response>",
            id="text and tail, each with its own",
        ),
        pytest.param(
            f'<Response><Play a="{GATHER_URL}" b="{GATHER_URL}{GATHER_URL}"/></Response>',
            '<Response><Play a="u?a=1&amp;b=1" b="u?a=1&amp;b=2u?a=1&amp;b=3" /></Response>',
            id="several",
        ),
        pytest.param(
            f"<Response><Redirect><![CDATA[{GATHER_URL}]]></Redirect></Response>",
            "<Response><Redirect>u?a=1&amp;b=1</Redirect></Response>",
            id="cdata",
        ),
        pytest.param(
            "<Response><Say>{gather} {{gather_url} {GATHER_URL}</Say></Response>",
            "<Response><Say>{gather} {u?a=1&amp;b=1 {GATHER_URL}</Say></Response>",
            id="what only looks like it",
        ),
    ],
)
def test_fill_in(twiml: str, filled: str) -> None:
    """Each place gets an address of its own, escaped as it has to be there."""
    numbers = count(1)
    root = ET.fromstring(twiml)  # noqa: S314 - written here
    fill_in_turns(root, lambda: f"u?a=1&b={next(numbers)}")
    assert ET.tostring(root, encoding="unicode") == filled


@given(st.lists(st.sampled_from([GATHER_URL, "{", "}", "&", "<", '"', "a", "gather_url"])))
def test_any_text(pieces: list[str]) -> None:
    """Whatever surrounds it stays as it was."""
    element = ET.Element("Response", {"a": "".join(pieces)})
    element.text = "".join(pieces)
    urls: Iterator[str] = (URL.format(number) for number in count())
    fill_in_turns(element, lambda: next(urls))
    places = "".join(pieces).count(GATHER_URL)
    expected = "".join(pieces)
    for number in range(places):
        expected = expected.replace(GATHER_URL, URL.format(number), 1)
    assert element.get("a") == expected
    assert (element.text or "").count("https://") == places
