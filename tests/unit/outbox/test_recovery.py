"""What is read of the outbox's file, and what is left where it is damaged."""

from typing import Final
from zlib import crc32

import pytest

from custom_components.twilio.outbox.changes import Change, Count, Drop, Put, as_line
from custom_components.twilio.outbox.entry import State
from custom_components.twilio.outbox.recovery import Recovery

from .entries import CREATED, an_alert, an_entry

ONE, TWO, THREE = an_entry("one"), an_entry("two"), an_alert("three")
TRYING: Final = an_entry("one", state=State.TRYING, attempts=1, tried=CREATED + 5)
DAMAGED: Final = b"0000000 damaged\n"
DEEP: Final = b"[" * 100_000


def written(*changes: Change) -> bytes:
    """Return a file."""
    return b"".join(map(as_line, changes))


@pytest.mark.parametrize(
    ("changes", "references", "counters"),
    [
        pytest.param([], "", {}, id="nothing"),
        pytest.param([Put(ONE), Put(TWO), Put(THREE)], "one two three", {}, id="oldest first"),
        pytest.param([Put(ONE), Put(TWO), Put(TRYING)], "one two", {}, id="tried in its place"),
        pytest.param([Put(ONE), Put(TWO), Drop("one")], "two", {}, id="settled"),
        pytest.param([Put(ONE), Put(TWO), Drop("one"), Put(ONE)], "two one", {}, id="again"),
        pytest.param([Drop("one")], "", {}, id="settled before"),
        pytest.param([Count("a", 1), Count("b", 2), Count("a", 3)], "", {"a": 3, "b": 2}, id="sum"),
        pytest.param([Count("a", 1), Count("b", 2), Count("a", 0)], "", {"b": 2}, id="forgotten"),
        pytest.param([Count("a", 0)], "", {}, id="never counted"),
    ],
)
def test_replay(changes: list[Change], references: str, counters: dict[str, int]) -> None:
    """The changes of a file come to what was not settled."""
    recovery = Recovery.of(written(*changes))
    assert " ".join(entry.reference for entry in recovery.entries) == references
    assert recovery.counters == counters
    assert (recovery.lines, recovery.is_sound) == (len(changes), True)


def test_latest_counts() -> None:
    """An entry is what was last written of it."""
    recovery = Recovery.of(written(Put(ONE), Put(TWO), Put(TRYING)))
    assert recovery.entries == (TRYING, TWO)


def test_cut_anywhere() -> None:
    """Wherever a power cut ends a file, all lines before are there, and nothing else is."""
    changes: list[Change] = [
        Put(ONE),
        Put(TRYING),
        Count("sent", 1),
        Put(TWO),
        Drop("one"),
        Put(THREE),
    ]
    content = written(*changes)
    for length in range(len(content) + 1):
        # A line whose end of line alone is missing is whole.
        whole = [
            line
            for line in range(1, len(changes) + 1)
            if len(written(*changes[:line])) <= length + 1
        ]
        expected = Recovery.of(written(*changes[: len(whole)]))
        recovery = Recovery.of(content[:length])
        assert recovery.entries == expected.entries
        assert recovery.counters == expected.counters
        assert recovery.damaged == 0
        rest = length - len(written(*changes[: len(whole)]))
        assert recovery.is_torn is (rest > 0)


def test_any_byte_wrong() -> None:
    """A wrong byte costs at most the lines that it joins, is noticed, and no entry is another."""
    content = written(*(Put(an_entry(str(number))) for number in range(5)))
    for at in range(len(content)):
        for wrong in (0, 10, content[at] ^ 1, content[at] ^ 0x80):
            if wrong == content[at]:
                continue
            recovery = Recovery.of(content[:at] + bytes([wrong]) + content[at + 1 :])
            assert len(recovery.entries) >= 3
            assert {entry.content for entry in recovery.entries} == {ONE.content}
            assert not recovery.is_sound


def test_damage_leaves_doubt() -> None:
    """A line that cannot be read may have said that what waits before it was tried: Twilio knows.

    What is written after it is known to be as it is.
    """
    content = written(Put(ONE), Put(THREE), Put(TRYING)) + DAMAGED + written(Put(TWO))
    recovery = Recovery.of(content)
    doubted = an_alert("three", state=State.UNCERTAIN, tried=CREATED)
    assert recovery.entries == (TRYING, doubted, TWO)
    assert (recovery.damaged, recovery.is_torn, recovery.is_sound) == (1, False, False)


def test_torn_line_leaves_none() -> None:
    """Nobody relied on a line that was not written to its end."""
    recovery = Recovery.of(written(Put(ONE)) + as_line(Put(TRYING))[:-9])
    assert recovery.entries == (ONE,)
    assert (recovery.damaged, recovery.is_torn, recovery.is_sound) == (0, True, False)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"\0" * 4096, id="zeros"),
        pytest.param(bytes(range(10)) + bytes(range(11, 256)), id="bytes"),
        pytest.param(b"%08x %s" % (crc32(DEEP), DEEP), id="depth"),
        pytest.param("höhö".encode("utf-16"), id="another encoding"),
    ],
)
def test_rubbish(line: bytes) -> None:
    """Whatever is in a file, what else is in it is read."""
    recovery = Recovery.of(written(Put(ONE), Count("sent", 1)) + line + b"\n" + written(Put(TWO)))
    assert [entry.reference for entry in recovery.entries] == ["one", "two"]
    assert (recovery.counters, recovery.damaged) == ({"sent": 1}, 1)


def test_empty_lines_are_nothing() -> None:
    """They are what an editor leaves."""
    assert Recovery.of(b"\n\n" + written(Put(ONE)) + b"\n").is_sound
