"""What somebody on the phone hears who presses keys, or says something."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
import time
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_mock_service,
)

from custom_components.twilio.answers import sentences
from custom_components.twilio.answers.turns import MAX_TURNS, MAX_UNMATCHED, TurnState
from custom_components.twilio.webhook import HANG_UP, RequestKind
from simulator import HungUp, Party, Pressed, Said, Simulator

from . import WEBHOOK_URL
from .actions import make_call
from .automations import automate, automation, say
from .phone import GREETING, RUN, TURN_URL, add_sender, dial, heard, press, said
from .webhook import OWNER, RAW_EVENT, REQUESTS, House

THANKS: Final = "Thank you."
OPENING: Final = "Hello. This is the home you called."
NOT_UNDERSTOOD: Final = "I did not understand."
GOODBYE: Final = "Goodbye."


async def test_press_5(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A caller presses keys, the house does what they mean and says so, until he has enough."""
    lights = async_mock_service(hass, "light", "turn_on")
    on = {"action": "light.turn_on", "target": {"entity_id": "light.hall"}}
    await automate(
        hass,
        [
            automation("call_received", say("Press 5."), alias="Menu"),
            automation(
                "digits_received", on, say("Light on."), options={"digits": ["5"]}, alias="Light"
            ),
            automation("digits_received", options={"digits": ["6"]}, alias="Silent"),
        ],
    )
    call = await dial(twilio)
    await call.said("Press 5.")
    await call.listening()
    call.press("5")
    await call.said("Light on.")
    await call.listening()
    call.press("6")
    await call.said(THANKS)
    await call.listening()
    call.press("7")
    await call.said(NOT_UNDERSTOOD)
    await call.keep_silent()
    await call.ended()
    assert call.transcript == [
        Said("Press 5.", "en-US"),
        Pressed("5"),
        Said("Light on.", "en-US"),
        Pressed("6"),
        Said(THANKS, "en-US"),
        Pressed("7"),
        Said(NOT_UNDERSTOOD, "en-US"),
        Said(GOODBYE, "en-US"),
        HungUp(by=Party.HOUSE),
    ]
    assert [light.data for light in lights] == [{"entity_id": ["light.hall"]}]
    assert twilio.alerts == []


