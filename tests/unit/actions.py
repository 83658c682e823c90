"""The actions of the integration, as automations call them."""

from typing import Any, cast

from homeassistant.core import HomeAssistant

from simulator import Call, Message, Simulator


async def send_message(hass: HomeAssistant, **data: Any) -> None:
    """Send a message; raises what an automation would see."""
    await hass.services.async_call("twilio", "send_message", data, blocking=True)


async def make_call(hass: HomeAssistant, **data: Any) -> None:
    """Place a call; raises what an automation would see."""
    await hass.services.async_call("twilio", "make_call", data, blocking=True)


async def results_of(hass: HomeAssistant, action: str, **data: Any) -> list[dict[str, Any]]:
    """Call an action and return what it answers to somebody who asks."""
    response = await hass.services.async_call(
        "twilio", action, data, blocking=True, return_response=True
    )
    assert response is not None
    return cast(list[dict[str, Any]], response["results"])


def accepted(twilio: Simulator) -> list[Message | Call]:
    """Return what Twilio took over."""
    return [*twilio.messages, *twilio.calls]
