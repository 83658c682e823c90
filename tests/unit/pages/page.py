"""A page of the documentation, and a house that follows it."""

import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import yaml

from tests.meta.repository import ROOT


def read_page(name: str) -> str:
    """Return the text of a page for users."""
    return (ROOT / "docs" / "user" / f"{name}.md").read_text(encoding="utf-8")


def examples(page: str) -> list[Any]:
    """Return the examples of a page, in their order; those in lists are indented."""
    blocks = re.findall(r"^( *)```yaml\n(.*?)^\1```", page, re.DOTALL | re.MULTILINE)
    return [
        yaml.safe_load(re.sub(rf"^{indent}", "", text, flags=re.MULTILINE))
        for indent, text in blocks
    ]


def automations(page: str) -> dict[str, Any]:
    """Return the automations among the examples, by their names."""
    return {
        part["alias"]: part
        for example in examples(page)
        if isinstance(example, list)
        for part in example
        if "triggers" in part
    }


def actions(page: str) -> list[list[Any]]:
    """Return the examples that are actions alone."""
    return [example["actions"] for example in examples(page) if isinstance(example, dict)]


async def follow(hass: HomeAssistant, *automations: Any) -> None:
    """Have examples as automations."""
    assert await async_setup_component(hass, "automation", {"automation": list(automations)})
    await hass.async_block_till_done()


async def run(hass: HomeAssistant, actions: list[Any]) -> None:
    """Run actions as a script."""
    script = {"script": {"example": {"sequence": actions}}}
    assert await async_setup_component(hass, "script", script)
    await hass.services.async_call("script", "example", blocking=True)
    await hass.async_block_till_done()
