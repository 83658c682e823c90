"""What comes next in a call."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .call import CallStatus
from .transcript import Party

if TYPE_CHECKING:
    from ..webhook.delivery import Params
    from .bridge import Bridge
    from .detection import Detection


@dataclass(frozen=True, slots=True)
class Inline:
    """TwiML that came with a REST request."""

    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """TwiML that the house is to be asked for."""

    url: str
    method: str = "POST"
    params: Params = ()
    fallback_url: str = ""
    fallback_method: str = "POST"
    is_fallback: bool = False

    @property
    def fallback(self) -> Fetch:
        """Return where to ask instead when this, or a document of the call, goes wrong."""
        return Fetch(url=self.fallback_url, method=self.fallback_method, is_fallback=True)

    def with_params(self, params: Params) -> Fetch:
        """Return this with more to tell the house."""
        return replace(self, params=self.params + params)

    def because(self, code: int, url: str) -> Fetch:
        """Return this with what went wrong, and where."""
        return replace(self, params=(("ErrorCode", str(code)), ("ErrorUrl", url)))


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The end of the call."""

    by: Party = Party.HOUSE
    status: CallStatus = CallStatus.COMPLETED


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What comes before the first document: tones, or a look at who answered."""

    then: Source
    digits: str = ""
    detection: Detection | None = None


@dataclass(frozen=True, slots=True)
class Bridged:
    """A conversation with another phone."""

    bridge: Bridge


type Source = Inline | Fetch | Opening | Bridged
type Step = Source | End
