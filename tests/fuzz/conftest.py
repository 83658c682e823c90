"""Rounds until the time is over, and a house with an account for those who knock."""

from time import monotonic

import pytest

from tests.unit.conftest import (  # noqa: F401 - fixtures are known by being here
    account,
    custom_integrations,
    entry,
    house,
    twilio,
)

from .budget import SECONDS, TRIED

# Home Assistant's harness freezes the garbage collector, which Hypothesis then misreads.
FROZEN_GC = pytest.mark.filterwarnings("ignore:It looks like `register_random`")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Hypothesis misread it."""
    for item in items:
        if "fuzz" in item.path.parts:
            item.add_marker(FROZEN_GC)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the tests again and again, until one fails or the time is over."""
    if not SECONDS or session.config.option.collectonly:
        return None
    until = monotonic() + SECONDS
    while monotonic() < until and not session.testsfailed:
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed or monotonic() >= until:
                break
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was tried."""
    if SECONDS:
        terminalreporter.section("examples")
        for name, amount in sorted(TRIED.items()):
            terminalreporter.write_line(f"{amount:>9,}  {name}")
        terminalreporter.write_line(f"{TRIED.total():>9,}  in all")
