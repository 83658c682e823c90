"""One house for most tests, and sockets on loopback for all."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import pytest_socket

from demo.contacts import introduce_owner_of_phone
from demo.stage import Stage, set_stage
from tests.outside import (  # noqa: F401 - fixtures are known by being here
    configure_event_loop,
    custom_integrations,
    enable_event_loop_debug,
    loopback,
    run_on_one_loop,
    verify_cleanup,
)

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests here on one event loop."""
    run_on_one_loop(items, HERE)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return the demo's house, simulator and phone; a test leaves them as it found them."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with set_stage(tmp_path_factory.mktemp("house")) as stage:
        # Else its texts are a stranger's, of which a repair tells.
        await introduce_owner_of_phone(stage)
        yield stage
