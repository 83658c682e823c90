"""What a sender is called, is for, and says; and that one of them is the default."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from ..subentry_form import fields, shown
from . import HOME, SHOP, add, go_on, settings_of, to_change, to_settings

SPOKEN = {
    "greeting": "Welcome.",
    "fallback": "Later, please.",
    "voice": "Polly.Joanna-Neural",
    "language": "en-GB",
    "response_timeout": 7,
}


def defaults(entry: MockConfigEntry) -> dict[str, bool]:
    """Return which sender is the default."""
    return {address: data["default"] for address, data in settings_of(entry).items()}


async def test_everything(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """What was typed is kept, and shown again when it is to be changed."""
    subentry_id = await add(hass, account, "phone_number", HOME, receive=False, calls=SPOKEN)
    expected = {"default": True, "receive": False, **SPOKEN}
    assert settings_of(account) == {HOME: expected}
    assert type(settings_of(account)[HOME]["response_timeout"]) is int
    flow = await to_change(hass, account, subentry_id)
    assert flow["description_placeholders"] == {"sender": HOME}
    assert fields(flow) == ["name", "receive", "calls"]
    assert shown(flow) == {"name": "(555) 000-6000", "receive": False, **SPOKEN}


async def test_change(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Texts can be changed and taken back; the sender stays the same."""
    subentry_id = await add(hass, account, "phone_number", HOME, receive=True, calls=SPOKEN)
    flow = await go_on(
        hass,
        await to_change(hass, account, subentry_id),
        {"name": "Gate", "receive": False, "calls": {"greeting": " Hi. ", "fallback": " "}},
    )
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "sender_changed")
    [subentry] = account.subentries.values()
    assert (subentry.subentry_id, subentry.title) == (subentry_id, "Gate")
    assert settings_of(account) == {
        HOME: {"default": True, "receive": False, "greeting": "Hi.", "response_timeout": 10}
    }
    flow = await go_on(
        hass, await to_change(hass, account, subentry_id), {"receive": False, "calls": {}}
    )
    [subentry] = account.subentries.values()
    assert subentry.title == "Gate"


async def test_damaged(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """What a damaged file made of a sender can only be deleted."""
    subentry_id = await add(hass, account, "phone_number", HOME, receive=True, calls=SPOKEN)
    subentry = account.subentries[subentry_id]
    hass.config_entries.async_update_subentry(account, subentry, data={"address": 5})
    await hass.async_block_till_done()
    flow = await hass.config_entries.subentries.async_init(
        (account.entry_id, "sender"),
        context={"source": "reconfigure", "subentry_id": subentry_id},
    )
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "damaged_sender")


@pytest.mark.parametrize(
    ("kind", "address", "expected"),
    [
        ("whatsapp", HOME, {"default": False, "response_timeout": 10}),
        ("alphanumeric", "MyHouse", {"default": True}),
    ],
)
async def test_change_of_other_kinds(
    hass: HomeAssistant,
    account: MockConfigEntry,
    kind: str,
    address: str,
    expected: dict[str, Any],
) -> None:
    """Each kind is asked for what makes sense for it."""
    subentry_id = await add(hass, account, kind, address)
    flow = await to_change(hass, account, subentry_id)
    calls: dict[str, Any] = {"calls": {}} if "calls" in fields(flow) else {}
    flow = await go_on(hass, flow, {"name": "Renamed", **calls})
    assert flow["reason"] == "sender_changed"
    [subentry] = account.subentries.values()
    assert subentry.title == "Renamed"
    assert {k: v for k, v in subentry.data.items() if k != "address"} == expected


