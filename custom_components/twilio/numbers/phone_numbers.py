"""The numbers of an account, as Twilio lists them."""

from collections.abc import Callable
from datetime import timedelta
from math import inf
from random import uniform
from time import monotonic
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from ..api import (
    AccountNotActive,
    CredentialsRejected,
    PhoneNumber,
    TwilioApi,
    TwilioApiError,
    Uncertain,
    Unreachable,
)
from ..const import DOMAIN, LOGGER
from ..credential_doubt import CredentialDoubt, Right
from .memory import NumberMemory

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=15)
PERIOD: Final = timedelta(days=1)
SPREAD: Final = timedelta(hours=1)
"""How much longer a period may last, at random: houses do not ask in the same second."""

FRESH_SECONDS: Final = 60


class PhoneNumbers(DataUpdateCoordinator[tuple[PhoneNumber, ...] | None]):
    """Learns the numbers in the background, daily, and when one is needed and unknown.

    While Twilio does not answer, it is asked less and less often.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        api: TwilioApi,
        doubt: CredentialDoubt,
        memory: NumberMemory,
    ) -> None:
        """Know nothing yet but what an earlier run was told."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"the numbers of {entry.title}",
            update_interval=FIRST_PAUSE,
        )
        self._api = api
        self._doubt = doubt
        self._memory = memory
        self._pause = FIRST_PAUSE
        self._listed_at = -inf

    @property
    def is_fresh(self) -> bool:
        """Whether what is known is not older than a minute."""
        return monotonic() - self._listed_at < FRESH_SECONDS

    @property
    def known(self) -> tuple[PhoneNumber, ...] | None:
        """The numbers in Twilio's order, none while Twilio has not told."""
        return self.data

    def owns(self, number: str) -> bool:
        """Tell whether a number in E.164 is one of the account's, as far as is known."""
        return any(own.number == number for own in self.known or ())

    async def async_ask(self) -> tuple[PhoneNumber, ...]:
        """Ask Twilio now; raises `TwilioApiError`."""
        numbers = await self._async_list()
        self.async_set_updated_data(numbers)
        return numbers

    async def async_first(self, can_send: Callable[[PhoneNumber], bool]) -> PhoneNumber | None:
        """Return the first number that can send; one bought a minute ago is found too.

        Until Twilio has told, what it told an earlier run will do: an alert does not wait for it.
        """
        for number in self._memory.last_listed if self.known is None else self.known:
            if can_send(number):
                return number
        return next(filter(can_send, await self.async_ask()), None)

    @callback
    def async_replace(self, changed: PhoneNumber) -> None:
        """Take over what Twilio says of one number, without telling anybody."""
        self.data = tuple(
            changed if number.sid == changed.sid else number for number in self.known or ()
        )

    @callback
    def async_ask_again(self) -> None:
        """Ask at once if Twilio did not answer last time: the credentials may be others now."""
        if not self.last_update_success and self.config_entry:
            self.config_entry.async_create_background_task(
                self.hass, self.async_refresh(), "Twilio numbers"
            )

    @override
    async def _async_update_data(self) -> tuple[PhoneNumber, ...]:
        """Ask Twilio, and settle when it is asked again."""
        try:
            numbers = await self._async_list()
        except TwilioApiError as err:
            if self._is_told(err):
                self.last_update_success = False
            self.update_interval = self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            if not self._shutdown_requested:
                self._async_judge(err)
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key=err.translation_key,
                translation_placeholders=err.translation_placeholders,
            ) from err
        if self._is_told(self.last_exception and self.last_exception.__cause__):
            self.last_update_success = True
        return numbers

    @staticmethod
    def _is_told(err: BaseException | None) -> bool:
        """Tell whether the log has, or will have, a line on it: see `Reachability`."""
        return isinstance(err, (Unreachable, Uncertain))

    @callback
    def _async_judge(self, err: TwilioApiError) -> None:
        match err:
            case AccountNotActive():
                self._doubt.async_report_inactive()
            case CredentialsRejected():
                self._doubt.async_raise(Right.NUMBERS)

    async def _async_list(self) -> tuple[PhoneNumber, ...]:
        numbers = await self._api.phone_numbers()
        self._doubt.async_settle(Right.NUMBERS)
        self._listed_at = monotonic()
        self._pause = FIRST_PAUSE
        self.update_interval = PERIOD + SPREAD * uniform(0, 1)  # noqa: S311 - hides nothing
        return numbers
