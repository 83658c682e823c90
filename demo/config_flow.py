"""Config flows, as the frontend goes through them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .errors import HouseError
from .rest import RestClient

FLOWS = "/api/config/config_entries/flow"
ENTRIES = "/api/config/config_entries/entry"

type Answers = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class AddedEntry:
    """A config entry as its flow left it, and what the last dialog told the user."""

    entry_id: str
    placeholders: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowResult:
    """What a flow shows next."""

    flow_id: str
    type: str
    step_id: str | None
    errors: Mapping[str, str]
    reason: str | None
    entry_id: str | None
    placeholders: Mapping[str, str]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a result as Home Assistant sends it."""
        entry = document.get("result")
        return cls(
            flow_id=document["flow_id"],
            type=document["type"],
            step_id=document.get("step_id"),
            errors=document.get("errors") or {},
            reason=document.get("reason"),
            entry_id=entry["entry_id"] if isinstance(entry, Mapping) else None,
            placeholders=document.get("description_placeholders") or {},
        )


async def start_flow(rest: RestClient, handler: str, **fields: object) -> FlowResult:
    """Open a flow."""
    document = await rest.post(FLOWS, {"handler": handler, **fields})
    return FlowResult.from_document(document)


async def answer_step(rest: RestClient, flow_id: str, answers: Mapping[str, object]) -> FlowResult:
    """Send the answers to the step that a flow shows."""
    return FlowResult.from_document(await rest.post(f"{FLOWS}/{flow_id}", answers))


async def add_integration(rest: RestClient, handler: str, answers: Answers) -> AddedEntry:
    """Go through a whole flow, its answers given by step."""
    result = await start_flow(rest, handler)
    waiting = dict(answers)
    while result.type in {"form", "menu"}:
        if result.errors:
            raise HouseError(f"Step {result.step_id} of {handler} was refused: {result.errors}")
        if result.step_id not in waiting:
            raise HouseError(f"Step {result.step_id} of {handler} has no answers.")
        result = await answer_step(rest, result.flow_id, waiting.pop(result.step_id))
    if result.entry_id is None:
        raise HouseError(f"{handler} was not added: {result.reason or result.type}")
    return AddedEntry(result.entry_id, result.placeholders)


async def delete_entry(rest: RestClient, entry_id: str) -> None:
    """Delete a config entry."""
    await rest.delete(f"{ENTRIES}/{entry_id}")


async def reload_entry(rest: RestClient, entry_id: str) -> None:
    """Reload a config entry."""
    await rest.post(f"{ENTRIES}/{entry_id}/reload", {})
