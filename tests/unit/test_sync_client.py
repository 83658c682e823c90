"""What Home Assistant's own twilio_sms and twilio_call find in `hass.data["twilio"]`."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, Final, cast

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from twilio.base.exceptions import TwilioRestException

from custom_components.twilio import sync_client
from custom_components.twilio.delivery import Result
from custom_components.twilio.outbox.outbox import async_outbox
from custom_components.twilio.sync_client import make_sync_client
from simulator import OVERLOAD, Fault, Hold, Said, Simulator

from .actions import accepted
from .passing_time import PassingTime

type Create = Callable[..., Awaitable[Result]]

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
HOUSE: Final = "+15550006000"
PICTURE: Final = "https://example.com/door.jpg"
TWIMLET: Final = "http://twimlets.com/message?Message="
TWIML_URL: Final = "https://twiml.example/alarm.xml"

OPTED_OUT: Final = "The recipient has opted out with STOP"
NO_ACCOUNT: Final = "No Twilio account is set up and loaded. Add the Twilio integration first"
UNCERTAIN: Final = "Twilio did not answer in time, so it is unknown whether this went out."


def in_thread(hass: HomeAssistant, name: str) -> Create:
    """Return `messages.create` or `calls.create`, called as Home Assistant's own platforms do."""
    create = getattr(hass.data["twilio"], name).create

    def call(**data: Any) -> Awaitable[Result]:
        return hass.async_add_executor_job(partial(create, **data))

    return call


@pytest.fixture
def create_message(hass: HomeAssistant, account: MockConfigEntry) -> Create:
    """Return what creates a message from a thread."""
    return in_thread(hass, "messages")


@pytest.fixture
def create_call(hass: HomeAssistant, account: MockConfigEntry) -> Create:
    """Return what creates a call from a thread."""
    return in_thread(hass, "calls")


async def test_interface(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """There is what the two platforms use, nothing more, and no secret."""
    client = hass.data["twilio"]
    assert [name for name in dir(client) if name[0] != "_"] == ["calls", "messages"]
    for part in (client.messages, client.calls):
        assert [name for name in dir(part) if name[0] != "_"] == ["create"]
    assert repr(client) == "SyncClient(messages=Messages(), calls=Calls())"


@pytest.mark.parametrize(
    ("media_url", "sent"),
    [({}, []), ({"media_url": PICTURE}, [PICTURE]), ({"media_url": [PICTURE]}, [PICTURE])],
    ids=["none", "text", "list"],
)
@pytest.mark.parametrize("to", [ANNA, "15551234567", 15551234567])
async def test_message(
    twilio: Simulator, create_message: Create, to: Any, media_url: dict[str, Any], sent: list[str]
) -> None:
    """A message is sent, and its SID and status returned as the SDK would."""
    result = await create_message(to=to, body="Hello", from_=HOUSE, **media_url)
    [message] = twilio.messages
    assert (result.sid, result.status) == (message.sid, "queued")
    assert (message.from_, message.to, message.body) == (HOUSE, ANNA, "Hello")
    assert twilio.requests[-1].values("MediaUrl") == sent


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"to": ANNA}, OPTED_OUT),
        ({"to": "nonsense"}, "nonsense is neither a phone number nor"),
        ({"to": "112"}, "112 is an emergency number."),
        ({"to": HOUSE}, f"{HOUSE} is one of your own Twilio numbers."),
        ({"to": BEN, "body": ""}, "The message is empty."),
        ({"to": BEN, "body": "x" * 1601}, "The message has 1601 characters"),
        ({"to": BEN, "from_": "**"}, "** is not a sender that Twilio knows."),
        ({"to": BEN, "media_url": {"url": 1}}, "{'url': 1} is not an address"),
    ],
)
async def test_message_refused(
    twilio: Simulator, create_message: Create, data: dict[str, Any], sentence: str
) -> None:
    """A refusal is raised in the user's language."""
    twilio.handset(ANNA).opt_out(twilio.number)
    with pytest.raises(HomeAssistantError) as caught:
        await create_message(**{"body": "Hello", "from_": HOUSE, **data})
    assert str(caught.value).startswith(sentence)
    assert twilio.messages == []


