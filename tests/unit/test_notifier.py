"""What a YAML notifier does with the call of an automation."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Said, Simulator

from . import PUBLIC_URL
from .actions import accepted
from .outbox.waiting import be_busy, entries
from .yaml_house import notify, set_up_notifiers

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
HOUSE: Final = "+15550006000"

PICTURE: Final = "https://example.com/door.jpg"
TWIML_URL: Final = "https://twiml.example/alarm.xml"

NO_ADDRESS: Final = r"^/local/door\.jpg is not an address that Twilio could fetch\."
UNUSABLE: Final = r"^The data of this notification cannot be used: .* at '{}"


@pytest.fixture
async def notifiers(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Set up one notifier that texts and one that calls."""
    await set_up_notifiers(
        hass,
        "platform: twilio_sms, name: sms, from_number: +15550006000",
        "platform: twilio_call, name: ring, from_number: +15550006000",
    )


def said(twilio: Simulator) -> list[str | None]:
    """Return the bodies and the TwiML that Twilio was given."""
    posts = [request for request in twilio.requests if request.method == "POST"]
    return [request.param("Body") or request.param("Twiml") for request in posts]


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize("name", ["sms", "ring"])
@pytest.mark.parametrize(
    ("target", "reached"),
    [
        (ANNA, [ANNA]),
        (15551234567, [ANNA]),
        ([ANNA], [ANNA]),
        ([ANNA, 15551234568], [ANNA, BEN]),
        (["15551234567", ANNA, "+1 555 123 4567"], [ANNA]),
    ],
    ids=["text", "integer", "list", "integers", "spellings"],
)
async def test_targets(
    hass: HomeAssistant, twilio: Simulator, name: str, target: Any, reached: list[str]
) -> None:
    """A target may be one or many, text or a number; each gets it once."""
    await notify(hass, name, "Hello", target=target)
    assert [item.to for item in accepted(twilio)] == reached


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize("name", ["sms", "ring"])
@pytest.mark.parametrize("data", [{}, {"target": []}], ids=["none", "empty"])
async def test_no_target(
    hass: HomeAssistant, twilio: Simulator, name: str, data: dict[str, Any]
) -> None:
    """A notification for nobody is a mistake that somebody hears of."""
    with pytest.raises(ServiceValidationError) as caught:
        await notify(hass, name, "Hello", **data)
    assert str(caught.value) == (
        "The message or call has no recipient. Name at least one number or contact"
    )
    assert accepted(twilio) == []


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, "Hello"),
        ({"title": "Door"}, "Door\nHello"),
        ({"title": ""}, "Hello"),
        ({"data": {"push": {"sound": "x"}, "ttl": 0}}, "Hello"),
    ],
    ids=["none", "title", "empty_title", "data_of_other_platforms"],
)
async def test_text(
    hass: HomeAssistant, twilio: Simulator, data: dict[str, Any], expected: str
) -> None:
    """A title is the first line; data for other platforms does not disturb."""
    await notify(hass, "sms", "Hello", target=ANNA, **data)
    assert said(twilio) == [expected]


