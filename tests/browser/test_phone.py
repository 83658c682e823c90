"""A text from a phone in one window moves the house in another."""

from playwright.async_api import Browser

from demo.house import House
from demo.stage import PHONE_NUMBER
from simulator import Simulator

from .album import Album
from .phone_page import PhonePage
from .window import PHONE, open_window

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
