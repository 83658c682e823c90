"""Contacts: offered to somebody new, added, changed, and made of a stranger."""

from typing import Final

from demo.house import House
from demo.stage import PUBLIC_URL
from simulator import Simulator

from .accounts_page import AccountsPage
from .form import Form
from .frontend import DASHBOARD, REPAIRS, Frontend
from .texts import text

_STEPS: Final = "config_subentries.contact.step"
_ERRORS: Final = "config_subentries.contact.error"
_MUM: Final = "+15551234567"
_REPAIR: Final = "issues.unknown_sender.fix_flow.step.contact"


async def test_first_contact(frontend: Frontend, house: House, twilio: Simulator) -> None:
    """Whoever has added the account is told what it is, and offered a contact."""
    form = Form(frontend)
    await _add_account(frontend, form, twilio)
    await form.wait_for(text(f"{_STEPS}.welcome.title"))
    await frontend.see(PUBLIC_URL)
    await frontend.keep("welcome")
    await frontend.choose(text(f"{_STEPS}.welcome.menu_options.user"))

    await form.wait_for(text(f"{_STEPS}.user.title"))
    await form.fill(text(f"{_STEPS}.user.data.name"), "Mum")
    await form.fill(text(f"{_STEPS}.user.data.number"), "112")
    await frontend.keep("who")
    await form.submit()
    await frontend.see(text(f"{_ERRORS}.emergency_number"))
    await frontend.keep("emergency-number")
    await form.fill(text(f"{_STEPS}.user.data.number"), "(555) 123-4567")
    await form.submit()

    await form.wait_for(text(f"{_STEPS}.settings.title"))
    await frontend.see("+1 555-123-4567 · United States")
    await frontend.keep("settings")
    await form.fill(text(f"{_STEPS}.settings.data.pin"), "4711")
    await form.submit()
    await frontend.see(text(f"{_ERRORS}.pin_without_commands"))
    await frontend.keep("pin-without-commands")
    await form.switch(text(f"{_STEPS}.settings.data.may_command"))
    await form.fill(text(f"{_STEPS}.settings.data.pin"), "4711")
    await form.submit()
    await frontend.see("Success")
    await frontend.keep("success")
    await form.finish()
    await frontend.gone("Success")

    accounts = AccountsPage(frontend)
    await accounts.open()
    await frontend.see("Mum")
    await frontend.keep("account")
    await accounts.open_device("Contact")
    await frontend.see("Service info")
    await frontend.keep("device")


async def test_contact_is_changed(frontend: Frontend, account: str, house: House) -> None:
    """A contact can be added on the page of the account, and changed there."""
    accounts, form = AccountsPage(frontend), Form(frontend)
    await accounts.open()
    await frontend.press(text("config_subentries.contact.initiate_flow.user"))
    await form.wait_for(text(f"{_STEPS}.user.title"))
    await form.fill(text(f"{_STEPS}.user.data.name"), "Mum")
    await form.fill(text(f"{_STEPS}.user.data.number"), _MUM)
    await form.submit()
    await form.wait_for(text(f"{_STEPS}.settings.title"))
    await form.submit()
    await frontend.see("Success")
    await form.finish()
    await frontend.see("Mum")
    await accounts.change_first("contact")
    await form.wait_for(text(f"{_STEPS}.reconfigure.title"))
    await frontend.keep("change")
    await form.fill(text(f"{_STEPS}.reconfigure.data.name"), "Mother")
    await form.submit()
    await frontend.see(text("config_subentries.contact.abort.contact_changed"))
    await frontend.keep("changed")
    await form.close()
    await frontend.see("Mother")


async def test_stranger(frontend: Frontend, account: str, house: House, twilio: Simulator) -> None:
    """Who texted and is unknown becomes a contact by a name."""
    await twilio.handset(_MUM).text("It is me!", to=twilio.number)
    await twilio.handset("+15557654321").text("Me too!", to=twilio.number)
    await twilio.settled()
    await frontend.open(REPAIRS)
    title = "somebody unknown texted this house"
    await frontend.see(title)
    await frontend.keep("repairs")
    await frontend.shown(title).click()
    form = Form(frontend)
    await form.wait_for(text(f"{_REPAIR}.title"))
    await frontend.keep("repair")
    await form.fill(text(f"{_REPAIR}.data.name"), "Mum")
    await form.submit()
    await frontend.see(text("issues.unknown_sender.fix_flow.error.number_missing"))
    await frontend.shown("+1 555-765-4321 · ").click()
    await frontend.keep("repair-chosen")
    await form.submit()
    await frontend.see("The issue is repaired")
    await frontend.keep("repaired")
    accounts = AccountsPage(frontend)
    await accounts.open()
    await frontend.see("Mum")
    await frontend.keep("account")
    await frontend.press(text("config_subentries.contact.initiate_flow.user"))
    await form.wait_for(text(f"{_STEPS}.user.title"))
    await frontend.press(text(f"{_STEPS}.user.data.number"))
    await frontend.see("+1 555-123-4567 · ")
    await frontend.keep("numbers-of-strangers")
    await frontend.shown("+1 555-123-4567 · ").click()
    await form.fill(text(f"{_STEPS}.user.data.name"), "Dad")
    await frontend.keep("number-of-a-stranger")
    await form.submit()
    await form.wait_for(text(f"{_STEPS}.settings.title"))
    await frontend.see("+1 555-123-4567")


async def _add_account(frontend: Frontend, form: Form, twilio: Simulator) -> None:
    """Add the account as somebody new does."""
    await frontend.open(DASHBOARD)
    await frontend.choose_brand()
    await form.wait_for(text("config.step.user.title"))
    await form.fill(text("config.step.user.data.account_sid"), twilio.account.sid)
    await form.fill(text("config.step.user.data.auth_token"), twilio.account.auth_token)
    await form.open_section(text("config.step.user.sections.advanced.name"))
    await form.fill(text("config.step.user.sections.advanced.data.api_base_url"), twilio.url)
    await form.submit()
    await form.wait_for(text("config.step.receive.title"))
    await form.choose(text("selector.receive_mode.options.custom"))
    await form.fill(text("config.step.receive.data.public_url"), PUBLIC_URL)
    await form.submit()
    await form.wait_for(text("config.step.senders.title"))
    await form.submit()
