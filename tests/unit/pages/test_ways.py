"""The page on ways to reach people: its example, and its errors."""

import re
from typing import Final

from homeassistant.core import HomeAssistant
import pytest

from custom_components.twilio.api.error_codes import KNOWN_CODES
from simulator import HandsetLine, Simulator

from .page import actions, read_page, run

PAGE: Final = read_page("ways-to-reach-people")
PHONES: Final = ("+15551234567", "+15557654321")
SENTENCE: Final = "The smoke alarm in the shop went off."


@pytest.mark.usefixtures("house")
async def test_call_and_text(hass: HomeAssistant, twilio: Simulator) -> None:
    """Each is called, and texted where that works; one failure stops nothing."""
    twilio.handset(PHONES[1]).line = HandsetLine.LANDLINE
    (both,) = actions(PAGE)
    await run(hass, [{**step, "continue_on_error": True} for step in both])
    await twilio.settled()
    phones = [twilio.handset(phone) for phone in PHONES]
    assert [[call.speech for call in phone.calls] for phone in phones] == [[[SENTENCE]]] * 2
    assert [[text.body for text in phone.inbox] for phone in phones] == [[SENTENCE], []]


def test_errors_are_known() -> None:
    """Each code of the table is one that the integration explains."""
    rows = re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE)
    codes = {int(code) for row in rows for code in row.split(",")}
    assert len(codes) > 10
    assert codes <= KNOWN_CODES
