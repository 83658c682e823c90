"""What goes wrong is offered as a repair."""

from demo.house import House
from demo.stage import PUBLIC_URL
from simulator import Simulator

from .frontend import REPAIRS, Frontend
from .numbers import ELSEWHERE
from .texts import text


async def test_number_is_brought_back(
    frontend: Frontend, account: str, house: House, twilio: Simulator
) -> None:
    """A number that somebody pointed elsewhere at Twilio is brought back by a click."""
    number = twilio.number
    number.sms_url = number.voice_url = ELSEWHERE
    await house.reload_entry(account)
    await frontend.open(REPAIRS)
    await frontend.see("was pointed somewhere else")
    await frontend.keep("repairs")
    await frontend.shown("was pointed somewhere else").click()
    await frontend.see("Somebody has changed that at Twilio")
    await frontend.keep("repair")
    await frontend.publish(frontend.dialog, "repair")
    await frontend.choose(
        text("issues.number_points_elsewhere.fix_flow.step.init.menu_options.claim")
    )
    await frontend.see("The issue is repaired")
    await frontend.keep("repaired")
    assert number.sms_url.startswith(PUBLIC_URL)
    assert number.voice_url.startswith(PUBLIC_URL)
