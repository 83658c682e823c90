"""What the household hears of something that will not go out any more."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..api import TwilioApiError
from ..const import LOGGER
from ..listening.listeners import async_listeners
from ..listening.occurrences import CallStatusChanged, Channel, MessageStatusChanged, Occurrence
from ..senders import senders_of
from ..tracking.failure_issue import (
    CALL_NOT_PLACED,
    CALL_UNCERTAIN,
    MESSAGE_NOT_SENT,
    MESSAGE_UNCERTAIN,
    Failure,
    async_report_failure,
)
from ..tracking.reasons import log_words, words_of
from .content import Kind, MessageContent
from .entry import Entry
from .lost_alert import async_show_lost_alert
from .wait_reasons import wait_words

_EXPIRED: Final = "expired"
_FAILED: Final = "failed"
_UNCERTAIN: Final = "uncertain"
_ISSUES: Final = {
    (Kind.MESSAGE, False): MESSAGE_NOT_SENT,
    (Kind.MESSAGE, True): MESSAGE_UNCERTAIN,
    (Kind.CALL, False): CALL_NOT_PLACED,
    (Kind.CALL, True): CALL_UNCERTAIN,
}
"""Under what something is listed, by its kind and whether it may be out."""


@callback
def async_give_up(
    hass: HomeAssistant, entry: ConfigEntry, lost: Entry, error: HomeAssistantError
) -> None:
    """Tell of something whose sender was told that it waits: the log, repairs, automations.

    That strangers get no reply fills no list. That an alert is lost is said wherever anybody is
    at home in Home Assistant, too.
    """
    reason = _reason(hass, lost, error)
    _log(lost, error)
    is_uncertain = lost.may_be_out or error.translation_key == _UNCERTAIN
    if not lost.is_reply:
        failure = Failure(
            key=_ISSUES[lost.content.kind, is_uncertain],
            sender=lost.content.sender,
            party=lost.content.to,
            began=lost.created,
            code=_code(error),
            reason=reason,
            reference=lost.reference,
        )
        async_report_failure(hass, entry, failure)
    if lost.is_alert:
        async_show_lost_alert(hass, entry, lost, reason, is_uncertain=is_uncertain)
    async_listeners(hass).async_announce(_failure(entry, lost, _code(error), reason), Context())


def _reason(hass: HomeAssistant, lost: Entry, error: HomeAssistantError) -> str:
    """Return why in the language of the house: what expired was kept waiting by something."""
    words = words_of(hass, error)
    if error.translation_key == _EXPIRED and lost.reason:
        return f"{words} {wait_words(hass, lost.reason)}"
    return words


def _log(lost: Entry, error: HomeAssistantError) -> None:
    """Say it in the log, without what may hold a number."""
    what = f"{'alert ' if lost.is_alert else ''}{lost.content.kind}"
    if code := _code(error):
        why = log_words(code)
    else:
        why = str(error.translation_key if error.translation_placeholders else error)
    LOGGER.error(
        "Outbox: %s %s is given up after %s attempts: %s", what, lost.reference, lost.attempts, why
    )


def _failure(entry: ConfigEntry, lost: Entry, code: int | None, reason: str) -> Occurrence:
    """Return what automations hear, as of something that Twilio could not deliver."""
    content = lost.content
    sender_id = next(
        (own.subentry_id for own in senders_of(entry) if own.address == content.sender), None
    )
    if isinstance(content, MessageContent):
        return MessageStatusChanged(
            entry_id=entry.entry_id,
            sender_id=sender_id,
            from_=content.sender,
            to=content.to,
            data={},
            message_sid="",
            channel=Channel.of(content.to, has_media=bool(content.media_urls)),
            status=_FAILED,
            error_code=code,
            error_message=reason,
            tag=lost.tag,
            is_ours=True,
            reference=lost.reference,
        )
    return CallStatusChanged(
        entry_id=entry.entry_id,
        sender_id=sender_id,
        from_=content.sender,
        to=content.to,
        data={},
        call_sid="",
        is_inbound=False,
        status=_FAILED,
        error_code=code,
        error_message=reason,
        tag=lost.tag,
    )


def _code(error: HomeAssistantError) -> int | None:
    return error.code if isinstance(error, TwilioApiError) else None