async def test_call_with_twiml(twilio: Simulator, create_call: Create) -> None:
    """A call says what its TwiML says."""
    result = await create_call(to=ANNA, from_=HOUSE, twiml="<Response><Say>Hello</Say></Response>")
    [call] = twilio.calls
    assert (result.sid, result.status) == (call.sid, "queued")
    assert (call.from_, call.to) == (HOUSE, ANNA)
    await twilio.settled()
    assert twilio.handset(ANNA).calls[0].transcript[0] == Said("Hello")


async def test_call_by_the_reading_service(twilio: Simulator, create_call: Create) -> None:
    """Words for Twilio's reading service are spoken by this house's own TwiML."""
    await create_call(to=ANNA, from_=HOUSE, url=f"{TWIMLET}1%2B1%20%26%20%3Cb%3E")
    assert twilio.requests[-1].param("Url") is None
    await twilio.settled()
    assert twilio.handset(ANNA).calls[0].transcript[0] == Said("1+1 & <b>")


async def test_call_with_an_allowed_address(
    hass: HomeAssistant, twilio: Simulator, create_call: Create
) -> None:
    """An address that the house allows tells Twilio what to do."""
    hass.config.allowlist_external_urls = {"https://twiml.example/"}
    await create_call(to=ANNA, from_=HOUSE, url=TWIML_URL)
    assert twilio.requests[-1].param("Url") == TWIML_URL


@pytest.mark.parametrize(
    ("data", "code", "sentence"),
    [
        ({"to": "nonsense"}, None, "nonsense is neither a phone number nor"),
        ({"to": "+44 999"}, None, "+44 999 is an emergency number."),
        ({"to": HOUSE}, None, f"{HOUSE} is one of your own Twilio numbers."),
        ({"from_": "+15559990000"}, 21210, "The call needs a caller ID"),
        ({"from_": "MyBrand"}, None, "MyBrand cannot place calls."),
        ({"from_": "**"}, None, "** is not a sender that Twilio knows."),
        ({"url": TWIMLET}, None, "The call has nothing to say."),
        ({"url": TWIML_URL}, None, f"The call would take its instructions from {TWIML_URL}"),
        ({"url": "http://twimlets.com/menu"}, None, "The call would take its instructions from"),
        ({"url": None}, None, "The call has nothing to say."),
        ({"url": None, "twiml": "Hello"}, None, "The TwiML cannot be used: syntax error"),
    ],
)
async def test_call_refused(
    twilio: Simulator,
    create_call: Create,
    data: dict[str, Any],
    code: int | None,
    sentence: str,
) -> None:
    """A refusal is the one exception that twilio_call catches, with the same words."""
    with pytest.raises(TwilioRestException) as caught:
        await create_call(**{"to": ANNA, "from_": HOUSE, "url": f"{TWIMLET}Hello", **data})
    assert caught.value.msg.startswith(sentence)
    assert (caught.value.code, caught.value.status) == (code, HTTPStatus.BAD_REQUEST)
    assert isinstance(caught.value.__cause__, HomeAssistantError)
    assert twilio.calls == []


async def test_without_an_account(hass: HomeAssistant) -> None:
    """The client is there before any account, and says what is missing."""
    assert await async_setup_component(hass, "twilio", {})
    with pytest.raises(HomeAssistantError) as no_message:
        await in_thread(hass, "messages")(to=ANNA, body="Hello", from_=HOUSE)
    assert str(no_message.value) == NO_ACCOUNT
    with pytest.raises(TwilioRestException) as no_call:
        await in_thread(hass, "calls")(to=ANNA, from_=HOUSE, url=f"{TWIMLET}Hello")
    assert no_call.value.msg == NO_ACCOUNT


async def test_owner_of_the_sender(
    twilio: Simulator,
    other_twilio: Simulator,
    create_message: Create,
    create_call: Create,
    other_account: MockConfigEntry,
) -> None:
    """The account that owns the sender acts, else the oldest."""
    await create_message(to=ANNA, body="Hello", from_="+15550007000")
    await create_call(to=ANNA, from_="15550007000", url=f"{TWIMLET}Hello")
    await create_message(to="+491701234567", body="Hello", from_="MyBrand")
    assert [item.from_ for item in accepted(other_twilio)] == ["+15550007000"] * 2
    assert [item.from_ for item in accepted(twilio)] == ["MyBrand"]


