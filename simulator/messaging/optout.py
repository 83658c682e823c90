"""Opting out: what a one-word text to a number does."""

from enum import StrEnum


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


def keyword(body: str) -> Keyword | None:
    """Return the keyword that a text is, if it is one word and nothing else."""
    return _WORDS.get(body.strip().upper())


class OptOuts:
    """The pairs of handset and sender between which no message goes any more."""

    def __init__(self) -> None:
        """Begin with nobody opted out."""
        self._pairs: set[tuple[str, str]] = set()

    def __contains__(self, pair: tuple[str, str]) -> bool:
        """Tell whether a handset has opted out of a sender."""
        return pair in self._pairs

    def add(self, handset: str, sender: str) -> None:
        """Opt a handset out of a sender."""
        self._pairs.add((handset, sender))

    def remove(self, handset: str, sender: str) -> None:
        """Opt a handset in again."""
        self._pairs.discard((handset, sender))

    def hear(self, handset: str, sender: str, body: str) -> str | None:
        """Do what a text says, and return Twilio's automatic reply to it."""
        match keyword(body):
            case Keyword.STOP:
                answers = (handset, sender) not in self._pairs
                self.add(handset, sender)
                return _REPLIES[Keyword.STOP] if answers else None
            case Keyword.START:
                answers = (handset, sender) in self._pairs
                self.remove(handset, sender)
                return _REPLIES[Keyword.START] if answers else None
            case Keyword.HELP if (handset, sender) not in self._pairs:
                return _REPLIES[Keyword.HELP]
            case _:
                return None
