"""What all filters have in common."""

from abc import abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self

from ..listeners import ExpectedInput
from ..occurrences import Occurrence
from .options import Options
from .parties import EVERYBODY, Parties


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter[OccurrenceT: Occurrence]:
    """Lets some occurrences of one kind through."""

    parties: Parties = EVERYBODY

    @classmethod
    @abstractmethod
    def from_options(cls, options: Options, country: str | None) -> Self:
        """Read the options of a trigger; raises `InvalidInput` for one that cannot be meant."""

    @property
    def expects(self) -> ExpectedInput | None:
        """What it expects of callers, none where it is not about what they do."""
        return None

    def passes(self, occurrence: OccurrenceT, known_as: Collection[str] = ()) -> bool:
        """Tell whether an occurrence of its kind passes; its contact is `known_as` something."""
        return self.parties.includes(occurrence.party, known_as) and self._passes(occurrence)

    @abstractmethod
    def _passes(self, occurrence: OccurrenceT) -> bool:
        """Tell whether it passes what only this kind has."""


type AnyFilter = Filter[Any]
