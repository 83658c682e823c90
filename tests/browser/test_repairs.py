"""What goes wrong is offered as a repair."""

from typing import Final

from demo.house import House
from demo.stage import PUBLIC_URL
from simulator import HandsetBehaviour, Simulator

from .frontend import REPAIRS, Frontend
from .numbers import ELSEWHERE
from .texts import text

NEIGHBOUR: Final = "+15557654321"


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


async def test_message_that_did_not_arrive(
    frontend: Frontend, account: str, house: House, twilio: Simulator
) -> None:
    """Who was not reached is told with the reason, until somebody has seen it."""
    phone = twilio.handset(NEIGHBOUR)
    phone.behaviour = HandsetBehaviour.OFF
    try:
        data = {"to": NEIGHBOUR, "message": "The cellar is wet."}
        await house.call_service("twilio", "send_message", data)
        await twilio.settled()
    finally:
        phone.behaviour = HandsetBehaviour.RINGS
    await frontend.open(REPAIRS)
    title = f"A message to {NEIGHBOUR} did not arrive"
    await frontend.shown(title).click()
    await frontend.see("The phone cannot be reached")
    page = frontend.page.get_by_role("link", name="What Twilio says about it")
    assert await page.get_attribute("href") == "https://www.twilio.com/docs/api/errors/30003"
    await frontend.keep("repair")
    await frontend.publish(frontend.dialog, "undelivered")
    await frontend.press("Submit")
    await frontend.see("The issue is repaired")
    await frontend.gone(title)
