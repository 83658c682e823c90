"""Messages and calls that wait in the outbox."""

from typing import Any, Final, cast

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
import pytest

from custom_components.twilio.outbox import outbox
from simulator import Fault, Refuse, Simulator
from simulator.errors import TOO_MANY_REQUESTS

ANNA: Final = "+15551230001"
BEN: Final = "+15551230002"
PAUSE_SECONDS: Final = 60
"""How long Twilio asks to wait: longer than any test."""

_BUSY: Final = Refuse(TOO_MANY_REQUESTS, retry_after=PAUSE_SECONDS)


def be_busy(twilio: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Twilio take nothing for the time being, and nobody wait for it."""
    monkeypatch.setattr(outbox, "PATIENCE_SECONDS", 0.0)
    for path in ("/Messages.json", "/Calls.json"):
        twilio.faults.add(Fault(_BUSY, method="POST", path=path, times=None))


async def take_all(hass: HomeAssistant, twilio: Simulator, account: ConfigEntry) -> None:
    """Have Twilio take messages again, and the house find out."""
    twilio.faults.clear()
    await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def entries(hass: HomeAssistant, **filters: Any) -> list[dict[str, Any]]:
    """Return what waits, as an action lists it."""
    response = await hass.services.async_call(
        "twilio", "get_outbox", filters, blocking=True, return_response=True
    )
    assert response is not None
    return cast(list[dict[str, Any]], response["entries"])
