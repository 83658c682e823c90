"""Contacts as they are read from what is stored."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.contacts.contact import Contact, ContactChannel, contacts_of

from ..actions import send_message
from ..commands.conftest import commands
from ..commands.house_of_commands import CommandHouse, command
from ..contact import MUM, add_contact
from ..repair import issues_of

__all__ = ["commands"]

EVERYWHERE = frozenset(ContactChannel)


def known(contact: Contact) -> tuple[str, str, frozenset[ContactChannel], bool, bool]:
    """Return what of a contact the tables below look at."""
    return (
        contact.name,
        contact.number,
        contact.channels,
        contact.may_receive,
        contact.needs_double_opt_in,
    )


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        ({"pin": "scrypt$16384$zz$zz"}, ("Mum", MUM, EVERYWHERE, True, False)),
        ({"pin": 4711}, ("Mum", MUM, EVERYWHERE, True, False)),
        (
            {"channels": ["sms", "pigeon"]},
            ("Mum", MUM, frozenset({ContactChannel.SMS}), True, False),
        ),
        ({"channels": None}, ("Mum", MUM, frozenset(), True, False)),
        ({"consent": "hearsay"}, ("Mum", MUM, EVERYWHERE, True, False)),
        ({"consent_at": "soon", "may_receive": False}, ("Mum", MUM, EVERYWHERE, False, False)),
        ({"consent_at": "soon", "double_opt_in": True}, ("Mum", MUM, EVERYWHERE, True, True)),
    ],
)
async def test_damaged(
    hass: HomeAssistant,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    damage: dict[str, Any],
    expected: tuple[Any, ...],
) -> None:
    """Who is damaged stays reachable, as far as that is wanted, and may tell the house nothing."""
    whole: dict[str, Any] = {
        "channels": list(ContactChannel),
        "may_command": True,
        "pin_free_whatsapp": True,
    }
    await add_contact(hass, account, **(whole | damage))
    [contact] = contacts_of(account)
    assert known(contact) == expected
    assert (contact.is_damaged, contact.may_command) == (True, False)
    assert (contact.pin is None) is ("pin" not in damage)
    assert "A contact is damaged" in caplog.text


@pytest.mark.parametrize("number", [None, "0171 2345678", 15551234567])
async def test_lost(hass: HomeAssistant, account: MockConfigEntry, number: Any) -> None:
    """Without a number there is nobody."""
    await add_contact(hass, account, number=number)
    assert contacts_of(account) == ()


async def test_damaged_pin(
    hass: HomeAssistant, account: MockConfigEntry, commands: CommandHouse
) -> None:
    """What may be the PIN is cut everywhere, nothing is obeyed, and alerts arrive."""
    await commands.know(pin="scrypt$16384$zz$zz")
    await commands.automate(command("disarm {site}"))
    await commands.text("disarm SV 4711")
    await commands.text("see you, 4711")
    assert commands.texts == ["disarm SV", "see you,"]
    await send_message(hass, to="Mum", message="Fire", alert=True)
    await commands.settle()
    assert (commands.commands, commands.inbox()) == ([], ["Fire"])
    assert await commands.left_behind() == []
    assert not {"unknown_sender", "contact_locked"} & set(issues_of(hass, account))
