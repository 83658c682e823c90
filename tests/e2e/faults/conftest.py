"""What takes long, played once for all tests, and only what they look at."""

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
import pytest_socket

from . import burst as bursts, day as days, nights as all_nights
from .errands import Errand, Errands
from .household import Household, household
from .side_by_side import Plays

HERE = Path(__file__).parent
PLAYED = {"burst", "day", "nights"}
_numbers = count(5_000_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give time to whichever test is the first to wait for a play."""
    for item in items:
        if HERE in item.path.parents and PLAYED.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.timeout(400))


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def plays(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Plays]:
    """Return all plays that some test of this run looks at, begun at once."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    items = [item for item in request.session.items if HERE in item.path.parents]
    wanted = {name for item in items for name in getattr(item, "fixturenames", ())}
    calls = (getattr(item, "callspec", None) for item in items)
    seeds = {call.params["seed"] for call in calls if call and "seed" in call.params}
    plays = Plays()
    # They go on from test to test, and before each one sockets are closed again.
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(pytest_socket, "disable_socket", lambda **_: None)
    if "day" in wanted:
        plays.start("day", days.live_through(tmp_path_factory.mktemp("day")))
    if "nights" in wanted:
        directory = tmp_path_factory.mktemp("nights")
        plays.start("nights", all_nights.live_through(directory, sorted(seeds)))
    if "burst" in wanted:
        plays.start("burst", bursts.live_through(tmp_path_factory.mktemp("burst")))
    yield plays
    await plays.end()
    monkeypatch.undo()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def day(plays: Plays) -> days.Day:
    """Return a day on which everything went wrong."""
    day: days.Day = await plays.outcome("day")
    return day


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def nights(plays: Plays) -> all_nights.Nights:
    """Return nights in each of which the power failed."""
    nights: all_nights.Nights = await plays.outcome("nights")
    return nights


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def burst(plays: Plays) -> bursts.Burst:
    """Return a burst of texts and calls."""
    burst: bursts.Burst = await plays.outcome("burst")
    return burst


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Household]:
    """Return a house that knows Twilio by a name; a test leaves nothing waiting in it."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with household(tmp_path_factory.mktemp("power"), line_host="twilio.localhost") as home:
        yield home


@pytest_asyncio.fixture(loop_scope="session")
async def errands(home: Household) -> AsyncIterator[Errands]:
    """Return texts for two phones that nobody has texted before: alerts, and an ordinary one."""
    phones = (f"+1555{next(_numbers)}", f"+1555{next(_numbers)}")
    said = f"at {phones[0][-4:]}."
    errands = Errands(
        home.stage,
        (
            *(Errand(to=phones, words=f"Window {window} is open {said}") for window in range(3)),
            Errand(to=phones, words=f"Dinner is ready {said}", is_alert=False),
        ),
    )
    yield errands
    await errands.forget()
