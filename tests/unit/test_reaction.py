"""What this house does with what Twilio tells it."""

from http import HTTPStatus
import logging
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.twilio.webhook import RequestKind
from simulator import DeliveryError, HungUp, MessageStatus, Party, Said, Simulator

from . import WEBHOOK_URL
from .webhook import EMPTY_RESPONSE, MESSAGE_SID, OWNER, RAW_EVENT, REQUESTS, House


async def send(hass: HomeAssistant, message: str) -> None:
    """Text the owner."""
    await hass.services.async_call(
        "twilio", "send_message", {"to": OWNER, "message": message}, blocking=True
    )


async def test_text_from_a_phone(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A text raises the raw event, and nobody answers it."""
    events = async_capture_events(hass, RAW_EVENT)
    phone = twilio.handset(OWNER)
    delivery = await phone.text("Wer ist da? 🚪 {{ 1 + 1 }}", to=twilio.number)
    assert (delivery.status, delivery.text) == (HTTPStatus.OK, EMPTY_RESPONSE)
    assert [(event.data["From"], event.data["Body"]) for event in events] == [
        (OWNER, "Wer ist da? 🚪 {{ 1 + 1 }}")
    ]
    await twilio.settled()
    assert phone.inbox == []
    assert twilio.alerts == []


async def test_what_goes_back_is_a_reply(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """What goes to somebody who has texted counts as a reply, and replies are limited."""
    hass.config_entries.async_update_entry(account, options={"limits": {"replies_per_hour": 1}})
    await hass.async_block_till_done()
    for message in ("one", "two"):
        await send(hass, message)
    await twilio.handset(OWNER).text("Stop it", to=twilio.number)
    await send(hass, "three")
    with pytest.raises(HomeAssistantError) as refused:
        await send(hass, "four")
    assert refused.value.translation_key == "limit_replies_per_hour"
    await twilio.settled()
    assert [text.body for text in twilio.handset(OWNER).inbox] == ["one", "two", "three"]


async def test_call_from_a_phone(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Who calls is greeted, and automations hear of the call once."""
    events = async_capture_events(hass, RAW_EVENT)
    call = await twilio.handset(OWNER).dial(twilio.number)
    await twilio.settled()
    said, hung_up = call.transcript
    assert isinstance(said, Said)
    assert said.text.startswith("Hello. This is the home you called.")
    assert hung_up == HungUp(by=Party.HOUSE)
    assert [(event.data["From"], event.data["CallStatus"]) for event in events] == [
        (OWNER, "ringing")
    ]
    assert twilio.alerts == []


@pytest.mark.parametrize(
    ("error", "warnings"),
    [
        pytest.param(None, [], id="delivered"),
        pytest.param(
            DeliveryError(code=30003),
            [
                (
                    "undelivered: The phone cannot be reached: it is switched off, out of "
                    "coverage, or does not take messages. Try again later"
                )
            ],
            id="undelivered",
        ),
        pytest.param(
            DeliveryError(code=39999, status=MessageStatus.FAILED),
            ["failed: Twilio reports error 39999. What it means is on Twilio's pages"],
            id="failed, nobody knows why",
        ),
    ],
)
async def test_message_that_does_not_arrive(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    caplog: pytest.LogCaptureFixture,
    error: DeliveryError | None,
    warnings: list[str],
) -> None:
    """Somebody hears of a message that did not arrive, and automations of none of its reports."""
    events = async_capture_events(hass, RAW_EVENT)
    twilio.handset(OWNER).delivery_error = error
    await send(hass, "Hello")
    await twilio.settled()
    await hass.async_block_till_done()
    sid = twilio.messages[-1].sid
    assert [
        r.getMessage()
        for r in caplog.records
        if r.levelno == logging.WARNING and r.name == "custom_components.twilio"
    ] == [f"Message {sid} is {warning}" for warning in warnings]
    assert {(d.status, d.text) for d in twilio.deliveries} == {(HTTPStatus.NO_CONTENT, "")}
    assert events == []


async def test_reports_of_a_call_of_ours(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """An automation that answers every raw event is not called for our own calls."""
    events = async_capture_events(hass, RAW_EVENT)
    data: dict[str, Any] = {"to": OWNER, "message": "Hello"}
    await hass.services.async_call("twilio", "make_call", data, blocking=True)
    await twilio.settled()
    assert [(d.status, d.text) for d in twilio.deliveries] == [(HTTPStatus.NO_CONTENT, "")] * 4
    assert "?kind=call_status&id=" in twilio.deliveries[0].url
    assert events == []


async def test_report_without_a_reason(
    twilio: Simulator, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A message that failed is reported without a reason too."""
    fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], "MessageStatus": "failed"}
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status", fields)
    assert f"Message {MESSAGE_SID} is failed: Twilio gave no reason" in caplog.messages
