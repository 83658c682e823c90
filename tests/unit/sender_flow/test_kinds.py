"""Adding senders: numbers, WhatsApp, Messaging Services and names."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, UnknownHandler
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import OUTAGE, Fault, Refuse, Simulator
from simulator.errors import AUTHENTICATE

from ..subentry_form import fields, shown
from . import BARN, HOME, SERVICE, SHOP, add, choose, go_on, settings_of, to_settings


def offered(flow: Any) -> dict[str, str]:
    """Return what a form offers, with how it is named."""
    [field] = flow["data_schema"].schema.values()
    return {option["value"]: option["label"] for option in field.config.get("options", ())}


async def test_phone_number(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A number of the account becomes a sender, named as Twilio names it, and receives."""
    twilio.number.friendly_name = "Home"
    flow = await choose(hass, account, "phone_number")
    assert offered(flow) == {HOME: f"{HOME} · Home · SMS, MMS, calls"}
    flow = await go_on(hass, flow, {"address": HOME})
    assert flow["description_placeholders"] == {"sender": HOME}
    assert fields(flow) == ["name", "receive", "calls"]
    assert shown(flow) == {"name": "Home", "receive": True}
    flow = await go_on(hass, flow, {"name": " Front door ", "receive": True, "calls": {}})
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    [subentry] = account.subentries.values()
    assert (subentry.subentry_type, subentry.unique_id) == ("sender", HOME)
    assert subentry.title == "Front door"
    assert settings_of(account) == {
        HOME: {"default": True, "receive": True, "response_timeout": 10}
    }