async def test_over_reloads(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, create_message: Create
) -> None:
    """A platform keeps its client for ever: it works again after each reload."""
    assert await hass.config_entries.async_reload(account.entry_id)
    await create_message(to=ANNA, body="after a reload", from_=HOUSE)
    assert await hass.config_entries.async_unload(account.entry_id)
    with pytest.raises(HomeAssistantError, match=r"^No Twilio account is set up and loaded\."):
        await create_message(to=ANNA, body="in between", from_=HOUSE)
    assert await hass.config_entries.async_setup(account.entry_id)
    await create_message(to=ANNA, body="after another", from_=HOUSE)
    assert [message.body for message in twilio.messages] == ["after a reload", "after another"]


async def test_during_a_reload(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, create_message: Create
) -> None:
    """A message that is under way survives a reload."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "POST"))
    message = asyncio.ensure_future(create_message(to=ANNA, body="Hello", from_=HOUSE))
    await hold.reached.wait()
    assert await hass.config_entries.async_reload(account.entry_id)
    hold.released.set()
    assert (await message).sid == twilio.messages[0].sid


async def test_bounded_wait(
    twilio: Simulator,
    create_message: Create,
    create_call: Create,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A thread does not wait for ever, and hears that it is unknown what happened."""
    monkeypatch.setattr(sync_client, "LONGEST_WAIT", 0.05)
    hold = Hold()
    twilio.faults.add(Fault(hold, times=None))
    async with asyncio.timeout(4):
        with pytest.raises(HomeAssistantError) as no_message:
            await create_message(to=ANNA, body="Hello", from_=HOUSE)
        with pytest.raises(TwilioRestException) as no_call:
            await create_call(to=ANNA, from_=HOUSE, url=f"{TWIMLET}Hello")
    assert str(no_message.value).startswith(UNCERTAIN)
    assert (no_call.value.status, no_call.value.code) == (HTTPStatus.GATEWAY_TIMEOUT, None)
    hold.released.set()


@pytest.mark.usefixtures("nobody_waits")
async def test_api_down(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    create_message: Create,
    create_call: Create,
    time_passes: PassingTime,
) -> None:
    """While Twilio takes nothing, core's platforms hear of no error: it waits, and goes out."""
    twilio.faults.add(Fault(OVERLOAD, "POST", times=None))
    message = await create_message(to=ANNA, body="Hello", from_=HOUSE)
    call = await create_call(to=ANNA, from_=HOUSE, url=f"{TWIMLET}Hello")
    assert [(one.sid, one.status) for one in (message, call)] == [(None, "waiting")] * 2
    counts = async_outbox(hass).counts
    assert counts(account.entry_id).waiting == 2
    twilio.faults.clear()
    await time_passes.until(lambda: not counts(account.entry_id).waiting)
    assert [(one.from_, one.to) for one in accepted(twilio)] == [(HOUSE, ANNA)] * 2


@pytest.mark.parametrize("part", ["messages", "calls"])
async def test_in_the_event_loop(hass: HomeAssistant, account: MockConfigEntry, part: str) -> None:
    """In the event loop, which would wait for itself, the client is not to be used."""
    with pytest.raises(RuntimeError, match=r"^This client is for threads; "):
        getattr(hass.data["twilio"], part).create(to=ANNA, from_=HOUSE)


def test_after_the_stop() -> None:
    """A thread that outlives the event loop is told that nothing was sent."""
    loop = asyncio.new_event_loop()
    loop.close()
    stopped = cast(HomeAssistant, SimpleNamespace(loop=loop, loop_thread_id=0))
    with pytest.raises(HomeAssistantError) as caught:
        make_sync_client(stopped).messages.create(to=ANNA, body="Hello", from_=HOUSE)
    assert caught.value.translation_key == "unreachable"
