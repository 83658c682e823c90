"""The notify entities of a contact."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import DEFAULT_NUMBER, Simulator

from ..actions import accepted
from ..contact import MUM, MUM_ID, add_contact, change_contact
from ..device import value
from ..outbox.waiting import be_busy, entries
from ..receiving import add_senders
from ..yaml_house import notify, set_up_notifiers

BEN: Final = "+15551234568"
TEXT: Final = "notify.mum_text"
CALL: Final = "notify.mum_call"
WHATSAPP: Final = "notify.mum_whatsapp"


async def send(hass: HomeAssistant, *entity_ids: str, message: str = "Hello", **data: Any) -> None:
    """Notify as an automation does; raises what it would see."""
    order = {"entity_id": list(entity_ids), "message": message, **data}
    await hass.services.async_call("notify", "send_message", order, blocking=True)


def notifiers(hass: HomeAssistant) -> set[str]:
    """Return the notify entities that are there."""
    return set(hass.states.async_entity_ids("notify"))


def registered(hass: HomeAssistant) -> set[str]:
    """Return the notify entities that the registry knows."""
    return {
        known.entity_id
        for known in er.async_get(hass).entities.values()
        if (known.domain, known.platform) == ("notify", "twilio")
    }


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {TEXT, CALL}),
        ({"channels": ["sms"]}, {TEXT}),
        ({"channels": ["sms", "call", "whatsapp"]}, {TEXT, CALL, WHATSAPP}),
        ({"channels": []}, set()),
        ({"may_receive": False}, set()),
    ],
    ids=["usual", "texts", "all", "no_channel", "gets_nothing"],
)
async def test_channels(
    hass: HomeAssistant, account: MockConfigEntry, settings: dict[str, Any], expected: set[str]
) -> None:
    """A contact has an entity for each way to be reached, on its own device."""
    await add_contact(hass, account, **settings)
    assert notifiers(hass) == expected
    device = dr.async_get(hass).async_get_device_by_identifier(
        ("twilio", MUM_ID), config_entry_id=account.entry_id
    )
    assert device is not None
    for entity_id in expected:
        known = er.async_get(hass).async_get(entity_id)
        assert known is not None
        assert (known.device_id, known.config_subentry_id) == (device.id, MUM_ID)
        assert value(hass, entity_id) == "unknown"


async def test_channel_that_is_switched_off(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Its entity is gone for good, and comes back under its old id."""
    await add_contact(hass, account)
    er.async_get(hass).async_update_entity(CALL, new_entity_id="notify.ring_mum")
    await change_contact(hass, account, channels=["sms"])
    assert registered(hass) == {TEXT}
    await change_contact(hass, account, channels=["sms", "call"])
    assert registered(hass) == {TEXT, "notify.ring_mum"}
    await change_contact(hass, account, may_receive=False)
    assert registered(hass) == set()


