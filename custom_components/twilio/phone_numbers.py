"""The numbers of an account, as Twilio lists them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .api import CredentialsRejected, PhoneNumber, TwilioApi, TwilioApiError
from .const import LOGGER
from .credential_doubt import CredentialDoubt

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=15)


class PhoneNumbers:
    """Learns the numbers in the background, and again when they are needed and unknown."""

    def __init__(self, hass: HomeAssistant, api: TwilioApi, doubt: CredentialDoubt) -> None:
        """Know nothing yet."""
        self._hass = hass
        self._api = api
        self._doubt = doubt
        self._is_over = False
        self._pause = FIRST_PAUSE
        self._cancel: CALLBACK_TYPE | None = None
        self.known: tuple[PhoneNumber, ...] | None = None

    def owns(self, number: str) -> bool:
        """Tell whether a number in E.164 is one of the account's, as far as is known."""
        return any(own.number == number for own in self.known or ())

    async def async_ask(self) -> tuple[PhoneNumber, ...]:
        """Ask Twilio now; raises `TwilioApiError`."""
        self.known = await self._api.phone_numbers()
        return self.known

    async def async_first(self, can_send: Callable[[PhoneNumber], bool]) -> PhoneNumber | None:
        """Return the first number that can send; one bought a minute ago is found too."""
        for number in self.known or ():
            if can_send(number):
                return number
        return next(filter(can_send, await self.async_ask()), None)

    async def async_learn(self, _: datetime | None = None) -> None:
        """Ask Twilio until it has answered once, less and less often."""
        self._cancel = None
        try:
            await self.async_ask()
        except TwilioApiError as err:
            if self._is_over:
                return
            level = LOGGER.warning if self._pause == FIRST_PAUSE else LOGGER.debug
            level("The numbers of the account are unknown for now: %s", err)
            if isinstance(err, CredentialsRejected):
                self._doubt.async_raise()
            job = HassJob(self.async_learn, "Twilio numbers", cancel_on_shutdown=True)
            self._cancel = async_call_later(self._hass, self._pause, job)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)

    @callback
    def async_stop(self) -> None:
        """Ask no more, not even after the answer that is awaited now."""
        self._is_over = True
        if self._cancel:
            self._cancel()
            self._cancel = None
