"""A text from a phone in one window moves the house in another."""

from playwright.async_api import Browser, expect

from demo.house import House
from demo.stage import PHONE_NUMBER
from simulator import Simulator

from .album import Album
from .phone_page import PhonePage
from .window import PHONE, open_window

_TALL = PHONE | {"height": 760}
_LIGHT = "light.hall"
_ALARM = "alarm_control_panel.sv"


async def test_phone(
    browser: Browser, account: str, house: House, twilio: Simulator, album: Album
) -> None:
    """Texting ARM SV arms the house, which answers."""
    twilio.handset(PHONE_NUMBER)
    async with open_window(browser, size=PHONE) as page:
        phone = PhonePage(page, twilio.url, album)
        await phone.open()
        await phone.text("ARM SV")
        await phone.see("SV is armed.")
        await album.keep(page, "answered")
        await album.publish(page, phone.phone, "phone")
    assert (await house.state(_ALARM)).value == "armed_away"
    await house.call_service("alarm_control_panel", "alarm_disarm", {"entity_id": _ALARM})


async def test_keys(
    browser: Browser, account: str, house: House, twilio: Simulator, album: Album
) -> None:
    """A caller turns on the light by a key; the phone tells him that words are not heard."""
    twilio.handset(PHONE_NUMBER)
    async with open_window(browser, size=_TALL) as page:
        phone = PhonePage(page, twilio.url, album)
        await phone.open()
        await page.get_by_role("button", name="Call the house").click()
        await phone.hear("This is the home you called.")
        await page.get_by_role("button", name="5", exact=True).click()
        await phone.hear("The light is on.")
        await expect(page.get_by_placeholder("Only keys are heard")).to_be_disabled()
        await album.keep(page, "light")
        await album.publish(page, phone.call, "call")
        await page.get_by_role("button", name="Hang up").click()
        await phone.hear("You hung up")
    assert (await house.state(_LIGHT)).value == "on"
    await house.call_service("light", "turn_off", {"entity_id": _LIGHT})
