"""What became of messages that somebody waits for."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.tracking import outcome
from simulator import DeliveryError, HandsetBehaviour, Simulator

from ..actions import accepted, results_of, send_message

ANNA: Final = "+15551230001"
BEN: Final = "+15551230002"
CLARA: Final = "+15551230003"
OFF: Final = (
    "The phone cannot be reached: it is switched off, out of coverage, or does not take messages. "
    "Try again later"
)


@pytest.mark.usefixtures("house")
async def test_outcomes(hass: HomeAssistant, twilio: Simulator) -> None:
    """Each result says what became of its message."""
    twilio.handset(BEN).behaviour = HandsetBehaviour.OFF
    twilio.handset(CLARA).delivery_error = DeliveryError(code=39999)
    results = await results_of(
        hass, "send_message", to=[ANNA, BEN, "12", CLARA], message="Hello", wait_for_delivery=True
    )
    assert [(r["to"], r["status"], r["error_code"]) for r in results] == [
        (ANNA, "delivered", None),
        (BEN, "undelivered", 30003),
        ("12", "failed", None),
        (CLARA, "undelivered", 39999),
    ]
    assert results[0]["error_message"] is None
    assert results[1]["error_message"] == f"{OFF}."
    assert results[3]["error_message"] == (
        "Twilio reports error 39999. What it means is on Twilio's pages."
    )
    assert [result["sid"] for result in results if result["sid"]] == [
        message.sid for message in twilio.messages
    ]


@pytest.mark.usefixtures("house")
async def test_without_a_response(hass: HomeAssistant, twilio: Simulator) -> None:
    """An action whose message did not arrive fails."""
    twilio.handset(ANNA).behaviour = HandsetBehaviour.OFF
    with pytest.raises(HomeAssistantError) as failed:
        await send_message(hass, to=ANNA, message="Hello", wait_for_delivery=True)
    assert str(failed.value) == f"{ANNA} was not reached: {OFF}"
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()


@pytest.mark.usefixtures("house")
async def test_message_that_nobody_confirms(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever, and what is known by then is the answer."""
    assert outcome.PATIENCE_SECONDS == 60
    monkeypatch.setattr(outcome, "PATIENCE_SECONDS", 0.3)
    twilio.handset(ANNA).sends_receipts = False
    [result] = await results_of(
        hass, "send_message", to=ANNA, message="Hello", wait_for_delivery=True
    )
    assert (result["status"], result["error_message"]) == ("sent", None)


@pytest.mark.usefixtures("house")
async def test_nothing_to_wait_for(hass: HomeAssistant, twilio: Simulator) -> None:
    """Where nothing was sent, nobody waits."""
    [result] = await results_of(
        hass, "send_message", to="12", message="Hello", wait_for_delivery=True
    )
    assert result["sid"] is None
    assert twilio.messages == []


async def test_without_an_address(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Where no report can come, nothing is sent."""
    hass.config_entries.async_update_entry(account, data={**account.data, "receive_mode": "none"})
    with pytest.raises(ServiceValidationError) as refused:
        await send_message(hass, to=ANNA, message="Hello", wait_for_delivery=True)
    assert refused.value.translation_key == "webhook_required"
    assert accepted(twilio) == []
    await send_message(hass, to=ANNA, message="Hello", wait_for_delivery=False)
    assert len(accepted(twilio)) == 1
