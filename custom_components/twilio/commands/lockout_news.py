"""What the household hears of contacts who are locked, and how it lets them in again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
import time
from typing import TYPE_CHECKING, Final

from homeassistant.components import persistent_notification
from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..contacts.contact import Contact, ContactChannel, contacts_of
from ..issues import Issue, async_report, async_take_back, async_update_issues, pseudonym
from ..learned import async_learned
from ..own_texts import own_text
from .lockouts import Lockouts, lock_key

if TYPE_CHECKING:
    from ..account import TwilioConfigEntry

CONTACT_LOCKED: Final = "contact_locked"
_LOCK: Final = "lock"
_TEXTS: Final = "selector.command_notices.options"
_CHANNELS: Final = {
    ContactChannel.SMS: "channel_sms",
    ContactChannel.CALL: "channel_call",
    ContactChannel.WHATSAPP: "channel_whatsapp",
}


@callback
def async_lockouts(hass: HomeAssistant, entry: TwilioConfigEntry) -> Lockouts:
    """Return who is locked in an account."""
    return async_learned(hass).async_know(entry.entry_id).lockouts


@callback
def async_follow_lockouts(hass: HomeAssistant, entry: TwilioConfigEntry) -> None:
    """Tell again of who was locked before a restart or reload, and is still a contact."""
    locked = async_lockouts(hass, entry).locked(time.time(), hass.loop.time())
    known = {
        lock_key(contact.number, channel): (contact, channel)
        for contact in contacts_of(entry)
        for channel in ContactChannel
    }
    still = {key: (*known[key], seconds) for key, seconds in locked.items() if key in known}
    async_update_issues(
        hass, entry, (CONTACT_LOCKED,), [_issue(hass, entry, *lock) for lock in still.values()]
    )
    for key in locked.keys() - known.keys():
        persistent_notification.async_dismiss(hass, _notification_id(entry, key))
    for key, (_, _, seconds) in still.items():
        _async_expire_later(hass, entry, key, seconds)


@callback
def async_announce_lockout(
    hass: HomeAssistant,
    entry: TwilioConfigEntry,
    contact: Contact,
    channel: ContactChannel,
    seconds: float,
) -> None:
    """Tell of somebody who is locked from now on, on every page too: somebody may be guessing."""
    key = lock_key(contact.number, channel)
    async_report(hass, entry, _issue(hass, entry, contact, channel, seconds))
    _async_expire_later(hass, entry, key, seconds)
    persistent_notification.async_create(
        hass,
        own_text(hass, f"{_TEXTS}.locked", **_gaps(hass, contact, channel, seconds)),
        own_text(hass, f"{_TEXTS}.locked_title", account=entry.title),
        _notification_id(entry, key),
    )


@callback
def async_unlock(hass: HomeAssistant, entry: TwilioConfigEntry, key: str) -> None:
    """Let somebody in again, as if no wrong PIN had ever come."""
    if async_lockouts(hass, entry).clear(key):
        async_learned(hass).async_save()
    async_take_back(hass, entry, CONTACT_LOCKED, pseudonym(entry, key))
    persistent_notification.async_dismiss(hass, _notification_id(entry, key))


def lock_of(data: Mapping[str, object]) -> str:
    """Return which lock an issue is about, by its data."""
    return str(data.get(_LOCK))


def lock_gaps(hass: HomeAssistant, channel: ContactChannel, seconds: float) -> dict[str, str]:
    """Return what fills the gaps of texts on a lock: on which channel, and until when."""
    # Local times do not add up in a night in which the clock is set back.
    until = dt_util.as_local(dt_util.utcnow() + timedelta(seconds=seconds))
    is_today = until.date() == dt_util.now().date()
    return {
        "channel": own_text(hass, f"{_TEXTS}.{_CHANNELS[channel]}"),
        "time": f"{until:%H:%M}" if is_today else f"{until:%Y-%m-%d %H:%M}",
    }


def _gaps(
    hass: HomeAssistant, contact: Contact, channel: ContactChannel, seconds: float
) -> dict[str, str]:
    return {"name": contact.name, **lock_gaps(hass, channel, seconds)}


def _issue(
    hass: HomeAssistant,
    entry: TwilioConfigEntry,
    contact: Contact,
    channel: ContactChannel,
    seconds: float,
) -> Issue:
    key = lock_key(contact.number, channel)
    return Issue(
        key=CONTACT_LOCKED,
        about=pseudonym(entry, key),
        is_fixable=True,
        placeholders=_gaps(hass, contact, channel, seconds),
        data={_LOCK: key},
    )


@callback
def _async_expire_later(
    hass: HomeAssistant, entry: TwilioConfigEntry, key: str, seconds: float
) -> None:
    job = HassJob(partial(_async_expire, hass, entry, key), cancel_on_shutdown=True)
    entry.async_on_unload(async_call_later(hass, seconds + 1, job))


@callback
def _async_expire(hass: HomeAssistant, entry: TwilioConfigEntry, key: str, _: datetime) -> None:
    """Take back the repair; the notification stays, for whoever was asleep."""
    if not async_lockouts(hass, entry).remaining(key, time.time(), hass.loop.time()):
        async_take_back(hass, entry, CONTACT_LOCKED, pseudonym(entry, key))


def _notification_id(entry: TwilioConfigEntry, key: str) -> str:
    return f"{DOMAIN}_locked_{key}_{entry.entry_id}"
