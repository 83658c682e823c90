"""Calls to people, from the action to the ear."""

import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.senders import sender_subentry
from simulator import Heard, HungUp, Party, Paused, Said, Simulator

from . import WEBHOOK_URL
from .actions import make_call, results_of
from .automations import automate, automation, say

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
HOUSE: Final = "+15550006000"

NOTHING: Final = "The call has nothing to say. Give it a message or TwiML"
TOO_LONG: Final = (
    "The call says more than Twilio takes at once: {} characters where 4000 are allowed. Make the "
    "message shorter"
)
NO_TWIML: Final = (
    "The TwiML cannot be used: {}. It has to be well-formed XML inside a Response element"
)
NO_CALLER: Final = "{} cannot place calls. Use a phone number of your account"
# What surrounds the words of a message in English, and what is between its parts.
AROUND: Final = len(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US"></Say></Response>'
)
BETWEEN: Final = len('</Say><Say language="en-US">')


async def heard(twilio: Simulator, number: str = ANNA) -> list[Heard]:
    """Return what somebody heard on the phone until it was hung up."""
    await twilio.settled()
    [call] = twilio.handset(number).incoming_calls
    *transcript, end = call.transcript
    assert end == HungUp(Party.HOUSE)
    assert [alert.message for alert in twilio.alerts] == []
    return transcript


@pytest.mark.parametrize(
    "message",
    [
        "The alarm went off.",
        "Es brennt im Gew\u00e4chshaus!",
        '<Hangup/> <b>Tom & "Jerry"</b> ]]> &amp; 100%',
        "{{ states('lock.door') }} {% if true %}x{% endif %}",
        "Dog \U0001f436 at the door",
        "\u05d4\u05d3\u05dc\u05ea \u0627\u0644\u0628\u0627\u0628",
        "https://example.com/twiml",
    ],
    ids=["plain", "not_ascii", "markup", "template", "emoji", "right_to_left", "address"],
)
@pytest.mark.usefixtures("house")
async def test_words(hass: HomeAssistant, twilio: Simulator, message: str) -> None:
    """A message is spoken as it was written; nothing of it is rendered or carried out."""
    await make_call(hass, to=ANNA, message=message)
    assert await heard(twilio) == [Said(message, "en-US")]


@pytest.mark.usefixtures("house")
async def test_characters_that_cannot_be_said(hass: HomeAssistant, twilio: Simulator) -> None:
    """Control characters do not break the document."""
    await make_call(hass, to=ANNA, message="A\x00l\x0ba\ud83dr\x1bm\uffff", voice="Al\x00ice")
    assert await heard(twilio) == [Said("Alarm", "en-US", "Alice")]


@pytest.mark.usefixtures("house")
async def test_long_message(hass: HomeAssistant, twilio: Simulator) -> None:
    """A message that is too long for one voice is said in parts."""
    await make_call(hass, to=ANNA, message="a" * 2000 + ". " + "b" * 1700)
    assert await heard(twilio) == [Said("a" * 2000 + "."), Said("b" * 1700)]


