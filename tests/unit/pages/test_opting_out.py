"""The page on opting out, taken literally."""

import re
from typing import Final

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.consent.keywords import KEYWORDS, Keyword
from simulator import Simulator
from tests.meta.repository import english

from ..contact import add_contact
from .page import automations, follow, read_page

PAGE: Final = read_page("opting-out")
MUM: Final = "+15551234567"


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("texts", "messages", "calls"),
    [((), 1, 0), (("STOP",), 0, 1), (("Stop.", "START"), 1, 0)],
    ids=["never", "stop", "and start"],
)
async def test_call_instead(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    texts: tuple[str, ...],
    messages: int,
    calls: int,
) -> None:
    """Who stopped texts is called."""
    await add_contact(hass, account, "Mum", MUM)
    await follow(hass, automations(PAGE)["Call who does not want texts"])
    for text in texts:
        await twilio.handset(MUM).text(text, to=twilio.number)
    await hass.async_block_till_done(wait_background_tasks=True)
    for state in ("off", "on"):
        hass.states.async_set("binary_sensor.cellar_wet", state)
        await hass.async_block_till_done(wait_background_tasks=True)
    sent = [message for message in twilio.messages if message.body == "The cellar is wet."]
    assert (len(sent), len(twilio.calls)) == (messages, calls)


def test_switch_of_the_contact() -> None:
    """What stops calls is called what the form calls it."""
    fields = english()["config_subentries"]["contact"]["step"]["reconfigure"]["data"]
    assert f"*{fields['may_receive']}*" in PAGE


def spelled(keyword: Keyword) -> set[str]:
    """Return the words of a kind in capitals; the spellings of one word are one."""
    words = [word for word, kind in KEYWORDS.items() if kind is keyword]
    return {re.sub(r"[ -]", "", word).upper() for word in words}


@pytest.mark.parametrize(
    ("keyword", "beginning"),
    [
        (Keyword.STOP, "one of these words and nothing else:"),
        (Keyword.START, "\n**"),
        (Keyword.HELP, "\nHELP"),
    ],
)
def test_words(keyword: Keyword, beginning: str) -> None:
    """Each word is named, in the sentence on its kind."""
    sentences = PAGE.replace("\n**START", "\n** START").replace("\nHELP", "\nHELP HELP")
    named = re.findall(r"\b[A-Z]{3,}\b", re.split(r"[.;]", sentences.partition(beginning)[2])[0])
    assert set(named) == spelled(keyword)
