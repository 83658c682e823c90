"""What a 401 of Twilio means: wrong credentials, a right that is missing, or no account."""

from enum import StrEnum
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from .api import AccountNotActive, CredentialsRejected, TwilioApi, TwilioApiError
from .credential_check import async_is_inactive
from .issues import Issue, async_report, async_take_back

_NOT_ACTIVE: Final = "account_not_active"


class Right(StrEnum):
    """What an API key may be allowed to do."""

    CALLS = "calls"
    MESSAGES = "messages"
    NUMBERS = "numbers"

    @property
    def issue_key(self) -> str:
        """The kind of issue that says it is missing."""
        return f"missing_right_{self}"


class CredentialDoubt:
    """Probes the credentials once after they were not accepted, and says what is to be done."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, api: TwilioApi) -> None:
        """Trust the credentials for now."""
        self._hass = hass
        self._entry = entry
        self._api = api
        self._is_probing = False

    @callback
    def async_raise(self, right: Right) -> None:
        """Start a probe after a 401 to something that takes a right, unless one is under way."""
        if not self._is_probing:
            self._is_probing = True
            self._entry.async_create_background_task(
                self._hass, self._async_probe(right), "Twilio credentials"
            )

    @callback
    def async_report_inactive(self) -> None:
        """Tell the household that Twilio has suspended or closed the account."""
        self._report(_NOT_ACTIVE)

    @callback
    def async_settle(self, right: Right) -> None:
        """Take back what something that worked proves wrong."""
        for key in (right.issue_key, _NOT_ACTIVE):
            async_take_back(self._hass, self._entry, key)

    @callback
    def async_dispel(self) -> None:
        """Take back what was said of credentials, which are others now."""
        for right in Right:
            self.async_settle(right)

    async def _async_probe(self, right: Right) -> None:
        """List one number, which every kind of key may do."""
        try:
            await self._api.check()
        except AccountNotActive:
            self.async_report_inactive()
        except CredentialsRejected:
            await self._async_accuse()
        except TwilioApiError:
            # Nothing is known now; the next refusal asks again.
            pass
        else:
            self._report(right.issue_key)
        finally:
            self._is_probing = False

    async def _async_accuse(self) -> None:
        """Ask for new credentials, which would not help a suspended account."""
        if await async_is_inactive(self._hass, self._entry.data):
            self.async_report_inactive()
        else:
            self._entry.async_start_reauth(self._hass)

    def _report(self, key: str) -> None:
        async_report(self._hass, self._entry, Issue(key=key, severity=IssueSeverity.ERROR))
