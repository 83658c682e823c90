"""Wrong PINs, until a contact is locked and let in again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.commands.lockout_news import lock_gaps
from custom_components.twilio.commands.lockouts import SHORTEST_LOCK
from custom_components.twilio.contacts.contact import ContactChannel
from custom_components.twilio.contacts.pin import PinHash
from custom_components.twilio.learned import async_learned

from ..contact import MUM, change_contact, remove_contact
from ..passing_time import PassingTime
from ..repair import begin, go_on, issues_of
from .house_of_commands import HOME, CommandHouse, command

type Client = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]

FORGER = "+15557770000"
WRONG = "That PIN is wrong. Nothing was done."
DISARM = command("disarm {site}")
SV = [("disarm {site}", {"site": "SV"})]


async def forge(commands: CommandHouse, body: str, to: str = HOME) -> None:
    """Text the house under the contact's number."""
    phones = commands.twilio
    await phones.handset(FORGER).text(body, to=to, shown_as=phones.handset(MUM))
    await commands.settle()


async def lock(commands: CommandHouse) -> None:
    """Have a forger try five PINs."""
    for guess in range(1001, 1006):
        await forge(commands, f"disarm SV {guess}")


@pytest.fixture
async def locked(commands: CommandHouse) -> CommandHouse:
    """Return a house whose contact is locked."""
    await commands.know(channels=["sms", "call", "whatsapp"])
    await commands.automate(DISARM)
    await lock(commands)
    return commands


def notices(hass: HomeAssistant) -> list[str]:
    """Return the notifications that are shown."""
    shown = persistent_notification._async_get_or_create_notifications(hass)
    return [notification["notification_id"] for notification in shown.values()]


async def test_locked(locked: CommandHouse) -> None:
    """After five wrong PINs the right one does nothing, costs no question, and stays secret."""
    assert locked.inbox()[:4] == [WRONG] * 4
    assert locked.inbox()[4].startswith("Five wrong PINs came from this number.")
    await locked.text("disarm SV 4711")
    assert locked.commands == []
    assert locked.texts == ["disarm SV"] * 6
    assert locked.asked() == 0
    assert [message.body for message in locked.twilio.messages if message.is_inbound] == [""] * 6
    assert locked.inbox()[5].startswith("Commands by text message are locked until ")
    assert await locked.left_behind() == []
    assert await locked.left_behind("1003") == []


async def test_nothing_is_tried(locked: CommandHouse) -> None:
    """While a contact is locked, all that may be a PIN goes untried: nobody learns which it is."""
    await locked.text("see you in 2026 or 4711")
    assert locked.texts[-1] == "see you in or"
    for guess in range(2001, 2007):
        await forge(locked, f"disarm SV {guess}")
    stored = async_learned(locked.hass).async_know(locked.entry.entry_id).lockouts.as_json()
    failures, locks, *_ = stored["15551234567_sms"]
    assert (failures, locks) == (0, 1)


async def test_announced(
    hass: HomeAssistant, account: MockConfigEntry, locked: CommandHouse
) -> None:
    """The household sees who is locked, and where."""
    issue = issues_of(hass, account)["contact_locked"]
    assert issue.is_fixable
    # Home Assistant writes the ids into each bug report.
    assert "1234567" not in issue.issue_id
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["name"] == "Mum"
    assert issue.translation_placeholders["channel"] == "text message"
    assert notices(hass) == [f"twilio_locked_15551234567_sms_{account.entry_id}"]


async def test_other_channel(locked: CommandHouse) -> None:
    """Who really is there goes on by WhatsApp while somebody guesses by text."""
    sender = locked.twilio.add_whatsapp_sender("+15550006009")
    sender.sms_url = locked.twilio.number.sms_url
    await locked.text("disarm SV 4711", to=sender.address)
    assert locked.commands == SV


async def test_without_pin(commands: CommandHouse) -> None:
    """Commands that need no PIN do not count either: whose they are is in question."""
    await commands.know()
    await commands.automate(command("disarm {site}", require_pin=False))
    await lock(commands)
    await commands.text("disarm SV")
    assert commands.commands == []


async def test_unlock(
    hass: HomeAssistant,
    account: MockConfigEntry,
    locked: CommandHouse,
    hass_client: Client,
) -> None:
    """A click lets the contact in again, as if nothing had been."""
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()
    step = await begin(client, issues_of(hass, account)["contact_locked"])
    assert step["description_placeholders"]["name"] == "Mum"
    assert (await go_on(client, step))["type"] == "create_entry"
    assert "contact_locked" not in issues_of(hass, account)
    assert notices(hass) == []
    await locked.text("disarm SV 4711")
    assert locked.commands == SV


