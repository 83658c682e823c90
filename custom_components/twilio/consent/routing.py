"""From where, and on which channel, somebody is written to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from homeassistant.exceptions import HomeAssistantError

from ..address import Sender, SenderKind
from ..api import Refused, Undelivered
from ..contacts.addressee import Addressee
from ..contacts.contact import Contact, ContactChannel
from ..errors import InvalidInput
from ..outbox.content import Way
from ..tracking.brake import KeepsFailing
from .not_wanted import OptedOut, check_contact
from .opt_outs import OptOuts

_WHATSAPP: Final = ContactChannel.WHATSAPP.value
_TEXTED: Final = (ContactChannel.SMS, ContactChannel.WHATSAPP)


@dataclass(frozen=True, slots=True)
class Route:
    """A sender of ours and somebody's address, both as Twilio spells them."""

    sender: Sender
    to: str

    @property
    def way(self) -> Way:
        """What the outbox keeps of it."""
        return Way(self.sender.address, self.to)

    @property
    def channel(self) -> ContactChannel:
        """On what a message travels there."""
        return self.way.channel

    @property
    def is_plain(self) -> bool:
        """Whether it is an SMS of a single number, which networks take for one person."""
        return ":" not in self.to and self.sender.kind is SenderKind.PHONE_NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How an account can write to anybody: from a sender that was named, else from its own."""

    account: str
    """What it is called."""
    named: Sender | None = None
    texting: tuple[Sender, ...] = ()
    """What SMS goes out from, the default one first."""
    others: tuple[Sender, ...] = ()
    """Senders on WhatsApp and other channels."""

    def routes(
        self,
        addressee: Addressee,
        chosen: Sequence[ContactChannel] = (),
        *,
        is_alert: bool = False,
        is_reply: bool = False,
    ) -> tuple[Route, ...]:
        """Return the routes to somebody, the best first; there is one at least.

        `chosen` are the channels to try in order, empty where nobody chose. Raises `InvalidInput`
        (`no_sender`, `no_whatsapp_sender`), and `NotWanted` where a contact is not to be reached:
        a reply asks nobody. Where nobody chose, an alert to a contact tries all channels in the
        end, also those that the contact does not use.
        """
        channels = tuple(chosen) or addressee.channels or self._usual(addressee)
        if addressee.contact and not is_reply:
            channels = _reached_by(addressee.contact, channels, is_alert=is_alert)
            if is_alert and not chosen:
                channels = tuple(dict.fromkeys((*channels, *_TEXTED)))
        routes = [route for channel in channels for route in self._by(channel, addressee.address)]
        if not routes:
            is_whatsapp = channels[0] is ContactChannel.WHATSAPP
            key = "no_whatsapp_sender" if is_whatsapp else "no_sender"
            raise InvalidInput(key, account=self.account)
        return tuple(dict.fromkeys(routes))

    def _usual(self, addressee: Addressee) -> tuple[ContactChannel, ...]:
        """Return the channels where nobody chose any: those that the address or sender tells."""
        if ":" in addressee.address:
            return (ContactChannel.of_message(addressee.address),)
        if self.named:
            return (ContactChannel.of_message(self.named.on_channel(addressee.address)),)
        if addressee.contact:
            used = tuple(channel for channel in _TEXTED if channel in addressee.contact.channels)
            return used or (ContactChannel.SMS,)
        return (ContactChannel.SMS,)

    def _by(self, channel: ContactChannel, address: str) -> Iterator[Route]:
        """Yield the routes on a channel."""
        if self.named and ":" in address and channel is ContactChannel.of_message(address):
            # Whoever names both knows what goes there.
            yield Route(self.named, address)
            return
        prefix, _, number = address.rpartition(":")
        if channel is ContactChannel.WHATSAPP:
            for sender in self._on(_WHATSAPP):
                yield Route(sender, f"{_WHATSAPP}:{number}")
        elif prefix in {"", _WHATSAPP}:
            for sender in self._for_texts():
                yield Route(sender, sender.on_channel(number))
        else:
            for sender in (*self._on(prefix), *self.texting):
                yield Route(sender, address)

    def _for_texts(self) -> tuple[Sender, ...]:
        """Return what SMS goes out from: what was named, unless it is on WhatsApp."""
        if self.named and self.named.channel != _WHATSAPP:
            return (self.named,)
        return self.texting

    def _on(self, channel: str) -> tuple[Sender, ...]:
        """Return what a channel goes out from: a Messaging Service may have a sender for it."""
        named, service = self.named, SenderKind.MESSAGING_SERVICE
        if named and (named.channel == channel or named.kind is service):
            return (named,)
        own = tuple(sender for sender in self.others if sender.channel == channel)
        services = tuple(sender for sender in self.texting if sender.kind is service)
        return own if named else (*own, *services)


def open_routes(routes: Sequence[Route], opt_outs: OptOuts, *, is_alert: bool) -> tuple[Route, ...]:
    """Return the routes that nobody has stopped; for an alert the stopped ones as a last resort."""
    is_open = {route: opt_outs.find(route.to, route.sender.address) is None for route in routes}
    going = tuple(route for route in routes if is_open[route])
    return (*going, *(route for route in routes if not is_open[route])) if is_alert else going


def ways_left(
    others: Sequence[Way], channel: ContactChannel, error: HomeAssistantError, *, is_alert: bool
) -> tuple[Way, ...]:
    """Return the other ways that may get through after what one on a channel ended with."""
    match error:
        case OptedOut():
            return tuple(others)
        case KeepsFailing():
            return tuple(other for other in others if other.channel != channel)
        case Refused(is_final=True) | Undelivered():
            # Else it is about the recipient, so that another sender would fare no better there;
            # an alert tries all the same.
            is_worth_it = is_alert or error.is_of_the_sender
            return tuple(other for other in others if is_worth_it or other.channel != channel)
    return ()


def _reached_by(
    contact: Contact, channels: tuple[ContactChannel, ...], *, is_alert: bool
) -> tuple[ContactChannel, ...]:
    """Return the channels that somebody uses, of some; raises `NotWanted` where that is none."""
    used = tuple(channel for channel in channels if channel in contact.channels)
    if not used or not contact.may_receive:
        check_contact(contact, channels[0], is_alert=is_alert)
    return used or channels
