"""Where Twilio asks what comes next in a call of ours."""

from dataclasses import dataclass
import time
from typing import Self

from homeassistant.core import callback

from ..account import Account
from ..errors import InvalidInput
from ..listening.listeners import async_listeners
from ..listening.occurrences import CallReceived, DigitsReceived
from ..twiml.gather import Gather, gather_language
from ..twiml.speech import as_document, parse_twiml
from ..webhook import RequestKind, async_webhook_url
from .turns import FIRST_TURN, TurnState, fill_in_turns


@dataclass(frozen=True, slots=True)
class Line:
    """A call in which somebody may answer."""

    own: str
    """Our address in it."""
    party: str
    tag: str | None = None
    is_placed: bool = False
    """Whether this house calls."""

    @classmethod
    def of(cls, spoken: CallReceived | DigitsReceived) -> Self:
        """Return the call in which somebody did something."""
        if isinstance(spoken, CallReceived) or spoken.is_inbound:
            return cls(spoken.to, spoken.from_)
        return cls(spoken.from_, spoken.to, spoken.tag, is_placed=True)


@callback
def async_turn_url(account: Account, turn: TurnState = FIRST_TURN) -> str | None:
    """Return a URL that is good for one turn of a call, none without a public URL."""
    name = turn.named(time.time())
    return async_webhook_url(account.hass, account.entry, RequestKind.TURN, turn=name)


@callback
def async_gather(
    account: Account, line: Line, language: str, turn: TurnState = FIRST_TURN
) -> Gather | None:
    """Return how somebody on the phone is asked for what automations listen to.

    `language` is what is spoken there, `turn` what the answer begins. None where nobody
    listens, or Twilio could not tell the answer.
    """
    expected = async_listeners(account.hass).async_expected_input(
        account.entry.entry_id,
        account.sender_id(line.own),
        line.party,
        line.tag,
        is_placed=line.is_placed,
    )
    if expected is None or (url := async_turn_url(account, turn)) is None:
        return None
    spoken = gather_language(language) if expected.speech else None
    if expected.digits is None and spoken is None:
        return None
    # A machine that answers, or a hello, must not cut short what this house calls for.
    lets_finish = line.is_placed and spoken is not None
    return Gather.of(url, expected.digits, spoken, lets_finish=lets_finish)


@callback
def async_own_twiml(account: Account, twiml: str) -> str:
    """Return TwiML of the user's own, with a URL where it asks for one (`{gather_url}`).

    Raises `InvalidInput` (`invalid_twiml`), and `webhook_required` where there is no URL.
    """

    def url() -> str:
        if (url := async_turn_url(account)) is None:
            raise InvalidInput("webhook_required")
        return url

    root = parse_twiml(twiml)
    fill_in_turns(root, url)
    return as_document(root)
