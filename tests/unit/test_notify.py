"""The YAML notify platform `twilio`, from configuration.yaml to its services."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from .yaml_house import notifiers, notify, set_up_notifiers

ANNA = "+15551234567"


async def test_types(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """The type decides between a text, a call and WhatsApp; a text is the default."""
    twilio.add_whatsapp_sender("+15550006000")
    await set_up_notifiers(
        hass,
        "platform: twilio, name: usual, from_number: +15550006000",
        "platform: twilio, name: text, type: sms, from_number: +15550006000",
        "platform: twilio, name: ring, type: call, from_number: +15550006000",
        "platform: twilio, name: chat, type: whatsapp, from_number: +15550006000",
    )
    assert notifiers(hass) == {"usual", "text", "ring", "chat"}
    for name in ("usual", "text", "ring", "chat"):
        await notify(hass, name, f"by {name}", target=ANNA)
    assert [(message.body, message.from_, message.to) for message in twilio.messages] == [
        ("by usual", "+15550006000", ANNA),
        ("by text", "+15550006000", ANNA),
        ("by chat", "whatsapp:+15550006000", f"whatsapp:{ANNA}"),
    ]
    assert [(call.from_, call.to) for call in twilio.calls] == [("+15550006000", ANNA)]


@pytest.mark.parametrize("from_number", ["whatsapp:+15550006000", "'WhatsApp: 1 555 000 6000'"])
@pytest.mark.parametrize("kind", ["sms", "whatsapp"])
async def test_whatsapp_sender(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, from_number: str, kind: str
) -> None:
    """A sender that says WhatsApp itself needs no type."""
    twilio.add_whatsapp_sender("+15550006000")
    await set_up_notifiers(
        hass, f"platform: twilio, name: chat, type: {kind}, from_number: {from_number}"
    )
    await notify(hass, "chat", "Hello", target=[ANNA, "whatsapp:+15551234568"])
    assert [(message.from_, message.to) for message in twilio.messages] == [
        ("whatsapp:+15550006000", f"whatsapp:{ANNA}"),
        ("whatsapp:+15550006000", "whatsapp:+15551234568"),
    ]


@pytest.mark.parametrize(("kind", "channel"), [("sms", ""), ("whatsapp", "whatsapp:")])
async def test_messaging_service(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, kind: str, channel: str
) -> None:
    """A Messaging Service does not say which channel it is for; the type does."""
    service = twilio.add_service(twilio.add_whatsapp_sender("+15550006000"))
    await set_up_notifiers(
        hass, f"platform: twilio, name: pool, type: {kind}, from_number: {service.sid}"
    )
    await notify(hass, "pool", "Hello", target=[ANNA, "whatsapp:+15551234568"])
    sent = [request for request in twilio.requests if request.method == "POST"]
    assert {request.param("MessagingServiceSid") for request in sent} == {service.sid}
    assert {request.param("To") for request in sent} == {
        f"{channel}{ANNA}",
        "whatsapp:+15551234568",
    }


@pytest.mark.parametrize(
    ("platform", "complaint"),
    [
        ("platform: twilio, type: sms", "required key 'from_number' not provided"),
        ("platform: twilio, from_number: +15550006000, type: fax", "fax"),
        ("platform: twilio, from_number: '**'", "'**' is no sender that Twilio knows"),
    ],
)
async def test_invalid_configuration(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture, platform: str, complaint: str
) -> None:
    """A notifier that cannot work is not set up, and the log says why; others are."""
    await set_up_notifiers(
        hass, platform, "platform: twilio, name: good, from_number: +15550006000"
    )
    assert notifiers(hass) == {"good"}
    assert "Invalid config for 'notify' from integration 'twilio'" in caplog.text
    assert complaint in caplog.text
