"""Requests that are for an account, but signed otherwise, said to the household."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..issues import Issue, async_report, async_take_back

ENOUGH: Final = 3
"""How many in a row, with none accepted between, are no accident."""

_BAD_SIGNATURES: Final = "bad_signatures"


class SignatureDoubt:
    """Counts wrong signatures until a right one comes.

    A stranger would have to know the id of the webhook and the Account SID, and could do no more
    than put up one issue, which the next request of Twilio takes back.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Expect the best."""
        self._hass = hass
        self._entry = entry
        self._in_a_row = 0

    @callback
    def async_raise(self) -> None:
        """Count a wrong signature, and tell of it once there are enough."""
        self._in_a_row += 1
        if self._in_a_row == ENOUGH:
            issue = Issue(key=_BAD_SIGNATURES, severity=IssueSeverity.ERROR, is_fixable=True)
            async_report(self._hass, self._entry, issue)

    @callback
    def async_dispel(self) -> None:
        """Forget them: one was right, or what is right was changed."""
        if self._in_a_row:
            self._in_a_row = 0
            async_take_back(self._hass, self._entry, _BAD_SIGNATURES)
