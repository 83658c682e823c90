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

    @property
    def judged(self) -> str:
        """What is looked up among the commands.

        Where something was cut that nobody gave as a PIN, what was written counts: nobody is to
        learn what it was, nor to command something else.
        """
        is_spoiled = self.pin is Pin.UNTRIED and not self.is_locked
        return self.written if is_spoiled or self.pin is Pin.STRAY else self.message.body
