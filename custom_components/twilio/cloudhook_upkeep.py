"""The cloudhook of a loaded account: made, kept in step with the cloud, and given up."""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, CoreState, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started

from .cloudhook import (
    CloudOutOfReachError,
    async_can_use_cloud,
    async_delete_cloudhook,
    async_is_connected,
    async_known_cloudhook,
    async_listen_cloud,
    async_make_cloudhook,
)
from .const import (
    CONF_CLOUDHOOK_URL,
    CONF_HOOK_ID,
    CONF_RECEIVE_MODE,
    DOMAIN,
    LOGGER,
    ReceiveMode,
)
from .issues import Issue, async_report, async_take_back, issue_id
from .numbers.pointing import Pointing, pointing_of

RETRY: Final = timedelta(minutes=5)
"""How long after a refusal the cloud is asked again."""
GRACE: Final = timedelta(days=1)
"""How long a cloudhook outlives its use: Twilio still reports to it what became of messages."""

_LOGGED_OUT: Final = "cloud_logged_out"


@callback
def async_follow_cloudhook(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Look after the cloudhook of an account until it is unloaded."""
    CloudhookUpkeep(hass, entry).async_begin()


class CloudhookUpkeep:
    """Brings an account's address, its repair issue and its cloudhook in line.

    An account that is reached through the cloud always gets a cloudhook, also after somebody
    deleted it: a phone line must not die unnoticed. One that no longer is gives its cloudhook
    up after a day, unless a number still points to it.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Do nothing yet."""
        self._hass = hass
        self._entry = entry
        self._hook_id: str = entry.data[CONF_HOOK_ID]
        self._timer: CALLBACK_TYPE | None = None
        self._is_making = False
        self._was_refused = False

    @callback
    def async_begin(self) -> None:
        """Follow the cloud, and the way in which the account is reached."""
        entry = self._entry
        for unsubscribe in async_listen_cloud(self._hass, self._hook_id, self._async_follow):
            entry.async_on_unload(unsubscribe)
        self._async_follow()
        entry.async_on_unload(entry.add_update_listener(self._async_entry_changed))
        entry.async_on_unload(async_at_started(self._hass, self._async_follow))
        entry.async_on_unload(self._async_cancel_timer)

    async def _async_entry_changed(self, _: HomeAssistant, __: ConfigEntry) -> None:
        self._async_follow()

    @property
    def _is_wanted(self) -> bool:
        return bool(self._entry.data.get(CONF_RECEIVE_MODE) == ReceiveMode.CLOUD)

    @callback
    def _async_follow(self, *_: object) -> None:
        """Bring everything in line with what the cloud and the account say now."""
        hook = async_known_cloudhook(self._hass, self._hook_id)
        self._async_keep(hook.url if hook else None)
        self._async_report(is_lost=self._is_wanted and not async_can_use_cloud(self._hass))
        if not self._is_wanted:
            if hook and hook.is_made_by_us and self._timer is None:
                self._async_set_timer(GRACE)
            return
        self._async_cancel_timer()
        if hook is None and async_is_connected(self._hass) and not self._is_making:
            self._is_making = True
            self._entry.async_create_background_task(
                self._hass, self._async_make(), "Twilio cloudhook"
            )

    @callback
    def _async_keep(self, url: str | None) -> None:
        """Let the account have this address at the cloud, or none."""
        if self._entry.data.get(CONF_CLOUDHOOK_URL) == url:
            return
        data = {k: value for k, value in self._entry.data.items() if k != CONF_CLOUDHOOK_URL}
        own = {CONF_CLOUDHOOK_URL: url} if url else {}
        self._hass.config_entries.async_update_entry(self._entry, data={**data, **own})

    @callback
    def _async_report(self, *, is_lost: bool) -> None:
        """Tell the user, once, that nothing arrives any more, or that it does again."""
        known = issue_id(_LOGGED_OUT, self._entry)
        issue = ir.async_get(self._hass).async_get_issue(DOMAIN, known)
        if is_lost == bool(issue and issue.active):
            return
        if not is_lost:
            LOGGER.info("Home Assistant Cloud is back for %s", self._entry.title)
            async_take_back(self._hass, self._entry, _LOGGED_OUT)
        # While Home Assistant starts, the cloud may still be renewing its login.
        elif self._hass.state is CoreState.running:
            LOGGER.warning("Nothing reaches %s through Home Assistant Cloud", self._entry.title)
            lost = Issue(key=_LOGGED_OUT, severity=ir.IssueSeverity.ERROR)
            async_report(self._hass, self._entry, lost)

    async def _async_make(self) -> None:
        """Make the cloudhook, of which the cloud then tells; else try again later."""
        try:
            await async_make_cloudhook(self._hass, self._hook_id)
        except CloudOutOfReachError as err:
            level = LOGGER.debug if self._was_refused else LOGGER.warning
            level("Home Assistant Cloud has no address for %s yet: %s", self._entry.title, err)
            self._was_refused = True
            self._async_set_timer(RETRY)
        else:
            self._was_refused = False
        finally:
            self._is_making = False

    async def _async_due(self, _: datetime) -> None:
        """Give up a cloudhook that nobody uses any more, or try again to make one."""
        self._timer = None
        if self._is_wanted or self._is_called():
            self._async_follow()
        else:
            await async_delete_cloudhook(self._hass, self._entry)

    def _is_called(self) -> bool:
        """Tell whether a number of the account may still point to the cloudhook."""
        account = getattr(self._entry, "runtime_data", None)
        if account is None or account.numbers.known is None:
            return True
        addresses = (self._entry.data.get(CONF_CLOUDHOOK_URL, ""),)
        return any(
            pointing_of(url, addresses) is Pointing.HERE
            for number in account.numbers.known
            for url in (
                number.webhooks.sms_url,
                number.webhooks.voice_url,
                number.webhooks.status_callback,
            )
        )

    @callback
    def _async_set_timer(self, delay: timedelta) -> None:
        self._async_cancel_timer()
        self._timer = async_call_later(self._hass, delay, self._async_due)

    @callback
    def _async_cancel_timer(self) -> None:
        if self._timer:
            self._timer()
            self._timer = None
