"""One Twilio account of this house."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .address import Sender, SenderKind, number_of, parse_sender
from .allowance import Allowance
from .api import (
    AcceptedCall,
    AccountNotActive,
    Credentials,
    CredentialsRejected,
    OutgoingCall,
    Refused,
    TwilioApi,
    TwilioApiError,
    Unreachable,
)
from .arrivals import Arrivals
from .clean_text import whole_text
from .commands.redactor import Redactor
from .connection_check import ConnectionCheck
from .consent.consent import Consent
from .consent.not_wanted import OptedOut
from .consent.routing import Ways
from .const import CONF_ACCOUNT_SID, CONF_CALLS_PER_SECOND, DOMAIN, SECTION_RATES
from .contacts.addressee import Addressee, find_addressee
from .contacts.contact import Contact, contact_at, contacts_of
from .credential_doubt import CredentialDoubt, Right
from .errors import InvalidInput
from .numbers.changes import NumberChanges
from .numbers.phone_numbers import PhoneNumbers
from .numbers.webhooks import AccountWebhooks
from .outbox.content import Kind
from .reachability import Reachability
from .senders import Capability, SenderProfile, able_senders, first_able, senders_of
from .tracking import Tracker
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
    reachability: Reachability = field(repr=False)
    arrivals: Arrivals = field(repr=False)
    webhooks: AccountWebhooks = field(repr=False)
    changes: NumberChanges = field(repr=False)
    tracker: Tracker = field(repr=False)
    consent: Consent = field(repr=False)
    redactor: Redactor = field(repr=False)
    connection: ConnectionCheck = field(init=False, repr=False)
    senders: tuple[SenderProfile, ...] = field(init=False, repr=False)
    """As they were when the account was loaded."""
    contacts: tuple[Contact, ...] = field(init=False, repr=False)
    """As they were when the account was loaded."""

    def __post_init__(self) -> None:
        """Check the connection of this account, send from its senders, and know its contacts."""
        self.senders = senders_of(self.entry)
        self.contacts = contacts_of(self.entry)
        self.connection = ConnectionCheck(self)

    @property
    def calls_per_second(self) -> float:
        """How many calls Twilio begins a second, which is one unless somebody pays for more."""
        chosen: float = self.entry.options.get(SECTION_RATES, {}).get(CONF_CALLS_PER_SECOND, 1.0)
        return chosen

    @callback
    def async_apply_entry(self) -> None:
        """Take over what the entry says now: credentials and limits, without an interruption."""
        self.api.use(Credentials.from_data(self.entry.data))
        self.allowance.async_apply_options()
        self.doubt.async_dispel()
        self.numbers.async_ask_again()
        self.webhooks.async_request()

    def profile(self, address: str) -> SenderProfile | None:
        """Return the sender with an address as Twilio spells it, if somebody set it up."""
        return next((sender for sender in self.senders if sender.address == address), None)

    def sender_shown(self, address: str) -> str:
        """Return an address as people know it: the SID of a Messaging Service by its name."""
        is_service = parse_sender(address).kind is SenderKind.MESSAGING_SERVICE
        profile = self.profile(address) if is_service else None
        return profile.name if profile else address

    def contact(self, address: str) -> Contact | None:
        """Return who has an address as Twilio spells it, none for a stranger."""
        return contact_at(self.contacts, address)

    def addressee(self, recipient: Addressee | str) -> Addressee:
        """Return who is meant by a number or the name of a contact; raises `InvalidInput`."""
        if isinstance(recipient, Addressee):
            return recipient
        return find_addressee(whole_text(recipient), self.contacts, self.hass.config.country)

    def check_opt_out(self, to: str, senders: Iterable[str]) -> None:
        """Raise `OptedOut` where somebody has stopped all of some senders."""
        if stopped := self.consent.stopped(to, senders):
            contact = self.contact(to)
            senders = ", ".join(map(self.sender_shown, stopped))
            raise OptedOut(contact.name if contact else to, senders)

    def sender_id(self, *addresses: str | None) -> str | None:
        """Return the subentry of the first sender that has one of the addresses."""
        profiles = (self.profile(address) for address in addresses if address)
        return next((profile.subentry_id for profile in profiles if profile), None)

    async def async_sender(self, text: str | None, capability: Capability) -> Sender:
        """Return the sender that was asked for, else the default one.

        Where that cannot do it, the first sender that can; without any, the first number.
        Raises `InvalidInput` (`invalid_sender`, or `no_sender` where the account has none), and
        `TwilioApiError` where Twilio had to be asked and did not answer.
        """
        if text is not None:
            return parse_sender(text)
        if profile := first_able(self.senders, capability, self.numbers.known):
            return profile.sender
        with self.doubting(Right.NUMBERS):
            number = await self.numbers.async_first(capability.is_had_by)
        if number is None:
            raise InvalidInput("no_sender", account=self.entry.title)
        return Sender(SenderKind.PHONE_NUMBER, number.number)

    async def async_ways(self, text: str | None) -> Ways:
        """Return how somebody can be written to: from the sender that was asked for, else any.

        Raises as `async_sender` does, unless there is a sender of another kind.
        """
        named = parse_sender(text) if text is not None else None
        able = able_senders(self.senders, Capability.SMS, self.numbers.known)
        texting = [profile.sender for profile in able]
        others = tuple(
            profile.sender for profile in self.senders if profile.sender.kind is SenderKind.CHANNEL
        )
        if named is None and not texting:
            try:
                texting = [await self.async_sender(None, Capability.SMS)]
            except InvalidInput, TwilioApiError:
                # What goes by WhatsApp needs no number, nor Twilio to be there right now.
                if not others:
                    raise
        return Ways(account=self.entry.title, named=named, texting=tuple(texting), others=others)

    async def async_place_test(self, call: OutgoingCall) -> AcceptedCall:
        """Hand over a call to nobody, which is followed by whoever placed it."""
        booking = self.allowance.async_book(Kind.CALL, call.to)
        try:
            with self.doubting(Right.CALLS):
                return await self.api.place_call(call)
        except Unreachable, Refused:
            self.allowance.async_take_back(booking)
            raise

    @callback
    def async_status_callback(self, kind: RequestKind, reference: str | None = None) -> str | None:
        """Return where Twilio reports what becomes of something, none without a public URL."""
        return async_webhook_url(self.hass, self.entry, kind, reference=reference)

    @callback
    def async_check_reports(self) -> None:
        """Refuse what needs reports of Twilio where none can come."""
        if self.async_status_callback(RequestKind.MESSAGE_STATUS) is None:
            raise InvalidInput("webhook_required")

    def refuse_own(self, to: str, from_: str | None) -> None:
        """Raise `InvalidInput` (`own_number`) for what would go to this house itself."""
        number = number_of(to)
        owners = (self, *async_loaded_accounts(self.hass))
        if to == from_ or any(account.numbers.owns(number) for account in owners):
            raise InvalidInput("own_number", recipient=to)

    @contextmanager
    def doubting(self, right: Right) -> Iterator[None]:
        """Look into it when Twilio does not accept the credentials."""
        try:
            yield
        except CredentialsRejected:
            self.doubt.async_raise(right)
            raise
        except AccountNotActive:
            self.doubt.async_report_inactive()
            raise
        self.doubt.async_settle(right)


@callback
def async_loaded_accounts(hass: HomeAssistant) -> Iterator[Account]:
    """Return the accounts of this house that are loaded and can send."""
    entries: list[TwilioConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    return (entry.runtime_data for entry in entries if CONF_ACCOUNT_SID in entry.data)
