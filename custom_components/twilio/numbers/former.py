"""What the webhooks of a number were before this house set them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ..api import NumberField, NumberWebhooks, PhoneNumber
from .pointing import without_query
from .slots import SLOTS


@dataclass(frozen=True, slots=True)
class FormerWebhooks:
    """What to put back on a number one day.

    It is on disk before the first request that overwrites it. `addresses` are those of this house
    that the number may lead to, without query; `is_set` tells that Twilio has confirmed one.
    """

    number: str
    webhooks: NumberWebhooks = field(repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    is_set: bool = False

    @classmethod
    def of(cls, number: PhoneNumber) -> Self:
        """Return what a number is before it is set for the first time."""
        now = {name.value: number.webhooks[name] for name in NumberField}
        return cls(number.number, NumberWebhooks(**now))

    def overwriting(self, now: NumberWebhooks, ours: Collection[str]) -> Self:
        """Return it with what is there now, except where that is ours."""
        others = {
            name.value: now[name]
            for slot in SLOTS
            if without_query(now[slot.url]) not in ours
            for name in (slot.url, slot.method)
        }
        return replace(self, webhooks=replace(self.webhooks, **others))

    def leading_to(self, address: str) -> Self:
        """Return it for a number that is about to lead to one more address."""
        return replace(self, addresses=tuple(dict.fromkeys((*self.addresses, address))))

    def confirmed(self, address: str) -> Self:
        """Return it for a number that leads to an address, and to no other of this house."""
        return replace(self, addresses=(address,), is_set=True)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "number": self.number,
            "webhooks": {name.value: self.webhooks[name] for name in NumberField},
            "addresses": list(self.addresses),
            "is_set": self.is_set,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        webhooks = {name.value: stored["webhooks"][name.value] for name in NumberField}
        addresses = tuple(stored["addresses"])
        number = stored["number"]
        if not all(isinstance(text, str) for text in (number, *webhooks.values(), *addresses)):
            raise TypeError
        return cls(number, NumberWebhooks(**webhooks), addresses, bool(stored["is_set"]))
