"""What a test shows to the user, held against the English texts."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import (
    ConfigEntriesFlowManager,
    ConfigSubentryFlowManager,
    OptionsFlowManager,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowHandler, FlowManager, FlowResultType, section
from homeassistant.helpers import issue_registry as ir, selector
import voluptuous as vol

from tests.meta.texts import placeholders

DOMAIN = "twilio"


@dataclass(slots=True)
class ShownTexts:
    """Notes what is missing for the flows and issues that it is told of."""

    english: Mapping[str, str]
    missing: list[str] = field(default_factory=list)

    def note_flow(self, base: str, result: Mapping[str, Any]) -> None:
        """Look at what a flow shows next; `base` is where its texts are."""
        filled = result.get("description_placeholders") or {}
        match result["type"]:
            case FlowResultType.FORM:
                step = f"{base}.step.{result['step_id']}"
                self._need(filled, f"{step}.title")
                self._offer(filled, f"{step}.description")
                self._note_fields(step, result.get("data_schema"), filled)
                for error in (result.get("errors") or {}).values():
                    self._need(filled, f"{base}.error.{error}")
            case FlowResultType.MENU:
                step = f"{base}.step.{result['step_id']}"
                self._need(filled, f"{step}.title")
                self._offer(filled, f"{step}.description")
                for option in result["menu_options"]:
                    self._need(filled, f"{step}.menu_options.{option}")
            case FlowResultType.ABORT:
                self._need(filled, f"{base}.abort.{result['reason']}")
            case FlowResultType.CREATE_ENTRY if description := result.get("description"):
                self._need(filled, f"{base}.create_entry.{description}")

    def note_issue(self, key: str, filled: Mapping[str, str], *, is_fixable: bool) -> None:
        """Look at an issue that is raised."""
        self._need(filled, f"issues.{key}.title")
        if not is_fixable:
            self._need(filled, f"issues.{key}.description")
        elif not any(path.startswith(f"issues.{key}.fix_flow.") for path in self.english):
            self.missing.append(f"issues.{key}.fix_flow is missing")

    def _note_fields(self, path: str, schema: vol.Schema | None, filled: Mapping[str, str]) -> None:
        for name, kind in _fields(schema):
            if isinstance(kind, section):
                self._need(filled, f"{path}.sections.{name}.name")
                self._offer(filled, f"{path}.sections.{name}.description")
                self._note_fields(f"{path}.sections.{name}", kind.schema, filled)
                continue
            self._need(filled, f"{path}.data.{name}")
            self._need(filled, f"{path}.data_description.{name}")
            for key, option in _translated_options(kind):
                self._need({}, f"selector.{key}.options.{option}")

    def _need(self, filled: Mapping[str, str], path: str) -> None:
        """Note a text that is not there, or has a gap that nothing fills."""
        if path not in self.english:
            self.missing.append(f"{path} is missing")
        self._offer(filled, path)

    def _offer(self, filled: Mapping[str, str], path: str) -> None:
        """Note a text with a gap that nothing fills, where there is one."""
        if gaps := placeholders(self.english.get(path, "")) - filled.keys():
            self.missing.append(f"{path} has nothing for {', '.join(sorted(gaps))}")


def texts_of(manager: FlowManager[Any, Any, Any], flow: FlowHandler[Any, Any, Any]) -> str | None:
    """Return where the texts of a flow are, none for a flow that is not ours."""
    match manager, flow.handler:
        case ConfigEntriesFlowManager(), handler:
            return "config" if handler == DOMAIN else None
        case OptionsFlowManager(), entry_id:
            return "options" if _is_ours(manager.hass, entry_id) else None
        case ConfigSubentryFlowManager(), (entry_id, kind):
            return f"config_subentries.{kind}" if _is_ours(manager.hass, entry_id) else None
    issue = ir.async_get(manager.hass).async_get_issue(DOMAIN, flow.context.get("issue_id", ""))
    return f"issues.{issue.translation_key}.fix_flow" if issue else None


def _is_ours(hass: HomeAssistant, entry_id: str) -> bool:
    entry = hass.config_entries.async_get_entry(entry_id)
    return entry is not None and entry.domain == DOMAIN


def _fields(schema: vol.Schema | None) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a form with what reads them."""
    if schema is not None:
        for marker, kind in schema.schema.items():
            yield str(marker), kind


def _selectors(kind: Any) -> Iterable[selector.Selector[Any]]:
    """Return the selectors that a field is made of."""
    return (
        part for part in getattr(kind, "validators", (kind,)) if isinstance(part, selector.Selector)
    )


def _translated_options(kind: Any) -> Iterator[tuple[str, str]]:
    """Yield the options that are shown by a translation, with the key of that."""
    for part in _selectors(kind):
        if key := part.config.get("translation_key"):
            for option in part.config["options"]:
                if isinstance(option, str):
                    yield key, option


@contextmanager
def watched_texts(english: Mapping[str, str]) -> Iterator[ShownTexts]:
    """Look at every flow and issue of ours while it lasts."""
    shown = ShownTexts(english)
    handle_step, raise_issue = FlowManager._async_handle_step, ir.IssueRegistry.async_get_or_create

    async def show_step(
        manager: FlowManager[Any, Any, Any], flow: FlowHandler[Any, Any, Any], *args: Any
    ) -> Any:
        base = texts_of(manager, flow)  # the step may end its issue
        result = await handle_step(manager, flow, *args)
        if base is not None:
            shown.note_flow(base, result)
        return result

    def show_issue(registry: ir.IssueRegistry, domain: str, issue_id: str, **issue: Any) -> Any:
        if domain == DOMAIN:
            filled = issue["translation_placeholders"] or {}
            shown.note_issue(issue["translation_key"], filled, is_fixable=issue["is_fixable"])
        return raise_issue(registry, domain, issue_id, **issue)

    with (
        patch.object(FlowManager, "_async_handle_step", show_step),
        patch.object(ir.IssueRegistry, "async_get_or_create", show_issue),
    ):
        yield shown
