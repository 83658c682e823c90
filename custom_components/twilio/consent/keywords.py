"""Words of a text that Twilio and the networks take for themselves.

https://help.twilio.com/articles/223134027 (default keywords), with REVOKE and OPTOUT of 2025.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ..folding import fold


class Keyword(StrEnum):
    """What such a word asks for, by Twilio's `OptOutType`."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


_WORDS: Final[Mapping[Keyword, frozenset[str]]] = {
    Keyword.STOP: frozenset(
        {
            *("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit"),
            *("revoke", "optout", "opt out", "opt-out"),
        }
    ),
    Keyword.START: frozenset({"start", "yes", "unstop"}),
    Keyword.HELP: frozenset({"help", "info"}),
}

KEYWORDS: Final[Mapping[str, Keyword]] = {
    word: keyword for keyword, words in _WORDS.items() for word in words
}
"""All of them, folded (`fold`)."""


def keyword_of(text: str, opt_out_type: str | None = None) -> Keyword | None:
    """Return what a whole text asks for, none where it is no such word.

    `opt_out_type` is what Twilio says of it, where it does: an account has words of its own there.
    """
    if opt_out_type in set(Keyword):
        return Keyword(opt_out_type)
    return KEYWORDS.get(fold(text))
