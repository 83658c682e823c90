"""Commands that were obeyed a moment ago."""

from custom_components.twilio.commands.cooldowns import Cooldowns


def test_rest() -> None:
    """Something rests for its time, and nothing else does."""
    cooldowns = Cooldowns()
    cooldowns.start("a", 10.0, 100.0)
    cooldowns.start("b", 0.0, 100.0)
    assert [cooldowns.is_on("a", now) for now in (100.0, 109.9, 110.0)] == [True, True, False]
    assert not cooldowns.is_on("b", 100.0)
    cooldowns.start("c", 10.0, 200.0)
    assert cooldowns == Cooldowns({"c": 210.0})
