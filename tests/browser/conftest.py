"""One house and one browser for all walks; each walk has a window of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, StorageState
import pytest
import pytest_asyncio
import pytest_socket

from demo.config_directory import INTEGRATION
from demo.config_flow import ENTRIES, Answers
from demo.house import House
from demo.stage import PUBLIC_URL
from simulator import Simulator
from simulator.number import Number
from tests.outside import (  # noqa: F401 - fixtures are known by being here
    configure_event_loop,
    custom_integrations,
    enable_event_loop_debug,
    loopback,
    run_on_one_loop,
    verify_cleanup,
)

from .album import Album
from .chromium import running_chromium
from .frontend import DASHBOARD, Frontend
from .numbers import ELSEWHERE, HOME, OFFICE, OFFICE_NUMBER, POINTS_HERE
from .window import open_window

HERE: Final = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `scripts/pictures` say where the pictures of the README go."""
    parser.addoption("--pictures", metavar="FOLDER", help="write the README's pictures there")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests here on one event loop."""
    run_on_one_loop(items, HERE)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def open_account() -> AsyncIterator[Simulator]:
    """Return a Twilio with a number that is free and one that another server uses."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with Simulator() as twilio:
        twilio.number.friendly_name = HOME
        office = twilio.add_number(OFFICE_NUMBER)
        office.friendly_name, office.sms_url = OFFICE, ELSEWHERE
        yield twilio


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def open_house(
    open_account: Simulator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """Return a house without an account; a walk leaves none."""
    async with House(tmp_path_factory.mktemp("house")) as house:
        open_account.tunnels.open(PUBLIC_URL, house.url)
        yield house


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Return the browser."""
    async with running_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def remembered(browser: Browser, open_house: House) -> StorageState:
    """Return what a browser remembers after somebody logged in and stayed so."""
    async with open_window(browser) as page:
        frontend = Frontend(page, open_house.url, Album("log_in"))
        await frontend.open(DASHBOARD)
        await frontend.log_in()
        await frontend.see("Add integration")
        return await page.context.storage_state()


@pytest.fixture
def twilio(open_account: Simulator) -> Iterator[Simulator]:
    """Return Twilio; its token and where its numbers lead are put back afterwards."""
    token = open_account.account.auth_token
    pointings = [(number, _pointing(number)) for number in open_account.numbers]
    yield open_account
    open_account.account.auth_token = token
    for number, pointing in pointings:
        _point(number, pointing)


@pytest_asyncio.fixture(loop_scope="session")
async def house(open_house: House, twilio: Simulator) -> AsyncIterator[House]:
    """Return the house; accounts that a walk left are deleted while Twilio still knows them."""
    yield open_house
    for entry in await open_house.rest.get(f"{ENTRIES}?domain={INTEGRATION}"):
        await open_house.delete_entry(entry["entry_id"])


@pytest_asyncio.fixture(loop_scope="session")
async def account(house: House, twilio: Simulator) -> str:
    """Return the entry of an account, its free number set to lead here."""
    answers: Answers = {
        "user": {
            "account_sid": twilio.account.sid,
            "auth_token": twilio.account.auth_token,
            "advanced": {"api_base_url": twilio.url},
        },
        "receive": {"receive_mode": "custom", "public_url": PUBLIC_URL},
        "senders": {},
    }
    added = await house.add_integration(INTEGRATION, answers)
    await house.wait_for_state(POINTS_HERE, "on")
    return added.entry_id


@pytest.fixture
def album(request: pytest.FixtureRequest) -> Album:
    """Return the album of a walk."""
    folder = request.config.getoption("pictures", None)
    album = Album(request.node.name.removeprefix("test_"), Path(folder) if folder else None)
    album.clear()
    return album


@pytest_asyncio.fixture(loop_scope="session")
async def frontend(
    browser: Browser, house: House, remembered: StorageState, album: Album
) -> AsyncIterator[Frontend]:
    """Return a window of somebody who is logged in; its last sight is kept."""
    async with open_window(browser, remembered=remembered) as page:
        frontend = Frontend(page, house.url, album)
        yield frontend
        await frontend.keep("end")


@pytest_asyncio.fixture(loop_scope="session")
async def stranger(browser: Browser, house: House, album: Album) -> AsyncIterator[Frontend]:
    """Return a window of somebody who is not logged in; its last sight is kept."""
    async with open_window(browser) as page:
        frontend = Frontend(page, house.url, album)
        yield frontend
        await frontend.keep("end")


def _pointing(number: Number) -> tuple[str, ...]:
    return (number.sms_url, number.sms_method, number.voice_url, number.voice_method)


def _point(number: Number, pointing: tuple[str, ...]) -> None:
    number.sms_url, number.sms_method, number.voice_url, number.voice_method = pointing
