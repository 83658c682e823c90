"""Which of what waits in the outbox an action means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from ..const import ATTR_CONFIG_ENTRY_ID, ATTR_TAG, ATTR_TO
from ..errors import InvalidInput
from ..listening.filters.options import read_texts
from ..listening.filters.parties import EVERYBODY, Parties
from .entry import Entry
from .place import Place

ATTR_ALL: Final = "all"
ATTR_ID: Final = "id"


@dataclass(frozen=True, slots=True)
class Selection:
    """Those that pass each filter that is given; without any, all of them."""

    entry_id: str | None = None
    references: frozenset[str] = frozenset()
    parties: Parties = EVERYBODY
    tags: frozenset[str] = frozenset()

    @classmethod
    def from_data(cls, data: Mapping[str, Any], country: str | None) -> Self:
        """Read the data of an action; `country` is the one of numbers without a country code.

        Raises `InvalidInput` as triggers do, and `field_empty`: what a template left empty does
        not mean everything.
        """
        for name in (ATTR_ID, ATTR_TO, ATTR_TAG):
            if name in data and not any(text.strip() for text in data[name]):
                raise InvalidInput("field_empty", field=name)
        return cls(
            entry_id=data.get(ATTR_CONFIG_ENTRY_ID),
            references=frozenset(read_texts(data, ATTR_ID)),
            parties=Parties.from_option(data, ATTR_TO, country, have_names=False),
            tags=frozenset(read_texts(data, ATTR_TAG)),
        )

    def of(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """Return those that are meant."""
        return tuple(place for place in places if self.includes(place.entry))

    def includes(self, entry: Entry) -> bool:
        """Tell whether something is meant."""
        return (
            self.entry_id in {None, entry.entry_id}
            and (not self.references or entry.reference in self.references)
            and (not self.tags or entry.tag in self.tags)
            and self.parties.includes(entry.content.to)
        )


def check_meant(data: Mapping[str, Any]) -> None:
    """Refuse to cancel where nobody says what: everything has to be meant."""
    if not data.get(ATTR_ALL) and not {ATTR_CONFIG_ENTRY_ID, ATTR_ID, ATTR_TAG, ATTR_TO} & set(
        data
    ):
        raise InvalidInput("nothing_named")
