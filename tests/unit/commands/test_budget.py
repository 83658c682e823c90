"""How often something may happen within some time."""

from custom_components.twilio.commands.budget import Budget


def test_budget() -> None:
    """Each has a few, and what is over is forgotten."""
    budget = Budget(2, 3600.0)
    assert [budget.take("a", now) for now in (0.0, 60.0, 120.0)] == [True, True, False]
    assert budget.take("b", 120.0)
    assert [budget.take("a", now) for now in (3600.0, 3600.0)] == [True, False]
    assert budget.take("c", 10_000.0)
    assert [*budget._spent] == ["c"]


def test_several_at_once() -> None:
    """All of them, or none."""
    budget = Budget(3, 60.0)
    assert [budget.take("a", 0.0, times) for times in (2, 2, 1, 1)] == [True, False, True, False]
