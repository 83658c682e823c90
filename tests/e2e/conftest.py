"""One house for most tests, and sockets on loopback for all."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import pytest_socket

from demo.stage import Stage, set_stage

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests here on one event loop, which the house's connections belong to."""
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return the demo's house, simulator and phone; a test leaves them as it found them."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with set_stage(tmp_path_factory.mktemp("house")) as stage:
        yield stage
