"""A form that a flow shows in a dialog."""

from dataclasses import dataclass
import re
from typing import Final

from playwright.async_api import Locator, expect

from .frontend import Frontend

_KEY: Final = re.compile(r"(?<!/)\b[a-z]+(?:_[a-z]+)+\b")  # what is shown where a text is missing


@dataclass(frozen=True, slots=True)
class Form:
    """A form; its fields are known by the labels that people read."""

    frontend: Frontend

    async def wait_for(self, title: str) -> None:
        """Wait until the form with this title is there; all of it is in words."""
        await self.frontend.see(title)
        shown = await self.frontend.dialog.aria_snapshot()
        assert _KEY.findall(shown) == []

    async def fill(self, label: str, value: str) -> None:
        """Type into a field; the label of a required one ends in a star."""
        page = self.frontend.page
        field = page.get_by_role("textbox", name=label, exact=True)
        await field.or_(page.get_by_role("textbox", name=f"{label}*", exact=True)).fill(value)

    async def choose(self, label: str) -> None:
        """Choose one of several ways."""
        await self.frontend.page.get_by_role("radio", name=label, exact=True).click()

    async def switch(self, label: str) -> None:
        """Turn a switch."""
        await self.frontend.page.get_by_role("switch", name=label).press("Space")

    async def open_section(self, name: str) -> None:
        """Open a part of the form that is closed."""
        await self.frontend.press(name)

    async def submit(self) -> None:
        """Send the form."""
        send = self.frontend.button("Submit").or_(self.frontend.button("Next"))
        await expect(send).to_be_enabled()
        await send.click()

    async def fill_number(self, label: str, value: int) -> None:
        """Type a number into a field."""
        await self._number(label).fill(str(value))

    async def number(self, label: str) -> str:
        """Return what is in the field of a number."""
        return await self._number(label).input_value()

    async def close(self) -> None:
        """Leave the dialog that says how it ended."""
        footer = self.frontend.page.locator("ha-dialog-footer")
        await footer.get_by_role("button", name="Close", exact=True).click()
        # A dialog that closes takes a step back in the history: not from the next page.
        await expect(footer).to_be_hidden()

    async def finish(self) -> None:
        """Leave the dialog that says that all is done."""
        await self.frontend.press("Finish")

    def _number(self, label: str) -> Locator:
        return self.frontend.page.get_by_role("spinbutton", name=f"{label}*", exact=True)
