"""Somebody calls a house from the phone in the browser, presses keys and speaks."""

from collections.abc import AsyncIterator

from playwright.async_api import Browser, Page, expect
import pytest_asyncio

from simulator import HandsetBehaviour, Simulator
from tests.simulator.house import PUBLIC_URL, House

from .album import Album
from .window import PHONE, open_window

PHONE_NUMBER = "+15551234567"
SIZE = PHONE | {"height": 780}
_MENU = (
    '<Response><Gather action="/turn" input="dtmf speech" numDigits="1">'
    "<Say>Press 1 for the light, or say what you wish.</Say></Gather></Response>"
)


@pytest_asyncio.fixture(loop_scope="session")
async def talking_house() -> AsyncIterator[House]:
    """Return a house that asks, whatever the answer."""
    async with House() as house:
        house.answer("/voice", _MENU)
        house.answer("/turn", _MENU, "<Response><Say>The gate opens.</Say></Response>")
        yield house


@pytest_asyncio.fixture(loop_scope="session")
async def desk(talking_house: House) -> AsyncIterator[Simulator]:
    """Return a Twilio whose one number leads to that house."""
    async with Simulator(tunnels={PUBLIC_URL: talking_house.local_url}) as twilio:
        twilio.number.voice_url = f"{PUBLIC_URL}/voice"
        twilio.handset(PHONE_NUMBER)
        yield twilio


async def heard(page: Page, words: str, *, times: int = 1) -> None:
    """Wait until words are in the transcript."""
    log = page.get_by_role("log", name="What is heard")
    await expect(log.get_by_text(words)).to_have_count(times)


async def test_phone_call(
    browser: Browser, talking_house: House, desk: Simulator, album: Album
) -> None:
    """Each turn is heard, and the typed sentence reaches the house as speech."""
    async with open_window(browser, size=SIZE) as page:
        await page.goto(f"{desk.url}/phone")
        await page.get_by_role("button", name="Call the house").click()
        await heard(page, "Press 1 for the light")
        await page.get_by_role("button", name="1", exact=True).click()
        await heard(page, "You pressed 1")
        await heard(page, "Press 1 for the light", times=2)
        await page.get_by_role("textbox", name="Say something").fill("open the gate")
        await album.keep(page, "typed")
        await page.get_by_role("button", name="Say it").click()
        await heard(page, "open the gate")
        await heard(page, "The gate opens.")
        await heard(page, "The house hung up")
        await album.keep(page, "ended")
        await expect(page.get_by_role("textbox", name="Say something")).to_be_hidden()
    assert talking_house.values("/turn", "Digits") == ["1", None]
    assert talking_house.values("/turn", "SpeechResult") == [None, "open the gate"]


async def test_phone_machine(browser: Browser, desk: Simulator, album: Album) -> None:
    """A phone with an answering machine is one of the settings."""
    async with open_window(browser, size=SIZE) as page:
        await page.goto(f"{desk.url}/phone")
        await page.get_by_text("Phone settings").click()
        settings = page.get_by_label("When it is called or texted")
        await settings.select_option("A machine answers")
        await album.keep(page, "settings")
        await desk.bulletin.until(
            lambda: desk.handset(PHONE_NUMBER).behaviour is HandsetBehaviour.MACHINE or None,
            "answering machine",
        )