async def test_receiving_is_kept_where_it_is_not_asked(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """A house that stops receiving for a while finds its choice again."""
    subentry_id = await add(hass, account, "phone_number", HOME, receive=True)
    hass.config_entries.async_update_entry(account, data={**account.data, "receive_mode": "none"})
    flow = await to_change(hass, account, subentry_id)
    assert fields(flow) == ["name", "calls"]
    await go_on(hass, flow, {"calls": {}})
    assert settings_of(account)[HOME]["receive"] is True


@pytest.mark.parametrize(
    ("calls", "error"),
    [
        ({"greeting": "x" * 3001}, "text_too_long"),
        ({"fallback": "x" * 3001}, "text_too_long"),
        ({"voice": "Polly Joanna"}, "invalid_voice"),
        ({"voice": '"><Dial>'}, "invalid_voice"),
    ],
)
async def test_what_cannot_be_said(
    hass: HomeAssistant, account: MockConfigEntry, calls: dict[str, str], error: str
) -> None:
    """What is wrong is said, what was typed stays, and it can be mended: at first and later."""
    flow = await to_settings(hass, account, "phone_number", HOME)
    user_input = {"name": "Home", "receive": True, "calls": calls}
    flow = await go_on(hass, flow, user_input)
    assert (flow["step_id"], flow["errors"]) == ("settings", {"base": error})
    assert shown(flow) == {"name": "Home", "receive": True, "response_timeout": 10, **calls}
    await go_on(hass, flow, {**user_input, "calls": {}})
    [subentry_id] = account.subentries
    flow = await go_on(hass, await to_change(hass, account, subentry_id), user_input)
    assert (flow["step_id"], flow["errors"]) == ("reconfigure", {"base": error})
    flow = await go_on(hass, flow, {**user_input, "calls": {}})
    assert flow["reason"] == "sender_changed"


@pytest.mark.parametrize(
    "calls",
    [{"response_timeout": 0}, {"response_timeout": 15}, {"language": "tlh"}, {"greeting": 7}],
)
async def test_what_no_form_sends(
    hass: HomeAssistant, account: MockConfigEntry, calls: dict[str, Any]
) -> None:
    """What no field offers is refused."""
    flow = await to_settings(hass, account, "phone_number", HOME)
    with pytest.raises(InvalidData):
        await go_on(hass, flow, {"receive": True, "calls": calls})


async def test_longest_greeting(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """As much as a voice can say is accepted."""
    await add(hass, account, "phone_number", HOME, receive=True, calls={"greeting": "x" * 3000})
    assert settings_of(account)[HOME]["greeting"] == "x" * 3000


async def test_one_default(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """The first sender that may be is the default, until another one is chosen."""
    twilio.add_number(SHOP)
    await add(hass, account, "whatsapp", HOME)
    home = await add(hass, account, "phone_number", HOME, receive=True)
    assert defaults(account) == {f"whatsapp:{HOME}": False, HOME: True}

    flow = await to_settings(hass, account, "phone_number", SHOP)
    assert fields(flow) == ["name", "default", "receive", "calls"]
    await go_on(hass, flow, {"default": False, "receive": True, "calls": {}})
    assert defaults(account) == {f"whatsapp:{HOME}": False, HOME: True, SHOP: False}

    await add(hass, account, "alphanumeric", "MyHouse", default=True)
    assert defaults(account) == {
        f"whatsapp:{HOME}": False,
        HOME: False,
        SHOP: False,
        "MyHouse": True,
    }
    assert account.runtime_data.senders[0].address == "MyHouse"

    flow = await to_change(hass, account, home)
    assert shown(flow)["default"] is False
    await go_on(hass, flow, {"default": True, "receive": True, "calls": {}})
    assert defaults(account)[HOME] is True
    assert list(defaults(account).values()).count(True) == 1


async def test_default_that_is_gone(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """After the default was removed, the next one that is touched is it."""
    twilio.add_number(SHOP)
    home = await add(hass, account, "phone_number", HOME, receive=True)
    shop = await add(hass, account, "phone_number", SHOP, default=False, receive=True)
    hass.config_entries.async_remove_subentry(account, home)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert defaults(account) == {SHOP: False}
    flow = await to_change(hass, account, shop)
    assert "default" not in fields(flow)
    await go_on(hass, flow, {"receive": True, "calls": {}})
    assert defaults(account) == {SHOP: True}