@pytest.mark.parametrize(
    ("house_language", "country", "data", "language", "voice"),
    [
        ("en", "US", {}, "en-US", "man"),
        ("en", "GB", {}, "en-GB", "man"),
        ("de", "AT", {}, "de-AT", "man"),
        ("nl", None, {}, "nl-NL", "man"),
        ("eo", "DE", {}, "en-US", "man"),
        ("de", "DE", {"language": "en-GB"}, "en-GB", "man"),
        ("de", "CH", {"language": "fr"}, "fr-FR", "man"),
        ("en", "BE", {"language": "nl"}, "nl-BE", "man"),
        ("en", "US", {"language": "hr-HR"}, "hr-HR", "man"),
        ("en", "US", {"language": "zh-Hans"}, "zh-CN", "man"),
        ("en", "US", {"language": "es-419"}, "es-MX", "man"),
        ("en", "US", {"language": "de-de"}, "de-DE", "man"),
        ("en", "US", {"voice": "Polly.Joanna-Neural"}, "en-US", "Polly.Joanna-Neural"),
        ("en", "US", {"voice": ""}, "en-US", "man"),
    ],
)
@pytest.mark.usefixtures("house")
async def test_language_and_voice(
    hass: HomeAssistant,
    twilio: Simulator,
    house_language: str,
    country: str | None,
    data: dict[str, str],
    language: str,
    voice: str,
) -> None:
    """A call speaks the language asked for, else that of the house, as it is spoken there."""
    hass.config.language = house_language
    hass.config.country = country
    await make_call(hass, to=ANNA, message="Hello", **data)
    assert await heard(twilio) == [Said("Hello", language, voice)]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("settings", "data", "language", "voice"),
    [
        ({"language": "de-AT", "voice": "Polly.Hannah"}, {}, "de-AT", "Polly.Hannah"),
        ({"language": "de-AT"}, {"voice": ""}, "de-AT", "man"),
        ({"voice": "Polly.Joanna"}, {}, "en-US", "Polly.Joanna"),
        ({"voice": "Polly.Joanna"}, {"voice": "alice"}, "en-US", "alice"),
        ({"language": "de-AT", "voice": "Polly.Hannah"}, {"language": "fr-FR"}, "fr-FR", "man"),
        (
            {"language": "de-AT", "voice": "Polly.Hannah"},
            {"language": "de-AT"},
            "de-AT",
            "Polly.Hannah",
        ),
        (
            {"language": "de-AT", "voice": "Polly.Hannah"},
            {"voice": "Polly.Vicki"},
            "de-AT",
            "Polly.Vicki",
        ),
    ],
)
async def test_sender_that_speaks(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    settings: dict[str, str],
    data: dict[str, str],
    language: str,
    voice: str,
) -> None:
    """A call sounds as its sender does, unless it has a word of its own."""
    hass.config_entries.async_add_subentry(account, sender_subentry(HOUSE, "Home", settings))
    await hass.async_block_till_done(wait_background_tasks=True)
    await make_call(hass, to=ANNA, message="Hello", **data)
    assert await heard(twilio) == [Said("Hello", language, voice)]


@pytest.mark.usefixtures("house")
async def test_twiml(hass: HomeAssistant, twilio: Simulator) -> None:
    """TwiML of the user's own is carried out."""
    await make_call(
        hass,
        to=ANNA,
        twiml='<Response><Say language="de-DE">Gr\u00fc\u00df &amp; Gott</Say>'
        '<Pause length="2"/><Say>Goodbye</Say></Response>',
    )
    assert await heard(twilio) == [
        Said("Gr\u00fc\u00df & Gott", "de-DE"),
        Paused(2),
        Said("Goodbye"),
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"message": ""}, NOTHING),
        ({"message": " \n"}, NOTHING),
        ({"message": "\x00\ud800"}, NOTHING),
        ({"message": "x" * (4001 - AROUND - BETWEEN)}, TOO_LONG.format(4001)),
        ({"message": "&" * 1000}, TOO_LONG.format(5000 + AROUND)),
        ({"twiml": "<Response><Say>" + "x" * 4000 + "</Say></Response>"}, TOO_LONG.format(4070)),
        ({"twiml": "Hello"}, NO_TWIML.format("syntax error: line 1, column 0")),
        ({"twiml": ""}, NO_TWIML.format("no element found: line 1, column 0")),
        ({"twiml": "<Say>Hello</Say>"}, NO_TWIML.format("<Say>")),
        ({"message": "Hello", "sender": "MyBrand"}, NO_CALLER.format("MyBrand")),
        ({"message": "Hello", "sender": "12345"}, NO_CALLER.format("12345")),
        (
            {"message": "Hello", "sender": "MG" + "5a" * 16},
            NO_CALLER.format("MG" + "5a" * 16),
        ),
        (
            {"message": "Hello", "to": []},
            "The message or call has no recipient. Name at least one number or contact",
        ),
        (
            {"message": "Hello", "twiml": "<Response/>"},
            "Give the call either a message or TwiML, not both",
        ),
        ({}, "The call has nothing to say. Give it a message or TwiML"),
    ],
)
async def test_mistake(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    data: dict[str, Any],
    sentence: str,
) -> None:
    """A mistake is refused in words, and nobody is called."""
    with pytest.raises(ServiceValidationError) as caught:
        await results_of(hass, "make_call", **{"to": ANNA, **data})
    assert str(caught.value) == sentence
    assert twilio.calls == []


