"""Where Twilio asks what comes next in a call of ours."""

from homeassistant.core import callback

from .account import Account
from .errors import InvalidInput
from .gather import Gather, gather_language
from .listeners import async_listeners
from .speech import as_document, parse_twiml
from .turns import fill_in_turns, turn_name
from .webhook import RequestKind, async_webhook_url


@callback
def async_turn_url(account: Account, number: int) -> str | None:
    """Return a URL that is good for one turn of a call, none without a public URL."""
    return async_webhook_url(account.hass, account.entry, RequestKind.TURN, turn=turn_name(number))


@callback
def async_gather(
    account: Account, sender: str, party: str, language: str, number: int
) -> Gather | None:
    """Return how somebody on the phone is asked for what automations listen to.

    `sender` is our address in the call, `language` what is spoken there, `number` that of the
    turn that the answer begins. None where nobody listens, or Twilio could not tell the answer.
    """
    expected = async_listeners(account.hass).async_expected_input(
        account.entry.entry_id, account.sender_id(sender), party
    )
    if expected is None or (url := async_turn_url(account, number)) is None:
        return None
    spoken = gather_language(language) if expected.speech else None
    return Gather.of(url, expected.digits, spoken)


@callback
def async_own_twiml(account: Account, twiml: str) -> str:
    """Return TwiML of the user's own, with a URL where it asks for one (`{gather_url}`).

    Raises `InvalidInput` (`invalid_twiml`), and `webhook_required` where there is no URL.
    """

    def url() -> str:
        if (url := async_turn_url(account, 1)) is None:
            raise InvalidInput("webhook_required")
        return url

    root = parse_twiml(twiml)
    fill_in_turns(root, url)
    return as_document(root)
