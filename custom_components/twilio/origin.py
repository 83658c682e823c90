"""Who asks for a message or call: the automation or script in whose run that happens."""

from asyncio import Task
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final
from urllib.parse import quote

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.trace import trace_get, trace_id_get, variables_cv
from homeassistant.util.hass_dict import HassKey

from .clean_text import whole_text
from .const import DOMAIN

AUTOMATION: Final = "automation"
SCRIPT: Final = "script"
LAST_TRIGGERED: Final = "last_triggered"
CURRENT: Final = "current"
MOST_RUNS: Final = 1_000
"""Of how many runs is known whose they are; longer ones are found while they are the last."""

_UNNAMED: Final = f"{AUTOMATION}.{None}"
"""What the trace of an automation without an id is called."""
_ON_BEHALF_OF: Final[ContextVar[str | None]] = ContextVar(f"{DOMAIN}_on_behalf_of", default=None)


@dataclass(slots=True)
class Runs:
    """To which automation a context belongs, of the last runs.

    It is read off the states: whoever may fire an event can say that another one was triggered.
    """

    _entities: OrderedDict[str, str] = field(default_factory=OrderedDict)

    @callback
    def async_note(self, event: Event[EventStateChangedData]) -> None:
        """Note a run that begins."""
        old, new = event.data["old_state"], event.data["new_state"]
        if not isinstance(old, State) or not isinstance(new, State):
            return
        if old.attributes.get(LAST_TRIGGERED) != new.attributes.get(LAST_TRIGGERED):
            self._entities[new.context.id] = new.entity_id
            if len(self._entities) > MOST_RUNS:
                self._entities.popitem(last=False)

    def entity_of(self, context: Context) -> str | None:
        """Return the automation of a run, none of one that was not noted."""
        return self._entities.get(context.id)


@callback
def _is_of_an_automation(data: Mapping[str, Any]) -> bool:
    return str(data["entity_id"]).startswith(f"{AUTOMATION}.")


DATA_RUNS: Final[HassKey[Runs]] = HassKey(f"{DOMAIN}_runs")


@singleton(DATA_RUNS)
@callback
def async_runs(hass: HomeAssistant) -> Runs:
    """Return the last runs of this house, noted from the first call on."""
    runs = Runs()
    hass.bus.async_listen(EVENT_STATE_CHANGED, runs.async_note, _is_of_an_automation)
    return runs


@contextmanager
def on_behalf_of(origin: str | None) -> Iterator[None]:
    """Say who asks for what is sent meanwhile, where its run is not under way any more."""
    token = _ON_BEHALF_OF.set(origin)
    try:
        yield
    finally:
        _ON_BEHALF_OF.reset(token)


@callback
def async_origin_of_send(hass: HomeAssistant) -> str | None:
    """Return who asks in the task of the caller, none where that is no automation or script.

    It is the automation, where that calls a script: many may use the same one.
    """
    origin = _origin_of_send(hass)
    return origin and whole_text(origin)


@callback
def _origin_of_send(hass: HomeAssistant) -> str | None:
    if origin := _ON_BEHALF_OF.get():
        return origin
    trace = trace_id_get()
    key = trace[0] if trace else ""
    if key.startswith(f"{AUTOMATION}.") and key != _UNNAMED:
        return key
    context = _context_of_run()
    if key.startswith(f"{SCRIPT}."):
        return (context and _origin_of_context(hass, context, AUTOMATION)) or key
    return async_origin_of_context(hass, context) if context else None


def _context_of_run() -> Context | None:
    """Return the context of the run that is under way in this task, none where none is.

    In parallel sequences the variables of the outer ones are only in the trace.
    """
    steps = (step.as_dict() for steps in (trace_get(clear=False) or {}).values() for step in steps)
    variables = (step.get("changed_variables", {}) for step in steps)
    for known in chain((variables_cv.get() or {},), variables):
        if isinstance(context := known.get("context"), Context):
            return context
    return None


@callback
def async_origin_of_run(hass: HomeAssistant, run: Task[Any]) -> str | None:
    """Return who asks for what a run of a trigger wants sent, also once it has ended."""
    return run.get_context().copy().run(async_origin_of_send, hass)


@callback
def async_origin_of_context(hass: HomeAssistant, context: Context) -> str | None:
    """Return the automation or script in whose run something has a context, none where none."""
    return _origin_of_context(hass, context, AUTOMATION, SCRIPT)


@callback
def _origin_of_context(hass: HomeAssistant, context: Context, *domains: str) -> str | None:
    # A run whose first actions come in the same moment may not be noted yet.
    entity_id = async_runs(hass).entity_of(context) or next(
        (
            state.entity_id
            for domain in domains
            for state in hass.states.async_all(domain)
            # One that was only turned on or off in a run has the context of that run too.
            if state.context.id == context.id and state.attributes.get(CURRENT)
        ),
        None,
    )
    if entity_id is None:
        return None
    known = er.async_get(hass).async_get(entity_id)
    return f"{entity_id.partition('.')[0]}.{known.unique_id}" if known else entity_id


@callback
def async_entity_of(hass: HomeAssistant, origin: str) -> str:
    """Return the entity of an automation or script, whether or not it is there."""
    domain, _, unique_id = origin.partition(".")
    return er.async_get(hass).async_get_entity_id(domain, domain, unique_id) or origin


@callback
def async_name_of(hass: HomeAssistant, origin: str) -> str:
    """Return what an automation or script is called."""
    entity_id = async_entity_of(hass, origin)
    if state := hass.states.get(entity_id):
        return state.name
    known = er.async_get(hass).async_get(entity_id)
    return (known and (known.name or known.original_name)) or entity_id


@callback
def async_link_to(hass: HomeAssistant, origin: str) -> str:
    """Return the name of an automation or script, as a link to its editor."""
    domain, _, unique_id = origin.partition(".")
    is_known = er.async_get(hass).async_get_entity_id(domain, domain, unique_id) is not None
    # Without an id it is in YAML alone, where no editor gets at it.
    page = f"edit/{quote(unique_id, safe='')}" if is_known else "dashboard"
    return f"[{_plain(async_name_of(hass, origin))}](/config/{domain}/{page})"


def _plain(name: str) -> str:
    """Return a name without what Markdown would take for its own."""
    return "".join(character for character in name if character not in "[]()*_`<>\\").strip()
