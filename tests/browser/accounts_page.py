"""The page of the integration, with its accounts and what belongs to them."""

from dataclasses import dataclass
from typing import Final

from playwright.async_api import Locator

from .frontend import Frontend
from .texts import text

_PATH: Final = "/config/integrations/integration/twilio"


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """The page, with one account on it."""

    frontend: Frontend

    async def open(self) -> None:
        """Go there."""
        await self.frontend.open(_PATH)

    async def choose(self, item: str) -> None:
        """Choose an item of the account's menu."""
        await self._account.get_by_role("button", name="Menu").first.click()
        await self.frontend.page.get_by_role("menuitem", name=item, exact=True).click()

    async def open_options(self) -> None:
        """Open the options of the account."""
        await self._account.get_by_role("button", name="Configure", exact=True).click()

    async def open_device(self, model: str) -> None:
        """Go to the first device of a model."""
        await self._account.get_by_text(f"{model} • ").first.click()

    async def add_sender(self, kind: str) -> None:
        """Start to add a sender of a kind."""
        texts = "config_subentries.sender"
        await self.frontend.press(text(f"{texts}.initiate_flow.user"))
        await self.frontend.see(text(f"{texts}.step.user.title"))
        await self.frontend.keep("kinds-of-senders")
        await self.frontend.choose(text(f"{texts}.step.user.menu_options.{kind}"))

    async def change_first_sender(self) -> None:
        """Open the settings of the first sender."""
        await self.change_first("sender")

    async def change_first(self, kind: str) -> None:
        """Open the settings of the first sender, or contact."""
        change = text(f"config_subentries.{kind}.initiate_flow.reconfigure")
        await self._account.get_by_role("button", name=change, exact=True).first.click()

    async def delete(self) -> None:
        """Delete the account, and confirm it."""
        await self.choose("Delete")
        await self.frontend.keep("delete")
        await self.frontend.press("Delete")
        await self._account.wait_for(state="detached")

    @property
    def _account(self) -> Locator:
        return self.frontend.page.locator("ha-config-entry-row")
