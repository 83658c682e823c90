"""A text of a contact, after everybody has heard of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from homeassistant.core import Context

from ..contacts.contact import Contact
from .verdict import Pin

if TYPE_CHECKING:
    from ..listening.occurrences import MessageReceived


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardText:
    """What may be a command."""

    message: MessageReceived
    """As everybody knows it, without a PIN."""
    contact: Contact
    written: str = field(repr=False)
    """What was written, with the PIN: only Twilio is asked about that."""
    context: Context
    pin: Pin
    is_locked: bool
    """Whether commands of that number did not count when it came."""
    holds_pin: bool
    """Whether something was cut, which has to go at Twilio too."""
