"""Config flows and subentry flows, as the frontend goes through them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from .errors import HouseError
from .rest import RestClient

FLOWS = "/api/config/config_entries/flow"
SUBENTRY_FLOWS = "/api/config/config_entries/subentries/flow"
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


async def start_subentry_flow(
    rest: RestClient, entry_id: str, subentry_type: str, subentry_id: str | None = None
) -> FlowResult:
    """Open the flow that adds something to an entry, or changes what was added."""
    what = {"subentry_id": subentry_id} if subentry_id else {}
    return FlowResult.from_document(
        await rest.post(SUBENTRY_FLOWS, {"handler": [entry_id, subentry_type], **what})
    )


async def answer_subentry_step(
    rest: RestClient, flow_id: str, answers: Mapping[str, object]
) -> FlowResult:
    """Send the answers to the step that such a flow shows."""
    return FlowResult.from_document(await rest.post(f"{SUBENTRY_FLOWS}/{flow_id}", answers))


async def add_integration(rest: RestClient, handler: str, answers: Answers) -> AddedEntry:
    """Go through a whole flow, its answers given by step."""
    started = await start_flow(rest, handler)
    ended = await _go_through(rest, handler, started, answers, answer_step)
    if ended.entry_id is None:
        raise HouseError(f"{handler} was not added: {ended.reason or ended.type}")
    return AddedEntry(ended.entry_id, ended.placeholders)


async def add_subentry(
    rest: RestClient, entry_id: str, subentry_type: str, answers: Answers
) -> None:
    """Add something to an entry by its whole flow, its answers given by step."""
    started = await start_subentry_flow(rest, entry_id, subentry_type)
    ended = await _go_through(rest, subentry_type, started, answers, answer_subentry_step)
    if ended.type != "create_entry":
        raise HouseError(f"A {subentry_type} was not added: {ended.reason or ended.type}")


async def _go_through(
    rest: RestClient,
    handler: str,
    result: FlowResult,
    answers: Answers,
    answer: Callable[[RestClient, str, Mapping[str, object]], Awaitable[FlowResult]],
) -> FlowResult:
    """Answer the steps of a flow until it ends, and return how it did."""
    waiting = dict(answers)
    while result.type in {"form", "menu"}:
        if result.errors:
            raise HouseError(f"Step {result.step_id} of {handler} was refused: {result.errors}")
        if result.step_id not in waiting:
            raise HouseError(f"Step {result.step_id} of {handler} has no answers.")
        result = await answer(rest, result.flow_id, waiting.pop(result.step_id))
    return result


async def delete_entry(rest: RestClient, entry_id: str) -> None:
    """Delete a config entry."""
    await rest.delete(f"{ENTRIES}/{entry_id}")


async def reload_entry(rest: RestClient, entry_id: str) -> None:
    """Reload a config entry."""
    await rest.post(f"{ENTRIES}/{entry_id}/reload", {})