async def test_end(
    hass: HomeAssistant, account: MockConfigEntry, locked: CommandHouse, time_passes: PassingTime
) -> None:
    """A lock ends by itself, and the next one is twice as long."""
    await time_passes.by(SHORTEST_LOCK - 5)
    await locked.text("disarm SV 4711")
    assert locked.commands == []
    await time_passes.by(10)
    assert "contact_locked" not in issues_of(hass, account)
    # Whoever was asleep is to see it in the morning.
    assert notices(hass) == [f"twilio_locked_15551234567_sms_{account.entry_id}"]
    await locked.text("disarm SV 9999")
    assert locked.commands == []
    for _ in range(4):
        await forge(locked, "disarm SV 1001")
    await time_passes.by(SHORTEST_LOCK + 5)
    await locked.text("disarm SV 4711")
    assert locked.commands == []
    assert "contact_locked" in issues_of(hass, account)
    await time_passes.by(SHORTEST_LOCK)
    await locked.text("disarm SV 4711")
    assert locked.commands == SV


async def test_right_pin_between(commands: CommandHouse) -> None:
    """A right PIN clears what was wrong before."""
    await commands.know()
    await commands.automate(DISARM)
    for body in ("1001", "1002", "1003", "1004", "4711", "1005", "1006", "1007", "1008", "4711"):
        await commands.text(f"disarm SV {body}")
    assert commands.commands == SV * 2


async def test_reload(hass: HomeAssistant, account: MockConfigEntry, locked: CommandHouse) -> None:
    """A lock outlives a reload, and is shown again."""
    assert await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "contact_locked" in issues_of(hass, account)
    await locked.text("disarm SV 4711")
    assert locked.commands == []


async def test_other_pin(
    hass: HomeAssistant, account: MockConfigEntry, locked: CommandHouse
) -> None:
    """Another PIN does not end a lock: the forger may still be there."""
    await change_contact(hass, account, pin=PinHash.of("9876").as_text())
    await locked.text("disarm SV 9876")
    assert locked.commands == []


async def test_contact_that_is_gone(
    hass: HomeAssistant, account: MockConfigEntry, locked: CommandHouse
) -> None:
    """Nobody is told of a contact that is not there any more."""
    await remove_contact(hass, account)
    assert "contact_locked" not in issues_of(hass, account)
    assert notices(hass) == []
    await locked.text("disarm SV")
    assert locked.commands == []


async def test_wrong_pins_at_once(commands: CommandHouse) -> None:
    """Texts that come in the same moment count one by one."""
    await commands.know()
    await commands.automate(DISARM)
    phone = commands.twilio.handset(MUM)
    guesses = ("1001", "1002", "1003", "1004", "1005", "4711", "4711")
    await asyncio.gather(*(phone.text(f"disarm SV {guess}", to=HOME) for guess in guesses))
    await commands.settle()
    assert commands.commands == []
    assert commands.texts == ["disarm SV"] * 7


async def test_lock_after_an_unlock(
    hass: HomeAssistant,
    account: MockConfigEntry,
    locked: CommandHouse,
    time_passes: PassingTime,
    hass_client: Client,
) -> None:
    """The end of a lock that somebody lifted ends no later one; lifting it twice does no harm."""
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()
    first, second = [
        await begin(client, issues_of(hass, account)["contact_locked"]) for _ in range(2)
    ]
    for step in (first, second):
        assert (await go_on(client, step))["type"] == "create_entry"
    await time_passes.by(SHORTEST_LOCK / 2)
    await lock(locked)
    await time_passes.by(SHORTEST_LOCK / 2 + 5)
    assert "contact_locked" in issues_of(hass, account)
    assert await hass.config_entries.async_reload(account.entry_id)
    await time_passes.by(SHORTEST_LOCK / 2)
    assert "contact_locked" not in issues_of(hass, account)


@pytest.mark.parametrize(
    ("now", "seconds", "time"),
    [
        pytest.param("2026-11-21T12:00:00Z", 900.0, "13:15", id="today"),
        pytest.param("2026-11-21T22:55:00Z", 900.0, "2026-11-22 00:10", id="past midnight"),
        pytest.param("2026-11-21T12:00:00Z", 86400.0, "2026-11-22 13:00", id="a day"),
        pytest.param("2026-10-25T00:55:00Z", 900.0, "02:10", id="the clock is set back"),
    ],
)
async def test_end_that_is_told(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, now: str, seconds: float, time: str
) -> None:
    """The time that is told is that of the clock on the wall then, with the day where needed."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(now)
    assert lock_gaps(hass, ContactChannel.SMS, seconds)["time"] == time


async def test_notice_beyond_the_replies(
    hass: HomeAssistant, account: MockConfigEntry, commands: CommandHouse
) -> None:
    """Forged texts can use up the answers of an hour, and not the one that tells of them."""
    hass.config_entries.async_update_entry(account, options={"limits": {"replies_per_hour": 2}})
    await commands.know()
    await commands.automate(DISARM)
    await lock(commands)
    first, second, last = commands.inbox()
    assert (first, second) == (WRONG, WRONG)
    assert last.startswith("Five wrong PINs came from this number.")
