"""Opting out: what a one-word text to a number does."""

from enum import StrEnum
from typing import TYPE_CHECKING

from ..address import is_whatsapp, phone_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..desk import Desk
    from ..number import MessagingService


class Keyword(StrEnum):
    """What the networks understand."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


_WORDS = {
    **dict.fromkeys(
        ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"),
        Keyword.STOP,
    ),
    **dict.fromkeys(("START", "YES", "UNSTOP"), Keyword.START),
    **dict.fromkeys(("HELP", "INFO"), Keyword.HELP),
}

_REPLIES = {
    Keyword.STOP: "You are unsubscribed and get no more messages. START subscribes again.",
    Keyword.START: "You are subscribed to messages from here again. STOP ends them, HELP helps.",
    Keyword.HELP: "STOP ends the messages from here, START subscribes again.",
}


def keyword(body: str, further: Mapping[str, Keyword] | None = None) -> Keyword | None:
    """Return the keyword that a text is, if it is one word and nothing else."""
    word = body.strip().upper()
    return _WORDS.get(word) or (further or {}).get(word)


class OptOuts:
    """Between which handset and which sender no message goes any more.

    The numbers of a Messaging Service are one sender.
    """

    def __init__(self, desk: Desk) -> None:
        """Begin with nobody opted out."""
        self._desk = desk
        self._pairs: set[tuple[str, str]] = set()

    def __contains__(self, pair: tuple[str, str]) -> bool:
        """Tell whether a handset has opted out of a sender: a number, or a service by its SID."""
        return self._pair(*pair) in self._pairs

    def add(self, handset: str, sender: str) -> None:
        """Opt a handset out of a sender."""
        self._pairs.add(self._pair(handset, sender))

    def remove(self, handset: str, sender: str) -> None:
        """Opt a handset in again."""
        self._pairs.discard(self._pair(handset, sender))

    def hear(self, handset: str, sender: str, meaning: Keyword | None) -> str | None:
        """Do what a text says, and return Twilio's automatic reply to it."""
        has_opted_out = (handset, sender) in self
        match meaning:
            case Keyword.STOP:
                self.add(handset, sender)
                return None if has_opted_out else _REPLIES[Keyword.STOP]
            case Keyword.START:
                self.remove(handset, sender)
                return _REPLIES[Keyword.START] if has_opted_out else None
            case Keyword.HELP if not has_opted_out:
                return _REPLIES[Keyword.HELP]
            case _:
                return None

    def meaning(self, sender: str, body: str) -> Keyword | None:
        """Return what a text to a sender asks for; WhatsApp knows advanced opt-out only."""
        service = self._service(sender)
        if service and service.has_advanced_opt_out:
            return keyword(body, service.keywords)
        return None if is_whatsapp(sender) else keyword(body)

    def told(self, sender: str, meaning: Keyword | None) -> Keyword | None:
        """Return what a webhook says of a keyword: nothing without advanced opt-out."""
        service = self._service(sender)
        return meaning if service and service.has_advanced_opt_out else None

    def _pair(self, handset: str, sender: str) -> tuple[str, str]:
        service = self._service(sender)
        return phone_number(handset), service.sid if service else sender

    def _service(self, sender: str) -> MessagingService | None:
        for service in self._desk.services.values():
            if any(number.address == sender for number in service.numbers):
                return service
        return None