async def test_damaged_contact(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """What cannot be read keeps its entities: they would lose what somebody made of them."""
    await add_contact(hass, account)
    await change_contact(hass, account, number="nonsense")
    assert registered(hass) == {TEXT, CALL}


@pytest.mark.parametrize(
    ("data", "said"),
    [({}, "Hello"), ({"title": "Door"}, "Door\nHello"), ({"title": ""}, "Hello")],
    ids=["no_title", "title", "empty_title"],
)
async def test_what_is_sent(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    data: dict[str, Any],
    said: str,
) -> None:
    """A title is the first line of a text, and is said before the message of a call."""
    await add_contact(hass, account)
    await send(hass, TEXT, CALL, **data)
    [message], [call] = twilio.messages, twilio.calls
    assert (message.to, message.from_, message.body) == (MUM, DEFAULT_NUMBER, said)
    [placed] = [request for request in twilio.requests if request.path.endswith("/Calls.json")]
    assert f">{said}</Say>" in (placed.param("Twiml") or "")
    assert call.to == MUM
    now = dt_util.utcnow().isoformat()
    assert (value(hass, TEXT), value(hass, CALL)) == (now, now)
    freezer.tick(timedelta(minutes=1))
    await send(hass, TEXT)
    assert (value(hass, TEXT), value(hass, CALL)) == (dt_util.utcnow().isoformat(), now)


async def test_whatsapp(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """WhatsApp goes from the account's WhatsApp sender."""
    twilio.add_whatsapp_sender(DEFAULT_NUMBER)
    add_senders(hass, account, DEFAULT_NUMBER, f"whatsapp:{DEFAULT_NUMBER}")
    await add_contact(hass, account, channels=["sms", "whatsapp"])
    await send(hass, WHATSAPP)
    assert [(message.from_, message.to) for message in twilio.messages] == [
        (f"whatsapp:{DEFAULT_NUMBER}", f"whatsapp:{MUM}")
    ]


async def test_address_as_message_of_a_call(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """An address is said, and fetched by nobody: whoever wrote it may be a stranger."""
    await add_contact(hass, account)
    await send(hass, CALL, message="https://twiml.example/alarm.xml")
    [placed] = [request for request in twilio.requests if request.path.endswith("/Calls.json")]
    assert placed.param("Url") is None
    assert "https://twiml.example/alarm.xml</Say>" in (placed.param("Twiml") or "")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (DEFAULT_NUMBER, f"{DEFAULT_NUMBER} is one of your own Twilio numbers"),
        ("+4930112", "+4930112 is an emergency number"),
    ],
)
async def test_refusal(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    number: str,
    sentence: str,
) -> None:
    """What is refused is said in words, and the entity does not claim to have sent it."""
    await add_contact(hass, account, number=number)
    with pytest.raises(HomeAssistantError) as caught:
        await send(hass, TEXT)
    assert str(caught.value).startswith(sentence)
    assert value(hass, TEXT) == "unknown"
    assert accepted(twilio) == []


async def test_many_entities(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """One who is not reached stops nobody else."""
    await add_contact(hass, account)
    await add_contact(hass, account, "House", DEFAULT_NUMBER, subentry_id="house")
    await add_contact(hass, account, "Ben", BEN, subentry_id="ben")
    with pytest.raises(HomeAssistantError, match=DEFAULT_NUMBER[1:]):
        await send(hass, TEXT, "notify.house_text", "notify.ben_text")
    assert {message.to for message in twilio.messages} == {MUM, BEN}
    assert value(hass, "notify.house_text") == "unknown"
    assert value(hass, "notify.ben_text") != "unknown"


async def test_group(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """A notify group hands on the message and the title to each."""
    await add_contact(hass, account)
    await add_contact(hass, account, "Ben", BEN, subentry_id="ben")
    entities: Sequence[str] = (TEXT, "notify.ben_text")
    group = MockConfigEntry(
        domain="group",
        title="Family",
        options={"group_type": "notify", "entities": entities, "name": "Family"},
    )
    group.add_to_hass(hass)
    assert await async_setup_component(hass, "group", {})
    await hass.async_block_till_done()
    await send(hass, "notify.family", title="Door")
    assert {(message.to, message.body) for message in twilio.messages} == {
        (MUM, "Door\nHello"),
        (BEN, "Door\nHello"),
    }


async def test_beside_notifiers_in_yaml(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Both ways to notify live together, also over a reload of the account."""
    await add_contact(hass, account)
    await set_up_notifiers(hass, f"platform: twilio, name: sms, from_number: '{DEFAULT_NUMBER}'")
    await notify(hass, "sms", "by name", target=BEN)
    await send(hass, TEXT)
    assert await hass.config_entries.async_reload(account.entry_id)
    await notify(hass, "sms", "after a reload", target=BEN)
    await send(hass, TEXT, message="the same")
    assert [(message.to, message.body) for message in twilio.messages] == [
        (BEN, "by name"),
        (MUM, "Hello"),
        (BEN, "after a reload"),
        (MUM, "the same"),
    ]


async def test_state_outlives_a_reload(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """It is known then when something was sent last."""
    await add_contact(hass, account)
    await send(hass, TEXT)
    sent = value(hass, TEXT)
    assert await hass.config_entries.async_reload(account.entry_id)
    assert value(hass, TEXT) == sent


async def test_picture_of_the_person(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """The entity has the face of the person, also when that comes later or changes."""
    await add_contact(hass, account, person="person.mum")

    def picture() -> str | None:
        state = hass.states.get(TEXT)
        assert state is not None
        return state.attributes.get("entity_picture")

    assert picture() is None
    for path in ("/api/image/1", "/api/image/2", None):
        hass.states.async_set("person.mum", "home", {"entity_picture": path} if path else {})
        await hass.async_block_till_done()
        assert picture() == path


async def test_twilio_is_down(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waits in the outbox counts as sent: it will be."""
    be_busy(twilio, monkeypatch)
    await add_contact(hass, account)
    await send(hass, TEXT)
    assert [waiting["to"] for waiting in await entries(hass)] == [MUM]
    assert value(hass, TEXT) != "unknown"


async def test_renamed_contact(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Automations go on: the id of the entity stays, and so does what it reaches."""
    await add_contact(hass, account)
    await change_contact(hass, account, name="{{ states('lock.door') }}", number=BEN)
    state = hass.states.get(TEXT)
    assert state is not None
    assert state.name == "{{ states('lock.door') }} Text"
    await send(hass, TEXT)
    assert [message.to for message in twilio.messages] == [BEN]
