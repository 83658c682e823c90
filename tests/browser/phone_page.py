"""The phone in the browser, which the simulator serves."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from .album import Album


@dataclass(frozen=True, slots=True)
class PhonePage:
    """One phone of somebody who lives in the house."""

    page: Page
    url: str
    album: Album

    async def open(self) -> None:
        """Take the phone up."""
        await self.page.goto(f"{self.url}/phone")

    async def text(self, words: str) -> None:
        """Send a text."""
        await self.page.get_by_role("textbox", name="Text message").fill(words)
        await self.page.get_by_role("button", name="Send").click()

    async def see(self, words: str) -> None:
        """Wait until words are in the conversation."""
        await expect(self.page.get_by_role("log").get_by_text(words)).to_be_visible()

    async def hear(self, words: str) -> None:
        """Wait until words are heard in the call."""
        await expect(self.call.get_by_role("log").get_by_text(words)).to_be_visible()

    @property
    def call(self) -> Locator:
        """The call, before everything else."""
        return self.page.get_by_role("dialog")

    @property
    def phone(self) -> Locator:
        """The phone itself."""
        return self.page.get_by_role("main")
