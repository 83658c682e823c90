"""What a person sees and does on the device of the account."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from demo.stage import PUBLIC_URL, Stage


async def entity_id(stage: Stage, key: str) -> str:
    """Return what the house calls an entity of the account's own device."""
    entities = await stage.house.websocket.call("config/entity_registry/list")
    [found] = [e["entity_id"] for e in entities if e["unique_id"] == f"{stage.entry_id}_{key}"]
    return str(found)


async def press(stage: Stage) -> None:
    """Press the button; raises where the person sees an error."""
    button = await entity_id(stage, "check_connection")
    await stage.house.call_service("button", "press", {"entity_id": button})


async def reached_since(stage: Stage, moment: datetime) -> datetime:
    """Return when Twilio last reached the house, once that is shown to be after a moment."""
    last_reached = await entity_id(stage, "last_reached")
    # Where another was shown within ten seconds, this one is shown a little later.
    async with stage.house.events("state_changed") as changes:
        shown = (await stage.house.state(last_reached)).value
        while shown == "unknown" or datetime.fromisoformat(shown) < moment.replace(microsecond=0):
            new = (await changes.next()).data["new_state"]
            if new["entity_id"] == last_reached:
                shown = new["state"]
    return datetime.fromisoformat(shown)


async def test_connection_is_checked(stage: Stage) -> None:
    """A press of the button proves the round trip, measures it, and leaves no phone ringing."""
    calls = len(stage.twilio.calls)
    phones = set(stage.twilio.handsets)
    async with stage.house.events("twilio_data_received") as events:
        started = datetime.now(UTC)
        await press(stage)
        took = datetime.now(UTC) - started
        assert await events.so_far() == ()
    round_trip = await stage.house.state(await entity_id(stage, "round_trip"))
    assert timedelta() < timedelta(milliseconds=float(round_trip.value)) <= took
    assert took < timedelta(seconds=20)
    assert await reached_since(stage, started) <= datetime.now(UTC)
    [call] = stage.twilio.calls[calls:]
    assert call.to.startswith("client:nobody_")
    assert set(stage.twilio.handsets) == phones


async def test_address_to_copy(stage: Stage) -> None:
    """The whole address is there to be set on a number by hand."""
    address = await stage.house.state(await entity_id(stage, "webhook_address"))
    assert address.value == urlsplit(PUBLIC_URL).hostname
    assert address.attributes["url"] == (f"{PUBLIC_URL}/api/webhook/{stage.hook_id}#rc=3&rp=5xx,ct")
