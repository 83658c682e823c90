"""Somebody new adds the integration, and removes it again."""

from demo.config_directory import INTEGRATION
from demo.config_flow import ENTRIES
from demo.house import House
from demo.stage import PUBLIC_URL
from simulator import Simulator

from .accounts_page import AccountsPage
from .form import Form
from .frontend import DASHBOARD, Frontend
from .numbers import ELSEWHERE, HOME, OFFICE, POINTS_HERE
from .texts import text


async def test_new_user(stranger: Frontend, house: House, twilio: Simulator) -> None:
    """Two credentials and some ticks are all that it takes."""
    frontend, form = stranger, Form(stranger)
    await frontend.open(DASHBOARD)
    await frontend.see("Username")
    await frontend.keep("log-in")
    await frontend.log_in()
    await frontend.choose_brand()

    await form.wait_for(text("config.step.user.title"))
    await form.fill(text("config.step.user.data.account_sid"), twilio.account.sid)
    await form.fill(text("config.step.user.data.auth_token"), twilio.account.auth_token)
    await form.open_section(text("config.step.user.sections.advanced.name"))
    await form.fill(text("config.step.user.sections.advanced.data.api_base_url"), twilio.url)
    await frontend.keep("credentials")
    await form.submit()

    await form.wait_for(text("config.step.receive.title"))
    await frontend.keep("receive")
    await form.choose(text("selector.receive_mode.options.custom"))
    await form.fill(text("config.step.receive.data.public_url"), PUBLIC_URL)
    await frontend.keep("receive-custom")
    await form.submit()

    await form.wait_for(text("config.step.senders.title"))
    await frontend.keep("senders")
    await frontend.publish(frontend.dialog, "numbers")
    await form.submit()
    await form.wait_for(text("config_subentries.contact.step.welcome.title"))
    await frontend.see(PUBLIC_URL)
    await frontend.keep("welcome")
    await frontend.choose(text("config_subentries.contact.step.welcome.menu_options.later"))
    await frontend.see(text("config_subentries.contact.abort.no_contact"))
    await frontend.keep("ready")
    await form.close()

    accounts = AccountsPage(frontend)
    await accounts.open()
    await house.wait_for_state(POINTS_HERE, "on")
    free, busy = twilio.numbers
    assert free.sms_url.startswith(f"{PUBLIC_URL}/api/webhook/")
    assert free.voice_url.startswith(f"{PUBLIC_URL}/api/webhook/")
    assert busy.sms_url == ELSEWHERE
    for name in (HOME, OFFICE):
        await frontend.see(name)
    await frontend.keep("account")

    await accounts.delete()
    await frontend.keep("deleted")
    assert await house.rest.get(f"{ENTRIES}?domain={INTEGRATION}") == []
    assert (free.sms_url, free.voice_url, busy.sms_url) == ("", "", ELSEWHERE)
