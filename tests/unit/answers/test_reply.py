"""The action that answers whoever set off an automation by a text."""

from collections.abc import Mapping
from typing import Any, Final, cast

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.twilio.answers.correspondence import MOST_OF_CONTACTS, MOST_OF_STRANGERS
from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.limits import LimitReached
from custom_components.twilio.senders import sender_subentry
from simulator import Simulator

from ..automations import automate, automation, say
from ..contact import add_contact
from ..outbox.waiting import be_busy
from ..webhook import MESSAGE, OWNER, RAW_EVENT, STRANGER, House

HOUSE: Final = "+15550006000"
SHOP: Final = "+15550006001"
PICTURE: Final = "https://example.com/door.jpg"
NO_MESSAGE: Final = "^There is no message to reply to"


def reply(**data: Any) -> Mapping[str, Any]:
    """Return the action that answers."""
    return {"action": "twilio.reply", "data": data}


async def settle(hass: HomeAssistant, twilio: Simulator) -> None:
    """Wait until what was set going has arrived."""
    await hass.async_block_till_done(wait_background_tasks=True)
    await twilio.settled()
    await hass.async_block_till_done(wait_background_tasks=True)


async def text(
    hass: HomeAssistant, twilio: Simulator, body: str = "Status?", *, from_: str = OWNER
) -> str:
    """Text the house, wait for what comes of it, and return the SID."""
    delivery = await twilio.handset(from_).text(body, to=twilio.number)
    await settle(hass, twilio)
    return dict(delivery.params)["MessageSid"]


def inbox(twilio: Simulator, number: str = OWNER) -> list[tuple[str, str]]:
    """Return what somebody got: from whom, and what."""
    return [(got.from_, got.body) for got in twilio.handset(number).inbox]


async def answer(
    hass: HomeAssistant, context: Context | None = None, **data: Any
) -> dict[str, Any]:
    """Answer as somebody does who asks for the response, and return the only result."""
    response = await hass.services.async_call(
        "twilio", "reply", data, blocking=True, return_response=True, context=context
    )
    assert response is not None
    [result] = cast(list[dict[str, Any]], response["results"])
    return result


RAW: Final = {
    "alias": "Raw",
    "id": "raw",
    "triggers": [{"trigger": "event", "event_type": RAW_EVENT}],
    "actions": [reply(message="You wrote {{ trigger.event.data.Body }}")],
}


@pytest.mark.parametrize(
    "config",
    [
        automation("message_received", reply(message="You wrote {{ trigger.body }}")),
        automation(
            "message_received", {"sequence": [reply(message="You wrote {{ trigger.body }}")]}
        ),
        automation(
            "message_received",
            {"parallel": [reply(message="You wrote {{ trigger.body }}")]},
        ),
        automation(
            "message_received",
            {"action": "script.tell", "data": {"text": "You wrote {{ trigger.body }}"}},
        ),
        RAW,
    ],
    ids=["message_received", "sequence", "parallel", "script", "raw_event"],
)
async def test_run(
    hass: HomeAssistant, twilio: Simulator, house: House, config: Mapping[str, Any]
) -> None:
    """Whatever a text set off answers that text."""
    tell = {"fields": {"text": {}}, "sequence": [reply(message="{{ text }}")]}
    assert await async_setup_component(hass, "script", {"script": {"tell": tell}})
    await automate(hass, [config])
    await text(hass, twilio)
    await text(hass, twilio, "Who?", from_=STRANGER)
    assert inbox(twilio) == [(HOUSE, "You wrote Status?")]
    assert inbox(twilio, STRANGER) == [(HOUSE, "You wrote Who?")]


