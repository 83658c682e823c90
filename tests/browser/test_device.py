"""What the devices of an account and of a sender show."""

from playwright.async_api import expect

from .accounts_page import AccountsPage
from .frontend import Frontend
from .texts import text


async def test_connection_is_checked(frontend: Frontend, account: str) -> None:
    """The button proves the way to Twilio and back, and the round trip appears."""
    accounts = AccountsPage(frontend)
    await accounts.open()
    await accounts.open_device("Account")
    await frontend.see(text("entity.button.check_connection.name"))
    for sensor in ("last_reached", "round_trip", "webhook_address"):
        await frontend.see(text(f"entity.sensor.{sensor}.name"))
    unknown = frontend.page.locator("ha-device-entities-card").get_by_text("Unknown")
    await expect(unknown).to_have_count(2)
    await frontend.keep("before")
    await frontend.press("Press")
    await expect(unknown).to_have_count(0)
    await frontend.keep("after")


async def test_number_points_here(frontend: Frontend, account: str) -> None:
    """The device of a number says whether what it receives comes here."""
    accounts = AccountsPage(frontend)
    await accounts.open()
    await accounts.open_device("Phone number")
    await frontend.see(text("entity.binary_sensor.points_here.name"))
    await frontend.see(text("entity.binary_sensor.points_here.state.on"))
    await frontend.keep("sender")
