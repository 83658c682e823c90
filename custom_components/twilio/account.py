"""One Twilio account of this house."""

from collections.abc import Callable
from dataclasses import dataclass
import time

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .address import Sender, SenderKind, parse_sender
from .api import Credentials, PhoneNumber, TwilioApi, TwilioApiError
from .const import DOMAIN, LOGGER, SECTION_LIMITS
from .errors import InvalidInput
from .limits import DEFAULT_LIMITS, Ledger, Limit, LimitReached
from .webhook import RequestKind, async_webhook_url

type TwilioConfigEntry = ConfigEntry[Account]


@dataclass(slots=True)
class Account:
    """A loaded account: what it can do, what it may do, what it sends from."""

    hass: HomeAssistant
    entry: TwilioConfigEntry
    api: TwilioApi
    ledger: Ledger
    save: Callable[[], None]
    """Called after each change of the ledger."""
    numbers: tuple[PhoneNumber, ...] | None = None
    """The numbers of the account, none while Twilio has not told them."""

    @callback
    def async_apply_entry(self) -> None:
        """Take over what the entry says now: credentials and limits, without an interruption."""
        self.api.use(Credentials.from_data(self.entry.data))
        limits = self.entry.options.get(SECTION_LIMITS, {})
        self.ledger.limits = {
            limit: limits.get(limit, allowed) for limit, allowed in DEFAULT_LIMITS.items()
        }
        self.async_clear_limit_issues()

    async def async_learn_numbers(self) -> None:
        """Ask Twilio for the numbers; what fails here is asked again when it is needed."""
        try:
            self.numbers = await self.api.phone_numbers()
        except TwilioApiError as err:
            LOGGER.warning("The numbers of %s are unknown for now: %s", self.entry.title, err)

    def owns(self, number: str) -> bool:
        """Tell whether a number in E.164 is one of the account's, as far as is known."""
        return any(own.number == number for own in self.numbers or ())

    async def async_sender(
        self, text: str | None, can_send: Callable[[PhoneNumber], bool]
    ) -> Sender:
        """Return the sender that was asked for, or the first number that can send.

        Raises `InvalidInput` (`no_sender`) where the account has none.
        """
        if text is not None:
            return parse_sender(text)
        if self.numbers is None:
            self.numbers = await self.api.phone_numbers()
        for number in self.numbers:
            if can_send(number):
                return Sender(SenderKind.PHONE_NUMBER, number.number)
        raise InvalidInput("no_sender", account=self.entry.title)

    @callback
    def async_check_recipients(self, count: int) -> None:
        """Refuse an action with no or too many recipients."""
        self._within_limits(lambda: self.ledger.check_recipients(count))

    @callback
    def async_book_message(self, to: str, sender: Sender) -> None:
        """Count a message against the limits, or refuse it."""
        self._refuse_own(to, sender)
        self._within_limits(lambda: self.ledger.book_message(to, time.time()))

    @callback
    def async_book_call(self, to: str, sender: Sender) -> None:
        """Count a call against the limits, or refuse it."""
        self._refuse_own(to, sender)
        self._within_limits(lambda: self.ledger.book_call(time.time()))

    @callback
    def async_status_callback(self, kind: RequestKind) -> str | None:
        """Return where Twilio reports what becomes of something, none without a public URL."""
        return async_webhook_url(self.hass, self.entry, kind)

    def _refuse_own(self, to: str, sender: Sender) -> None:
        if to == sender.address or self.owns(to):
            raise InvalidInput("own_number", recipient=to)

    @callback
    def async_clear_limit_issues(self) -> None:
        """Take back what was said of limits, which are others now."""
        for limit in Limit:
            ir.async_delete_issue(self.hass, DOMAIN, self._issue_id(limit))

    def _issue_id(self, limit: Limit) -> str:
        return f"limit_{limit}_{self.entry.entry_id}"

    def _within_limits(self, book: Callable[[], None]) -> None:
        """Book, and tell the household where a limit stopped it."""
        try:
            book()
        except LimitReached as err:
            ir.async_create_issue(
                self.hass,
                DOMAIN,
                self._issue_id(err.limit),
                is_fixable=False,
                severity=ir.IssueSeverity.WARNING,
                translation_key=f"limit_{err.limit}",
                translation_placeholders={
                    "account": self.entry.title,
                    "allowed": str(err.allowed),
                },
            )
            raise
        self.save()
