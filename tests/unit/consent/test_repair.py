"""The repair of somebody who wants no more messages."""

from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from ..actions import send_message
from ..repair import begin, go_on, issues_of
from ..repairs import Screen
from ..webhook import House
from . import ANNA, got, settle, write


@pytest.fixture
async def screen(
    hass: HomeAssistant, house: House, hass_client: Callable[[], Coroutine[Any, Any, Screen]]
) -> Screen:
    """Return a client of somebody who may mend things."""
    assert await async_setup_component(hass, "repairs", {})
    return await hass_client()


async def test_send_again_all_the_same(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, screen: Screen
) -> None:
    """Somebody forged it, says the household: the house forgets it, and asks Twilio again."""
    await write(hass, twilio, "STOP")
    issue = issues_of(hass, account)["opted_out"]
    # Home Assistant writes the ids into each bug report.
    assert ANNA.removeprefix("+") not in issue.issue_id
    step = await begin(screen, issue)
    assert step["step_id"] == "confirm"
    assert step["description_placeholders"]["recipient"] == ANNA
    assert (await go_on(screen, step))["type"] == "create_entry"
    assert "opted_out" not in issues_of(hass, account)
    twilio._board.opt_outs.remove(ANNA, twilio.number.address)
    await send_message(hass, to=ANNA, message="Hello")
    await settle(hass, twilio)
    assert [body for _, body in got(twilio)] == ["Hello"]


async def test_start_meanwhile(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, screen: Screen
) -> None:
    """A repair that is open while START arrives has nothing left to do."""
    await write(hass, twilio, "STOP")
    step = await begin(screen, issues_of(hass, account)["opted_out"])
    await write(hass, twilio, "START")
    assert (await go_on(screen, step))["type"] == "create_entry"


async def test_account_that_is_not_loaded(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, screen: Screen
) -> None:
    """Nothing can be forgotten then."""
    await write(hass, twilio, "STOP")
    step = await begin(screen, issues_of(hass, account)["opted_out"])
    await hass.config_entries.async_unload(account.entry_id)
    assert (await go_on(screen, step))["reason"] == "not_loaded"


async def test_disabled_account(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, screen: Screen
) -> None:
    """Nobody is bothered with an account that is not used; later it is shown again."""
    await write(hass, twilio, "STOP")
    await hass.config_entries.async_set_disabled_by(account.entry_id, ConfigEntryDisabler.USER)
    assert issues_of(hass, account) == {}
    await hass.config_entries.async_set_disabled_by(account.entry_id, None)
    await settle(hass, twilio)
    assert "opted_out" in issues_of(hass, account)