@pytest.mark.usefixtures("notifiers")
async def test_text_that_is_an_address(hass: HomeAssistant, twilio: Simulator) -> None:
    """An address is sent as a text like any other, below its title."""
    await notify(hass, "sms", TWIML_URL, title="Look here", target=ANNA)
    assert said(twilio) == [f"Look here\n{TWIML_URL}"]


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize(
    ("media_url", "sent"),
    [
        (PICTURE, [PICTURE]),
        ([PICTURE], [PICTURE]),
        ([PICTURE, "http://example.com/b.png"], [PICTURE, "http://example.com/b.png"]),
        ([], []),
        (None, []),
    ],
    ids=["text", "list", "several", "empty", "none"],
)
async def test_media_url(
    hass: HomeAssistant, twilio: Simulator, media_url: Any, sent: list[str]
) -> None:
    """Pictures go along, one or several."""
    await notify(hass, "sms", "Hello", target=ANNA, data={"media_url": media_url})
    assert twilio.requests[-1].values("MediaUrl") == sent


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize("name", ["sms", "ring"])
@pytest.mark.parametrize(
    ("data", "tag"), [({"tag": "alarm"}, "alarm"), ({"tag": 7}, "7"), ({"tag": None}, None)]
)
async def test_tag(
    hass: HomeAssistant, account: MockConfigEntry, name: str, data: dict[str, Any], tag: str | None
) -> None:
    """What is sent is known again by its tag."""
    await notify(hass, name, "Hello", target=ANNA, data=data)
    assert [record.tag for record in account.runtime_data.tracker.records()] == [tag]


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize("name", ["sms", "ring"])
@pytest.mark.parametrize(
    ("data", "alert"),
    [({"alert": True}, True), ({"alert": "yes"}, True), ({"alert": None}, False), ({}, False)],
)
async def test_alert(
    hass: HomeAssistant,
    twilio: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    data: dict[str, Any],
    alert: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """What must arrive is told from the rest."""
    be_busy(twilio, monkeypatch)
    await notify(hass, name, "Hello", target=ANNA, data=data)
    assert [entry["alert"] for entry in await entries(hass)] == [alert]


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize(
    ("data", "validity"),
    [
        ({}, range(3_590, 3_601)),
        ({"valid_for": None}, range(3_590, 3_601)),
        ({"valid_for": 300}, range(290, 301)),
        ({"valid_for": {"minutes": 5}}, range(290, 301)),
        ({"valid_for": "00:05:00"}, range(290, 301)),
    ],
)
async def test_valid_for(
    hass: HomeAssistant, twilio: Simulator, data: dict[str, Any], validity: range
) -> None:
    """Twilio hears for how long a text is of use."""
    await notify(hass, "sms", "Hello", target=ANNA, data=data)
    assert int(twilio.requests[-1].param("ValidityPeriod") or 0) in validity


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize("name", ["sms", "ring"])
async def test_tag_that_is_too_long(hass: HomeAssistant, twilio: Simulator, name: str) -> None:
    """Nothing is sent with a tag that could not be kept."""
    with pytest.raises(ServiceValidationError, match="The tag has 256 characters"):
        await notify(hass, name, "Hello", target=ANNA, data={"tag": "a" * 256})
    assert accepted(twilio) == []


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("sms", {"media_url": "/local/door.jpg"}, NO_ADDRESS),
        ("sms", {"media_url": {"url": PICTURE}}, UNUSABLE.format("media_url")),
        ("sms", {"media_url": [PICTURE, None]}, UNUSABLE.format("media_url")),
        ("sms", {"valid_for": 0}, UNUSABLE.format("valid_for")),
        ("sms", {"valid_for": {"hours": 11}}, UNUSABLE.format("valid_for")),
        ("ring", {"alert": "perhaps"}, UNUSABLE.format("alert")),
        ("ring", {"voice": ["Alice"]}, UNUSABLE.format("voice")),
        ("ring", {"language": {"de": "DE"}}, UNUSABLE.format("language")),
    ],
)
async def test_data_that_cannot_be_used(
    hass: HomeAssistant, twilio: Simulator, name: str, data: dict[str, Any], sentence: str
) -> None:
    """Data of the wrong kind is refused in words."""
    with pytest.raises(ServiceValidationError, match=sentence):
        await notify(hass, name, "Hello", target=ANNA, data=data)
    assert accepted(twilio) == []


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize("name", ["sms", "ring"])
async def test_empty_message(hass: HomeAssistant, twilio: Simulator, name: str) -> None:
    """Nothing is not sent, and not called about either."""
    sentences = {
        "sms": "The message is empty. Give it a text or a picture",
        "ring": "The call has nothing to say. Give it a message or TwiML",
    }
    with pytest.raises(ServiceValidationError) as caught:
        await notify(hass, name, " ", target=ANNA)
    assert str(caught.value) == sentences[name]
    assert accepted(twilio) == []


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, Said("Hello", "en-US", "man")),
        ({"title": "Alarm"}, Said("Alarm Hello", "en-US", "man")),
        ({"data": {"voice": "Polly.Amy"}}, Said("Hello", "en-US", "Polly.Amy")),
        ({"data": {"language": "de"}}, Said("Hello", "de-DE", "man")),
        ({"data": {"language": "fr-CA", "voice": None}}, Said("Hello", "fr-CA", "man")),
    ],
    ids=["none", "title", "voice", "language", "language_of_a_country"],
)
async def test_call(
    hass: HomeAssistant, twilio: Simulator, data: dict[str, Any], expected: Said
) -> None:
    """A call says title and message, in the voice and language of the data."""
    await notify(hass, "ring", "Hello", target=ANNA, **data)
    await twilio.settled()
    [call] = twilio.handset(ANNA).incoming_calls
    assert call.transcript[0] == expected


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize(
    "message", [TWIML_URL, f" {TWIML_URL}\n", "http://example.com", f"{PUBLIC_URL}.evil.example/x"]
)
async def test_address_that_is_not_allowed(
    hass: HomeAssistant, twilio: Simulator, message: str
) -> None:
    """A stranger's forwarded text does not become the stranger's own call."""
    with pytest.raises(ServiceValidationError) as caught:
        await notify(hass, "ring", message, target=ANNA)
    assert str(caught.value) == (
        f"The call would take its instructions from {message.strip()}, which this house does not "
        "allow. To allow it, add the address to allowlist_external_urls in configuration.yaml"
    )
    assert accepted(twilio) == []


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize("title", [{}, {"title": "Alarm"}], ids=["no_title", "title"])
@pytest.mark.parametrize(
    ("message", "url"),
    [
        (TWIML_URL, TWIML_URL),
        (f"  {TWIML_URL}?x=1&y=%20\n", f"{TWIML_URL}?x=1&y=%20"),
        (f"{PUBLIC_URL}/local/alarm.xml", f"{PUBLIC_URL}/local/alarm.xml"),
    ],
    ids=["allowlist", "query", "own"],
)
async def test_address_that_is_allowed(
    hass: HomeAssistant, twilio: Simulator, title: dict[str, str], message: str, url: str
) -> None:
    """A message that is one allowed address tells Twilio what to do, as it always did."""
    hass.config.allowlist_external_urls = {"https://twiml.example/"}
    await notify(hass, "ring", message, target=ANNA, **title)
    request = twilio.requests[-1]
    assert (request.param("Url"), request.param("Twiml")) == (url, None)


