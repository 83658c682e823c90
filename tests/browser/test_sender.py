"""Senders, added and changed in the user interface."""

from typing import Final

from demo.house import House
from demo.stage import PHONE_NUMBER
from simulator import Simulator

from .accounts_page import AccountsPage
from .form import Form
from .frontend import Frontend
from .texts import text

_STEPS: Final = "config_subentries.sender.step"
_ABROAD: Final = "+447700900123"  # the USA knows no names


async def test_sender_with_a_name(
    frontend: Frontend, account: str, house: House, twilio: Simulator
) -> None:
    """A name in place of a number is added, shown with its device, and sends."""
    accounts, form = AccountsPage(frontend), Form(frontend)
    await accounts.open()
    await accounts.add_sender("alphanumeric")
    await form.wait_for(text(f"{_STEPS}.alphanumeric.title"))
    await frontend.keep("address")
    await form.fill(text(f"{_STEPS}.alphanumeric.data.address"), "MyBrand")
    await form.submit()
    await form.wait_for(text(f"{_STEPS}.settings.title"))
    await frontend.keep("settings")
    await form.submit()
    await frontend.see("Success")
    await frontend.keep("success")
    await form.finish()
    await frontend.see("MyBrand")

    await house.call_service(
        "twilio", "send_message", {"to": _ABROAD, "message": "Hello", "sender": "MyBrand"}
    )
    received = await twilio.handset(_ABROAD).next_text()
    assert (received.body, received.from_) == ("Hello", "MyBrand")


async def test_sender_gets_a_greeting(
    frontend: Frontend, account: str, house: House, twilio: Simulator
) -> None:
    """What is typed as a greeting, the next caller hears."""
    accounts, form = AccountsPage(frontend), Form(frontend)
    await accounts.open()
    await accounts.change_first_sender()
    await form.wait_for(text(f"{_STEPS}.reconfigure.title"))
    calls = f"{_STEPS}.reconfigure.sections.calls"
    await form.open_section(text(f"{calls}.name"))
    await form.fill(text(f"{calls}.data.greeting"), "Nobody is in.")
    await frontend.keep("greeting")
    await form.submit()
    await frontend.see(text("config_subentries.sender.abort.sender_changed"))
    await frontend.keep("changed")

    call = await twilio.handset(PHONE_NUMBER).dial(twilio.number)
    await call.said("Nobody is in.")
    await call.hang_up()  # An automation of this house waits for keys.
    assert call.speech == ["Nobody is in."]