async def test_number_of_a_messaging_service(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Who else gets its messages is said, and it receives only if somebody wants it."""
    twilio.number.friendly_name = "Home"
    twilio.add_service(twilio.number, inbound_url="https://shop.example/")
    flow = await choose(hass, account, "phone_number")
    assert offered(flow) == {HOME: f"{HOME} · Home · SMS, MMS, calls → Messaging Service"}
    asked = len(twilio.requests)
    flow = await go_on(hass, flow, {"address": HOME})
    assert [request.path for request in twilio.requests[asked:] if "Services" in request.path] == []
    assert shown(flow)["receive"] is False


async def test_only_numbers_that_are_not_here(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """What is a sender already is not offered again; the last one leaves an empty field."""
    twilio.add_number(SHOP)
    await add(hass, account, "phone_number", HOME)
    assert list(offered(await choose(hass, account, "phone_number"))) == [SHOP]
    await add(hass, account, "phone_number", SHOP)
    assert offered(await choose(hass, account, "phone_number")) == {}


async def test_number_of_another_server(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """What somebody else uses is not taken without a tick."""
    twilio.number.sms_url = "https://desk.example/sms"
    flow = await choose(hass, account, "phone_number")
    assert offered(flow)[HOME].endswith(" → desk.example")
    flow = await go_on(hass, flow, {"address": HOME})
    assert shown(flow) == {"name": twilio.number.friendly_name, "receive": False}


async def test_number_that_is_written_differently(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """A number is a number, however it is written."""
    flow = await to_settings(hass, account, "phone_number", "1 (555) 000-6000")
    assert flow["description_placeholders"] == {"sender": HOME}


@pytest.mark.parametrize(
    ("kind", "address", "error"),
    [
        ("phone_number", "Home", "invalid_phone_number"),
        ("phone_number", "+1", "invalid_phone_number"),
        ("phone_number", "12345", "invalid_phone_number"),
        ("phone_number", f"whatsapp:{HOME}", "invalid_phone_number"),
        ("phone_number", SERVICE, "invalid_phone_number"),
        ("phone_number", BARN, "not_of_account"),
        ("phone_number", f" {SHOP} ", "already_configured"),
        ("whatsapp", "Home", "invalid_whatsapp"),
        ("whatsapp", "rcs:agent", "invalid_whatsapp"),
        ("whatsapp", SERVICE, "invalid_whatsapp"),
        ("whatsapp", "12345", "invalid_whatsapp"),
        ("messaging_service", "MG1", "invalid_messaging_service"),
        ("messaging_service", "", "invalid_messaging_service"),
        ("messaging_service", HOME, "invalid_messaging_service"),
        ("messaging_service", SERVICE, "not_of_account"),
        ("alphanumeric", "12345", "invalid_alphanumeric"),
        ("alphanumeric", HOME, "invalid_alphanumeric"),
        ("alphanumeric", "MuchTooLongName", "invalid_alphanumeric"),
        ("alphanumeric", "Haus!", "invalid_alphanumeric"),
    ],
)
async def test_address_that_is_none(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    kind: str,
    address: str,
    error: str,
) -> None:
    """What is wrong is said at the field, what was typed stays, and it can be mended."""
    twilio.add_number(SHOP)
    await add(hass, account, "phone_number", SHOP)
    service = twilio.add_service()
    flow = await go_on(hass, await choose(hass, account, kind), {"address": address})
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, kind)
    assert flow["errors"] == {"address": error}
    assert shown(flow) == {"address": address}
    right = {
        "phone_number": HOME,
        "whatsapp": HOME,
        "messaging_service": service.sid,
        "alphanumeric": "MyHouse",
    }
    flow = await go_on(hass, flow, {"address": right[kind]})
    assert flow["step_id"] == "settings"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(OUTAGE, times=3), "cannot_connect"),
        (Fault(Refuse(AUTHENTICATE)), "invalid_auth"),
    ],
)
async def test_numbers_that_nobody_tells(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
    fault: Fault,
    error: str,
) -> None:
    """Without Twilio, no number is taken on trust; the form can be sent again."""
    twilio.faults.add(fault)
    flow = await choose(hass, account, "phone_number")
    assert (flow["step_id"], flow["errors"]) == ("phone_number", {"base": error})
    twilio.faults.add(fault)
    flow = await go_on(hass, flow, {"address": HOME})
    assert (flow["errors"], shown(flow)) == ({"base": error}, {"address": HOME})
    flow = await go_on(hass, flow, {"address": HOME})
    assert flow["step_id"] == "settings"


@pytest.mark.parametrize("address", [HOME, f"whatsapp:{HOME}", "WhatsApp: +1 555 000 6000"])
async def test_whatsapp(hass: HomeAssistant, account: MockConfigEntry, address: str) -> None:
    """A WhatsApp sender is never the default, and receives by its own settings at Twilio."""
    flow = await to_settings(hass, account, "whatsapp", address)
    assert fields(flow) == ["name", "calls"]
    assert shown(flow) == {"name": f"WhatsApp {HOME}"}
    await go_on(hass, flow, {"calls": {}})
    [subentry] = account.subentries.values()
    assert (subentry.unique_id, subentry.title) == (f"whatsapp:{HOME}", f"WhatsApp {HOME}")
    assert settings_of(account) == {f"whatsapp:{HOME}": {"default": False, "response_timeout": 10}}


async def test_messaging_service(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A Messaging Service is chosen by its name, and only texts."""
    service = twilio.add_service()
    service.friendly_name = "Newsletter"
    flow = await choose(hass, account, "messaging_service")
    assert offered(flow) == {service.sid: "Newsletter"}
    flow = await go_on(hass, flow, {"address": service.sid})
    assert (fields(flow), shown(flow)) == (["name"], {"name": "Newsletter"})
    await go_on(hass, flow, {"name": ""})
    [subentry] = account.subentries.values()
    assert (subentry.unique_id, subentry.title) == (service.sid, "Newsletter")
    assert settings_of(account) == {service.sid: {"default": True}}


async def test_messaging_services_that_a_key_may_not_see(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Where nobody may look, the SID is typed, and only its form is judged."""
    twilio.faults.add(Fault(Refuse(AUTHENTICATE), path="Services", times=None))
    flow = await choose(hass, account, "messaging_service")
    assert (flow["errors"], offered(flow)) == ({}, {})
    flow = await go_on(hass, flow, {"address": SERVICE})
    assert shown(flow) == {"name": SERVICE}
    await go_on(hass, flow, {})
    assert list(settings_of(account)) == [SERVICE]
    assert account.state.value == "loaded"


async def test_name(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """A name in place of a number only texts."""
    flow = await to_settings(hass, account, "alphanumeric", " MyHouse ")
    assert (fields(flow), shown(flow)) == (["name"], {"name": "MyHouse"})
    await go_on(hass, flow, {})
    assert settings_of(account) == {"MyHouse": {"default": True}}


async def test_same_sender_at_the_same_time(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Two windows with one number make one sender."""
    first = await to_settings(hass, account, "phone_number", HOME)
    second = await to_settings(hass, account, "phone_number", HOME)
    await go_on(hass, first, {"receive": True, "calls": {}})
    flow = await go_on(hass, second, {"receive": True, "calls": {}})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert len(account.subentries) == 1


async def test_account_that_is_not_loaded(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Without its account, nobody can tell its numbers."""
    await hass.config_entries.async_set_disabled_by(account.entry_id, ConfigEntryDisabler.USER)
    flow = await choose(hass, account, "phone_number")
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "account_not_loaded")


async def test_account_without_credentials(hass: HomeAssistant) -> None:
    """To an account that nobody can use, nothing can be added."""
    entry = MockConfigEntry(domain="twilio", data={"webhook_id": "12" * 32, "cloudhook": False})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.supported_subentry_types == {}
    with pytest.raises(UnknownHandler):
        await hass.config_entries.subentries.async_init(
            (entry.entry_id, "sender"), context={"source": SOURCE_USER}
        )
