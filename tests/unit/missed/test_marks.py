"""Up to when it is known what numbers received."""

from dataclasses import replace
import json

import pytest

from custom_components.twilio.learned import Learned
from custom_components.twilio.missed.marks import Marks
from custom_components.twilio.outbox.content import Kind


def test_note() -> None:
    """What is new here starts where it is told, what is known goes on, what left is forgotten."""
    marks = Marks()
    assert marks.note({"PN1", "PN2"}, (), 5.0) is True
    assert marks.note({"PN1", "PN2"}, (), 9.0) is False
    assert marks.note({"PN2", "PN3"}, {"PN1", "PN7"}, 9.0) is True
    assert marks.numbers == {"PN2": 5.0, "PN3": 9.0}
    assert marks.has_begun is False


def test_advance() -> None:
    """A mark never goes back, and a number that left gets none."""
    marks = Marks({"PN1": 5.0})
    marks.advance("PN7", 8.0)
    assert marks == Marks({"PN1": 5.0}, has_begun=False)
    marks.advance("PN1", 8.0)
    marks.advance("PN1", 7.0)
    assert marks == Marks({"PN1": 8.0}, has_begun=True)


def test_on_disk() -> None:
    """Marks come back from the disk."""
    marks = Marks({"PN1": 5.5}, has_begun=True)
    assert Marks.from_json(json.loads(json.dumps(marks.as_json()))) == marks
    assert Marks.from_json({}) == Marks()


@pytest.mark.parametrize(
    "stored", [7, {"numbers": 7}, {"numbers": {"PN1": None}}, {"numbers": {"PN1": "soon"}}]
)
def test_not_readable(stored: object, caplog: pytest.LogCaptureFixture) -> None:
    """Marks that cannot be read are as at the first start, and cost nothing else."""
    learned = Learned()
    learned.ledger.book(Kind.CALL, "+15551234567", 1.0)
    assert Learned.from_json({**learned.as_json(), "marks": stored}) == replace(learned)
    told = "Up to when an account's messages are known cannot be read" in caplog.text
    assert told is isinstance(stored, dict)
