"""Under which addresses Twilio may have called this house."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Self

from .signature import with_port_variants

REPLACED_SECONDS: Final = timedelta(days=1).total_seconds()
"""How long a replaced address stays valid: numbers at Twilio follow one by one."""


@dataclass(slots=True)
class Addresses:
    """The addresses of one webhook, without query; times are seconds since the epoch.

    They come from the configuration alone. What a request says of its own host is not asked.
    """

    configured: tuple[str, ...] = field(default=(), repr=False)
    replaced: dict[str, float] = field(default_factory=dict, repr=False)

    def update(self, configured: Iterable[str], now: float) -> bool:
        """Take over the configuration of now; return whether anything changed."""
        current = tuple(dict.fromkeys(configured))
        before = (self.configured, self.replaced)
        gone = dict.fromkeys(self.configured, now + REPLACED_SECONDS)
        self.replaced = {
            address: until
            for address, until in {**gone, **self.replaced}.items()
            if now < until and address not in current
        }
        self.configured = current
        return (self.configured, self.replaced) != before

    def called(self, query: str, now: float) -> Iterable[str]:
        """Return every address that Twilio may have signed for a request with this raw query."""
        valid = (address for address, until in self.replaced.items() if now < until)
        for address in (*self.configured, *valid):
            for variant in with_port_variants(address):
                yield f"{variant}?{query}" if query else variant

    def as_json(self) -> dict[str, Any]:
        """Return what has to outlive a restart."""
        return {"configured": list(self.configured), "replaced": self.replaced}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned."""
        return cls(tuple(stored.get("configured", ())), dict(stored.get("replaced", {})))
