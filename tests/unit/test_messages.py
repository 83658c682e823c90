"""Messages to people, from the action to the phone."""

import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Fault, Refuse, Simulator
from simulator.errors import Problem

from . import PUBLIC_URL, WEBHOOK_URL
from .actions import accepted, results_of, send_message
from .consent import SECOND, add_sender
from .contact import add_contact

ANNA: Final = "+15551234567"
HOUSE: Final = "+15550006000"
IN_GERMANY: Final = "+491701234567"

EMPTY: Final = "The message is empty. Give it a text or a picture"
TOO_LONG: Final = (
    "The message has 1601 characters, and Twilio takes 1600 at most. Make it shorter or send two"
)
TOO_MUCH: Final = "The message has 11 pictures or files, and Twilio takes 10 at most. Send fewer"
NO_ADDRESS: Final = "{} is not an address that Twilio could fetch. Use a full http or https address"
NO_SENDER: Final = (
    "no sender! is not a sender that Twilio knows. Use a number with + and the country code, a "
    "name of up to 11 letters and digits, whatsapp: and a number, or the SID of a Messaging Service"
)
NOBODY: Final = "The message or call has no recipient. Name at least one number or contact"
EMERGENCY: Final = (
    "+44 999 is an emergency number. Twilio does not connect to emergency services reliably, so "
    "this house never texts or calls them"
)
NO_NUMBER: Final = (
    "Anna is neither a phone number nor the name of a contact of this account. Write numbers with "
    "+ and the country code, for example +15551234567, and several recipients as a list"
)


@pytest.mark.parametrize(
    "message",
    [
        "The washing machine is done.",
        "Line one\nline two\ttabbed",
        "Dog \U0001f436 at the door \U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\u05d4\u05d3\u05dc\u05ea \u0627\u0644\u0628\u0627\u0628 \u200fABC",
        "{{ states('lock.door') }} {% if true %}x{% endif %}",
        "<b>Tom & \"Jerry\"</b> 100% +1 'quoted' \\n #tag = ?",
        "x" * 1600,
        " leading and trailing ",
    ],
    ids=["plain", "lines", "emoji", "right_to_left", "template", "markup", "1600", "spaces"],
)
async def test_text(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, message: str
) -> None:
    """A text arrives as it was written; nothing of it is rendered or escaped."""
    await send_message(hass, to=ANNA, message=message)
    text = await twilio.handset(ANNA).next_text()
    assert (text.from_, text.body, text.media) == (HOUSE, message, ())


async def test_characters_that_cannot_be_sent(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Control characters and halves of characters are left out."""
    await send_message(hass, to=ANNA, message="A\x00l\x0ba\ud83dr\x1bm\uffff")
    assert (await twilio.handset(ANNA).next_text()).body == "Alarm"


@pytest.mark.parametrize("media_url", ["https://example.com/a.jpg", ["https://example.com/a.jpg"]])
@pytest.mark.parametrize("message", [{}, {"message": ""}, {"message": "Look!"}])
async def test_media(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    media_url: str | list[str],
    message: dict[str, str],
) -> None:
    """A picture goes with a text or alone."""
    await send_message(hass, to=ANNA, media_url=media_url, **message)
    text = await twilio.handset(ANNA).next_text()
    assert text.media == ("https://example.com/a.jpg",)
    assert text.body == message.get("message", "")


async def test_as_many_media_as_allowed(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Ten pictures arrive in their order."""
    urls = [f"https://example.com/{number}.jpg" for number in range(10)]
    await send_message(hass, to=ANNA, media_url=urls)
    assert (await twilio.handset(ANNA).next_text()).media == tuple(urls)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, EMPTY),
        ({"message": ""}, EMPTY),
        ({"message": " \n\t"}, EMPTY),
        ({"message": "\x00\ud800"}, EMPTY),
        ({"message": "x" * 1601}, TOO_LONG),
        ({"media_url": [f"https://example.com/{number}.jpg" for number in range(11)]}, TOO_MUCH),
        ({"media_url": "/local/door.jpg"}, NO_ADDRESS.format("/local/door.jpg")),
        ({"media_url": "file:///etc/passwd"}, NO_ADDRESS.format("file:///etc/passwd")),
        ({"media_url": ["https://a.example/1", "https://"]}, NO_ADDRESS.format("https://")),
        ({"media_url": "http://[x"}, NO_ADDRESS.format("http://[x")),
        ({"message": "Hello", "sender": "no sender!"}, NO_SENDER),
        ({"message": "Hello", "to": []}, NOBODY),
        ({"message": "Hello", "to": None}, NOBODY),
        ({"message": "Hello", "to": "+44 999"}, EMERGENCY),
        ({"message": "Hello", "to": "Anna"}, NO_NUMBER),
    ],
)
async def test_mistake(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    data: dict[str, Any],
    sentence: str,
) -> None:
    """A mistake is refused in words, and nothing is sent."""
    with pytest.raises(ServiceValidationError) as caught:
        await send_message(hass, **{"to": ANNA, **data})
    assert str(caught.value) == sentence
    assert twilio.messages == []


