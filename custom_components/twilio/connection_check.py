"""Proof that Twilio reaches this house, by a call that nobody gets."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
import secrets
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from homeassistant.core import CALLBACK_TYPE, callback

from .api import OutgoingCall, TwilioApiError
from .const import LOGGER
from .errors import Failed, InvalidInput
from .webhook import CallStatus, RequestKind, VerifiedRequest

if TYPE_CHECKING:
    from .account import Account

PATIENCE_SECONDS: Final = 20.0
"""How long Twilio's report may take, counted from when the call was accepted."""

# A Twilio Client is a browser or an app that has registered under a name of letters, digits and
# underscores. Nobody is registered under a random one: no phone rings, and a call that is not
# answered costs nothing.
TEST_CALLER: Final = "client:home_assistant"
_NOBODY: Final = "client:nobody_{}"
_HANG_UP: Final = "<Response><Hangup/></Response>"
_RING_SECONDS: Final = 5
# The first is on its way within a moment; the other makes up for it where it gets lost.
_REPORTED: Final = ("initiated", "completed")


class FirstReports:
    """When the first report of each call came, by its SID; times are monotonic seconds.

    Twilio may report on a call before it has answered the request that placed it.
    """

    def __init__(self) -> None:
        """Have heard of no call."""
        self._times: defaultdict[str, asyncio.Future[float]] = defaultdict(
            asyncio.get_running_loop().create_future
        )

    def note(self, call_sid: str, now: float) -> None:
        """Note a report; only the first of a call counts."""
        if not (time_of_report := self._times[call_sid]).done():
            time_of_report.set_result(now)

    async def wait_for(self, call_sid: str, patience: float) -> float:
        """Return when the first report of a call came; raises `TimeoutError`."""
        async with asyncio.timeout(patience):
            return await self._times[call_sid]


class ConnectionCheck:
    """Measures the way to Twilio and back, once at a time."""

    def __init__(self, account: Account) -> None:
        """Check nothing yet."""
        self._account = account
        self._running: asyncio.Task[float] | None = None
        self._listeners: set[Callable[[float | None], None]] = set()

    @callback
    def async_listen(self, listener: Callable[[float | None], None]) -> CALLBACK_TYPE:
        """Hear of each result, in seconds, none where nothing came back."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def async_run(self) -> float:
        """Return the seconds from our request to Twilio's report of it.

        Whoever asks while a check is under way gets its result. Raises `InvalidInput`
        (`webhook_required`, or a limit of the account), `TwilioApiError`, and `Failed`
        (`not_called_back`, or `check_interrupted` where the account is unloaded).
        """
        if self._running is None:
            self._running = self._account.entry.async_create_background_task(
                self._account.hass, self._async_check(), "Twilio connection check"
            )
            self._running.add_done_callback(self._async_end)
        running = self._running
        # Whoever gives up ends this wait, not that of the others.
        await asyncio.wait({running})
        if running.cancelled():
            raise Failed("check_interrupted")
        return running.result()

    @callback
    def _async_end(self, task: asyncio.Task[float]) -> None:
        self._running = None
        if not task.cancelled():
            task.exception()  # Nobody may be left to hear of it.

    async def _async_check(self) -> float:
        account = self._account
        if (url := account.async_status_callback(RequestKind.CALL_STATUS)) is None:
            raise InvalidInput("webhook_required")
        reports = FirstReports()

        @callback
        def async_note(request: VerifiedRequest) -> None:
            if isinstance(request.inbound, CallStatus):
                reports.note(request.inbound.call_sid, time.monotonic())

        stop_listening = account.arrivals.async_listen(async_note)
        try:
            started = time.monotonic()
            call = await account.async_place_test(_call_to_nobody(url))
            result = await reports.wait_for(call.sid, PATIENCE_SECONDS) - started
        except TimeoutError as err:
            self._async_tell(None)
            base = urlsplit(url)
            raise Failed(
                "not_called_back",
                address=f"{base.scheme}://{base.netloc}",
                seconds=f"{PATIENCE_SECONDS:g}",
            ) from err
        finally:
            stop_listening()
        account.entry.async_create_background_task(
            account.hass, self._async_hang_up(call.sid), "Twilio test call"
        )
        self._async_tell(result)
        return result

    @callback
    def _async_tell(self, result: float | None) -> None:
        for listener in tuple(self._listeners):
            listener(result)

    async def _async_hang_up(self, call_sid: str) -> None:
        """End the call, which ends by itself a moment later."""
        try:
            await self._account.api.end_call(call_sid)
        except TwilioApiError as err:
            LOGGER.debug("The test call was not ended: %s", err)


def _call_to_nobody(status_callback: str) -> OutgoingCall:
    return OutgoingCall(
        to=_NOBODY.format(secrets.token_hex(16)),
        from_=TEST_CALLER,
        twiml=_HANG_UP,
        status_callback=status_callback,
        status_callback_events=_REPORTED,
        ring_timeout=_RING_SECONDS,
    )
