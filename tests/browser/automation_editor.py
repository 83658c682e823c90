"""The automation editor, with an automation that is new in it."""

from dataclasses import dataclass
from typing import Final

from playwright.async_api import Locator

from .frontend import Frontend
from .texts import TITLE, text

_NEW: Final = "/config/automation/edit/new"


@dataclass(frozen=True, slots=True)
class AutomationEditor:
    """The page; the options of what was added last are open beside it."""

    frontend: Frontend

    @property
    def panel(self) -> Locator:
        """The options of what was added last."""
        return self.frontend.page.locator("ha-automation-sidebar-card")

    async def open(self) -> None:
        """Begin an automation."""
        await self.frontend.open(_NEW)

    async def add_trigger(self, key: str) -> None:
        """Add one of the triggers of the integration."""
        await self.frontend.press("Add trigger")
        await self.frontend.press("By type")
        await self.frontend.choose(TITLE)
        await self.frontend.see(text(f"triggers.{key}.description"))
        await self.frontend.keep("triggers")
        await self.frontend.choose(text(f"triggers.{key}.name"))

    async def choose_device(self, name: str) -> None:
        """Choose a device as the target."""
        await self.frontend.press("Add target")
        picker = self.frontend.page.get_by_role("dialog", name="Select option")
        await picker.get_by_role("button", name="Filter: Devices").click()
        await self.frontend.keep("devices")
        await picker.get_by_text(name, exact=True).click()

    async def fill(self, field: str, value: str) -> None:
        """Turn an option on, and type a value into it; `field` is the path of its texts."""
        row = self._row(field)
        await row.locator("ha-checkbox").first.click()
        await row.get_by_role("button", name="Add", exact=True).click()
        await row.get_by_role("textbox").last.fill(value)

    async def fill_first(self, field: str, value: str) -> None:
        """Type the first value into an option that has to be there."""
        row = self._row(field)
        await row.get_by_role("button", name="Add", exact=True).click()
        await row.get_by_role("textbox").last.fill(value)

    async def add_contact(self, field: str, name: str) -> None:
        """Turn an option on, and choose a contact."""
        row = self._row(field)
        await row.locator("ha-checkbox").first.click()
        await row.get_by_role("button").last.click()
        await self.frontend.keep("contacts")
        await self.frontend.page.get_by_role("dialog").get_by_text(name, exact=True).click()

    async def save(self, name: str) -> None:
        """Save the automation under a name."""
        await self.frontend.press("Save")
        await self.frontend.page.get_by_role("textbox", name="Name*", exact=True).fill(name)
        await self.frontend.keep("name")
        await self.frontend.button("Save").last.click()

    def _row(self, field: str) -> Locator:
        explanation = text(f"{field}.description")
        return self.frontend.page.locator("ha-settings-row", has_text=explanation)
