"""The button that asks a contact again, on the contact's device."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from simulator import Simulator

from ..contact import a_contact
from ..device import ACCOUNT_ID, add_account, load


@pytest.mark.parametrize(
    ("is_needed", "expected"), [(True, ["account_mum_ask_to_agree"]), (False, [])]
)
async def test_who_has_it(
    hass: HomeAssistant,
    twilio: Simulator,
    entity_registry: er.EntityRegistry,
    monkeypatch: pytest.MonkeyPatch,
    expected: list[str],
    *,
    is_needed: bool,
) -> None:
    """Only who has to agree first can be asked again."""
    add_account(hass, twilio, a_contact(double_opt_in=is_needed))
    await load(hass, monkeypatch, [Platform.BUTTON])
    entities = er.async_entries_for_config_entry(entity_registry, ACCOUNT_ID)
    assert [
        entity.unique_id for entity in entities if entity.translation_key == "ask_to_agree"
    ] == expected
