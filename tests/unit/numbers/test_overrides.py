"""What overrides the URLs of a number, as far as the credentials may look."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.twilio.numbers.phone_numbers import PERIOD, SPREAD
from custom_components.twilio.numbers.pointing import NumberPointing, Override
from simulator import OUTAGE, Fault, Refuse, Simulator
from simulator.errors import NOT_FOUND

from ..receiving import HERE, add_senders, load, settle

HOME = "+15550006000"
SECOND = "+15550006001"
BOTH = {Override.MESSAGING_SERVICE, Override.REGION}


@pytest.fixture
def restricted(hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry) -> MockConfigEntry:
    """Return an account with an API key that may list numbers and change them."""
    key = {
        "api_key_sid": twilio.account.api_key_sid,
        "api_key_secret": twilio.account.api_key_secret,
    }
    hass.config_entries.async_update_entry(entry, data={**entry.data, **key})
    twilio.account.key_rights = {"GET IncomingPhoneNumbers", "POST IncomingPhoneNumbers"}
    return entry


def pointing(entry: MockConfigEntry, number: str = HOME) -> NumberPointing:
    """Return where a number leads."""
    known: NumberPointing = entry.runtime_data.webhooks.pointing(number)
    return known


def told(entry: MockConfigEntry) -> tuple[set[Override], set[Override]]:
    """Return what overrides the first number, and what could not be looked at."""
    known = pointing(entry)
    return set(known.overrides), set(known.unchecked)


def looks(twilio: Simulator) -> list[str]:
    """Return the paths that were looked at, beside the numbers themselves."""
    return [request.path for request in twilio.requests if "/2010-04-01/" not in request.path]


@pytest.mark.parametrize(
    ("inbound_url", "defers", "is_here"),
    [
        pytest.param("https://other.example/", False, False, id="takes"),
        pytest.param("", False, False, id="drops"),
        pytest.param("https://other.example/", True, True, id="defers"),
        pytest.param(HERE["sms_url"], False, True, id="leads here itself"),
    ],
)
async def test_messaging_service(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    *,
    inbound_url: str,
    defers: bool,
    is_here: bool,
) -> None:
    """A service that takes a number's messages overrides it, and says nothing of others."""
    other = twilio.add_number(SECOND)
    for _ in range(3):
        twilio.add_service()
    twilio.add_service(twilio.number, inbound_url=inbound_url, use_inbound_webhook_on_number=defers)
    add_senders(hass, entry, HOME, other.address)
    await load(hass)
    overrides = set() if is_here else {Override.MESSAGING_SERVICE}
    assert told(entry) == (overrides, set())
    assert (pointing(entry).is_here, pointing(entry, SECOND).is_here) == (is_here, True)


async def test_service_and_capability(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """Only what a number can do is looked at."""
    twilio.release_number(HOME)
    calls = twilio.add_number(HOME, sms=False, mms=False)
    texts = twilio.add_number(SECOND, voice=False)
    texts.inbound_region = "ie1"
    twilio.add_service(calls)
    add_senders(hass, entry, HOME)
    await load(hass)
    assert looks(twilio) == [f"/v2/PhoneNumbers/{HOME}"]
    assert pointing(entry).is_here is True
    add_senders(hass, entry, SECOND)
    await settle(hass)
    assert "/v2/PhoneNumbers/{SECOND}" not in looks(twilio)
    assert pointing(entry, SECOND).is_here is True


@pytest.mark.parametrize(
    ("of_account", "of_number", "is_here"),
    [("us1", "us1", True), ("us1", "ie1", False), ("au1", "au1", True), ("ie1", "us1", False)],
)
async def test_region(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    *,
    of_account: str,
    of_number: str,
    is_here: bool,
) -> None:
    """A number whose calls another region handles does not lead here."""
    twilio.number.inbound_region = of_number
    hass.config_entries.async_update_entry(entry, data={**entry.data, "region": of_account})
    add_senders(hass, entry, HOME)
    await load(hass)
    assert pointing(entry).overrides == (set() if is_here else {Override.REGION})
    assert pointing(entry).is_here is is_here


@pytest.mark.parametrize(("of_account", "overrides"), [("us1", set()), ("ie1", {Override.REGION})])
async def test_number_that_was_never_routed(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    of_account: str,
    overrides: set[Override],
) -> None:
    """Where Twilio knows no route, calls are handled where all began."""
    twilio.faults.add(Fault(Refuse(NOT_FOUND), path="/v2/"))
    hass.config_entries.async_update_entry(entry, data={**entry.data, "region": of_account})
    add_senders(hass, entry, HOME)
    await load(hass)
    assert told(entry) == (overrides, set())


async def test_key_that_may_not_look(
    hass: HomeAssistant, twilio: Simulator, restricted: MockConfigEntry
) -> None:
    """What the key may not see is unknown, is asked once a day, and asks nobody for anything."""
    twilio.add_service(twilio.number)
    add_senders(hass, restricted, HOME)
    await load(hass)
    assert told(restricted) == (set(), BOTH)
    assert pointing(restricted).is_here is None
    assert looks(twilio) == ["/v1/Services", f"/v2/PhoneNumbers/{HOME}"]
    assert hass.config_entries.flow.async_progress() == []
    for _ in range(3):
        await restricted.runtime_data.numbers.async_refresh()
        await settle(hass)
    assert len(looks(twilio)) == 2


async def test_right_that_is_given_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    restricted: MockConfigEntry,
) -> None:
    """A day later it is looked at again."""
    twilio.add_service(twilio.number)
    add_senders(hass, restricted, HOME)
    await load(hass)
    twilio.account.key_rights = None
    freezer.tick(PERIOD + SPREAD + timedelta(seconds=1))
    async_fire_time_changed(hass)
    await settle(hass)
    assert pointing(restricted).overrides == {Override.MESSAGING_SERVICE}
    assert pointing(restricted).unchecked == set()


async def test_twilio_does_not_answer(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
) -> None:
    """An outage of these products is no more than that."""
    twilio.faults.add(Fault(OUTAGE, path="/v1/", times=3))
    twilio.faults.add(Fault(OUTAGE, path="/v2/", times=3))
    add_senders(hass, entry, HOME)
    await load(hass)
    assert told(entry) == (set(), BOTH)


async def test_nobody_asks_about_other_numbers(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Without senders there is nothing to look at."""
    assert looks(twilio) == []
    assert pointing(account).unchecked == BOTH
