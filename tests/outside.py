"""Fixtures of tests that watch houses from outside: their Home Assistants are other processes."""

from collections.abc import Iterable
from pathlib import Path

import pytest
import pytest_asyncio

__all__ = (
    "configure_event_loop",
    "custom_integrations",
    "enable_event_loop_debug",
    "loopback",
    "run_on_one_loop",
    "verify_cleanup",
)


def run_on_one_loop(items: Iterable[pytest.Item], folder: Path) -> None:
    """Run the tests of a folder on one event loop, which the house's connections belong to."""
    for item in items:
        if folder in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(autouse=True)
def loopback(socket_enabled: None) -> None:
    """Open sockets again, which the harness closes; other hosts stay forbidden."""


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Let connections last from test to test: the house outlives them."""


@pytest.fixture(autouse=True)
def configure_event_loop() -> None:
    """Leave the loop as it is: no Home Assistant runs in this process."""


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave the loop as it is."""


@pytest.fixture(autouse=True)
def custom_integrations() -> None:
    """Need no Home Assistant in this process."""
