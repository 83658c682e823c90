"""What a verb of voice TwiML is made of."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..live_call import LiveCall
    from ..steps import Step

type Perform = Callable[[LiveCall, Element], Awaitable[Step | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A verb: what it does, and whether it takes the call.

    It returns what the call continues with; None means the next verb of the document.
    """

    name: str
    perform: Perform
    takes_call: bool = True
