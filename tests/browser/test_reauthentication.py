"""A token that was changed at Twilio, and what the user sees of it."""

from typing import Final

from demo.house import House
from simulator import Simulator

from .accounts_page import AccountsPage
from .form import Form
from .frontend import DASHBOARD, Frontend
from .texts import text

_PHONE: Final = "+15557654321"
_NEW_TOKEN: Final = "b6" * 16
_MESSAGE: Final = {"to": _PHONE, "message": "Hello"}


async def test_reauthentication(
    frontend: Frontend, account: str, house: House, twilio: Simulator
) -> None:
    """The next failure asks for the new token, and with it what waited goes out."""
    form = Form(frontend)
    twilio.account.auth_token = _NEW_TOKEN
    await house.call_service("twilio", "send_message", _MESSAGE)
    assert twilio.handset(_PHONE).inbox == []

    await frontend.open(DASHBOARD)
    await frontend.see("Discovered")
    await frontend.keep("asked-for")
    await frontend.press("Reconfigure")
    await form.wait_for("Enter the credentials of")
    await form.fill(text("config.step.reauth_confirm.data.auth_token"), "c7" * 16)
    await form.submit()
    await frontend.see(text("config.error.invalid_auth"))
    await frontend.keep("refused")
    await form.fill(text("config.step.reauth_confirm.data.auth_token"), _NEW_TOKEN)
    await form.submit()
    await frontend.see(text("config.abort.reauth_successful"))
    await frontend.keep("accepted")

    assert (await twilio.handset(_PHONE).next_text()).body == "Hello"
    await AccountsPage(frontend).open()
    await frontend.see("Services")
    await frontend.gone("Needs attention")
