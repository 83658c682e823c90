"""What is known of an account about who wants to hear from it, beyond a restart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from .confirmations import Confirmations
from .opt_outs import OptOuts


@dataclass(slots=True)
class ConsentMemory:
    """What has to outlive a restart."""

    opt_outs: OptOuts = field(default_factory=OptOuts)
    confirmations: Confirmations = field(default_factory=Confirmations)

    def bring_back(self, now: float) -> None:
        """Take times of the future for just before now, so that what comes now is the last word."""
        self.opt_outs.bring_back(now)
        self.confirmations.bring_back(now)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "opt_outs": self.opt_outs.as_json(),
            "confirmations": self.confirmations.as_json(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `TypeError` or `ValueError`."""
        if not stored:
            return cls()
        try:
            return cls(
                OptOuts.from_json(stored["opt_outs"]),
                Confirmations.from_json(stored["confirmations"]),
            )
        except (LookupError, AttributeError) as err:
            raise ValueError("this is no memory of who wants messages") from err
