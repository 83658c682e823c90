"""The settings of an account, reached as people reach them."""

from demo.house import House
from simulator import Simulator

from .accounts_page import AccountsPage
from .form import Form
from .frontend import Frontend
from .numbers import POINTS_HERE
from .texts import text


async def test_options_are_saved(frontend: Frontend, account: str) -> None:
    """A limit that somebody sets is there when he comes back."""
    accounts, form = AccountsPage(frontend), Form(frontend)
    limit = text("options.step.init.sections.limits.data.messages_per_day")
    await accounts.open()
    await accounts.open_options()
    await form.wait_for(text("options.step.init.title"))
    await frontend.keep("options")
    await form.fill_number(limit, 7)
    await form.submit()
    await form.finish()
    await accounts.open_options()
    await form.wait_for(text("options.step.init.title"))
    assert await form.number(limit) == "7"


async def test_receiving_is_switched_off(
    frontend: Frontend, account: str, house: House, twilio: Simulator
) -> None:
    """Reconfigured to send only, the account's numbers lead where they led before."""
    accounts, form = AccountsPage(frontend), Form(frontend)
    await accounts.open()
    await accounts.choose("Reconfigure")
    await form.wait_for(text("config.step.reconfigure.title"))
    await frontend.keep("reconfigure")
    await frontend.choose(text("config.step.reconfigure.menu_options.receive"))
    await form.wait_for(text("config.step.receive.title"))
    await frontend.keep("receive")
    await form.choose(text("selector.receive_mode.options.none"))
    await form.submit()
    await frontend.see(text("config.abort.sending_only"))
    await frontend.keep("sending-only")
    await house.wait_for_state(POINTS_HERE, "off")
    assert (twilio.number.sms_url, twilio.number.voice_url) == ("", "")
