"""What Home Assistant's own twilio_sms and twilio_call find in `hass.data["twilio"]`."""

from asyncio import run_coroutine_threadsafe
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import get_ident
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.hass_dict import HassKey
from twilio.base.exceptions import TwilioRestException

from .accounts import async_account_of_yaml
from .api import TwilioApiError
from .calls import CallRequest, async_make_call
from .const import DOMAIN
from .delivery import Result
from .errors import Failed
from .messages import MessageRequest, async_send_message
from .notifications import async_origin_of_notification
from .origin import on_behalf_of
from .twiml_url import async_allowed_twiml_url, words_of_twimlet

LONGEST_WAIT: Final = 75.0
"""Seconds that a thread of Home Assistant waits: longer than all attempts at a request take."""


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages, as the SDK's synchronous client offers them."""

    _hass: HomeAssistant = field(repr=False)

    def create(
        self, *, to: str, body: str = "", from_: str, media_url: str | list[str] | None = None
    ) -> Result:
        """Send a message; raises a translated `HomeAssistantError`."""
        return _wait(self._hass, self._async_create(to, body, from_, media_url))

    async def _async_create(
        self, to: str, body: str, from_: str, media_url: str | list[str] | None
    ) -> Result:
        account = await async_account_of_yaml(self._hass, from_)
        media_urls = [str(url) for url in cv.ensure_list(media_url)]
        request = MessageRequest([str(to)], body, from_, media_urls)
        with on_behalf_of(async_origin_of_notification(self._hass, str(to), body)):
            return _only(await async_send_message(account, request))


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls, as the SDK's synchronous client offers them."""

    _hass: HomeAssistant = field(repr=False)

    def create(
        self, *, to: str, from_: str, url: str | None = None, twiml: str | None = None
    ) -> Result:
        """Place a call; raises `TwilioRestException`, which is what twilio_call catches."""
        try:
            return _wait(self._hass, self._async_create_or_refuse(to, from_, url, twiml))
        except HomeAssistantError as err:
            # Only the event loop has the words for it.
            raise _refusal(HTTPStatus.GATEWAY_TIMEOUT, "no answer in time") from err

    async def _async_create_or_refuse(
        self, to: str, from_: str, url: str | None, twiml: str | None
    ) -> Result:
        try:
            return await self._async_create(to, from_, url, twiml)
        except HomeAssistantError as err:
            code = err.code if isinstance(err, TwilioApiError) else None
            raise _refusal(HTTPStatus.BAD_REQUEST, str(err), code) from err

    async def _async_create(
        self, to: str, from_: str, url: str | None, twiml: str | None
    ) -> Result:
        account = await async_account_of_yaml(self._hass, from_)
        words = words_of_twimlet(url) if url else None
        if url and words is None:
            url = async_allowed_twiml_url(account, url)
        request = CallRequest(
            [str(to)],
            message=words,
            twiml=twiml,
            url=None if words is not None else url,
            sender=from_,
        )
        said = words if words is not None else url or ""
        with on_behalf_of(async_origin_of_notification(self._hass, str(to), said)):
            return _only(await async_make_call(account, request))


@dataclass(frozen=True, slots=True)
class SyncClient:
    """A client that outlives reloads: it asks for the account at each call."""

    messages: Messages
    calls: Calls


DATA_SYNC_CLIENT: HassKey[SyncClient] = HassKey(DOMAIN)


def make_sync_client(hass: HomeAssistant) -> SyncClient:
    """Return the client that threads of Home Assistant use."""
    return SyncClient(Messages(hass), Calls(hass))


def _only(results: tuple[Result, ...]) -> Result:
    """Return the result of a single recipient, or raise what went wrong with it."""
    (result,) = results
    if result.error:
        raise result.error
    return result


def _refusal(status: HTTPStatus, reason: str, code: int | None = None) -> TwilioRestException:
    return TwilioRestException(status, "/Calls.json", reason, code, "POST")


def _wait[T](hass: HomeAssistant, coroutine: Coroutine[Any, Any, T]) -> T:
    """Run in the event loop and wait for it in this thread, for a bounded time.

    Raises `Failed` (`uncertain`) where no answer came, and `RuntimeError` in the event loop
    itself, which would wait for itself.
    """
    if get_ident() == hass.loop_thread_id:
        coroutine.close()
        raise RuntimeError("This client is for threads; the event loop has the actions")
    try:
        future = run_coroutine_threadsafe(coroutine, hass.loop)
    except RuntimeError as err:
        # Home Assistant has stopped.
        coroutine.close()
        raise Failed("unreachable") from err
    try:
        return future.result(LONGEST_WAIT)
    except (TimeoutError, CancelledError) as err:
        future.cancel()
        raise Failed("uncertain") from err
