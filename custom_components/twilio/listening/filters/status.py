"""Filters for what becomes of messages and calls."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self, override

from ..occurrences import CallStatusChanged, MessageStatusChanged
from .base import Filter
from .options import (
    CONF_DIRECTION,
    CONF_NUMBER,
    CONF_STATUS,
    CONF_TAG,
    CONF_TO,
    Options,
    read_texts,
)
from .parties import Parties


class Direction(StrEnum):
    """Who called whom."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"

    def fits(self, *, is_inbound: bool) -> bool:
        """Tell whether a call goes this way."""
        return is_inbound is (self is Direction.INBOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStatusFilter(Filter[MessageStatusChanged]):
    """Lets reports on messages through by their status and tag."""

    statuses: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    @classmethod
    @override
    def from_options(cls, options: Options, country: str | None) -> Self:
        """Read the options of `message_status_changed`."""
        return cls(
            parties=Parties.from_option(options, CONF_TO, country),
            statuses=frozenset(read_texts(options, CONF_STATUS)),
            tags=frozenset(read_texts(options, CONF_TAG)),
        )

    @override
    def _passes(self, occurrence: MessageStatusChanged) -> bool:
        is_wanted = not self.statuses or occurrence.status in self.statuses
        return is_wanted and (not self.tags or occurrence.tag in self.tags)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStatusFilter(Filter[CallStatusChanged]):
    """Lets reports on calls through by their status, direction and tag."""

    statuses: frozenset[str] = frozenset()
    direction: Direction | None = None
    tags: frozenset[str] = frozenset()

    @classmethod
    @override
    def from_options(cls, options: Options, country: str | None) -> Self:
        """Read the options of `call_status_changed`."""
        return cls(
            parties=Parties.from_option(options, CONF_NUMBER, country, have_names=False),
            statuses=frozenset(read_texts(options, CONF_STATUS)),
            direction=options.get(CONF_DIRECTION),
            tags=frozenset(read_texts(options, CONF_TAG)),
        )

    @override
    def _passes(self, occurrence: CallStatusChanged) -> bool:
        return (
            (not self.statuses or occurrence.status in self.statuses)
            and (self.direction is None or self.direction.fits(is_inbound=occurrence.is_inbound))
            and (not self.tags or occurrence.tag in self.tags)
        )
