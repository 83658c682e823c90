"""Who listens to what happens: entities that show it, and triggers that act on it."""

from asyncio import Task
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER
from .occurrences import Occurrence, OccurrenceKind

type Run = Task[Any]
"""What a trigger set going; its result is that of the automation."""

type Watcher = Callable[[Occurrence, Context], None]


@dataclass(frozen=True, slots=True)
class ExpectedInput:
    """What callers are expected to do."""

    digits: frozenset[int] = frozenset()
    """How many keys make an answer; any number where it is empty."""
    speech: bool = False
    """Whether what they say counts too, which Twilio charges for."""


class Listener(Protocol):
    """A trigger that is attached."""

    @property
    def expects(self) -> ExpectedInput | None:
        """What it expects of callers, none where it does not listen to digits."""

    def is_on(self, entry_id: str, sender_id: str | None) -> bool:
        """Tell whether it listens to a sender."""

    def is_for(self, party: str) -> bool:
        """Tell whether it listens to somebody, by an address as Twilio spells it."""

    def accepts(self, occurrence: Occurrence) -> bool:
        """Tell whether an occurrence passes all its filters, sender and party included."""

    def run(self, occurrence: Occurrence, context: Context) -> Run:
        """Act on an occurrence."""


@dataclass(slots=True)
class Listeners:
    """All that listen, of all accounts."""

    _watchers: list[Watcher] = field(default_factory=list)
    _listeners: defaultdict[OccurrenceKind, list[Listener]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @callback
    def async_watch(self, watcher: Watcher) -> CALLBACK_TYPE:
        """Show whatever happens, before anybody acts on it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    @callback
    def async_listen(self, kind: OccurrenceKind, listener: Listener) -> CALLBACK_TYPE:
        """Act on what happens of a kind."""
        listeners = self._listeners[kind]
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    @callback
    def async_announce(self, occurrence: Occurrence, context: Context) -> tuple[Run, ...]:
        """Tell everybody, and return what that set going; one that fails stops no other."""
        for watcher in tuple(self._watchers):
            try:
                watcher(occurrence, context)
            except Exception:  # noqa: BLE001 - see the docstring
                LOGGER.exception("Something that happened cannot be shown")
        runs: list[Run] = []
        for listener in tuple(self._listeners[occurrence.kind]):
            try:
                if listener.accepts(occurrence):
                    runs.append(listener.run(occurrence, context))
            except Exception:  # noqa: BLE001 - see the docstring
                LOGGER.exception("A trigger failed")
        return tuple(runs)

    @callback
    def async_expected_input(
        self, entry_id: str, sender_id: str | None, party: str
    ) -> ExpectedInput | None:
        """Return what is expected of somebody on the phone, none where nobody listens."""
        return _together(
            expects
            for listener in self._listeners[OccurrenceKind.DIGITS_RECEIVED]
            if (expects := listener.expects)
            and listener.is_on(entry_id, sender_id)
            and listener.is_for(party)
        )


def _together(expectations: Iterable[ExpectedInput]) -> ExpectedInput | None:
    """Return what satisfies everybody."""
    known = tuple(expectations)
    if not known:
        return None
    is_open = any(not expected.digits for expected in known)
    return ExpectedInput(
        frozenset() if is_open else frozenset().union(*(expected.digits for expected in known)),
        any(expected.speech for expected in known),
    )


DATA_LISTENERS: Final[HassKey[Listeners]] = HassKey(f"{DOMAIN}_listeners")


@singleton(DATA_LISTENERS)
@callback
def async_listeners(_: HomeAssistant) -> Listeners:
    """Return who listens in this house."""
    return Listeners()
