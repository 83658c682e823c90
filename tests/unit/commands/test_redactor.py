"""PINs, taken out of Twilio's log."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.twilio.commands.redactor import PAUSES
from custom_components.twilio.learned import Learned, async_learned
from simulator import OUTAGE, Fault, Refuse
from simulator.errors import AUTHENTICATE, NOT_COMPLETE, NOT_FOUND, Problem

from ..repair import begin, go_on, issues_of
from .house_of_commands import CommandHouse, command

type Client = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]


@pytest.fixture
async def obedient(commands: CommandHouse) -> CommandHouse:
    """Return a house that disarms what its contact says."""
    await commands.know()
    await commands.automate(command("disarm {site}"))
    return commands


async def later(house: CommandHouse, freezer: FrozenDateTimeFactory, seconds: float) -> None:
    """Let time pass."""
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(house.hass)
    await house.settle()


def learned(house: CommandHouse) -> Learned:
    """Return what is known of the account."""
    return async_learned(house.hass).async_know(house.entry.entry_id)


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(NOT_FOUND, id="not there yet"),
        pytest.param(NOT_COMPLETE, id="not complete yet"),
        pytest.param(AUTHENTICATE, id="credentials"),
        pytest.param(Problem(20503, "Busy", 503), id="out of order"),
        pytest.param(Problem(20429, "Too many", 429), id="too many"),
    ],
)
async def test_again(
    obedient: CommandHouse, freezer: FrozenDateTimeFactory, problem: Problem
) -> None:
    """What does not work at once is tried again, and kept in mind until then."""
    obedient.twilio.faults.add(Fault(Refuse(problem), "POST", "/Messages/"))
    await obedient.text("disarm SV 4711")
    assert obedient.logged.body == "disarm SV 4711"
    assert learned(obedient).as_json()["redactions"].keys() == {obedient.logged.sid}
    await later(obedient, freezer, PAUSES[0] + 0.1)
    assert obedient.logged.body == ""
    assert learned(obedient).as_json()["redactions"] == {}
    assert obedient.asked("POST") == 2


async def test_pauses_grow(obedient: CommandHouse, freezer: FrozenDateTimeFactory) -> None:
    """Twilio is left alone longer and longer."""
    obedient.twilio.faults.add(Fault(OUTAGE, "POST", "/Messages/", times=None))
    await obedient.text("disarm SV 4711")
    for attempt, pause in enumerate((*PAUSES, PAUSES[-1]), start=1):
        assert obedient.asked("POST") == attempt
        await later(obedient, freezer, pause - 0.9)
        assert obedient.asked("POST") == attempt
        await later(obedient, freezer, 1.0)


async def test_message_that_is_gone(obedient: CommandHouse, freezer: FrozenDateTimeFactory) -> None:
    """What somebody has deleted at Twilio needs no more."""
    obedient.twilio.faults.add(Fault(Refuse(NOT_FOUND), "POST", "/Messages/", times=None))
    await obedient.text("disarm SV 4711")
    await later(obedient, freezer, PAUSES[0] + 0.1)
    assert learned(obedient).as_json()["redactions"] == {}
    await later(obedient, freezer, 24 * 3600)
    assert obedient.asked("POST") == 2
    assert "not_redacted" not in issues_of(obedient.hass, obedient.entry)


async def test_given_up(
    hass: HomeAssistant,
    account: MockConfigEntry,
    obedient: CommandHouse,
    freezer: FrozenDateTimeFactory,
    hass_client: Client,
) -> None:
    """After a day the household has to see to it."""
    obedient.twilio.faults.add(Fault(OUTAGE, "POST", "/Messages/", times=None))
    await obedient.text("disarm SV 4711")
    begun = dt_util.utcnow()
    for _ in range(24):
        await later(obedient, freezer, PAUSES[-1])
        assert "not_redacted" not in issues_of(hass, account)
    await later(obedient, freezer, PAUSES[-1])
    issue = issues_of(hass, account)["not_redacted"]
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["sid"] == obedient.logged.sid
    assert learned(obedient).as_json()["redactions"] == {}
    assert await obedient.left_behind() == []
    assert await async_setup_component(hass, "repairs", {})
    freezer.move_to(begun)  # Whoever logged in before is logged out by now.
    client = await hass_client()
    assert (await go_on(client, await begin(client, issue)))["type"] == "create_entry"


async def test_reload(obedient: CommandHouse, account: MockConfigEntry) -> None:
    """What was left is taken up when the account is loaded again."""
    obedient.twilio.faults.add(Fault(OUTAGE, "POST", "/Messages/"))
    await obedient.text("disarm SV 4711")
    assert obedient.logged.body != ""
    assert await obedient.hass.config_entries.async_reload(account.entry_id)
    await obedient.settle()
    assert obedient.logged.body == ""


async def test_store(obedient: CommandHouse) -> None:
    """Over a restart only SIDs, numbers of locks and times are kept."""
    obedient.twilio.faults.add(Fault(OUTAGE, "POST", "/Messages/", times=None))
    await obedient.text("disarm SV 4711")
    await obedient.text("disarm SV 4712")
    stored = learned(obedient).as_json()
    read = Learned.from_json(stored)
    assert [*read.redactions.pending] == [
        message.sid for message in obedient.twilio.messages if message.is_inbound
    ]
    assert read.lockouts.as_json() == stored["lockouts"]
    assert [*stored["lockouts"]] == ["15551234567_sms"]


@pytest.mark.parametrize("faults", [1, 2])
async def test_removal(
    obedient: CommandHouse,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    faults: int,
) -> None:
    """An account that goes empties what it still can, and names the rest."""
    refusal = Refuse(Problem(20503, "Busy", 503))
    obedient.twilio.faults.add(Fault(refusal, "POST", "/Messages/"))
    await obedient.text("disarm SV 4711")
    sid = obedient.logged.sid
    if faults > 1:
        obedient.twilio.faults.add(Fault(refusal, "POST", f"/Messages/{sid}", times=None))
    assert await obedient.hass.config_entries.async_remove(account.entry_id)
    await obedient.settle()
    still = f"Texts with a PIN are still in Twilio's log: {sid}" in caplog.messages
    assert (obedient.logged.body == "", still) == ((True, False) if faults == 1 else (False, True))
