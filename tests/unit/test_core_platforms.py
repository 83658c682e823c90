"""Home Assistant's own twilio_sms and twilio_call, on top of this integration."""

from typing import Any, Final

from homeassistant.components.notify import BaseNotificationService
from homeassistant.components.twilio_call.notify import get_service as core_call_service
from homeassistant.components.twilio_sms.notify import get_service as core_sms_service
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Said, Simulator

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
HOUSE: Final = "+15550006000"
PICTURE: Final = "https://example.com/door.jpg"
TWIML_URL: Final = "https://twiml.example/alarm.xml"


async def notify_by_core(
    hass: HomeAssistant, service: BaseNotificationService | None, message: str, **data: Any
) -> None:
    """Notify by a service of Home Assistant's own platforms."""
    assert service is not None
    service.hass = hass
    await service.async_send_message(message, **data)


async def test_core_s_twilio_sms(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Home Assistant's own twilio_sms sends through this integration."""
    service = core_sms_service(hass, {"from_number": "15550006000"})
    data = {"media_url": PICTURE}
    await notify_by_core(hass, service, "Hello", target=[ANNA, BEN], data=data)
    assert [(message.from_, message.to, message.body) for message in twilio.messages] == [
        (HOUSE, ANNA, "Hello"),
        (HOUSE, BEN, "Hello"),
    ]
    with pytest.raises(HomeAssistantError, match=r"^nonsense is neither a phone number nor"):
        await notify_by_core(hass, service, "Hello", target=["nonsense"])


async def test_core_s_twilio_call(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Home Assistant's own twilio_call calls through this integration, and logs what fails."""
    service = core_call_service(hass, {"from_number": "+15550006000"})
    await notify_by_core(hass, service, "1+1 & <b>", target=["nonsense", ANNA])
    await notify_by_core(hass, service, TWIML_URL, target=[BEN])
    assert [call.to for call in twilio.calls] == [ANNA]
    await twilio.settled()
    assert twilio.handset(ANNA).calls[0].transcript[0] == Said("1+1 & <b>")
    assert "nonsense is neither a phone number nor" in caplog.text
    assert f"The call would take its instructions from {TWIML_URL}" in caplog.text
