"""Home Assistant's frontend, as somebody looks at it."""

from dataclasses import dataclass
from typing import Final

from playwright.async_api import Locator, Page, expect

from demo.house import PASSWORD, USERNAME

from .album import Album
from .texts import TITLE

DASHBOARD: Final = "/config/integrations/dashboard"
REPAIRS: Final = "/config/repairs"


@dataclass(frozen=True, slots=True)
class Frontend:
    """One tab of a browser; each step waits until what it needs is on the screen."""

    page: Page
    url: str
    album: Album

    async def open(self, path: str) -> None:
        """Go to a page of Home Assistant."""
        await self.page.goto(f"{self.url}{path}")

    async def log_in(self) -> None:
        """Log in with the form; Home Assistant shows it to whoever is not."""
        await self.page.get_by_role("textbox", name="Username").fill(USERNAME)
        await self.page.get_by_role("textbox", name="Password").fill(PASSWORD)
        await self.press("Log in")

    async def press(self, name: str) -> None:
        """Press a button."""
        await self.button(name).click()

    async def choose_brand(self) -> None:
        """Find the integration in the list of all."""
        await self.press("Add integration")
        await self.page.get_by_placeholder("Search for a brand name").fill(TITLE)
        await self.keep("brands")
        await self.press(TITLE)

    async def choose(self, item: str) -> None:
        """Choose from what a dialog offers."""
        await self.page.get_by_text(item, exact=True).click()

    @property
    def dialog(self) -> Locator:
        """The dialog that is open."""
        return self.page.get_by_role("dialog")

    def button(self, name: str) -> Locator:
        """Return a button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def shown(self, words: str) -> Locator:
        """Return where words are on the screen."""
        return self.page.get_by_text(words).filter(visible=True).first

    async def see(self, words: str) -> None:
        """Wait until words are on the screen."""
        await expect(self.shown(words)).to_be_visible()

    async def gone(self, words: str) -> None:
        """Wait until words are no longer on the screen."""
        await expect(self.page.get_by_text(words)).to_have_count(0)

    async def publish(self, subject: Locator, name: str) -> None:
        """Make a picture of the README."""
        await self.album.publish(self.page, subject, name)

    async def keep(self, name: str) -> None:
        """Keep a picture of what is on the screen."""
        await self.album.keep(self.page, name)