async def test_greeting_listens(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """A greeting that asks for a key is enough; without an answer it takes its own leave."""
    await add_sender(hass, account, greeting="Press 1 for the gate. Goodbye.")
    await automate(
        hass, [automation("digits_received", say("It opens."), options={"digits": ["1"]})]
    )
    call = await dial(twilio)
    await call.keep_silent()
    await call.ended()
    assert call.speech == ["Press 1 for the gate. Goodbye."]


async def test_house_that_waits(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Where keys are expected, nobody is told goodbye first."""
    await automate(hass, [automation("digits_received", options={"digits": ["1"]})])
    call = await dial(twilio)
    await call.said(OPENING)
    await call.keep_silent()
    await call.ended()
    assert call.speech == [OPENING, GOODBYE]


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("de", "Hallo. Hier ist das Zuhause, das Sie angerufen haben."),
        ("es", "Hola. Este es el hogar al que ha llamado."),
        ("fr", "Bonjour. Vous êtes bien à la maison que vous avez appelée."),
        ("nl", "Hallo. Dit is het huis dat u belt."),
        ("ja", OPENING),
    ],
)
async def test_language_of_a_house_that_waits(
    hass: HomeAssistant, twilio: Simulator, house: House, language: str, opening: str
) -> None:
    """It greets in its own language, as far as it speaks it."""
    await hass.config.async_update(language=language, country=None)
    await automate(hass, [automation("digits_received", options={"digits": ["1"]})])
    call = await dial(twilio)
    await call.said(opening)


async def test_greeting_is_repeated(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Who pressed what nobody takes hears again what he can press, as long as he may."""
    await add_sender(hass, account, greeting="Press 1 for the gate.")
    await automate(hass, [automation("digits_received", options={"digits": ["1"]})])
    call = await dial(twilio)
    for times in range(1, MAX_UNMATCHED + 1):
        await call.said("Press 1 for the gate.", times=times)
        await call.listening()
        call.press("2")
        await call.said(NOT_UNDERSTOOD, times=times)
    await call.ended()
    assert call.speech == [
        "Press 1 for the gate.",
        *[NOT_UNDERSTOOD, "Press 1 for the gate."] * (MAX_UNMATCHED - 1),
        *[NOT_UNDERSTOOD, GOODBYE],
    ]


async def test_greeting_is_for_callers(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Whom the house called does not hear it, whatever he presses."""
    await add_sender(hass, account, greeting="Welcome.")
    await automate(hass, [automation("digits_received", options={"digits": ["1"]})])
    await make_call(hass, to=OWNER, message="Fire! Press 1.")
    phone = await twilio.handset(OWNER).next_call()
    await phone.listening()
    phone.press("2")
    await phone.said(NOT_UNDERSTOOD)
    await phone.keep_silent()
    await phone.ended()
    assert phone.speech == ["Fire! Press 1.", NOT_UNDERSTOOD, "Fire! Press 1.", GOODBYE]


async def test_question_of_an_automation(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """Who does not answer what an automation asked is told goodbye."""
    await automate(
        hass,
        [
            automation("call_received", say("Press 1."), alias="Menu"),
            automation("digits_received", options={"digits": ["1"]}),
        ],
    )
    call = await dial(twilio)
    await call.keep_silent()
    await call.ended()
    assert call.speech == ["Press 1.", GOODBYE]


async def test_call_of_ours(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Who is called presses keys, too; the automation knows which call it was."""
    calls = async_mock_service(hass, "test", "run")
    tell = RUN | {"data": {"tag": "{{ trigger.tag }}", "to": "{{ trigger.to }}"}}
    await automate(
        hass, [automation("digits_received", tell, say("Thanks."), options={"digits": ["1"]})]
    )
    await make_call(hass, to=OWNER, message="Fire! Press 1.", tag="fire")
    phone = await twilio.handset(OWNER).next_call()
    await phone.listening()
    phone.press("1")
    await phone.said("Thanks.")
    await phone.keep_silent()
    await phone.ended()
    assert phone.speech == ["Fire! Press 1.", "Thanks.", GOODBYE]
    assert [call.data for call in calls] == [{"tag": "fire", "to": 15551230001}]
    assert twilio.alerts == []


async def test_speech(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Where an automation listens to words, what a caller says counts."""
    await automate(
        hass,
        [
            automation("call_received", say("What now?"), alias="Ask"),
            automation(
                "digits_received",
                say("{{ trigger.sentence }}, {{ trigger.confidence }}"),
                options={"sentence": ["open *"]},
                alias="Open",
            ),
        ],
    )
    call = await dial(twilio)
    await call.listening()
    call.speak("open the gate", confidence=0.75)
    await call.said("open the gate, 0.75")
    await call.hang_up()
    assert twilio.alerts == []


async def test_sender_in_another_language(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """The sentences of the house are in the language and voice of the sender."""
    await add_sender(hass, account, language="fr-FR", voice="Polly.Lea", greeting="Tapez 1.")
    await automate(hass, [automation("digits_received", options={"digits": ["1"], "speech": True})])
    call = await dial(twilio)
    await call.listening()
    call.press("1")
    await call.said("Merci.")
    await call.listening()
    call.press("2")
    await call.said("Je n'ai pas compris.")
    await call.keep_silent()
    await call.ended()
    assert [item.voice for item in call.transcript if isinstance(item, Said)] == ["Polly.Lea"] * 4
    assert call.speech[-1] == "Tapez 1."


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "nl"])
async def test_sentences(
    hass: HomeAssistant, twilio: Simulator, house: House, language: str
) -> None:
    """The house speaks its language."""
    expected = {
        "en": [NOT_UNDERSTOOD, GOODBYE],
        "de": ["Das habe ich nicht verstanden.", "Auf Wiederhören."],
        "es": ["No le he entendido.", "Adiós."],
        "fr": ["Je n'ai pas compris.", "Au revoir."],
        "nl": ["Dat heb ik niet begrepen.", "Tot ziens."],
    }
    await hass.config.async_update(language=language, country=None)
    assert said((await press(twilio)).text) == expected[language]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([{"digits": ["5"]}], {"input": "dtmf", "numDigits": "1", "finishOnKey": ""}),
        ([{"digits": ["1", "0815"]}], {"input": "dtmf", "finishOnKey": "#"}),
        ([{}], {"input": "dtmf", "finishOnKey": "#"}),
        (
            [{"digits": ["1"]}, {"digits": ["2"]}],
            {"input": "dtmf", "numDigits": "1", "finishOnKey": ""},
        ),
        (
            [{"digits": ["1"]}, {"speech": True}],
            {
                "input": "dtmf speech",
                "finishOnKey": "#",
                "language": "en-US",
                "speechTimeout": "auto",
            },
        ),
        (
            [{"sentence": ["open"]}],
            {"input": "speech", "language": "en-US", "speechTimeout": "auto"},
        ),
        (
            [{"sentence": ["open"]}, {"digits": ["1"]}],
            {
                "input": "dtmf speech",
                "numDigits": "1",
                "finishOnKey": "",
                "language": "en-US",
                "speechTimeout": "auto",
            },
        ),
        ([{"digits": ["1"], "from": ["+15559990000"]}], None),
        ([], None),
    ],
)
async def test_what_is_asked_for(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    options: Sequence[Mapping[str, Any]],
    expected: dict[str, str] | None,
) -> None:
    """A caller is asked for what the automations that listen to him can use."""
    listening = [
        automation("digits_received", alias=str(index), options=option)
        for index, option in enumerate(options)
    ]
    await automate(hass, listening)
    delivery = await twilio.deliver(f"{WEBHOOK_URL}?kind=call", REQUESTS[RequestKind.CALL])
    gather = ET.fromstring(delivery.text).find("Gather")  # noqa: S314
    if expected is None:
        assert gather is None
        return
    assert gather is not None
    attributes = dict(gather.attrib)
    action = attributes.pop("action")
    assert attributes == {"timeout": "5", **expected}
    query = parse_qs(urlsplit(action).query)
    assert action.startswith(f"{WEBHOOK_URL}?")
    assert query["kind"] == ["turn"]
    assert query["turn"][0].startswith("1-")


async def test_language_of_an_answer(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Who hears English, for want of a translation, answers in the sender's language."""
    await add_sender(hass, account, language="ja-JP", voice="Polly.Mizuki")
    await automate(hass, [automation("digits_received", options={"speech": True})])
    twiml = ET.fromstring((await press(twilio)).text)  # noqa: S314
    [gather] = twiml.findall("Gather")
    assert gather.attrib["language"] == "ja-JP"
    assert [item.attrib for item in twiml.iter("Say")] == [{"language": "en-US"}] * 2


@pytest.mark.parametrize(("options", "asks"), [({"sentence": ["ie"]}, False), ({}, True)])
async def test_language_that_nobody_understands(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    options: Mapping[str, Any],
    *,
    asks: bool,
) -> None:
    """Where Twilio does not understand the language, callers are not asked for words alone."""
    await add_sender(hass, account, language="cy-GB", voice="Polly.Gwyneth")
    await automate(hass, [automation("digits_received", options={"speech": True, **options})])
    delivery = await twilio.deliver(f"{WEBHOOK_URL}?kind=call", REQUESTS[RequestKind.CALL])
    assert (ET.fromstring(delivery.text).find("Gather") is not None) is asks  # noqa: S314


async def test_without_an_address(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Without an address for the answer, nobody is asked."""
    await automate(hass, [automation("digits_received", options={"digits": ["1"]})])
    data = {**account.data, "receive_mode": "none"}
    hass.config_entries.async_update_entry(account, data=data)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await heard(twilio) == [GREETING]


@pytest.mark.parametrize(
    ("fields", "is_announced"),
    [
        ({"Digits": "5"}, True),
        ({"Digits": "", "SpeechResult": "Open"}, True),
        ({"Digits": ""}, False),
        ({"Digits": "", "SpeechResult": ""}, False),
        ({"Digits": "5", "DialCallStatus": "completed"}, False),
        ({"Digits": "hangup", "RecordingUrl": "https://api.twilio.com/RE1"}, False),
    ],
)
async def test_what_is_an_answer(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    fields: dict[str, str],
    *,
    is_announced: bool,
) -> None:
    """Silence, and the end of a transfer or a recording, end the call without a word."""
    calls = async_mock_service(hass, "test", "run")
    await automate(
        hass, [automation("digits_received", RUN, say("Heard."), options={"speech": True})]
    )
    delivery = await press(twilio, **fields)
    assert len(calls) == is_announced
    if is_announced:
        assert said(delivery.text) == ["Heard.", GOODBYE]
    else:
        assert delivery.text == HANG_UP.twiml


@pytest.mark.parametrize(
    ("url", "digits", "expected", "is_raw"),
    [
        (WEBHOOK_URL, ["1"], ["Heard.", GOODBYE], True),
        (WEBHOOK_URL, ["2"], [NOT_UNDERSTOOD, GOODBYE], True),
        (WEBHOOK_URL, None, [], True),
        (TURN_URL, ["1"], ["Heard.", GOODBYE], False),
        (TURN_URL, ["2"], [NOT_UNDERSTOOD, GOODBYE], False),
        (TURN_URL, None, [NOT_UNDERSTOOD, GOODBYE], False),
    ],
)
async def test_url_of_the_users_own(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    url: str,
    digits: list[str] | None,
    expected: list[str],
    *,
    is_raw: bool,
) -> None:
    """Keys at an address that a user wrote himself count, too, and raise the raw event as ever.

    Where only that event has listeners, nobody says that they did not understand.
    """
    events = async_capture_events(hass, RAW_EVENT)
    if digits:
        listening = automation("digits_received", say("Heard."), options={"digits": digits})
        await automate(hass, [listening])
    delivery = await press(twilio, url)
    assert said(delivery.text) == expected
    assert [event.data["Digits"] for event in events] == ["1"] * is_raw


def turn_url(turn: TurnState, issued: float | None = None) -> str:
    """Return a URL of this house for a turn of a call."""
    return f"{TURN_URL}&turn={turn.named(time.time() if issued is None else issued)}"


async def test_repeated_turn(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """One press counts once, however often Twilio tells of it; the same key again is another."""
    calls = async_mock_service(hass, "test", "run")
    await automate(hass, [automation("digits_received", RUN, say("Heard."))])
    urls = [turn_url(TurnState(1)) for _ in range(2)]
    first = await press(twilio, urls[0])
    again = await twilio.repeat(first)
    assert (again.text, len(calls)) == (first.text, 1)
    await press(twilio, urls[1])
    assert len(calls) == 2


async def test_reload_in_between(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """While an account is loaded anew Twilio asks again: somebody waits on the line."""
    await automate(hass, [automation("digits_received", say("Heard."))])
    call = await dial(twilio)
    await call.listening()
    assert await hass.config_entries.async_unload(account.entry_id)
    call.press("5#")
    await call.ended()
    attempts = [(d.attempt, d.status) for d in twilio.deliveries if d.param("Digits")]
    assert attempts == [(1, 503), (2, 503), (3, 503), (4, 503)]


@pytest.mark.parametrize(
    ("turn", "asks"), [(0, True), (1, True), (MAX_TURNS - 1, True), (MAX_TURNS, False), (99, False)]
)
async def test_last_turn(
    hass: HomeAssistant, twilio: Simulator, house: House, turn: int, *, asks: bool
) -> None:
    """A call has an end: after the last turn the house answers, and takes leave."""
    await automate(hass, [automation("digits_received", say("Heard."))])
    delivery = await press(twilio, turn_url(TurnState(turn)) if turn else TURN_URL)
    assert said(delivery.text) == ["Heard.", GOODBYE]
    gather = ET.fromstring(delivery.text).find("Gather")  # noqa: S314
    assert (gather is not None) is asks
    if gather is not None:
        assert f"turn={turn + 1}-0-" in gather.attrib["action"]


async def test_code_that_is_guessed(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Whom nobody understands three times in a row is told goodbye; any other key counts anew."""
    await automate(
        hass,
        [
            automation("digits_received", say("Open."), options={"digits": ["0815"]}, alias="Code"),
            automation("digits_received", say("Light."), options={"digits": ["5555"]}, alias="Key"),
        ],
    )
    call = await dial(twilio)
    for keys, times in (("1", 1), ("2", 2), ("5", 0), ("3", 3), ("4", 4), ("6", 5)):
        await call.listening()
        call.press(f"{keys}{keys}{keys}{keys}")
        await (call.said(NOT_UNDERSTOOD, times=times) if times else call.said("Light."))
    await call.ended()
    assert call.speech[1:] == [
        *[NOT_UNDERSTOOD] * 2,
        "Light.",
        *[NOT_UNDERSTOOD] * 3,
        GOODBYE,
    ]
    assert call.transcript[-1] == HungUp(by=Party.HOUSE)


@pytest.mark.parametrize(
    ("age", "is_taken"),
    [(-301, False), (-300, True), (4 * 3600, True), (4 * 3600 + 1, False)],
)
async def test_turn_of_another_time(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    house: House,
    age: int,
    *,
    is_taken: bool,
) -> None:
    """A captured turn is good for no longer than its call can last, whatever came since."""
    freezer.move_to(datetime(2026, 11, 21, 12, tzinfo=UTC))
    calls = async_mock_service(hass, "test", "run")
    await automate(hass, [automation("digits_received", RUN, say("Heard."))])
    delivery = await press(twilio, turn_url(TurnState(1), time.time() - age))
    assert len(calls) == is_taken
    assert (delivery.text == HANG_UP.twiml) is not is_taken


async def test_repeat_of_a_turn_of_long_ago(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, twilio: Simulator, house: House
) -> None:
    """What was said is not kept for long; the turn stays the same one."""
    freezer.move_to(datetime(2026, 11, 21, 12, tzinfo=UTC))
    calls = async_mock_service(hass, "test", "run")
    await automate(hass, [automation("digits_received", RUN, say("Heard."))])
    first = await press(twilio, turn_url(TurnState(1)))
    freezer.tick(timedelta(minutes=15))
    await press(twilio, turn_url(TurnState(1)))
    again = await twilio.repeat(first)
    assert (again.text, len(calls)) == (HANG_UP.twiml, 2)


@pytest.mark.parametrize(("after", "is_over"), [(14, False), (15, True)])
async def test_call_that_is_over(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    house: House,
    after: int,
    *,
    is_over: bool,
) -> None:
    """Keys of a call that has ended are nobody's, but may have been under way at its end."""
    events = async_capture_events(hass, RAW_EVENT)
    calls = async_mock_service(hass, "test", "run")
    await automate(hass, [automation("digits_received", RUN, say("Heard."))])
    await twilio.deliver(f"{WEBHOOK_URL}?kind=call", REQUESTS[RequestKind.CALL])
    status = {**REQUESTS[RequestKind.CALL_STATUS], "Direction": "inbound"}
    await twilio.deliver(f"{WEBHOOK_URL}?kind=call_status", status)
    events.clear()
    freezer.tick(after)
    delivery = await press(twilio, WEBHOOK_URL)
    assert len(calls) == len(events) == (not is_over)
    assert (delivery.text == HANG_UP.twiml) is is_over


async def test_what_happens_at_an_unknown_moment(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever goes wrong after an automation was started, the request does not come again."""

    async def fail(*_: object) -> None:
        raise RuntimeError("Broken")

    await add_sender(hass, account)
    calls = async_mock_service(hass, "test", "run")
    await automate(hass, [automation("digits_received", RUN)])
    monkeypatch.setattr(sentences, "async_get_translations", fail)
    delivery = await press(twilio)
    assert (delivery.status, delivery.text) == (200, HANG_UP.twiml)
    again = await twilio.repeat(delivery)
    assert (again.status, again.text) == (200, HANG_UP.twiml)
    assert len(calls) == 1
    assert "The fallback cannot be said either, the call ends" in caplog.messages


async def test_keys_stay_secret(
    hass: HomeAssistant, twilio: Simulator, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Keys may be a PIN: no line of the integration has them, nor one above debug."""
    caplog.set_level("DEBUG")
    await automate(hass, [automation("digits_received", options={"digits": ["7391"]})])
    await press(twilio, Digits="7391")
    await press(twilio, Digits="8264")
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components") or record.levelname != "DEBUG"
    ]
    assert [line for line in lines if "7391" in line or "8264" in line] == []
