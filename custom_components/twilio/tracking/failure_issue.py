"""The repair of somebody whom something did not reach."""

from dataclasses import dataclass
from datetime import datetime
import time
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..issues import Issue, async_report, async_take_back, issue_id
from ..own_texts import own_text

NOT_DELIVERED: Final = "message_not_delivered"
MESSAGE_NOT_SENT: Final = "message_not_sent"
MESSAGE_UNCERTAIN: Final = "message_uncertain"
CALL_NOT_PLACED: Final = "call_not_placed"
CALL_UNCERTAIN: Final = "call_uncertain"
MOST_ISSUES: Final = 20
"""About how many recipients of each kind the household hears at the same time."""

_REFERENCE: Final = "reference"
_TOLD: Final = "told"
_ERROR_PAGES: Final = "https://www.twilio.com/docs/api/errors"
_TEXTS: Final = "selector.failure.options"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What did not reach somebody; `began` is in seconds since the epoch."""

    key: str
    """The kind of issue."""
    sender: str
    party: str
    began: float
    code: int | None
    """Twilio's, none where it gave none."""
    reason: str
    """The same in the language of the house."""
    reference: str = ""
    """What this house gave up, by its own id."""

    @property
    def about(self) -> str:
        """By what the recipient is told apart, whatever the channel."""
        return about(self.party)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What reached somebody; `began` is in seconds since the epoch."""

    party: str
    began: float
    reference: str = ""
    """Our own id of it, empty where this house did not send it."""


def about(party: str) -> str:
    """Return by what somebody is told apart, whatever the channel."""
    return "".join(character for character in party if character.isdecimal())


@callback
def async_report_failure(hass: HomeAssistant, entry: ConfigEntry, failure: Failure) -> None:
    """Tell the household, in the place of what it heard of the same recipient before."""
    _make_room(hass, entry, failure)
    began = _local(failure.began)
    page = f"{_ERROR_PAGES}/{failure.code}" if failure.code else None
    # The dialog of a repair does not show where to learn more.
    more = f" {own_text(hass, f'{_TEXTS}.page', page=page)}" if page else ""
    async_report(
        hass,
        entry,
        Issue(
            key=failure.key,
            about=failure.about,
            severity=ir.IssueSeverity.ERROR,
            is_fixable=True,
            is_persistent=True,
            placeholders={
                "recipient": failure.party,
                "sender": failure.sender,
                "date": f"{began:%Y-%m-%d}",
                "time": f"{began:%H:%M}",
                "reason": f"{failure.reason}{more}",
            },
            learn_more_url=page,
            data={_REFERENCE: failure.reference, _TOLD: time.time()},
        ),
    )


@callback
def async_take_back_failure(hass: HomeAssistant, entry: ConfigEntry, key: str, party: str) -> None:
    """Take a recipient off the list."""
    async_take_back(hass, entry, key, about(party))


@callback
def async_settle_failure(
    hass: HomeAssistant, entry: ConfigEntry, key: str, arrived: Arrival
) -> bool:
    """Take a recipient off the list whom that very thing reached, or what began after it was told.

    Return whether he is not on it now.
    """
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id(key, entry, about(arrived.party)))
    data = (issue and issue.data) or {}
    is_it = arrived.reference and arrived.reference == data.get(_REFERENCE)
    if not is_it and arrived.began < float(data.get(_TOLD) or 0.0):
        return False
    async_take_back_failure(hass, entry, key, arrived.party)
    return True


@callback
def _make_room(hass: HomeAssistant, entry: ConfigEntry, failure: Failure) -> None:
    """Let the oldest go where there are too many; a recipient that is listed takes no place."""
    issues = {
        known: issue
        for (domain, known), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
        and known.startswith(f"{failure.key}_")
        and known.endswith(f"_{entry.entry_id}")
    }
    if len(issues) >= MOST_ISSUES and issue_id(failure.key, entry, failure.about) not in issues:
        ir.async_delete_issue(hass, DOMAIN, min(issues, key=lambda known: issues[known].created))


def _local(seconds: float) -> datetime:
    return dt_util.as_local(dt_util.utc_from_timestamp(seconds))
