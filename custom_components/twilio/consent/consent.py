"""What people want to hear from one account, heard and kept."""

from collections.abc import Callable, Iterable
import time
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, callback

from ..contacts.contact import Contact
from .keywords import Keyword
from .memory import ConsentMemory
from .not_wanted import NotWanted
from .opt_outs import Cause, OptOut, Pair, party_of

if TYPE_CHECKING:
    from ..listening.occurrences import MessageReceived

OPTED_OUT: Final = 21610
"""Twilio's error for a message to somebody who has stopped its sender."""


class Consent:
    """Who has opted out of what, and who has still to agree."""

    def __init__(self, memory: ConsentMemory, save: Callable[[], None]) -> None:
        """Go on with a memory; `save` is called after each change of it."""
        self.memory = memory
        self._save = save
        self._listeners: set[Callable[[], None]] = set()

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Hear of each change, until the returned function is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    @callback
    def async_hear(self, message: MessageReceived) -> Keyword | None:
        """Take in what somebody wrote, and return the word that it was, if it was one."""
        opt_out_type = message.data.get("OptOutType")
        keyword = message.keyword
        now = time.time()
        self.memory.bring_back(now)
        at = now - message.age
        is_news = False
        if keyword is Keyword.STOP:
            cause = Cause.TWILIO if opt_out_type else Cause.TEXT
            is_news = self._stop(message, at, cause)
        elif keyword is Keyword.START:
            is_news = self._start(message, at)
        if is_news:
            self.async_changed()
        return keyword

    @callback
    def async_hear_refusal(self, party: str, sender: str) -> None:
        """Take in that Twilio lets nothing through, for somebody has opted out."""
        opt_out = OptOut(party=party_of(party), sender=sender, at=time.time(), cause=Cause.REFUSAL)
        if self.memory.opt_outs.add(opt_out):
            self.async_changed()

    @callback
    def async_hear_arrival(self, party: str, sender: str, began: float) -> None:
        """Take in that a message got through, which began at a time in seconds."""
        if self.memory.opt_outs.arrived(party, sender, began):
            self.async_changed()

    @callback
    def async_forget(self, pair: Pair) -> None:
        """Send again all the same."""
        if self.memory.opt_outs.forget(pair):
            self.async_changed()

    @callback
    def async_changed(self) -> None:
        """Keep what is known now, and tell whoever listens."""
        self._save()
        for listener in tuple(self._listeners):
            listener()

    def is_confirmed(self, contact: Contact) -> bool:
        """Tell whether somebody has agreed, as far as that is asked for."""
        confirmations = self.memory.confirmations
        agreed = confirmations.confirmed_at(contact.number) is not None
        return agreed or not contact.needs_double_opt_in

    def check_confirmed(self, contact: Contact) -> None:
        """Raise `NotWanted` where a contact has to agree first, and has not yet."""
        if not self.is_confirmed(contact):
            raise NotWanted("not_confirmed", recipient=contact.name)

    def stopped(self, to: str, senders: Iterable[str]) -> tuple[str, ...]:
        """Return what somebody has stopped if that is all of the senders, else nothing.

        It is the number that was written to, where that is known: nobody writes to a service.
        """
        known = [self.memory.opt_outs.find(to, sender) for sender in senders]
        if not all(known):
            return ()
        return tuple(dict.fromkeys(opt_out.sender for opt_out in known if opt_out))

    def _stop(self, message: MessageReceived, at: float, cause: Cause) -> bool:
        opt_out = OptOut(
            party=party_of(message.from_),
            sender=message.to,
            service=message.service_sid,
            at=at,
            cause=cause,
        )
        is_news = self.memory.opt_outs.add(opt_out)
        if message.contact and is_news:
            self.memory.confirmations.revoke(message.contact.number, at)
        return is_news

    def _start(self, message: MessageReceived, at: float) -> bool:
        opt_outs, confirmations = self.memory.opt_outs, self.memory.confirmations
        is_news = opt_outs.start(message.from_, message.to, message.service_sid, at)
        contact = message.contact
        # An older START may come to light after the STOP that took it back.
        is_last_word = opt_outs.find(message.from_, message.to) is None
        if contact and contact.needs_double_opt_in and is_last_word:
            is_news = confirmations.confirm(contact.number, at) or is_news
        return is_news
