"""Messages and calls only to the countries that somebody chose."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.address import country_of
from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.senders import sender_subentry
from simulator import Simulator

from .actions import results_of
from .automations import automate, automation
from .limited import HOME, PHONE, call, send
from .yaml_house import set_up_notify

JAMAICA = "+18765551234"
GERMANY = "+491701234567"
SATELLITE = "+881612345678"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("+12125551234", "US"),
        (PHONE, "US"),
        ("+14165551234", "CA"),
        (JAMAICA, "JM"),
        ("+18760001234", "JM"),
        ("+16580001234", "JM"),
        ("+12420001234", "BS"),
        ("+18095551234", "DO"),
        (GERMANY, "DE"),
        ("+4915112345", "DE"),
        ("+447700900123", "GB"),
        ("+447781123456", "GG"),
        ("+77012345678", "KZ"),
        ("+79161234567", "RU"),
        ("+38344123456", "XK"),
        ("+390669812345", "VA"),
        ("+881612345678", "+881"),
        ("+80012345678", "+800"),
        ("+9991234567", None),
        (f"whatsapp:{GERMANY}", "DE"),
        ("rcs:+491701234567", "DE"),
        ("client:nobody_5", None),
        ("messenger:123456", None),
        ("12345", None),
    ],
)
def test_country(address: str, expected: str | None) -> None:
    """A number tells its country, also one that no numbering plan has yet, on every channel."""
    assert country_of(address) == expected


@pytest.fixture
async def at_home(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Let the account reach the United States alone, by WhatsApp too."""
    whatsapp = sender_subentry("whatsapp:+15550006000", "WhatsApp", {})
    hass.config_entries.async_add_subentry(account, whatsapp)
    options = {**account.options, "countries": ["US"]}
    hass.config_entries.async_update_entry(account, options=options)
    await hass.async_block_till_done()


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize(
    ("to", "named", "country"),
    [
        (JAMAICA, JAMAICA, "JM"),
        (GERMANY, GERMANY, "DE"),
        (491701234567, GERMANY, "DE"),
        (f"whatsapp:{GERMANY}", f"whatsapp:{GERMANY}", "DE"),
    ],
)
@pytest.mark.parametrize("order", [send, call])
@pytest.mark.parametrize("alert", [False, True])
async def test_another_country(
    hass: HomeAssistant,
    twilio: Simulator,
    to: object,
    named: str,
    country: str,
    order: Any,
    *,
    alert: bool,
) -> None:
    """Nothing goes there, an alert included, and who asks hears why."""
    with pytest.raises(InvalidInput) as caught:
        await order(hass, to=to, alert=alert)
    assert str(caught.value) == (
        f"{named} belongs to a country ({country}) that this account may not reach. The options "
        "of the integration name the countries it may reach"
    )
    await order(hass, to=PHONE, alert=alert)
    assert len([*twilio.messages, *twilio.calls]) == 1
    await twilio.settled()


@pytest.mark.usefixtures("at_home")
async def test_no_country(hass: HomeAssistant, twilio: Simulator) -> None:
    """A satellite telephone is in none of the countries."""
    with pytest.raises(InvalidInput) as caught:
        await send(hass, to=SATELLITE)
    assert str(caught.value) == (
        f"{SATELLITE} belongs to no country, as the number of a satellite phone does. This "
        "account may reach only the countries that the options of the integration name"
    )
    assert twilio.messages == []


@pytest.mark.usefixtures("at_home")
async def test_others_are_still_reached(hass: HomeAssistant, twilio: Simulator) -> None:
    """One recipient abroad stops no other."""
    at_home, abroad = await results_of(hass, "send_message", to=[PHONE, JAMAICA], message="Hello")
    assert (at_home["status"], at_home["error_message"]) == ("queued", None)
    assert (abroad["status"], abroad["sid"]) == ("failed", None)
    assert abroad["error_message"].startswith(f"{JAMAICA} belongs to a country (JM)")
    assert [message.to for message in twilio.messages] == [PHONE]


@pytest.mark.usefixtures("at_home")
async def test_reply_to_another_country(
    hass: HomeAssistant,
    house: object,
    twilio: Simulator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Who texts from a dear country gets no answer, and the log says why without his number."""
    await automate(hass, [automation("message_received", {"set_conversation_response": "Yes?"})])
    for stranger in (JAMAICA, PHONE):
        await twilio.handset(stranger).text("Hello", to=twilio.number)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert [message.to for message in twilio.messages if not message.is_inbound] == [PHONE]
    assert "A reply could not be sent: … belongs to a country (JM)" in caplog.text


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("platform", ["twilio", "twilio_sms"])
async def test_notifier(hass: HomeAssistant, twilio: Simulator, platform: str) -> None:
    """A notifier reaches nobody there either."""
    config = {"platform": platform, "name": "sms", "from_number": HOME}
    if platform == "twilio":
        config["type"] = "sms"
    await set_up_notify(hass, {"notify": [config]})
    await hass.async_block_till_done()
    data = {"message": "Hello", "target": [JAMAICA]}
    with pytest.raises(InvalidInput, match="belongs to a country"):
        await hass.services.async_call("notify", "sms", data, blocking=True)
    assert twilio.messages == []


async def test_all_countries(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator
) -> None:
    """Without a choice everybody may be reached."""
    choices: tuple[dict[str, list[str]], ...] = ({}, {"countries": []})
    for options in choices:
        hass.config_entries.async_update_entry(account, options=options)
        await hass.async_block_till_done()
        await send(hass, to=[JAMAICA, GERMANY])
    assert len(twilio.messages) == 4


@pytest.mark.usefixtures("at_home")
async def test_connection_check(
    hass: HomeAssistant, house: object, account: MockConfigEntry, twilio: Simulator
) -> None:
    """The call to nobody goes to no country."""
    assert await account.runtime_data.connection.async_run() > 0
    await hass.async_block_till_done(wait_background_tasks=True)
    await twilio.settled()
