"""Changes of the outbox, as lines of its file."""

from typing import Final
from zlib import crc32

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.outbox.changes import Change, Count, Drop, Put, as_line, from_line
from custom_components.twilio.outbox.content import CallContent, MessageContent
from custom_components.twilio.outbox.entry import Entry, State
from custom_components.twilio.twiml.speech import Words

from .entries import an_entry

TEXTS: Final = st.text(st.characters(codec=None))
"""With line breaks, halves of emoji, and whatever else a template can produce."""
SEEN: Final = st.text(st.characters(codec=None), min_size=1)


def contents() -> st.SearchStrategy[MessageContent | CallContent]:
    """Return what goes to somebody."""
    words = st.builds(Words, TEXTS, SEEN, SEEN)
    return st.one_of(
        st.builds(
            MessageContent,
            to=SEEN,
            sender=SEEN,
            body=TEXTS,
            media_urls=st.lists(SEEN).map(tuple),
        ),
        st.builds(CallContent, to=SEEN, sender=SEEN, message=st.none() | words),
    )


def entries() -> st.SearchStrategy[Entry]:
    """Return what waits."""
    times = st.floats(0, 9e10)
    return st.builds(
        Entry,
        reference=SEEN,
        entry_id=SEEN,
        content=contents(),
        created=times,
        valid_for=times,
        is_alert=st.booleans(),
        tag=st.none() | TEXTS,
        state=st.sampled_from(State),
        tried=st.none() | times,
        body_tried=st.none() | TEXTS,
    )


@given(st.one_of(entries().map(Put), TEXTS.map(Drop), st.builds(Count, TEXTS, st.integers(0))))
def test_what_is_written_is_read(change: Change) -> None:
    """Whatever is in a change, it is one line that says the same, for any program to read."""
    line = as_line(change)
    assert line.isascii()
    assert line.index(b"\n") == len(line) - 1
    assert from_line(line[:-1]) == change


def test_any_other_bit_is_noticed() -> None:
    """No bit of a line can change without the line being of no use any more."""
    line = as_line(Put(an_entry()))[:-1]
    for at in range(len(line)):
        for bit in range(8):
            with pytest.raises(ValueError, match="checksum"):
                from_line(line[:at] + bytes([line[at] ^ 1 << bit]) + line[at + 1 :])


def sealed(text: str) -> bytes:
    """Return a line as a later version may write it, or somebody with an editor."""
    return b"%08x %s" % (crc32(text.encode()), text.encode())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("{", id="no JSON"),
        pytest.param("null", id="no object"),
        pytest.param('["put", {}]', id="a list"),
        pytest.param('{"other": 1}', id="unknown"),
        pytest.param('{"put": null}', id="no entry"),
        pytest.param('{"put": {}}', id="empty entry"),
        pytest.param('{"put": {"reference": 1}}', id="wrong type"),
        pytest.param('{"drop": null}', id="no reference"),
        pytest.param('{"count": ["sent"]}', id="no number"),
        pytest.param('{"count": [1, 1]}', id="no name"),
        pytest.param('{"count": ["sent", 1.5]}', id="no whole number"),
    ],
)
def test_unknown_lines(text: str) -> None:
    """What is no change is none, though its checksum is right."""
    with pytest.raises((LookupError, TypeError, ValueError)):
        from_line(sealed(text))
