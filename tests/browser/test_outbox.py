"""What waits, and what is lost, is seen by whoever looks at Home Assistant."""

from typing import Final

from playwright.async_api import expect

from demo.house import House
from simulator import Fault, Refuse, Simulator
from simulator.errors import TOO_MANY_REQUESTS

from .accounts_page import AccountsPage
from .frontend import REPAIRS, Frontend
from .texts import text

NEIGHBOUR: Final = "+15557654322"


async def test_alert_that_does_not_go_out(
    frontend: Frontend, account: str, house: House, twilio: Simulator
) -> None:
    """It waits on the device of the account; once it is of no use, a notification tells of it."""
    busy = Refuse(TOO_MANY_REQUESTS, retry_after=60)
    twilio.faults.add(Fault(busy, "POST", "/Messages.json", times=None))
    try:
        alert = {"to": NEIGHBOUR, "message": "Fire!", "alert": True, "valid_for": 20}
        await house.call_service("twilio", "send_message", alert)
        accounts = AccountsPage(frontend)
        await accounts.open()
        await accounts.open_device("Account")
        await frontend.see(text("entity.sensor.outbox.name"))
        await frontend.keep("waiting")
        await frontend.see("Notifications")
        badge = frontend.page.locator("ha-sidebar").get_by_text("1", exact=True).first
        await expect(badge).to_be_visible(timeout=30_000)
        await frontend.page.locator("ha-sidebar").get_by_text("Notifications").click()
        await frontend.see("an alert was not sent")
        await frontend.see(NEIGHBOUR)
        await frontend.keep("notification")
    finally:
        twilio.faults.clear()
    await frontend.open(REPAIRS)
    await frontend.shown(f"A message to {NEIGHBOUR} was not sent").click()
    await frontend.see(text("exceptions.expired.message"))
    await frontend.keep("repair")
    await frontend.press("Submit")
    await frontend.see("The issue is repaired")
    assert [message for message in twilio.messages if message.to == NEIGHBOUR] == []
