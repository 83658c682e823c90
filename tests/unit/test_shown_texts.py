"""The check of texts that every test here is under finds what is missing."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers import issue_registry as ir, selector
import pytest
import voluptuous as vol

from .shown_texts import ShownTexts, watched_texts

ENGLISH = {
    "config.step.user.title": "Connect {account}",
    "config.step.user.data.token": "Token",
    "config.step.user.data_description.token": "Secret.",
    "config.step.user.sections.more.name": "More",
    "config.step.user.sections.more.data.region": "Region",
    "config.step.user.sections.more.data_description.region": "Where it is.",
    "config.step.menu.title": "Choose",
    "config.step.menu.menu_options.token": "Token",
    "config.error.wrong": "Wrong.",
    "config.abort.done": "Done with {account}.",
    "config.create_entry.ready": "Ready.",
    "selector.region.options.us1": "United States",
    "issues.full.title": "{account} is full",
    "issues.full.description": "Wait.",
    "issues.lost.title": "Lost",
    "issues.lost.fix_flow.step.confirm.title": "Find",
}
TOKEN = vol.Schema({vol.Required("token"): str})


@pytest.fixture(autouse=True)
def texts_for_all_that_is_shown() -> None:
    """Let this module show what has no text."""


def select(*options: str) -> vol.All:
    """Return a field with translated options, in a chain as forms have it."""
    config = selector.SelectSelectorConfig(options=list(options), translation_key="region")
    return vol.All(selector.SelectSelector(config), str)


def form(schema: vol.Schema | None = TOKEN, **more: Any) -> dict[str, Any]:
    """Return what a flow answers with a form, its gap filled."""
    filled = {"description_placeholders": {"account": "AC"}}
    return {"type": FlowResultType.FORM, "step_id": "user", "data_schema": schema, **filled, **more}


def more(*options: str) -> vol.Schema:
    """Return a form with a section."""
    fields = vol.Schema({vol.Required("region"): select(*options)})
    return vol.Schema({vol.Required("more"): section(fields)})


@pytest.mark.parametrize(
    ("result", "missing"),
    [
        (form(), []),
        (form(None), []),
        (form(errors={"base": "wrong"}), []),
        (form(more("us1")), []),
        (form(description_placeholders=None), ["step.user.title has nothing for account"]),
        (form(step_id="other", data_schema=None), ["step.other.title is missing"]),
        (form(errors={"base": "odd"}), ["error.odd is missing"]),
        (
            form(vol.Schema({"name": str})),
            ["step.user.data.name is missing", "step.user.data_description.name is missing"],
        ),
        (form(more("ie1")), ["selector.region.options.ie1 is missing"]),
        (
            form(vol.Schema({vol.Required("odd"): section(vol.Schema({}))})),
            ["step.user.sections.odd.name is missing"],
        ),
        ({"type": FlowResultType.MENU, "step_id": "menu", "menu_options": ["token"]}, []),
        (
            {"type": FlowResultType.MENU, "step_id": "menu", "menu_options": {"key": "Key"}},
            ["step.menu.menu_options.key is missing"],
        ),
        (
            {"type": FlowResultType.ABORT, "reason": "done"},
            ["abort.done has nothing for account"],
        ),
        ({"type": FlowResultType.ABORT, "reason": "odd"}, ["abort.odd is missing"]),
        ({"type": FlowResultType.CREATE_ENTRY}, []),
        ({"type": FlowResultType.CREATE_ENTRY, "description": "ready"}, []),
        (
            {"type": FlowResultType.CREATE_ENTRY, "description": "odd"},
            ["create_entry.odd is missing"],
        ),
    ],
)
def test_flow(result: dict[str, Any], missing: list[str]) -> None:
    """Each part of what a flow shows is looked up."""
    shown = ShownTexts(ENGLISH)
    shown.note_flow("config", result)
    assert [path.removeprefix("config.") for path in shown.missing] == missing


@pytest.mark.parametrize(
    ("key", "filled", "is_fixable", "missing"),
    [
        ("full", {"account": "AC"}, False, []),
        ("full", {}, False, ["issues.full.title has nothing for account"]),
        ("full", {"account": "AC"}, True, ["issues.full.fix_flow is missing"]),
        ("lost", {}, True, []),
        ("lost", {}, False, ["issues.lost.description is missing"]),
    ],
)
def test_issue(key: str, filled: dict[str, str], *, is_fixable: bool, missing: list[str]) -> None:
    """Each part of an issue is looked up."""
    shown = ShownTexts(ENGLISH)
    shown.note_issue(key, filled, is_fixable=is_fixable)
    assert shown.missing == missing


async def test_watch(hass: HomeAssistant) -> None:
    """A flow and an issue of ours are seen, those of others are not."""
    with watched_texts({}) as shown:
        await hass.config_entries.flow.async_init("twilio", context={"source": "user"})
        for domain in ("twilio", "other"):
            ir.async_create_issue(
                hass,
                domain,
                "odd",
                is_fixable=False,
                severity=ir.IssueSeverity.WARNING,
                translation_key="odd",
            )
    assert "config.step.user.title is missing" in shown.missing
    assert [path for path in shown.missing if path.startswith("issues")] == [
        "issues.odd.title is missing",
        "issues.odd.description is missing",
    ]
