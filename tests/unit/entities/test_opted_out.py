"""Whether a contact wants messages, on the contact's device."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from simulator import DEFAULT_NUMBER, Simulator

from ..contact import MUM, MUM_ID, a_contact
from ..device import ACCOUNT_ID, add_account, load, value

OPTED_OUT = "binary_sensor.mum_opted_out"


@pytest.fixture(autouse=True)
async def mum(hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load an account with a contact."""
    consent = {"consent": "in_writing", "consent_at": "2026-11-20T10:00:00+00:00"}
    add_account(hass, twilio, a_contact(**consent))
    await load(hass, monkeypatch, [Platform.BINARY_SENSOR])


async def test_sensor(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    """There is one for each contact, and it is described."""
    await snapshot_platform(hass, entity_registry, snapshot, ACCOUNT_ID)
    entity = entity_registry.async_get(OPTED_OUT)
    assert entity is not None
    assert entity.config_subentry_id == MUM_ID


@pytest.mark.parametrize("prefix", ["", "whatsapp:"])
async def test_opted_out(hass: HomeAssistant, prefix: str) -> None:
    """It follows what is learned, on each channel."""
    consent = hass.config_entries.async_get_known_entry(ACCOUNT_ID).runtime_data.consent
    sender = f"{prefix}{DEFAULT_NUMBER}"
    consent.async_hear_refusal(f"{prefix}{MUM}", sender)
    state = hass.states.get(OPTED_OUT)
    assert state is not None
    assert (state.state, state.attributes["senders"]) == ("on", [sender])
    assert state.attributes["since"] is not None
    consent.async_forget((f"{prefix}{MUM}", sender))
    assert value(hass, OPTED_OUT) == "off"
