"""What a 401 of Twilio means: wrong credentials, or a right that the key does not have."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .api import CredentialsRejected, TwilioApi, TwilioApiError
from .const import DOMAIN
from .issues import issue_id


class CredentialDoubt:
    """Probes the credentials once after they were not accepted, and says what is to be done."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, api: TwilioApi) -> None:
        """Trust the credentials for now."""
        self._hass = hass
        self._entry = entry
        self._api = api
        self._is_probing = False

    @callback
    def async_raise(self) -> None:
        """Start a probe, unless one is under way."""
        if not self._is_probing:
            self._is_probing = True
            self._entry.async_create_background_task(
                self._hass, self._async_probe(), "Twilio credentials"
            )

    @callback
    def async_dispel(self) -> None:
        """Take back what was said of credentials, which are others now."""
        ir.async_delete_issue(self._hass, DOMAIN, self._issue_id)

    async def _async_probe(self) -> None:
        """List one number, which every kind of key may do."""
        try:
            await self._api.check()
        except CredentialsRejected:
            self._entry.async_start_reauth(self._hass)
        except TwilioApiError:
            # Nothing is known now; the next refusal asks again.
            pass
        else:
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                self._issue_id,
                is_fixable=False,
                severity=ir.IssueSeverity.ERROR,
                translation_key="missing_right",
                translation_placeholders={"account": self._entry.title},
            )
        finally:
            self._is_probing = False

    @property
    def _issue_id(self) -> str:
        return issue_id("missing_right", self._entry)
