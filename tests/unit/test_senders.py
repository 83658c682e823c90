"""The senders of an account: which of them is chosen, and their devices."""

from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.api import PhoneNumber
from custom_components.twilio.senders import (
    Capability,
    SenderProfile,
    first_able,
    sender_subentry,
    senders_of,
)
from simulator import OUTAGE, Fault, Simulator

from .actions import results_of

ANNA: Final = "+15551234567"
# Where names may be senders.
BEN: Final = "+447700900123"
HOME: Final = "+15550006000"
SHOP: Final = "+15550006001"
SERVICE: Final = "MG" + "5a" * 16
WHATSAPP: Final = f"whatsapp:{HOME}"

SMS, VOICE = Capability.SMS, Capability.VOICE


def number(address: str, *, sms: bool, voice: bool) -> PhoneNumber:
    """Return a number of the account."""
    return PhoneNumber("PN1", address, "A number", sms=sms, mms=sms, voice=voice)


def profiles(*addresses: str) -> list[SenderProfile]:
    """Return senders in an order."""
    return [
        SenderProfile.from_subentry(sender_subentry(address, address, {})) for address in addresses
    ]


TALKS: Final = number(HOME, sms=False, voice=True)
TEXTS: Final = number(SHOP, sms=True, voice=False)


@pytest.mark.parametrize(
    ("senders", "capability", "numbers", "expected"),
    [
        ((HOME, SHOP), SMS, (TALKS, TEXTS), SHOP),
        ((SHOP, HOME), SMS, (TALKS, TEXTS), SHOP),
        ((SHOP, HOME), VOICE, (TALKS, TEXTS), HOME),
        ((SHOP, HOME), VOICE, None, SHOP),
        ((SHOP, HOME), VOICE, (), None),
        ((HOME,), SMS, (TALKS, TEXTS), None),
        ((WHATSAPP,), SMS, None, None),
        ((WHATSAPP,), VOICE, None, None),
        ((WHATSAPP, SHOP), SMS, (TEXTS,), SHOP),
        (("MyHouse", SHOP), SMS, (TEXTS,), "MyHouse"),
        ((SERVICE, SHOP), SMS, (TEXTS,), SERVICE),
        (("12345",), SMS, (), "12345"),
        (("MyHouse", SERVICE, "12345", HOME), VOICE, (TALKS,), HOME),
        (("MyHouse", SERVICE, "12345"), VOICE, (TALKS,), None),
        ((), SMS, (TEXTS,), None),
    ],
)
def test_first_that_can(
    senders: tuple[str, ...],
    capability: Capability,
    numbers: tuple[PhoneNumber, ...] | None,
    expected: str | None,
) -> None:
    """A number needs the capability, as far as that is known; names and services only text."""
    found = first_able(profiles(*senders), capability, numbers)
    assert (found.address if found else None) == expected


def add(hass: HomeAssistant, entry: MockConfigEntry, address: str, **settings: Any) -> str:
    """Add a sender, and return its subentry."""
    subentry = sender_subentry(address, settings.pop("name", address), settings)
    hass.config_entries.async_add_subentry(entry, subentry)
    return subentry.subentry_id


