"""Conditions, as automations have them."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.condition import (
    async_from_config,
    async_get_all_descriptions,
    async_validate_condition_config,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.twilio.webhook import InboundCall
from simulator import DEFAULT_NUMBER, OUTAGE, Fault, HandsetBehaviour, Simulator

from .actions import make_call, send_message
from .contact import MUM, MUM_ID, add_contact, remove_contact
from .device import SENDER_ID, a_sender, add_account
from .passing_time import PassingTime

PHONE: Final = "+15551234567"


async def holds(
    hass: HomeAssistant, condition: str, target: dict[str, Any] | None = None, **options: Any
) -> bool | None:
    """Tell whether a condition holds, as an automation asks."""
    config = {"condition": f"twilio.{condition}", "target": target or {}, "options": options}
    checker = await async_from_config(hass, await async_validate_condition_config(hass, config))
    try:
        return checker.async_check()
    finally:
        checker.async_unload()


def device(hass: HomeAssistant, entry: MockConfigEntry, subentry: str | None) -> dict[str, str]:
    """Return the target of a sender, or of an account."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return {
        "device_id": next(device.id for device in devices if device.config_subentry_id == subentry)
    }


def ring_in(entry: MockConfigEntry, number: str = DEFAULT_NUMBER) -> None:
    """Have somebody call a number."""
    entry.runtime_data.tracker.async_note_call(
        InboundCall("CA" + "12" * 16, PHONE, number, caller_verified=True)
    )


@pytest.fixture
async def account_with_sender(hass: HomeAssistant, twilio: Simulator) -> MockConfigEntry:
    """Return a loaded account whose number is a sender."""
    entry = add_account(hass, twilio, a_sender())
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


async def test_call_that_rings(
    hass: HomeAssistant, twilio: Simulator, house: object, account: MockConfigEntry
) -> None:
    """A call is active from the moment it is placed until it has ended."""
    twilio.handset(PHONE).behaviour = HandsetBehaviour.RINGS
    assert await holds(hass, "is_call_active") is False
    await make_call(hass, to=PHONE, message="Hello")
    call = await twilio.handset(PHONE).next_call()
    assert await holds(hass, "is_call_active") is True
    await call.decline()
    await twilio.settled()
    await hass.async_block_till_done()
    assert await holds(hass, "is_call_active") is False


@pytest.mark.parametrize(
    ("options", "expected"),
    [({}, True), ({"direction": "inbound"}, True), ({"direction": "outbound"}, False)],
)
async def test_direction(
    hass: HomeAssistant, account: MockConfigEntry, options: dict[str, str], *, expected: bool
) -> None:
    """It can matter who called whom."""
    ring_in(account)
    assert await holds(hass, "is_call_active", None, **options) is expected


async def test_call_on_the_chosen_sender(
    hass: HomeAssistant, account_with_sender: MockConfigEntry
) -> None:
    """A call on a number that nobody set up is on no sender."""
    sender = device(hass, account_with_sender, SENDER_ID)
    ring_in(account_with_sender, "+15550006001")
    assert await holds(hass, "is_call_active") is True
    assert await holds(hass, "is_call_active", sender) is False
    account_with_sender.runtime_data.tracker.async_note_call(
        InboundCall("CA" + "34" * 16, PHONE, DEFAULT_NUMBER, caller_verified=True)
    )
    assert await holds(hass, "is_call_active", sender) is True
    assert await holds(hass, "is_call_active", device(hass, account_with_sender, None)) is True


async def test_no_account(hass: HomeAssistant) -> None:
    """Without an account nobody calls, and nobody answers."""
    assert await holds(hass, "is_call_active") is False
    assert await holds(hass, "is_reachable") is False


@pytest.mark.usefixtures("nobody_waits")
async def test_reachable(
    hass: HomeAssistant,
    twilio: Simulator,
    account_with_sender: MockConfigEntry,
    time_passes: PassingTime,
) -> None:
    """Twilio is reachable until it does not answer, and again when it does."""
    sender = device(hass, account_with_sender, SENDER_ID)
    assert await holds(hass, "is_reachable") is True
    assert await holds(hass, "is_reachable", sender) is True
    twilio.faults.add(Fault(OUTAGE, times=None))
    await send_message(hass, to=PHONE, message="Hello")
    await hass.async_block_till_done()
    assert await holds(hass, "is_reachable") is False
    assert await holds(hass, "is_reachable", sender) is False
    twilio.faults.clear()
    await time_passes.until(lambda: bool(twilio.messages))
    assert await holds(hass, "is_reachable", sender) is True


@pytest.mark.usefixtures("nobody_waits")
async def test_chosen_accounts(
    hass: HomeAssistant,
    account: MockConfigEntry,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
) -> None:
    """Only the accounts that are chosen have to answer, all of them."""
    other_twilio.faults.add(Fault(OUTAGE, times=None))
    await send_message(hass, to=PHONE, message="Hello", config_entry_id=other_account.entry_id)
    await hass.async_block_till_done()
    first = device(hass, account, None)
    second = device(hass, other_account, None)
    both = {"device_id": [first["device_id"], second["device_id"]]}
    assert await holds(hass, "is_reachable", first) is True
    assert await holds(hass, "is_reachable", second) is False
    assert await holds(hass, "is_reachable", both) is False
    assert await holds(hass, "is_reachable") is False


