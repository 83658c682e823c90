"""Which numbers of an account count as new, however the account came into the house."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import DEFAULT_NUMBER, Simulator

from ..config_flow import created, go_on, to_senders_step
from ..repair import issues_of

SECOND = "+15550006001"


def offered(hass: HomeAssistant, entry: MockConfigEntry) -> str | None:
    """Return the numbers that the household is asked about."""
    issue = issues_of(hass, entry).get("new_numbers")
    return (issue.translation_placeholders or {})["numbers"] if issue else None


async def settle(hass: HomeAssistant) -> None:
    """Wait for whatever was set going."""
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize(
    "ticked", [[DEFAULT_NUMBER], []], ids=["one of two is ticked", "none is ticked"]
)
async def test_account_added_by_hand(
    hass: HomeAssistant, twilio: Simulator, ticked: list[str]
) -> None:
    """Its numbers were shown in the flow; only what comes later is new."""
    twilio.add_number(SECOND)
    flow = await to_senders_step(hass, twilio)
    entry = await created(hass, await go_on(hass, flow, {"senders": ticked, "receive_on": []}))
    await settle(hass)
    assert offered(hass, entry) is None

    twilio.add_number("+15550006002")
    await entry.runtime_data.numbers.async_refresh()
    assert offered(hass, entry) == "+15550006002"


async def test_account_of_yaml(hass: HomeAssistant, twilio: Simulator) -> None:
    """YAML names no number, so all are offered."""
    block = {"account_sid": twilio.account.sid, "auth_token": twilio.account.auth_token}
    assert await async_setup_component(hass, "twilio", {"twilio": block})
    await hass.async_block_till_done()
    [entry] = hass.config_entries.async_entries("twilio")
    hass.config_entries.async_update_entry(entry, data={**entry.data, "api_base_url": twilio.url})
    assert await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert offered(hass, entry) == DEFAULT_NUMBER


async def test_account_of_the_built_in_integration(hass: HomeAssistant, twilio: Simulator) -> None:
    """Nor does its entry, which gets credentials one day."""
    entry = MockConfigEntry(domain="twilio", data={"webhook_id": "ab" * 32, "cloudhook": False})
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, "twilio", {})
    await settle(hass)
    assert issues_of(hass, entry) == {}
    credentials = {
        "account_sid": twilio.account.sid,
        "auth_token": twilio.account.auth_token,
        "api_base_url": twilio.url,
    }
    hass.config_entries.async_update_entry(entry, data={**entry.data, **credentials})
    await settle(hass)
    assert offered(hass, entry) == DEFAULT_NUMBER
