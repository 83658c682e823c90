"""Adding a contact: how it is reached, what it may do, and its PIN."""

from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.contacts.contact import ContactChannel, contacts_of

from ..subentry_form import fields, shown
from . import MUM, USUAL, add, go_on, to_settings

_NOW: Final = "2026-11-21T12:00:00+00:00"
_FIELDS: Final = [
    *("channels", "may_receive", "may_command", "pin"),
    *("pin_free_whatsapp", "consent", "double_opt_in"),
]


async def test_form(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """By default a contact gets texts and calls, and may do nothing."""
    flow = await to_settings(hass, account)
    assert fields(flow) == _FIELDS
    schema = flow["data_schema"]
    assert schema
    assert schema({}) == USUAL
    assert shown(flow) == {}


async def test_all_that_can_be_chosen(
    hass: HomeAssistant, account: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Each choice arrives; a PIN only as what tells a right one from a wrong one."""
    freezer.move_to(_NOW)
    chosen = {
        "channels": ["whatsapp", "sms"],
        "may_receive": False,
        "may_command": True,
        "pin_free_whatsapp": True,
        "consent": "in_writing",
        "double_opt_in": True,
    }
    subentry_id = await add(hass, account, pin=" 4711 ", **chosen)
    data = dict(account.subentries[subentry_id].data)
    pin = data.pop("pin")
    assert pin.startswith("scrypt$")
    assert "4711" not in str(data)
    assert data == {
        **chosen,
        "channels": ["sms", "whatsapp"],
        "number": MUM,
        "consent_at": _NOW,
    }
    [contact] = contacts_of(account)
    assert contact.channels == {ContactChannel.SMS, ContactChannel.WHATSAPP}
    assert contact.pin
    assert (contact.pin.fits("4711"), contact.pin.fits("4712")) == (True, False)


@pytest.mark.parametrize(
    ("typed", "pin"),
    [
        ("0815", "0815"),
        ("9876501234", "9876501234"),
        ("٤٧١١", "4711"),
        ("\uff14\uff17\uff11\uff11", "4711"),
    ],
)
async def test_pin(hass: HomeAssistant, account: MockConfigEntry, typed: str, pin: str) -> None:
    """A PIN is text, its zeros count, and it may be typed in the digits of any script."""
    await add(hass, account, may_command=True, pin=typed)
    [contact] = contacts_of(account)
    assert contact.pin
    assert contact.pin.fits(pin)


async def test_no_pin(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """An empty field is no PIN."""
    subentry_id = await add(hass, account, may_command=True, pin=" ")
    assert "pin" not in account.subentries[subentry_id].data


@pytest.mark.parametrize(
    ("filled", "errors"),
    [
        ({"channels": []}, {"channels": "channels_missing"}),
        ({"channels": ["call"], "double_opt_in": True}, {"double_opt_in": "opt_in_needs_text"}),
        ({"pin": "4711"}, {"pin": "pin_without_commands"}),
        ({"may_command": True, "pin": "471"}, {"pin": "invalid_pin"}),
        ({"may_command": True, "pin": "47110815470"}, {"pin": "invalid_pin"}),
        ({"may_command": True, "pin": "47 11"}, {"pin": "invalid_pin"}),
        ({"may_command": True, "pin": "47a1"}, {"pin": "invalid_pin"}),
        ({"may_command": True, "pin": "-4711"}, {"pin": "invalid_pin"}),
        ({"may_command": True, "pin": "①②③④"}, {"pin": "invalid_pin"}),
        ({"may_command": True, "pin": "0000"}, {"pin": "weak_pin"}),
        ({"may_command": True, "pin": "1234"}, {"pin": "weak_pin"}),
        ({"may_command": True, "pin": "1234567890"}, {"pin": "weak_pin"}),
        ({"may_command": True, "pin": "4567"}, {"pin": "weak_pin"}),
        ({"may_command": True, "pin": "9876"}, {"pin": "weak_pin"}),
        ({"may_command": True, "pin": "1212"}, {"pin": "weak_pin"}),
        ({"may_command": True, "pin": 4711}, {"pin": "pin_is_number"}),
        ({"may_command": True, "pin": 83}, {"pin": "pin_is_number"}),
        ({"may_command": True, "pin": 4711.0}, {"pin": "pin_is_number"}),
        ({"may_command": True, "pin": True}, {"pin": "pin_is_number"}),
        (
            {"channels": [], "may_command": True, "pin": "4711"},
            {"channels": "channels_missing", "pin": "pin_again"},
        ),
        (
            {"channels": [], "may_command": True, "pin": "0000"},
            {"channels": "channels_missing", "pin": "weak_pin"},
        ),
    ],
)
async def test_settings_that_cannot_be_used(
    hass: HomeAssistant,
    account: MockConfigEntry,
    filled: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """What is wrong is said at the field; what was typed stays, but never a PIN."""
    flow = await go_on(hass, await to_settings(hass, account), **{**USUAL, **filled})
    assert (flow["type"], flow["step_id"], flow["errors"]) == (
        FlowResultType.FORM,
        "settings",
        errors,
    )
    again = {**USUAL, **filled}
    assert shown(flow) == {name: value for name, value in again.items() if name != "pin"}
    flow = await go_on(hass, flow, **USUAL)
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    [contact] = contacts_of(account)
    assert contact.pin is None


async def test_pin_over_http(
    hass: HomeAssistant, account: MockConfigEntry, hass_client: Any
) -> None:
    """A client that sends a number is told so in words, as the frontend shows them."""
    assert await async_setup_component(hass, "config", {})
    flow = await to_settings(hass, account)
    client = await hass_client()
    url = f"/api/config/config_entries/subentries/flow/{flow['flow_id']}"
    answer = await client.post(url, json={**USUAL, "may_command": True, "pin": 123})
    document = await answer.json()
    assert (answer.status, document["errors"]) == (200, {"pin": "pin_is_number"})
    [pin] = [field for field in document["data_schema"] if field["name"] == "pin"]
    assert pin["selector"]["text"]["type"] == "password"
    assert (pin.get("default"), pin.get("description")) == (None, None)


async def test_pin_is_nowhere(
    hass: HomeAssistant, account: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in a log, however much is logged, nor in what is stored."""
    caplog.set_level("DEBUG")
    await add(hass, account, may_command=True, pin="470815")
    assert "470815" not in caplog.text
    assert "470815" not in str(account.as_dict())
    assert "470815" not in repr(account.runtime_data.contacts)