@pytest.mark.parametrize("target", [None, {"device_id": "gone"}])
async def test_nothing_chosen(
    hass: HomeAssistant, account: MockConfigEntry, target: dict[str, str] | None
) -> None:
    """A target that means nobody is not reachable; no target means everybody."""
    assert await holds(hass, "is_reachable", target) is (target is None)


async def test_account_that_is_not_loaded(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """An account that is unloaded cannot be reached; one that is disabled is none."""
    await hass.config_entries.async_unload(account.entry_id)
    assert await holds(hass, "is_reachable") is False
    assert await holds(hass, "is_call_active") is False


async def test_disabled_account(
    hass: HomeAssistant, account: MockConfigEntry, other_account: MockConfigEntry
) -> None:
    """An account that somebody disabled is not missed."""
    await hass.config_entries.async_set_disabled_by(
        other_account.entry_id, ConfigEntryDisabler.USER
    )
    assert await holds(hass, "is_reachable") is True


async def test_account_without_credentials(hass: HomeAssistant) -> None:
    """An entry of core's that waits for credentials reaches nobody."""
    data = {"hook_id": "ab" * 32, "webhook_id": "cd" * 32, "cloudhook": False}
    entry = MockConfigEntry(domain="twilio", data=data, version=1, minor_version=2)
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await holds(hass, "is_reachable") is False


@pytest.mark.parametrize(
    ("condition", "options"),
    [("is_call_active", {"direction": "up"}), ("is_reachable", {"direction": "inbound"})],
)
async def test_mistake(hass: HomeAssistant, condition: str, options: dict[str, str]) -> None:
    """What the condition does not have is refused."""
    with pytest.raises(vol.Invalid):
        await holds(hass, condition, None, **options)


async def test_editor_knows_them(hass: HomeAssistant) -> None:
    """Home Assistant reads the descriptions of all."""
    await holds(hass, "is_reachable")
    descriptions = await async_get_all_descriptions(hass)
    ours = {name: part for name, part in descriptions.items() if name.startswith("twilio.")}
    assert sorted(ours) == [
        "twilio.is_call_active",
        "twilio.is_opted_out",
        "twilio.is_reachable",
    ]
    assert all(ours.values())


@pytest.fixture
async def opted_out(
    hass: HomeAssistant, twilio: Simulator, account_with_sender: MockConfigEntry
) -> MockConfigEntry:
    """Return an account whose contact Mum has stopped its sender."""
    entry = account_with_sender
    await add_contact(hass, entry)
    entry.runtime_data.consent.async_hear_refusal(MUM, DEFAULT_NUMBER)
    return entry


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, True),
        ({"contact": "Mum"}, True),
        ({"contact": "mum"}, True),
        ({"contact": [MUM]}, True),
        ({"contact": 15551234567}, True),
        ({"contact": ["Ben", "Mum"]}, True),
        ({"contact": ["Ben", "+15551234568"]}, False),
        ({"contact": []}, False),
    ],
)
@pytest.mark.usefixtures("opted_out")
async def test_who_has_opted_out(
    hass: HomeAssistant, options: dict[str, Any], *, expected: bool
) -> None:
    """Somebody is a contact by name or device, or a number; without a choice, anybody."""
    assert await holds(hass, "is_opted_out", None, **options) is expected


async def test_opted_out_of_what(hass: HomeAssistant, opted_out: MockConfigEntry) -> None:
    """It is the chosen senders that count, and the contacts of their account."""
    mum = device(hass, opted_out, MUM_ID)["device_id"]
    for sender in (device(hass, opted_out, SENDER_ID), device(hass, opted_out, None)):
        assert await holds(hass, "is_opted_out", sender, contact=[mum]) is True
    contact = {"device_id": mum}
    assert await holds(hass, "is_opted_out", contact, contact=[mum]) is False
    await remove_contact(hass, opted_out)
    assert await holds(hass, "is_opted_out", None, contact=[mum]) is False
    assert await holds(hass, "is_opted_out", None, contact=[MUM]) is True


async def test_contact_of_another_account(
    hass: HomeAssistant, opted_out: MockConfigEntry, other_account: MockConfigEntry
) -> None:
    """A contact of one account has said nothing to another one."""
    await add_contact(hass, other_account, "Dad", MUM, subentry_id="dad")
    dad = device(hass, other_account, "dad")["device_id"]
    assert await holds(hass, "is_opted_out", None, contact=[dad]) is False
    assert await holds(hass, "is_opted_out", None, contact="Dad") is False
    assert await holds(hass, "is_opted_out", None, contact=MUM) is True