async def test_longest_message(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """As much as Twilio takes is accepted, counted as it is sent."""
    await make_call(hass, to=ANNA, message="a" * (4000 - AROUND - BETWEEN))
    twiml = twilio.requests[-1].param("Twiml")
    assert twiml is not None
    assert len(twiml) == 4000


@pytest.mark.usefixtures("house")
async def test_who_is_called(hass: HomeAssistant, twilio: Simulator) -> None:
    """Nobody calls emergency services or the house itself; everybody else is called."""
    to = ["+44 999", HOUSE, "Anna", BEN]
    results = await results_of(hass, "make_call", to=to, message="Hello")
    assert [result["status"] for result in results] == ["failed", "failed", "failed", "queued"]
    assert [result["to"] for result in results] == to
    assert [call.to for call in twilio.calls] == [BEN]
    assert results[3]["sid"] == twilio.calls[0].sid
    assert await heard(twilio, BEN) == [Said("Hello")]


@pytest.mark.parametrize(
    ("sender", "from_"),
    [
        (None, HOUSE),
        (15550006000, HOUSE),
        ("+1 555 000 6000", HOUSE),
        ("15559990000", "+15559990000"),
    ],
)
async def test_caller(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    sender: str | int | None,
    from_: str,
) -> None:
    """A call comes from a number of the account, or one that was verified there."""
    twilio.account.verified_callers.add("+15559990000")
    data = {} if sender is None else {"sender": sender}
    await make_call(hass, to=ANNA, message="Hello", **data)
    assert [call.from_ for call in twilio.calls] == [from_]


async def test_whatsapp_call(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A WhatsApp sender calls on WhatsApp."""
    [result] = await results_of(
        hass, "make_call", to=ANNA, message="Hello", sender="whatsapp:+15550006000"
    )
    request = twilio.requests[-1]
    assert request.param("From") == "whatsapp:+15550006000"
    assert request.param("To") == result["to"] == f"whatsapp:{ANNA}"


@pytest.mark.parametrize(
    ("receive_mode", "expected", "events"),
    [
        (
            "custom",
            rf"{re.escape(WEBHOOK_URL)}\?kind=call_status&id=[0-9a-f]{{32}}",
            ["initiated", "ringing", "answered", "completed"],
        ),
        ("none", "", []),
    ],
)
async def test_status_callback(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    receive_mode: str,
    expected: str,
    events: list[str],
) -> None:
    """Twilio is asked to report only where it can reach this house."""
    hass.config_entries.async_update_entry(
        account, data={**account.data, "receive_mode": receive_mode}
    )
    await make_call(hass, to=ANNA, message="Hello")
    request = twilio.requests[-1]
    assert re.fullmatch(expected, request.param("StatusCallback") or "")
    assert [value for name, value in request.params if name == "StatusCallbackEvent"] == events
    assert request.param("Url") is None


@pytest.mark.usefixtures("house")
async def test_status_reaches_the_house(hass: HomeAssistant, twilio: Simulator) -> None:
    """Each report of how a call goes is taken."""
    await make_call(hass, to=ANNA, message="Hello")
    await twilio.settled()
    assert [(delivery.param("CallStatus"), delivery.status) for delivery in twilio.deliveries] == [
        ("initiated", 204),
        ("ringing", 204),
        ("in-progress", 204),
        ("completed", 204),
    ]


# What a question adds to the words of a message in English.
ASKING: Final = (
    '<Gather action="'
    f"{WEBHOOK_URL}?kind=turn&amp;turn=1-0-6923a1f0-0123456789abcdef#rc=3&amp;rp=5xx,ct"
    '" input="dtmf" timeout="5" finishOnKey="" numDigits="1"></Gather>'
)


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        (None, set()),
        ({"digits": ["1"]}, {ANNA, BEN}),
        ({"digits": ["1"], "from": [BEN]}, {BEN}),
    ],
)
@pytest.mark.usefixtures("house")
async def test_question(
    hass: HomeAssistant, twilio: Simulator, options: dict[str, Any] | None, asked: set[str]
) -> None:
    """Who is called is asked for keys where an automation listens to them."""
    if options is not None:
        await automate(hass, [automation("digits_received", options=options)])
    await make_call(hass, to=[ANNA, BEN], message="Press 1.")
    twimls = {
        request.param("To"): request.param("Twiml") or ""
        for request in twilio.requests
        if request.param("Twiml")
    }
    assert {to for to, twiml in twimls.items() if "<Gather" in twiml} == asked
    assert len(set(twimls.values())) == max(1, len(asked) + (len(asked) == 1))


@pytest.mark.usefixtures("house")
async def test_question_that_is_too_long(hass: HomeAssistant, twilio: Simulator) -> None:
    """Where a message leaves no room for the question, it is said all the same."""
    await automate(hass, [automation("digits_received", options={"digits": ["1"]})])
    room = 4000 - AROUND - BETWEEN - len(ASKING)
    for length in (room, room + 1, room + len(ASKING)):
        await make_call(hass, to=ANNA, message="a" * length)
    twimls = [request.param("Twiml") or "" for request in twilio.requests if request.param("Twiml")]
    assert [("<Gather" in twiml, len(twiml)) for twiml in twimls] == [
        (True, 4000),
        (False, 4001 - len(ASKING)),
        (False, 4000),
    ]
    with pytest.raises(ServiceValidationError) as caught:
        await make_call(hass, to=ANNA, message="a" * (room + len(ASKING) + 1))
    assert str(caught.value) == TOO_LONG.format(4001)
    assert len(twilio.calls) == 3


@pytest.mark.usefixtures("house")
async def test_own_question(hass: HomeAssistant, twilio: Simulator) -> None:
    """TwiML of the user's own asks for an answer, too."""
    await automate(hass, [automation("digits_received", say("{{ trigger.digits }} it is."))])
    twiml = (
        '<Response><Gather action="{gather_url}"><Say>Floor?</Say></Gather>'
        '<Gather action="{gather_url}"><Say>Which floor?</Say></Gather></Response>'
    )
    await make_call(hass, to=ANNA, twiml=twiml)
    phone = await twilio.handset(ANNA).next_call()
    await phone.keep_silent()
    await phone.said("Which floor?")
    await phone.listening()
    phone.press("12#")
    await phone.said("12 it is.")
    await phone.hang_up()
    urls = re.findall(r'action="([^"]*)"', twilio.requests[-1].param("Twiml") or "")
    assert len(set(urls)) == 2
    assert [alert.message for alert in twilio.alerts] == []


@pytest.mark.parametrize(
    ("twiml", "is_placed"),
    [
        ("<Response><Redirect>{gather_url}</Redirect></Response>", False),
        ("<Response><Say>Somebody texted {gather_url}</Say></Response>", True),
        ("<Response/>", True),
    ],
)
async def test_own_question_without_an_address(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    twiml: str,
    *,
    is_placed: bool,
) -> None:
    """Nobody is called with a question whose answer could not come."""
    data = {**account.data, "receive_mode": "none"}
    hass.config_entries.async_update_entry(account, data=data)
    await hass.async_block_till_done()
    if is_placed:
        await make_call(hass, to=ANNA, twiml=twiml)
    else:
        with pytest.raises(ServiceValidationError) as caught:
            await make_call(hass, to=ANNA, twiml=twiml)
        assert caught.value.translation_key == "webhook_required"
    assert len(twilio.calls) == is_placed
