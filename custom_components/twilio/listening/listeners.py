"""Who listens to what happens: entities that show it, and triggers that act on it."""

from asyncio import Task
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol, Self

from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, LOGGER
from .command_candidate import CommandCandidate
from .command_listeners import CommandListener, CommandListeners
from .occurrences import MessageReceived, Occurrence, OccurrenceKind

type Run = Task[Any]
"""What a trigger set going; its result is that of the automation."""

type Watcher = Callable[[Occurrence, Context], None]


@dataclass(frozen=True, slots=True)
class ExpectedInput:
    """What callers are expected to do."""

    digits: frozenset[int] | None = frozenset()
    """How many keys make an answer; any number where it is empty, none where keys do not count."""
    speech: bool = False
    """Whether what they say counts too, which Twilio charges for."""
    tags: frozenset[str] = frozenset()
    """In which calls, by what the house called them when it placed them; empty for all."""

    def in_call(self, tag: str | None, *, is_placed: bool) -> Self | None:
        """Return what is expected in a call, none where that is nothing.

        Whoever is called says hello: in a call of this house words count only where it is named.
        """
        if self.tags:
            return self if tag in self.tags else None
        if not is_placed:
            return self
        return None if self.digits is None else replace(self, speech=False)


class Listener(Protocol):
    """A trigger that is attached."""

    @property
    def expects(self) -> ExpectedInput | None:
        """What it expects of callers, none where it does not listen to digits."""

    def is_on(self, entry_id: str, sender_id: str | None) -> bool:
        """Tell whether it listens to a sender."""

    def is_for(self, entry_id: str, party: str) -> bool:
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
    _commands: CommandListeners = field(default_factory=CommandListeners)

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
    def async_listen_to_commands(self, listener: CommandListener) -> CALLBACK_TYPE:
        """Act on commands, which are not announced: whoever gives them has to be allowed to."""
        return self._commands.async_listen(listener)

    @callback
    def async_commands(self, message: MessageReceived, text: str) -> tuple[CommandCandidate, ...]:
        """Return what a text would set going, by whom `message` is from and where it came.

        `text` is what the message says, without a PIN. Nobody's rights are judged here.
        """
        return self._commands.async_candidates(message, text)

    @callback
    def async_resembles_command(self, message: MessageReceived, text: str) -> tuple[str, ...]:
        """Return the commands that begin like a text and that whoever wrote could have meant."""
        return self._commands.async_resembled(message, text)

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
        self,
        entry_id: str,
        sender_id: str | None,
        party: str,
        tag: str | None = None,
        *,
        is_placed: bool = False,
    ) -> ExpectedInput | None:
        """Return what is expected of somebody on the phone, none where nobody listens.

        `tag` is that of the call, if `is_placed`: by this house.
        """
        return _together(
            expects
            for listener in self._listeners[OccurrenceKind.DIGITS_RECEIVED]
            if listener.expects
            and (expects := listener.expects.in_call(tag, is_placed=is_placed))
            and listener.is_on(entry_id, sender_id)
            and listener.is_for(entry_id, party)
        )


def _together(expectations: Iterable[ExpectedInput]) -> ExpectedInput | None:
    """Return what satisfies everybody."""
    known = tuple(expectations)
    if not known:
        return None
    lengths = [expected.digits for expected in known if expected.digits is not None]
    # Who takes any number of keys asks for more than who counts them.
    digits = frozenset[int]().union(*lengths) if all(lengths) else frozenset[int]()
    return ExpectedInput(
        digits if lengths else None,
        any(expected.speech for expected in known),
    )


DATA_LISTENERS: Final[HassKey[Listeners]] = HassKey(f"{DOMAIN}_listeners")


@singleton(DATA_LISTENERS)
@callback
def async_listeners(_: HomeAssistant) -> Listeners:
    """Return who listens in this house."""
    return Listeners()