async def test_command(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """A command is answered, too, beside what the run says at its end."""
    await add_contact(hass, account, number=OWNER, may_command=True)
    options = {"commands": ["arm {site}"], "require_pin": False}
    actions = [reply(message="Arming {{ trigger.slots.site }}"), say("Armed.")]
    await automate(hass, [automation("command_received", *actions, options=options)])
    await text(hass, twilio, "ARM shop")
    assert sorted(inbox(twilio)) == [(HOUSE, "Armed."), (HOUSE, "Arming shop")]


async def test_template_in_a_text(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """What somebody wrote is not rendered: it may be anything."""
    await automate(hass, [automation("message_received", reply(message="{{ trigger.body }}"))])
    await text(hass, twilio, "{{ states('lock.door') }}")
    assert inbox(twilio) == [(HOUSE, "{{ states('lock.door') }}")]


async def test_sid(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A SID names another message than the one that set off the run; no run is needed."""
    first = await text(hass, twilio)
    await text(hass, twilio, from_=STRANGER)
    result = await answer(hass, message="Late", message_sid=first, media_url=PICTURE, tag="t")
    await settle(hass, twilio)
    assert (result["to"], result["status"]) == (OWNER, "queued")
    [got] = twilio.handset(OWNER).inbox
    assert (got.from_, got.body) == (HOUSE, "Late")
    [post] = [asked for asked in twilio.requests if asked.method == "POST"]
    assert post.param("MediaUrl") == PICTURE
    assert inbox(twilio, STRANGER) == []


async def test_picture_alone(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A picture needs no words."""
    sid = await text(hass, twilio)
    assert (await answer(hass, message_sid=sid, media_url=PICTURE))["status"] == "queued"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"message": "Hello", "message_sid": "SM" + "77" * 16}, NO_MESSAGE),
        ({"message": "Hello", "message_sid": ""}, NO_MESSAGE),
        ({"message": "Hello"}, NO_MESSAGE),
    ],
    ids=["unknown_sid", "empty_sid", "no_run"],
)
async def test_no_message(
    hass: HomeAssistant, twilio: Simulator, house: House, data: dict[str, Any], error: str
) -> None:
    """Nobody is guessed: not even the last one who wrote."""
    await text(hass, twilio)
    with pytest.raises(InvalidInput, match=error):
        await hass.services.async_call("twilio", "reply", data, blocking=True)
    assert inbox(twilio) == []


