"""The blueprint that shows what strangers text."""

from typing import Any, Final

from homeassistant.components.persistent_notification import async_register_callback
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service
import voluptuous as vol

from simulator import Simulator

from .blueprint import reached, use_blueprint
from .contact import MUM, add_contact
from .passing_time import PassingTime

NAME: Final = "twilio/stranger_to_notification.yaml"
STRANGER: Final = "+15557654321"
APP: Final = "notify.phone"
QUIET: Final = 15 * 60 + 1
BEGINNING: Final = f"A text from {STRANGER}"
MARKUP: Final = "![a](https://x.example/a.png) <b onclick=a()>&lt;"
ALIKE: Final = str.maketrans(
    "<>[]`*_~|#\\&", "\u2039\u203a\uff3b\uff3d\u2019\uff0a\uff3f\u223c\u01c0\uff03\uff3c\uff06"
)
"""What takes the place of what could be markup."""


@pytest.fixture
async def notifications(hass: HomeAssistant, house: object) -> list[str]:
    """Return what the notifications in Home Assistant say."""
    said: list[str] = []
    assert await async_setup_component(hass, "persistent_notification", {})
    async_register_callback(
        hass, lambda _, changed: said.extend(note["message"] for note in changed.values())
    )
    return said


async def text(twilio: Simulator, body: str, phone: str = STRANGER, **more: Any) -> None:
    """Text the house."""
    await twilio.handset(phone).text(body, to=twilio.number, **more)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        pytest.param("Your parcel is here.", "Your parcel is here.", id="text"),
        pytest.param("{{ states.sun.sun }} {% x", "{{ states.sun.sun }} {% x", id="template"),
        pytest.param("[1, 2]", "[1, 2]", id="list"),
        pytest.param("007", "007", id="number"),
        pytest.param("None", "None", id="none"),
        pytest.param("", "", id="nothing"),
        pytest.param(MARKUP, MARKUP, id="markup"),
        pytest.param(
            "a\n\n# b\r\n* c_d_ `e` ~~f~~ |g| \\", "a # b * c_d_ `e` ~~f~~ |g| \\", id="markdown"
        ),
        pytest.param("a\u202eb\u0000\u200bc", "abc", id="invisible"),
        pytest.param("x" * 301, "x" * 300 + "…", id="long"),
    ],
)
async def test_text_is_data(
    hass: HomeAssistant,
    twilio: Simulator,
    notifications: list[str],
    time_passes: PassingTime,
    body: str,
    shown: str,
) -> None:
    """A text shows as it is, without what would be a template, Markdown or HTML."""
    await use_blueprint(hass, NAME)
    await text(twilio, body)
    await reached(lambda: notifications)
    assert notifications == [f"{BEGINNING}: {shown}".translate(ALIKE).rstrip()]
    await time_passes.by(QUIET)
    assert twilio.handset(STRANGER).inbox == []


async def test_flood(
    hass: HomeAssistant, twilio: Simulator, notifications: list[str], time_passes: PassingTime
) -> None:
    """However many text: one notification at once, and one that counts the others."""
    await use_blueprint(hass, NAME)
    await text(twilio, "first")
    await reached(lambda: notifications)
    for number in range(30):
        await text(twilio, f"more {number}", f"+1555765{number:04}")
        await reached(lambda: True)
    assert notifications == [f"{BEGINNING}: first"]
    await time_passes.by(QUIET)
    summary = "Texts from strangers in the last 15 minutes besides: 30. The last one: A text from"
    assert notifications[1:] == [f"{summary} +15557650029: more 29"]
    await text(twilio, "later")
    await reached(lambda: len(notifications) > 2)
    assert notifications[2:] == [f"{BEGINNING}: later"]
    await time_passes.by(QUIET)


async def test_contact(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    notifications: list[str],
    time_passes: PassingTime,
) -> None:
    """What a contact texts is not shown, and not counted."""
    await add_contact(hass, account)
    await use_blueprint(hass, NAME)
    await text(twilio, "Hello", MUM)
    await hass.async_block_till_done()
    assert notifications == []
    await text(twilio, "Hello")
    await reached(lambda: notifications)
    await text(twilio, "Hello", MUM)
    await reached(lambda: True)
    await time_passes.by(QUIET)
    assert notifications == [f"{BEGINNING}: Hello"]


@pytest.mark.usefixtures("house")
async def test_notifiers(
    hass: HomeAssistant, twilio: Simulator, notifications: list[str], time_passes: PassingTime
) -> None:
    """Where notifiers are chosen, they get it, pictures counted, once for the time chosen."""
    schema = vol.Schema({"entity_id": [str], "message": cv.string})
    sent = async_mock_service(hass, "notify", "send_message", schema)
    await use_blueprint(hass, NAME, notifiers=[APP], quiet=1)
    await text(twilio, "Look", media=["https://x.example/a.png"])
    await reached(lambda: sent)
    await time_passes.by(61)
    await text(twilio, "Look")
    await reached(lambda: len(sent) > 1)
    await time_passes.by(61)
    assert [(call.data["entity_id"], call.data["message"]) for call in sent] == [
        ([APP], f"{BEGINNING} (pictures or files: 1): Look"),
        ([APP], f"{BEGINNING}: Look"),
    ]
    assert notifications == []
