"""One Twilio account of this house."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .address import Sender, SenderKind, parse_sender
from .allowance import Allowance
from .api import (
    AcceptedCall,
    AcceptedMessage,
    Credentials,
    CredentialsRejected,
    OutgoingCall,
    OutgoingMessage,
    PhoneNumber,
    TwilioApi,
)
from .credential_doubt import CredentialDoubt
from .errors import InvalidInput
from .phone_numbers import PhoneNumbers
from .webhook import RequestKind, async_webhook_url

type TwilioConfigEntry = ConfigEntry[Account]


@dataclass(slots=True)
class Account:
    """A loaded account: what it sends from, what it may send, how it sends."""

    hass: HomeAssistant = field(repr=False)
    entry: TwilioConfigEntry
    api: TwilioApi = field(repr=False)
    allowance: Allowance = field(repr=False)
    numbers: PhoneNumbers = field(repr=False)
    doubt: CredentialDoubt = field(repr=False)

    @callback
    def async_apply_entry(self) -> None:
        """Take over what the entry says now: credentials and limits, without an interruption."""
        self.api.use(Credentials.from_data(self.entry.data))
        self.allowance.async_apply_options()
        self.doubt.async_dispel()

    async def async_sender(
        self, text: str | None, can_send: Callable[[PhoneNumber], bool]
    ) -> Sender:
        """Return the sender that was asked for, or the first number that can send.

        Raises `InvalidInput` (`invalid_sender`, or `no_sender` where the account has none), and
        `TwilioApiError` where Twilio had to be asked and did not answer.
        """
        if text is not None:
            return parse_sender(text)
        with self._doubting():
            number = await self.numbers.async_first(can_send)
        if number is None:
            raise InvalidInput("no_sender", account=self.entry.title)
        return Sender(SenderKind.PHONE_NUMBER, number.number)

    async def async_send(self, message: OutgoingMessage) -> AcceptedMessage:
        """Hand over a message within the limits."""
        self._refuse_own(message.to, message.from_)
        with self.allowance.message(message.to), self._doubting():
            return await self.api.send_message(message)

    async def async_place(self, call: OutgoingCall) -> AcceptedCall:
        """Hand over a call within the limits."""
        self._refuse_own(call.to, call.from_)
        with self.allowance.call(), self._doubting():
            return await self.api.place_call(call)

    @callback
    def async_status_callback(self, kind: RequestKind) -> str | None:
        """Return where Twilio reports what becomes of something, none without a public URL."""
        return async_webhook_url(self.hass, self.entry, kind)

    def _refuse_own(self, to: str, from_: str | None) -> None:
        if to == from_ or self.numbers.owns(to.rpartition(":")[2]):
            raise InvalidInput("own_number", recipient=to)

    @contextmanager
    def _doubting(self) -> Iterator[None]:
        """Look into it when Twilio does not accept the credentials."""
        try:
            yield
        except CredentialsRejected:
            self.doubt.async_raise()
            raise