@pytest.mark.usefixtures("notifiers")
async def test_address_within_words(hass: HomeAssistant, twilio: Simulator) -> None:
    """An address among words is read aloud."""
    await notify(hass, "ring", f"{TWIML_URL} is down", target=ANNA)
    request = twilio.requests[-1]
    assert request.param("Url") is None
    assert f">{TWIML_URL} is down</Say>" in (request.param("Twiml") or "")


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize("name", ["sms", "ring"])
async def test_templates(hass: HomeAssistant, twilio: Simulator, name: str) -> None:
    """What a template puts into a text is not rendered again; a number may become an integer."""
    order = {"message": "{{ text }}", "target": "{{ number }}"}
    sequence = [{"action": f"notify.{name}", "data": order}]
    assert await async_setup_component(hass, "script", {"script": {"tell": {"sequence": sequence}}})
    variables = {"number": ANNA, "text": "{{ states('lock.door') }}"}
    await hass.services.async_call("script", "tell", variables, blocking=True)
    assert [item.to for item in accepted(twilio)] == [ANNA]
    [text] = said(twilio)
    assert text is not None
    assert "{{ states('lock.door') }}" in text


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize("name", ["sms", "ring"])
async def test_limit(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, name: str
) -> None:
    """Notifiers are within the same limits as actions."""
    hass.config_entries.async_update_entry(
        account, options={"limits": {"messages_per_day": 1, "calls_per_day": 1}}
    )
    await hass.async_block_till_done()
    await notify(hass, name, "Hello", target=ANNA)
    reached = r"^The limit of (messages|calls) within 24 hours \(1\) is reached"
    with pytest.raises(HomeAssistantError, match=reached):
        await notify(hass, name, "Hello", target=ANNA)
    assert len(accepted(twilio)) == 1


async def test_owner_of_the_sender(
    hass: HomeAssistant, twilio: Simulator, other_twilio: Simulator, other_account: MockConfigEntry
) -> None:
    """With several accounts, a notifier uses the one that owns its number, else the oldest."""
    await set_up_notifiers(
        hass,
        "platform: twilio_sms, name: first, from_number: +15550006000",
        "platform: twilio_sms, name: second, from_number: +15550007000",
        "platform: twilio_sms, name: brand, from_number: MyBrand",
    )
    for name in ("first", "second", "brand"):
        await notify(hass, name, f"by {name}", target="+491701234567")
    assert [message.body for message in twilio.messages] == ["by first", "by brand"]
    assert [message.body for message in other_twilio.messages] == ["by second"]
