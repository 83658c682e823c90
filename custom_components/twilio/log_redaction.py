"""Secrets of the accounts, kept out of every log.

Home Assistant writes webhook ids when it logs requests at debug level, and no log call of this
integration is involved. So the records themselves are cleaned on their way out.
"""

import logging
from typing import Final, override

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .const import (
    CONF_API_KEY_SECRET,
    CONF_AUTH_TOKEN,
    CONF_CLOUDHOOK_URL,
    CONF_HOOK_ID,
    CONF_SECONDARY_AUTH_TOKEN,
    CONF_SHARED_KEY_SECRET,
    DOMAIN,
    SECTION_SIGNING,
)

REDACTED: Final = "**REDACTED**"
SHORTEST: Final = 8
"""Characters of a secret: Twilio's have 32 and more, and less would blot out parts of words."""
_SECRETS_IN_DATA: Final = (CONF_AUTH_TOKEN, CONF_API_KEY_SECRET, CONF_HOOK_ID, CONF_WEBHOOK_ID)
_SECRETS_IN_OPTIONS: Final = (CONF_SECONDARY_AUTH_TOKEN, CONF_SHARED_KEY_SECRET)


class SecretFilter(logging.Filter):
    """Blots out known secrets in messages and tracebacks."""

    # Only ever replaced as a whole: other threads log while the event loop changes it.
    secrets: frozenset[str] = frozenset()

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without its secrets."""
        if not (secrets := self.secrets):
            return True
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001 - the handler reports what others log wrongly
            message = ""
        if (clean := _blot_out(message, secrets)) != message:
            record.msg, record.args = clean, None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text and (text := _blot_out(record.exc_text, secrets)) != record.exc_text:
            # Without the exception itself, no handler can write it out again.
            record.exc_text, record.exc_info = text, None
        if record.stack_info:
            record.stack_info = _blot_out(record.stack_info, secrets)
        return True


_FILTER: Final = SecretFilter()


@callback
def async_redact_logs(hass: HomeAssistant) -> None:
    """Keep the secrets of all accounts out of the logs from now on."""
    # On handlers, not on loggers: a logger's filter sees nothing of the loggers below it.
    for handler in logging.getLogger().handlers:
        handler.addFilter(_FILTER)

    @callback
    def async_learn_secrets(_: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            # Never forgotten again: what was secret yesterday may still be logged today.
            _FILTER.secrets |= _secrets_of(entry)

    for entry in hass.config_entries.async_entries(DOMAIN):
        async_learn_secrets(ConfigEntryChange.ADDED, entry)
    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, async_learn_secrets)


def _secrets_of(entry: ConfigEntry) -> frozenset[str]:
    signing = entry.options.get(SECTION_SIGNING, {})
    found = (
        # Its end alone is all that the cloud's own lines hold of it.
        entry.data.get(CONF_CLOUDHOOK_URL, "").rpartition("/")[2],
        *(entry.data.get(name) for name in _SECRETS_IN_DATA),
        *(signing.get(name) for name in _SECRETS_IN_OPTIONS),
    )
    return frozenset(secret for secret in found if secret and len(secret) >= SHORTEST)


def _blot_out(text: str, secrets: frozenset[str]) -> str:
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, REDACTED)
    return text
