"""What Home Assistant's page of its own health says about Twilio."""

from .frontend import REPAIRS, Frontend
from .texts import TITLE


async def test_system_health(frontend: Frontend, account: str) -> None:
    """Twilio has a part of its own there."""
    await frontend.open(REPAIRS)
    await frontend.press("Menu")
    await frontend.page.get_by_role("menuitem", name="System information", exact=True).click()
    await frontend.see("Installation type")
    await frontend.keep("health")
    await frontend.page.get_by_role("heading", name=TITLE, exact=True).scroll_into_view_if_needed()
    await frontend.keep("twilio")
