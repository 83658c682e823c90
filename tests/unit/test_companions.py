"""The YAML notify platforms twilio_sms and twilio_call, as users have them configured."""

from contextlib import suppress
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Said, Simulator

from .actions import accepted
from .yaml_house import notifiers, notify, set_up_notifiers

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
HOUSE: Final = "+15550006000"
SERVICE_SID: Final = "MG" + "5a" * 16

PLATFORMS: Final = ["twilio_sms", "twilio_call"]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "from_number",
    [
        *("15550006000", "+15550006000", "'15550006000'", "'+15550006000'"),
        *("+1 555 000 6000", "+1 (555) 000-6000", "' +15550006000 '"),
    ],
    ids=[
        *("integer", "integer_with_plus", "text", "text_with_plus"),
        *("spaces", "separators", "blanks"),
    ],
)
async def test_from_number(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    platform: str,
    from_number: str,
) -> None:
    """A number works as users write it, whatever YAML makes of it."""
    await set_up_notifiers(hass, f"platform: {platform}, name: anna, from_number: {from_number}")
    await notify(hass, "anna", "Hello", target=ANNA)
    [sent] = accepted(twilio)
    assert (sent.from_, sent.to) == (HOUSE, ANNA)
    assert bool(twilio.calls) == (platform == "twilio_call")


@pytest.mark.parametrize(
    ("from_number", "parameter", "value"),
    [
        ("MyBrand", "From", "MyBrand"),
        ("My House 24", "From", "My House 24"),
        ("12345", "From", "12345"),
        ("whatsapp:+15550006000", "From", "whatsapp:+15550006000"),
        ("whatsapp:15550006000", "From", "whatsapp:+15550006000"),
        (SERVICE_SID, "MessagingServiceSid", SERVICE_SID),
    ],
)
async def test_other_senders(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    from_number: str,
    parameter: str,
    value: str,
) -> None:
    """Senders that are no numbers reach Twilio as they are; Twilio judges them."""
    await set_up_notifiers(hass, f"platform: twilio_sms, name: sms, from_number: {from_number}")
    with suppress(HomeAssistantError):
        await notify(hass, "sms", "Hello", target="+491701234567")
    assert twilio.requests[-1].method == "POST"
    assert twilio.requests[-1].param(parameter) == value


async def test_names(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Notifiers are called as they are named, or just notify."""
    await set_up_notifiers(
        hass,
        "platform: twilio_sms, name: SMS, from_number: +15550006000",
        "platform: twilio_call, name: Ring Anna!, from_number: +15550006000",
        "platform: twilio_sms, from_number: +15550006000",
    )
    assert notifiers(hass) == {"sms", "ring_anna"}
    assert hass.services.has_service("notify", "notify")


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "from_number",
    ["nonsense!", "''", "ThisNameIsTooLong", "'+0123456789'", "[+15550006000]", "whatsapp:Anna"],
)
async def test_nonsense(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture, platform: str, from_number: str
) -> None:
    """A sender that is none keeps the notifier from being set up, and the log says what helps."""
    await set_up_notifiers(hass, f"platform: {platform}, name: anna, from_number: {from_number}")
    assert notifiers(hass) == set()
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    [complaint] = [record.getMessage() for record in errors]
    assert complaint.startswith(f"Invalid config for 'notify' from integration '{platform}'")
    assert "from_number" in complaint


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_nonsense_in_words(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture, platform: str
) -> None:
    """The log shows what was written and what would do."""
    await set_up_notifiers(hass, f"platform: {platform}, name: anna, from_number: '**'")
    assert (
        "'**' is no sender that Twilio knows: use a number with its country code (+15551234567), "
        "a name of up to 11 letters and digits, whatsapp:+15551234567, or the SID of a Messaging "
        "Service (MG...)"
    ) in caplog.text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_without_an_account(hass: HomeAssistant, platform: str) -> None:
    """A notifier is set up before any account is, and says what is missing when it is used."""
    await set_up_notifiers(hass, f"platform: {platform}, name: anna, from_number: +15550006000")
    with pytest.raises(ServiceValidationError) as caught:
        await notify(hass, "anna", "Hello", target=ANNA)
    assert str(caught.value) == (
        "No Twilio account is set up and loaded. Add the Twilio integration first"
    )


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_account_that_comes_later(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry, platform: str
) -> None:
    """A notifier finds the account that is loaded when it is used, over reloads."""
    await set_up_notifiers(hass, f"platform: {platform}, name: anna, from_number: +15550006000")
    await notify(hass, "anna", "Hello", target=ANNA)
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError, match=r"^No Twilio account is set up and loaded\."):
        await notify(hass, "anna", "Hello", target=ANNA)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await notify(hass, "anna", "Hello again", target=ANNA)
    assert len(accepted(twilio)) == 2


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_one_bad_target(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, platform: str
) -> None:
    """Unlike with Home Assistant's own, a bad target stops nobody and is named."""
    await set_up_notifiers(hass, f"platform: {platform}, name: all, from_number: +15550006000")
    with pytest.raises(HomeAssistantError) as caught:
        await notify(hass, "all", "Hello", target=["nonsense", ANNA, "+44 999", BEN])
    assert str(caught.value) == (
        "2 of 4 recipients were not reached: "
        "nonsense is neither a phone number nor the name of a contact of this account. "
        "Write numbers with + and the country code, for example +15551234567, and several "
        "recipients as a list; "
        "+44 999 is an emergency number. Twilio does not connect to emergency services "
        "reliably, so this house never texts or calls them"
    )
    assert [item.to for item in accepted(twilio)] == [ANNA, BEN]


async def test_what_is_heard(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A call says its message in the language of the house."""
    hass.config.language = "de"
    await set_up_notifiers(hass, "platform: twilio_call, name: ring, from_number: +15550006000")
    await notify(hass, "ring", "Es brennt & <b>raucht</b>", target=ANNA)
    await twilio.settled()
    [call] = twilio.handset(ANNA).incoming_calls
    assert call.transcript[0] == Said("Es brennt & <b>raucht</b>", "de-DE")


@pytest.mark.parametrize("from_number", ["MyBrand", "12345", SERVICE_SID])
async def test_call_from_what_cannot_call(
    hass: HomeAssistant, account: MockConfigEntry, from_number: str
) -> None:
    """A sender that cannot place calls is named when it should."""
    await set_up_notifiers(hass, f"platform: twilio_call, name: ring, from_number: {from_number}")
    with pytest.raises(ServiceValidationError) as caught:
        await notify(hass, "ring", "Hello", target=ANNA)
    assert str(caught.value) == (
        f"{from_number} cannot place calls. Use a phone number of your account"
    )
