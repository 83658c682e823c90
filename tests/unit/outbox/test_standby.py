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
from .entries import ANNA, CREATED, SENDER, an_entry

HOUR: Final = 3600.0


@pytest.fixture
def standby(hass: HomeAssistant) -> Standby:
    """Return one that keeps nothing yet."""
    return async_outbox(hass).standby


def taken(standby: Standby) -> tuple[Entry, float] | None:
    """Return what is handed out, and its age in seconds, to ten of them."""
    kept = standby.async_take("one")
    return kept and (kept[0], round(kept[1], -1))


def message(reference: str = "one", **details: Any) -> Entry:
    """Return a message that can also go by WhatsApp."""
    ways = (Way(f"whatsapp:{SENDER}", f"whatsapp:{ANNA}"),)
    content = MessageContent(to=ANNA, sender=SENDER, body="Fire", other_ways=ways)
    return replace(an_entry(reference, **details), content=content)


@pytest.mark.parametrize("entry", [an_entry("one"), an_entry("one", kind=Kind.CALL)])
async def test_no_other_way(standby: Standby, entry: Entry) -> None:
    """What can go no other way is not kept."""
    standby.async_keep(entry, HOUR)
    assert standby.async_take("one") is None


async def test_once(hass: HomeAssistant, standby: Standby, time_passes: PassingTime) -> None:
    """It is handed out once, as old as it is."""
    standby.async_keep(message(), hass.loop.time() + HOUR)
    await time_passes.by(600)
    assert taken(standby) == (message(state=State.ACCEPTED), 600)
    assert standby.async_take("one") is None


async def test_one_timer(hass: HomeAssistant, standby: Standby, time_passes: PassingTime) -> None:
    """Each goes when its time has come, whichever was kept first."""
    now = hass.loop.time()
    for reference, seconds in (("late", 90), ("early", 30), ("later", 120)):
        standby.async_keep(message(reference), now + seconds)
    await time_passes.by(95)
    left = [name for name in ("late", "early", "later") if standby.async_take(name)]
    assert left == ["later"]


async def test_most(hass: HomeAssistant, standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest make room."""
    monkeypatch.setattr(module, "MOST", 2)
    for reference in "abc":
        standby.async_keep(message(reference), hass.loop.time() + HOUR)
        standby.async_note_successor(reference, reference.upper())
    assert [standby.successor(reference) for reference in "abc"] == [None, "B", "C"]
    assert [standby.async_take(reference) is None for reference in "abc"] == [True, False, False]


@pytest.mark.parametrize(
    ("ahead", "details", "age"),
    [
        pytest.param(600.0, {}, 600.0, id="after ten minutes"),
        pytest.param(3600.0, {}, None, id="after an hour"),
        pytest.param(-86_400.0, {}, 0.0, id="clock behind"),
        pytest.param(86_400.0, {"is_dated": False}, 0.0, id="clock of then unknown"),
    ],
)
async def test_recovered(
    standby: Standby,
    freezer: FrozenDateTimeFactory,
    ahead: float,
    details: dict[str, Any],
    age: float | None,
) -> None:
    """What an earlier run kept is of use for no longer than it was."""
    freezer.move_to(datetime.fromtimestamp(CREATED + ahead, UTC))
    kept = message(state=State.ACCEPTED, **details)
    standby.async_recover(kept)
    assert taken(standby) == (None if age is None else (kept, age))
