"""Commands that were neither obeyed nor answered yet."""

import pytest

from custom_components.twilio.commands.open_commands import (
    MOST_KEPT,
    OpenCommand,
    OpenCommands,
)

MUM = OpenCommand("whatsapp:+15551234567", "whatsapp:+15550006000", "MG1")
DAD = OpenCommand("+15551234568", "+15550006000")


def test_left() -> None:
    """Only what another run has left is open, and only once."""
    before = OpenCommands()
    before.note("SM1", MUM)
    before.note("SM2", DAD)
    before.note("SM3", DAD)
    before.settle("SM3")
    assert before.take_left() == {}
    after = OpenCommands.from_json(before.as_json())
    after.note("SM4", DAD)
    assert after.take_left() == {"SM1": MUM, "SM2": DAD}
    assert after.take_left() == {}
    assert after.as_json().keys() == {"SM4"}


def test_bounded() -> None:
    """What is kept has an end, and the oldest goes first."""
    commands = OpenCommands()
    for index in range(MOST_KEPT + 1):
        commands.note(str(index), DAD)
    assert len(commands.as_json()) == MOST_KEPT
    assert "0" not in commands.as_json()


@pytest.mark.parametrize("stored", [{"SM1": 5}, {"SM1": ["+1555"]}])
def test_damaged(stored: dict[str, object]) -> None:
    """What is no memory of this is refused."""
    with pytest.raises((TypeError, ValueError)):
        OpenCommands.from_json(stored)
