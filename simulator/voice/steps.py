"""What comes next in a call."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .call import CallStatus
from .transcript import Party

if TYPE_CHECKING:
    from ..webhook.delivery import Params


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


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The end of the call."""

    by: Party = Party.HOUSE
    status: CallStatus = CallStatus.COMPLETED


type Source = Inline | Fetch
type Step = Source | End
