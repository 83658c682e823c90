"""The turns of a call."""

from collections.abc import Iterator
from itertools import count
from typing import Final
from xml.etree import ElementTree as ET

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.answers.turns import (
    GATHER_URL,
    MAX_TURNS,
    MAX_UNMATCHED,
    TurnState,
    fill_in_turns,
    is_input,
)
from custom_components.twilio.webhook import Turn

from ..webhook import CALL_SID

NOW: Final = 1_795_262_400.0
URL: Final = "https://house.example/api/webhook/abc?kind=turn&turn={}"


@given(st.integers(0, 999), st.integers(0, 9), st.integers(0, 2**40 - 1), st.floats(0, 0.9))
def test_name(number: int, unmatched: int, second: int, fraction: float) -> None:
    """A turn knows how far its call is, and no other has its name."""
    turn = TurnState(number, unmatched)
    name, other = turn.named(second + fraction), turn.named(second + fraction)
    known = TurnState(number, unmatched, second)
    assert TurnState.of(name) == TurnState.of(other) == known
    assert name != other


@pytest.mark.parametrize(
    "name",
    [
        *(None, "", "7", "7-0-1", "7-ab", "x-0-1-ab", "-1-0-1-ab", "7-0-1-", "7-0-1-xyz"),
        *("1234-0-1-ab", "7-10-1-ab", "7-0-g-ab", "7-0--ab", "\u0663-0-1-ab", "7-0-1-ab\n"),
    ],
)
def test_not_ours(name: str | None) -> None:
    """A name that this house did not give is that of a first turn."""
    assert TurnState.of(name) == TurnState()


@pytest.mark.parametrize(
    ("turn", "is_matched", "expected"),
    [
        (TurnState(), True, TurnState(1)),
        (TurnState(), False, TurnState(1, 1)),
        (TurnState(4, 1, NOW), False, TurnState(5, 2)),
        (TurnState(4, 2, NOW), False, None),
        (TurnState(4, 2, NOW), True, TurnState(5)),
        (TurnState(MAX_TURNS - 1), True, TurnState(MAX_TURNS)),
        (TurnState(MAX_TURNS), True, None),
        (TurnState(99), False, None),
    ],
)
def test_next_turn(turn: TurnState, *, is_matched: bool, expected: TurnState | None) -> None:
    """A call has so many turns, and so many answers in a row that mean nothing."""
    assert (MAX_TURNS, MAX_UNMATCHED) == (20, 3)
    assert turn.after(is_matched=is_matched) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-301, False), (-300, True), (0, True), (4 * 3600, True), (4 * 3600 + 1, False)],
)
def test_possible_turn(seconds: int, *, expected: bool) -> None:
    """No call takes longer than four hours, and none is from the future."""
    assert TurnState(1, 0, NOW).is_possible(NOW + seconds) is expected
    assert TurnState(1).is_possible(NOW + seconds)


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
            f"<Response><Redirect> {GATHER_URL}\n</Redirect><Redirect>{GATHER_URL}&amp;c=1"
            "</Redirect></Response>",
            "<Response><Redirect> u?a=1&amp;b=1\n</Redirect><Redirect>u?a=1&amp;b=2&amp;c=1"
            "</Redirect></Response>",
            id="text of Redirect, each with its own",
        ),
        pytest.param(
            f'<Dial action="{GATHER_URL}&amp;c=1" x="{GATHER_URL}">'
            f'<Number url="{GATHER_URL}" statusCallback="{GATHER_URL}">5</Number></Dial>',
            '<Dial action="u?a=1&amp;b=1&amp;c=1" x="u?a=1&amp;b=2">'
            '<Number url="u?a=1&amp;b=3" statusCallback="u?a=1&amp;b=4">5</Number></Dial>',
            id="attributes",
        ),
        pytest.param(
            f"<Response>{GATHER_URL}<Say>A text: {GATHER_URL}</Say>{GATHER_URL}"
            f'<Parameter value="{GATHER_URL} it says" actions="a{GATHER_URL}" />'
            f"<Sms>{GATHER_URL}</Sms><redirect>{GATHER_URL}</redirect></Response>",
            f"<Response>{GATHER_URL}<Say>A text: {GATHER_URL}</Say>{GATHER_URL}"
            f'<Parameter value="{GATHER_URL} it says" actions="a{GATHER_URL}" />'
            f"<Sms>{GATHER_URL}</Sms><redirect>{GATHER_URL}</redirect></Response>",
            id="what is said or shown",
        ),
        pytest.param(
            f"<Response><Redirect><![CDATA[{GATHER_URL}]]></Redirect></Response>",
            "<Response><Redirect>u?a=1&amp;b=1</Redirect></Response>",
            id="cdata",
        ),
        pytest.param(
            "<Response><Redirect>{gather} {{gather_url} {GATHER_URL}</Redirect></Response>",
            "<Response><Redirect>{gather} {u?a=1&amp;b=1 {GATHER_URL}</Redirect></Response>",
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
    element = ET.Element("Redirect", {"action": "".join(pieces)})
    element.text = "".join(pieces)
    urls: Iterator[str] = (URL.format(number) for number in count())
    fill_in_turns(element, lambda: next(urls))
    places = "".join(pieces).count(GATHER_URL)
    expected = "".join(pieces)
    for number in range(places):
        expected = expected.replace(GATHER_URL, URL.format(number), 1)
    assert element.get("action") == expected
    assert (element.text or "").count("https://") == places