async def test_order(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The default one comes first, the others as they were added."""
    for address, is_default in (("B", False), ("A", False), ("C", True)):
        add(hass, entry, address, default=is_default)
    assert [profile.address for profile in senders_of(entry)] == ["C", "B", "A"]


@pytest.mark.parametrize("data", [{}, {"address": "!!!"}, {"address": ""}, {"address": 5}])
async def test_damaged_sender(
    hass: HomeAssistant, account: MockConfigEntry, data: dict[str, Any]
) -> None:
    """What a damaged file made of a sender does not take the account along."""
    add(hass, account, HOME)
    broken = ConfigSubentry(
        data=MappingProxyType(data), subentry_type="sender", title="?", unique_id="?"
    )
    hass.config_entries.async_add_subentry(account, broken)
    await settle(hass)
    assert account.state is ConfigEntryState.LOADED
    assert [profile.address for profile in senders_of(account)] == [HOME]


async def settle(hass: HomeAssistant) -> None:
    """Let an account load anew."""
    await hass.async_block_till_done(wait_background_tasks=True)


async def send_from(hass: HomeAssistant, twilio: Simulator, **data: Any) -> str | None:
    """Send a message, and return what it came from."""
    await results_of(hass, "send_message", to=BEN, message="Hello", **data)
    return twilio.messages[-1].from_


async def test_default_sender_sends(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Without a word, the default sender sends; where it cannot, the first that can."""
    twilio.add_number(SHOP, voice=False)
    add(hass, account, HOME)
    add(hass, account, SHOP, default=True)
    await settle(hass)
    assert await send_from(hass, twilio) == SHOP
    await results_of(hass, "make_call", to=ANNA, message="Hello")
    assert [call.from_ for call in twilio.calls] == [HOME]
    await twilio.settled()


async def test_account_whose_senders_cannot(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A call goes out although there is only a name in place of a number."""
    add(hass, account, "MyHouse", default=True)
    await settle(hass)
    assert await send_from(hass, twilio) == "MyHouse"
    await results_of(hass, "make_call", to=ANNA, message="Hello")
    assert [call.from_ for call in twilio.calls] == [HOME]
    await twilio.settled()


async def test_sender_while_numbers_are_unknown(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, pauses: list[float]
) -> None:
    """A house that cannot list its numbers still sends from its sender."""
    twilio.faults.add(Fault(OUTAGE, "GET", times=None))
    add(hass, account, HOME, default=True)
    await settle(hass)
    assert account.runtime_data.numbers.known is None
    assert await send_from(hass, twilio) == HOME


async def test_changes_take_effect(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A sender that is added, changed or removed counts at once; the entry's data do not reload."""
    before = account.runtime_data
    subentry_id = add(hass, account, "MyHouse", default=True)
    await settle(hass)
    assert account.runtime_data is not before
    assert await send_from(hass, twilio) == "MyHouse"

    before = account.runtime_data
    hass.config_entries.async_update_entry(account, title="House")
    await settle(hass)
    assert account.runtime_data is before

    hass.config_entries.async_update_subentry(
        account, account.subentries[subentry_id], title="My house"
    )
    await settle(hass)
    assert account.runtime_data is not before
    assert [profile.name for profile in account.runtime_data.senders] == ["My house"]

    hass.config_entries.async_remove_subentry(account, subentry_id)
    await settle(hass)
    assert await send_from(hass, twilio) == HOME


async def test_devices(
    hass: HomeAssistant,
    account: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Each sender has a device below its account's, which goes with it."""
    kinds = {
        HOME: "Phone number",
        "12345": "Short code",
        "MyHouse": "Alphanumeric sender ID",
        SERVICE: "Messaging Service",
        WHATSAPP: "WhatsApp sender",
    }
    added = {address: add(hass, account, address, name=f"My {address}") for address in kinds}
    await settle(hass)
    [hub] = [
        device
        for device in dr.async_entries_for_config_entry(device_registry, account.entry_id)
        if device.model_id == "account"
    ]
    for address, subentry_id in added.items():
        device = device_registry.async_get_device_by_identifier(
            ("twilio", subentry_id), account.entry_id
        )
        assert device
        assert (device.model_id, device.model) == ("sender", kinds[address])
        assert (device.name, device.manufacturer) == (f"My {address}", "Twilio")
        assert (device.via_device_id, device.config_subentry_id) == (hub.id, subentry_id)

    hass.config_entries.async_remove_subentry(account, added[HOME])
    await settle(hass)
    devices = dr.async_entries_for_config_entry(device_registry, account.entry_id)
    assert len(devices) == len(kinds)
    assert added[HOME] not in {device.config_subentry_id for device in devices}


async def test_device_follows_the_name(
    hass: HomeAssistant, account: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """A sender that is renamed is renamed everywhere."""
    subentry_id = add(hass, account, HOME, name="Home")
    await settle(hass)
    hass.config_entries.async_update_subentry(
        account, account.subentries[subentry_id], title="Front door"
    )
    await settle(hass)
    device = device_registry.async_get_device_by_identifier(
        ("twilio", subentry_id), account.entry_id
    )
    assert device
    assert device.name == "Front door"
