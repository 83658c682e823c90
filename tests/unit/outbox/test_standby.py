"""What Twilio took, and what may have to go another way."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.twilio.outbox import standby as module
from custom_components.twilio.outbox.content import Kind, MessageContent, Way
from custom_components.twilio.outbox.entry import Entry, State
from custom_components.twilio.outbox.outbox import async_outbox
from custom_components.twilio.outbox.standby import Standby

from ..passing_time import PassingTime
from .entries import ANNA, CREATED, HOME, SENDER, an_entry

SID: Final = "SM" + "1" * 32


@pytest.fixture
def standby(hass: HomeAssistant) -> Standby:
    """Return one that keeps nothing yet."""
    return async_outbox(hass).standby


def taken(standby: Standby) -> tuple[Entry, float] | None:
    """Return what is kept, and its age in seconds, to ten of them."""
    kept = standby.get("one")
    return kept and (kept[0], round(kept[1], -1))


def message(reference: str = "one", **details: Any) -> Entry:
    """Return a message that can also go by WhatsApp."""
    ways = (Way(f"whatsapp:{SENDER}", f"whatsapp:{ANNA}"),)
    content = MessageContent(to=ANNA, sender=SENDER, body="Fire", other_ways=ways)
    return replace(an_entry(reference, **details), content=content)


@pytest.mark.parametrize("entry", [an_entry("one"), an_entry("one", kind=Kind.CALL)])
async def test_no_other_way(hass: HomeAssistant, standby: Standby, entry: Entry) -> None:
    """What can go no other way is not kept."""
    assert not standby.async_keep(entry, SID, hass.loop.time())
    assert standby.get("one") is None


async def test_age(hass: HomeAssistant, standby: Standby, time_passes: PassingTime) -> None:
    """It grows old, and is there until it is dropped."""
    assert standby.async_keep(message(), SID, hass.loop.time())
    await time_passes.by(600)
    assert taken(standby) == (message(state=State.ACCEPTED, sid=SID), 600)
    standby.async_drop("one")
    assert standby.get("one") is None


async def test_expiry(hass: HomeAssistant, standby: Standby, time_passes: PassingTime) -> None:
    """Each goes when its time has come, whichever was kept first."""
    for reference, seconds in (("long", 90.0), ("short", 30.0), ("longer", 120.0)):
        standby.async_keep(message(reference, valid_for=seconds), SID, hass.loop.time())
    left = []
    for seconds in (35, 60, 30):
        await time_passes.by(seconds)
        left.append([entry.reference for entry in standby.of(HOME)])
    assert left == [["long", "longer"], ["longer"], []]


async def test_most(hass: HomeAssistant, standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest make room."""
    monkeypatch.setattr(module, "MOST", 2)
    for reference in "abc":
        standby.async_keep(message(reference), SID, hass.loop.time())
        standby.async_note_successor(reference, reference.upper())
    assert [standby.successor(reference) for reference in "abc"] == [None, "B", "C"]
    assert [entry.reference for entry in standby.of(HOME)] == ["b", "c"]


@pytest.mark.parametrize(
    ("at_boot", "details", "expected"),
    [
        pytest.param(600.0, {}, 600.0, id="clock right"),
        pytest.param(5.0, {}, 0.0, id="clock behind, as the younger of both says"),
        pytest.param(86_400.0, {}, 600.0, id="clock ahead"),
        pytest.param(600.0, {"is_dated": False}, 0.0, id="clock of then unknown"),
    ],
)
async def test_recovered(
    hass: HomeAssistant,
    standby: Standby,
    freezer: FrozenDateTimeFactory,
    at_boot: float,
    details: dict[str, Any],
    expected: float,
) -> None:
    """What an earlier run kept is new until Twilio says what time it is."""
    kept = message(state=State.ACCEPTED, **details)
    freezer.move_to(datetime.fromtimestamp(CREATED + at_boot, UTC))
    ages = async_outbox(hass).ages
    ages.async_recover(kept)
    standby.async_recover(kept)
    assert taken(standby) == (kept, 0)
    ages.async_note_answer(datetime.fromtimestamp(CREATED + 600, UTC))
    assert taken(standby) == (kept, expected)


async def test_suspended(
    hass: HomeAssistant, standby: Standby, freezer: FrozenDateTimeFactory
) -> None:
    """It grows old while the machine sleeps."""
    ages = async_outbox(hass).ages
    monotonic = hass.loop.time()
    hass.loop.time = lambda: monotonic  # type: ignore[method-assign]
    ages.async_note_answer(datetime.now(UTC))
    standby.async_keep(message(), SID, monotonic)
    freezer.tick(1200)
    ages.async_note_answer(datetime.now(UTC))
    assert taken(standby) == (message(state=State.ACCEPTED, sid=SID), 1200)
