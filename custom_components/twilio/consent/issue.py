"""The repairs of those who want no more messages."""

from collections.abc import Iterable, Mapping
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..account import Account
from ..issues import Issue, async_update_issues, pseudonym
from ..own_texts import own_text
from .opt_outs import OptOut, Pair

OPTED_OUT_ISSUE: Final = "opted_out"
MOST_ISSUES: Final = 20
"""Of how many the household hears at the same time: anybody can text STOP."""

_PARTY: Final = "party"
_SENDER: Final = "sender"
_TEXTS: Final = "selector.opt_out.options"


@callback
def async_show_opt_outs(account: Account) -> None:
    """Have one repair for each, the last ones where there are many; contacts come first."""
    known = sorted(
        account.consent.memory.opt_outs,
        key=lambda opt_out: (account.contact(opt_out.party) is not None, opt_out.at),
    )
    issues = _issues(account, known[-MOST_ISSUES:])
    async_update_issues(account.hass, account.entry, (OPTED_OUT_ISSUE,), issues)


def pair_of(data: Mapping[str, object]) -> Pair:
    """Return what an issue is about, by its data."""
    return str(data.get(_PARTY)), str(data.get(_SENDER))


def _issues(account: Account, opt_outs: Iterable[OptOut]) -> list[Issue]:
    return [_issue(account.hass, account, opt_out) for opt_out in opt_outs]


def _issue(hass: HomeAssistant, account: Account, opt_out: OptOut) -> Issue:
    since = dt_util.as_local(dt_util.utc_from_timestamp(opt_out.at))
    party, sender = opt_out.pair
    return Issue(
        key=OPTED_OUT_ISSUE,
        about=pseudonym(account.entry, " ".join(opt_out.pair)),
        is_fixable=True,
        placeholders={
            "recipient": _name(account, party),
            "sender": account.sender_shown(sender),
            "date": f"{since:%Y-%m-%d}",
            "time": f"{since:%H:%M}",
            "cause": own_text(hass, f"{_TEXTS}.{opt_out.cause}"),
        },
        data={_PARTY: party, _SENDER: sender},
    )


def _name(account: Account, party: str) -> str:
    contact = account.contact(party)
    return f"{contact.name} ({party})" if contact else party