@pytest.mark.parametrize(
    "data",
    [{"message": ""}, {"message": "x" * 1601}, {"message": "Hello", "sender": "no sender!"}],
    ids=["empty", "too_long", "no_sender"],
)
async def test_mistake_that_concerns_everybody(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, data: dict[str, str]
) -> None:
    """Where nobody could be reached, the response has nothing to say, so the mistake is raised."""
    with pytest.raises(ServiceValidationError):
        await results_of(hass, "send_message", to=ANNA, **data)
    assert twilio.messages == []


async def test_hundred_recipients(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A hundred messages stay below Twilio's limit of requests at once, so none is turned away."""
    async with Simulator(most_at_once=40) as twilio:
        hass.config_entries.async_update_entry(
            entry,
            data={**entry.data, "api_base_url": twilio.url},
            options={"limits": {"recipients_without_service": 100}},
        )
        assert await hass.config_entries.async_setup(entry.entry_id)
        recipients = [f"+1555123{number:04}" for number in range(100)]
        results = await results_of(hass, "send_message", to=recipients, message="Hello")
        assert [result["to"] for result in results] == recipients
        assert {result["status"] for result in results} == {"queued"}
        assert {request.status for request in twilio.requests} == {200, 201}


@pytest.mark.parametrize(
    ("sender", "from_"),
    [
        (None, HOUSE),
        ("+15550006000", HOUSE),
        (15550006000, HOUSE),
        ("+1 (555) 000-6000", HOUSE),
        ("MyBrand", "MyBrand"),
        ("12345", "12345"),
        ("whatsapp:+15550006000", "whatsapp:+15550006000"),
        ("WhatsApp: 1 555 000 6000", "whatsapp:+15550006000"),
    ],
)
async def test_sender(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    sender: str | int | None,
    from_: str,
) -> None:
    """A message comes from whom it should, the first number if nobody was named."""
    twilio.add_whatsapp_sender(HOUSE)
    twilio.add_number("12345")
    data = {} if sender is None else {"sender": sender}
    channel = "whatsapp:" if from_.startswith("whatsapp:") else ""
    [result] = await results_of(hass, "send_message", to=IN_GERMANY, message="Hello", **data)
    assert (result["to"], result["status"]) == (channel + IN_GERMANY, "queued")
    request = twilio.requests[-1]
    assert (request.param("From"), request.param("To")) == (from_, channel + IN_GERMANY)
    assert request.param("MessagingServiceSid") is None
    assert twilio.messages[0].sid == result["sid"]


async def test_messaging_service(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A Messaging Service chooses the number, so segments are not known yet."""
    service = twilio.add_service(twilio.number)
    [result] = await results_of(hass, "send_message", to=ANNA, message="Hello", sender=service.sid)
    assert (result["status"], result["segments"]) == ("accepted", None)
    request = twilio.requests[-1]
    assert (request.param("From"), request.param("MessagingServiceSid")) == (None, service.sid)
    assert (await twilio.handset(ANNA).next_text()).from_ == HOUSE


@pytest.mark.parametrize(
    ("message", "segments"), [("a" * 160, 1), ("a" * 161, 2), ("\U0001f436" * 36, 2)]
)
async def test_segments(
    hass: HomeAssistant, account: MockConfigEntry, message: str, segments: int
) -> None:
    """The response tells in how many parts a message is sent."""
    [result] = await results_of(hass, "send_message", to=ANNA, message=message)
    assert result["segments"] == segments


@pytest.mark.parametrize(
    ("receiving", "external_url", "is_asked"),
    [
        ({"receive_mode": "custom"}, None, True),
        ({"receive_mode": "custom", "public_url": f"{PUBLIC_URL}/"}, None, True),
        ({"receive_mode": "external"}, PUBLIC_URL, True),
        ({"receive_mode": "external"}, None, False),
        ({"receive_mode": "external"}, "http://192.168.1.2:8123", False),
        ({"receive_mode": "none"}, PUBLIC_URL, False),
    ],
    ids=["custom", "custom_slash", "external", "no_external", "not_public", "none"],
)
async def test_status_callback(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    receiving: dict[str, str],
    external_url: str | None,
    is_asked: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Twilio is asked to report only where it can reach this house."""
    hass.config_entries.async_update_entry(account, data={**account.data, **receiving})
    hass.config.external_url = external_url
    await send_message(hass, to=ANNA, message="Hello")
    asked = twilio.requests[-1].param("StatusCallback") or ""
    expected = rf"{re.escape(WEBHOOK_URL)}\?kind=message_status&id=[0-9a-f]{{32}}"
    assert re.fullmatch(expected if is_asked else "", asked)
    assert (await twilio.handset(ANNA).next_text()).body == "Hello"


async def test_national_number(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A number without a country code is one of the house's country."""
    hass.config.country = "DE"
    await send_message(hass, to="0170 1234567", message="Hallo")
    assert (await twilio.handset(IN_GERMANY).next_text()).body == "Hallo"


@pytest.mark.parametrize(
    ("to", "sender"),
    [(f"whatsapp:{HOUSE}", HOUSE), (HOUSE, "whatsapp:+15550006001"), (15550006000, "MyBrand")],
    ids=["its_whatsapp", "by_another_whatsapp_sender", "integer"],
)
async def test_own_number_on_any_channel(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, to: str, sender: str
) -> None:
    """A house does not text itself, whichever way leads there."""
    with pytest.raises(ServiceValidationError, match=r" is one of your own Twilio numbers\."):
        await send_message(hass, to=to, sender=sender, message="Hello")
    assert twilio.messages == []


async def test_alert_to_a_contact_without_the_usual_sender(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Who gets WhatsApp messages alone gets an alert as a text where there is no such sender."""
    await add_contact(hass, account, channels=["whatsapp"])
    with pytest.raises(ServiceValidationError, match="has no WhatsApp sender"):
        await send_message(hass, to="Mum", message="Dinner")
    await send_message(hass, to="Mum", message="Fire", alert=True)
    assert (await twilio.handset(ANNA).next_text()).body == "Fire"


async def test_sender_that_is_gone(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A number that was given back at Twilio costs no message where there is another one."""
    twilio.add_number(SECOND)
    for number in (HOUSE, SECOND):
        await add_sender(hass, account, number)
    twilio.release_number(HOUSE)
    [result] = await results_of(hass, "send_message", to=ANNA, message="Hello")
    assert (result["status"], result["error_code"]) == ("queued", None)
    text = await twilio.handset(ANNA).next_text()
    assert (text.from_, text.body) == (SECOND, "Hello")


@pytest.mark.parametrize(
    ("code", "data", "error_code", "senders"),
    [
        (21606, {}, None, [SECOND]),
        (21611, {}, None, [SECOND]),
        (30034, {}, None, [SECOND]),
        (21211, {}, 21211, []),
        (21211, {"alert": True}, None, [SECOND]),
        (99999, {"alert": True}, None, [SECOND]),
        (21606, {"alert": True, "sender": HOUSE}, 21606, []),
    ],
)
async def test_next_sender(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    code: int,
    data: dict[str, Any],
    error_code: int | None,
    senders: list[str],
) -> None:
    """Another sender is tried where that may help; for an alert always, but where one is named."""
    twilio.add_number(SECOND)
    for number in (HOUSE, SECOND):
        await add_sender(hass, account, number)
    twilio.faults.add(Fault(Refuse(Problem(code, "Not so", 400)), "POST"))
    [result] = await results_of(hass, "send_message", to=ANNA, message="Hello", **data)
    assert result["error_code"] == error_code
    assert [message.from_ for message in accepted(twilio)] == senders