async def test_nothing_to_say(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A reply without words and pictures is refused, as a message is."""
    sid = await text(hass, twilio)
    with pytest.raises(InvalidInput) as caught:
        await answer(hass, message_sid=sid)
    assert caught.value.translation_key == "empty_message"


async def test_whatsapp(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Who writes on WhatsApp is answered there, by the sender that got it."""
    sender = twilio.add_whatsapp_sender(HOUSE)
    sender.sms_url = twilio.number.sms_url
    await add_contact(hass, account, number=OWNER)
    await automate(hass, [automation("message_received", reply(message="Hello."))])
    await twilio.handset(OWNER).text("Hi", to=sender)
    await settle(hass, twilio)
    assert inbox(twilio) == [(f"whatsapp:{HOUSE}", "Hello.")]


async def test_other_channel(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Somebody on a channel without numbers is answered at the address as it came."""
    fields = {**MESSAGE, "From": "messenger:1234567", "To": "messenger:7654321"}
    await twilio.deliver(twilio.number.sms_url, fields)
    await settle(hass, twilio)
    await answer(hass, message="Hello", message_sid=MESSAGE["MessageSid"])
    [post] = [asked for asked in twilio.requests if asked.method == "POST"]
    assert (post.param("From"), post.param("To")) == ("messenger:7654321", "messenger:1234567")


async def test_number_that_got_it(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """The number that received the text answers, and not the default one."""
    shop = twilio.add_number(SHOP)
    shop.sms_url = twilio.number.sms_url
    sender = sender_subentry(HOUSE, "Home", {"default": True})
    hass.config_entries.async_add_subentry(account, sender)
    await settle(hass, twilio)
    await automate(hass, [automation("message_received", reply(message="Hello."))])
    await twilio.handset(OWNER).text("Hi", to=shop)
    await settle(hass, twilio)
    assert inbox(twilio) == [(SHOP, "Hello.")]


@pytest.mark.parametrize(
    ("from_", "key"),
    [
        ("12345", "not_answerable"),
        ("MyBank", "not_answerable"),
        ("+4930112", "emergency_number"),
        (HOUSE, "own_number"),
        (SHOP, "own_number"),
    ],
    ids=["short_code", "name", "emergency_number", "itself", "own_sender"],
)
async def test_nobody_to_answer(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    from_: str,
    key: str,
) -> None:
    """Nothing goes where nothing arrives, or where it would never end."""
    hass.config_entries.async_add_subentry(account, sender_subentry(SHOP, "Shop", {}))
    await settle(hass, twilio)
    await twilio.deliver(twilio.number.sms_url, {**MESSAGE, "From": from_})
    await settle(hass, twilio)
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            "twilio",
            "reply",
            {"message": "Hello", "message_sid": MESSAGE["MessageSid"]},
            blocking=True,
        )
    assert caught.value.translation_key == key
    assert twilio.messages == []


async def test_who_wants_no_more(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Who texted STOP gets no reply, nor to what was written before."""
    earlier = await text(hass, twilio)
    stop = await text(hass, twilio, "STOP")
    before = len(twilio.messages)
    for sid in (stop, earlier):
        with pytest.raises(ServiceValidationError) as caught:
            await hass.services.async_call(
                "twilio", "reply", {"message": "Hello", "message_sid": sid}, blocking=True
            )
        assert caught.value.translation_key == "opted_out"
    assert len(twilio.messages) == before


async def test_contact_who_gets_nothing(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Who wrote is answered, also one whom nothing else is to reach."""
    await add_contact(hass, account, number=OWNER, may_receive=False, channels=["call"])
    await automate(hass, [automation("message_received", reply(message="Hello."))])
    await text(hass, twilio)
    assert inbox(twilio) == [(HOUSE, "Hello.")]


async def test_limit(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Replies have limits of their own: an echo must not go on for ever."""
    options = {"limits": {"replies_per_hour": 1}}
    hass.config_entries.async_update_entry(account, options=options)
    sid = await text(hass, twilio)
    data = {"message": "Hello", "message_sid": sid}
    await hass.services.async_call("twilio", "reply", data, blocking=True)
    with pytest.raises(LimitReached) as caught:
        await hass.services.async_call("twilio", "reply", data, blocking=True)
    assert caught.value.limit == "replies_per_hour"


async def test_twilio_is_down(
    hass: HomeAssistant, twilio: Simulator, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reply waits in the outbox as any message does."""
    sid = await text(hass, twilio)
    be_busy(twilio, monkeypatch)
    assert (await answer(hass, message="Hello", message_sid=sid))["status"] == "waiting"


async def test_reload(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """What came before a reload can still be answered, from an account that is loaded."""
    sid = await text(hass, twilio)
    assert await hass.config_entries.async_reload(account.entry_id)
    assert (await answer(hass, message="Hello", message_sid=sid))["status"] == "queued"
    assert await hass.config_entries.async_unload(account.entry_id)
    with pytest.raises(HomeAssistantError, match="not loaded"):
        await answer(hass, message="Hello", message_sid=sid)


@pytest.mark.parametrize(
    ("is_contact", "most"),
    [
        pytest.param(False, MOST_OF_STRANGERS, id="strangers"),
        pytest.param(True, MOST_OF_CONTACTS, id="contacts"),
    ],
)
async def test_memory(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    *,
    is_contact: bool,
    most: int,
) -> None:
    """So many messages can be answered, and no more; strangers push no contact's out."""
    await add_contact(hass, account, number=OWNER)
    many, other = (OWNER, STRANGER) if is_contact else (STRANGER, OWNER)
    first = "SM" + "f" * 32
    sids = [first, *("SM" + f"{number:032x}" for number in range(most + 1))]
    for sid in sids:
        sender = other if sid == first else many
        fields = {**MESSAGE, "From": sender, "MessageSid": sid, "SmsSid": sid}
        await twilio.deliver(twilio.number.sms_url, fields)
    await settle(hass, twilio)
    with pytest.raises(InvalidInput, match=NO_MESSAGE):
        await answer(hass, message="Hello", message_sid=sids[1])
    for sid in (sids[0], sids[2]):
        assert (await answer(hass, message="Hello", message_sid=sid))["status"] == "queued"
    await settle(hass, twilio)


async def test_context(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """The context of the raw event, and of what has that for its parent, name the message."""
    events = async_capture_events(hass, RAW_EVENT)
    await text(hass, twilio)
    context = events[0].context
    for known in (context, Context(parent_id=context.id)):
        assert (await answer(hass, known, message="Hello"))["to"] == OWNER
    with pytest.raises(InvalidInput, match=NO_MESSAGE):
        await answer(hass, Context(parent_id=Context(parent_id=context.id).id), message="Hello")
    await settle(hass, twilio)
