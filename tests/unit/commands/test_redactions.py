"""Texts whose PIN still stands in Twilio's log."""

import pytest

from custom_components.twilio.commands.redactions import MOST_KEPT, Redactions


def test_memory() -> None:
    """A text is noted once, and struck off; what is kept has an end."""
    redactions = Redactions()
    redactions.note("SM1", 1.0)
    redactions.note("SM1", 2.0)
    assert Redactions.from_json(redactions.as_json()) == Redactions({"SM1": 1.0})
    redactions.settle("SM1")
    redactions.settle("SM1")
    for index in range(MOST_KEPT + 1):
        redactions.note(str(index), 1.0)
    assert len(redactions.pending) == MOST_KEPT
    assert "0" not in redactions.pending


def test_damaged() -> None:
    """What is no memory of this is refused."""
    with pytest.raises(ValueError, match="float"):
        Redactions.from_json({"SM1": "yesterday"})
