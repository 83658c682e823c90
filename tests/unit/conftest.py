"""What every test of the integration stands on: a house, and a Twilio of its own."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from hypothesis import settings
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

# Imported before the first `hass` fixture: else Home Assistant would find its own twilio, and
# every test would pass on the wrong code.
import custom_components.twilio
from custom_components.twilio.api import transport
from custom_components.twilio.outbox import outbox
import custom_components.twilio_call
import custom_components.twilio_sms  # noqa: F401
from simulator import AccountSettings, Simulator
from tests.meta.repository import english
from tests.meta.texts import flatten
from tests.nabu_casa import NabuCasa, log_in, preferences

from . import HOOK_ID, PUBLIC_URL, entry_data
from .cloud_house import set_up_cloud
from .passing_time import PassingTime
from .shown_texts import watched_texts

ENGLISH = dict(flatten(english()))

# Machines differ in speed; what failed on one can be repeated on another.
settings.register_profile("unit", deadline=None, print_blob=True)
settings.load_profile("unit")


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return snapshots that know Home Assistant's objects."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture(autouse=True)
def custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant load what is under test, where a test has a house at all."""
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture(autouse=True)
def texts_for_all_that_is_shown() -> Iterator[None]:
    """Have an English text for each form, field, error, ending and issue that a test brings up."""
    with watched_texts(ENGLISH) as shown:
        yield
    assert sorted(set(shown.missing)) == []


@pytest.fixture(autouse=True)
def outbox_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the file of the outbox, one for each test."""
    path = tmp_path / "twilio.outbox"
    monkeypatch.setattr(outbox, "outbox_path", lambda _: path)
    return path


@pytest.fixture
async def twilio(socket_enabled: None) -> AsyncIterator[Simulator]:
    """Return a Twilio on loopback."""
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the seconds between attempts at Twilio's API, which nobody waits for here."""
    wanted: list[float] = []

    async def note(seconds: float) -> None:
        wanted.append(seconds)

    monkeypatch.setattr(transport, "asyncio", SimpleNamespace(sleep=note))
    return wanted


@pytest.fixture
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let actions go on at once with what Twilio has not taken yet."""
    monkeypatch.setattr(outbox, "PATIENCE_SECONDS", 0.0)


@pytest.fixture
async def time_passes(hass: HomeAssistant) -> AsyncIterator[PassingTime]:
    """Return what moves the clock of the event loop on."""
    with PassingTime(hass) as passing_time:
        yield passing_time


@pytest.fixture
def entry(hass: HomeAssistant, twilio: Simulator) -> MockConfigEntry:
    """Return an account at the simulator, not loaded yet."""
    entry = MockConfigEntry(
        domain="twilio",
        title="Twilio",
        unique_id=twilio.account.sid,
        version=1,
        minor_version=2,
        data=entry_data(twilio),
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def account(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Return a loaded account whose numbers are known."""
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


@pytest.fixture
async def house(
    hass: HomeAssistant,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]],
    twilio: Simulator,
    account: MockConfigEntry,
) -> AsyncIterator[TestClient[Any, Any]]:
    """Return a client of the house, which Twilio reaches through a tunnel."""
    client = await hass_client_no_auth()
    twilio.tunnels.open(PUBLIC_URL, f"http://127.0.0.1:{client.port}")
    number = twilio.number
    number.sms_url = number.voice_url = f"{PUBLIC_URL}/api/webhook/{HOOK_ID}"
    yield client
    # What it has to tell comes before the house closes, whose door else fails half open.
    await twilio.settled()


@pytest.fixture
async def other_twilio(socket_enabled: None) -> AsyncIterator[Simulator]:
    """Return the Twilio of a second account, which has another number."""
    account = AccountSettings(sid="AC" + "6161" * 8, auth_token="b6" * 16)
    async with Simulator(account=account, numbers=("+15550007000",)) as simulator:
        yield simulator


@pytest.fixture
async def other_account(
    hass: HomeAssistant, account: MockConfigEntry, other_twilio: Simulator
) -> MockConfigEntry:
    """Return a second loaded account, younger than the first."""
    entry = MockConfigEntry(
        domain="twilio",
        title="Holiday home",
        unique_id=other_twilio.account.sid,
        version=1,
        minor_version=2,
        data=entry_data(other_twilio) | {"hook_id": "ef" * 32},
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


@pytest.fixture
async def nabu_casa(socket_enabled: None) -> AsyncIterator[NabuCasa]:
    """Return a Nabu Casa on loopback."""
    async with NabuCasa() as nabu_casa:
        yield nabu_casa


@pytest.fixture
def cloud_preferences(
    hass: HomeAssistant, tmp_path: Path, hass_storage: dict[str, Any]
) -> dict[str, Any]:
    """Return what a house that was a customer before keeps of its cloud."""
    hass.config.config_dir = str(tmp_path)
    hass_storage["cloud"] = preferences()
    kept: dict[str, Any] = hass_storage["cloud"]["data"]
    return kept


@pytest.fixture
async def cloud(
    hass: HomeAssistant, nabu_casa: NabuCasa, tmp_path: Path, cloud_preferences: dict[str, Any]
) -> NabuCasa:
    """Return the cloud that the house is logged in to and connected with."""
    log_in(tmp_path)
    await set_up_cloud(hass, nabu_casa)
    await nabu_casa.connected()
    await hass.async_block_till_done()
    return nabu_casa
