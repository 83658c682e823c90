"""The triggers that wait for commands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from homeassistant.core import CALLBACK_TYPE, callback

from ..commands.command_set import CommandSet, Fit
from ..commands.template import CommandTemplate
from ..consent.keywords import keyword_of
from ..const import LOGGER
from .command_candidate import CommandCandidate
from .occurrences import MessageReceived


class CommandListener(Protocol):
    """A trigger on commands that is attached."""

    @property
    def commands(self) -> tuple[CommandTemplate, ...]:
        """What it waits for; the first that fits counts."""

    def accepts(self, message: MessageReceived) -> bool:
        """Tell whether it listens to whoever wrote, on that channel and sender."""

    def candidate(self, fit: Fit) -> CommandCandidate:
        """Return what a text that fits one of its commands would set going."""


@dataclass(frozen=True, slots=True)
class _Index:
    """All that wait, by what they wait for."""

    commands: CommandSet
    places: Mapping[CommandTemplate, Sequence[int]]

    @classmethod
    def of(cls, listeners: Sequence[CommandListener]) -> Self:
        """Sort out listeners."""
        places = defaultdict[CommandTemplate, list[int]](list)
        for place, listener in enumerate(listeners):
            for command in listener.commands:
                places[command].append(place)
        return cls(CommandSet.of(places), places)

    def waiting_for(self, commands: Iterable[CommandTemplate]) -> list[int]:
        """Return the places of those that wait for one of some commands, in order."""
        return sorted({place for command in commands for place in self.places[command]})


@dataclass(slots=True)
class CommandListeners:
    """All triggers on commands, in the order in which they were attached."""

    _listeners: list[CommandListener] = field(default_factory=list)
    _known_index: _Index | None = None

    @callback
    def async_listen(self, listener: CommandListener) -> CALLBACK_TYPE:
        """Wait for commands."""

        @callback
        def stop() -> None:
            self._listeners.remove(listener)
            self._known_index = None

        self._listeners.append(listener)
        self._known_index = None
        return stop

    @callback
    def async_candidates(self, message: MessageReceived, text: str) -> tuple[CommandCandidate, ...]:
        """Return what a text would set going, one command of each trigger."""
        if _is_reserved(message, text):
            return ()
        index = self._index()
        fits = {fit.template: fit for fit in index.commands.fitting(text)}
        return tuple(
            listener.candidate(
                next(fits[command] for command in listener.commands if command in fits)
            )
            for listener in self._accepting(message, index.waiting_for(fits))
        )

    @callback
    def async_resembled(self, message: MessageReceived, text: str) -> tuple[str, ...]:
        """Return the commands that begin like a text and that whoever wrote could have meant."""
        if _is_reserved(message, text):
            return ()
        index = self._index()
        alike = dict.fromkeys(index.commands.beginning_like(text))
        return tuple(
            dict.fromkeys(
                command.text
                for listener in self._accepting(message, index.waiting_for(alike))
                for command in listener.commands
                if command in alike
            )
        )

    def _accepting(
        self, message: MessageReceived, places: Iterable[int]
    ) -> Iterator[CommandListener]:
        """Yield those of some listeners that listen to a message; one that fails stops no other."""
        for listener in [self._listeners[place] for place in places]:
            try:
                if listener.accepts(message):
                    yield listener
            except Exception:  # noqa: BLE001 - see the docstring
                LOGGER.exception("A trigger failed")

    def _index(self) -> _Index:
        if self._known_index is None:
            self._known_index = _Index.of(self._listeners)
        return self._known_index


def _is_reserved(message: MessageReceived, text: str) -> bool:
    """Tell words that Twilio and the networks keep to themselves: no wildcard stands for them."""
    return keyword_of(text, message.data.get("OptOutType")) is not None
