"""A phone in somebody's pocket."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from .bulletin import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .bulletin import Bulletin
    from .messaging.message import DeliveryError, Media
    from .number import Number
    from .voice.handset_call import HandsetCall
    from .webhook.delivery import Delivery


class HandsetBehaviour(StrEnum):
    """What a phone does when it is called or texted."""

    ANSWERS = "answers"
    RINGS = "rings"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    OFF = "off"
    MACHINE = "machine"


class HandsetLine(StrEnum):
    """What kind of line a phone number is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A message in a phone's inbox; files are the media as Twilio fetched them."""

    sid: str
    from_: str
    body: str
    media: tuple[str, ...] = ()
    files: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Something to send along: at an address, or with its content."""

    url: str = ""
    content_type: str = ""
    content: bytes | None = field(default=None, repr=False)


class Network(Protocol):
    """What connects handsets with the account."""

    async def text(
        self, handset: Handset, to: str, body: str, media: Sequence[Picture]
    ) -> Delivery:
        """Bring a text to the account."""
        ...

    def dial(self, handset: Handset, to: str) -> HandsetCall:
        """Put a call through to the account."""
        ...

    def opt_out(self, handset: Handset, sender: str) -> None:
        """Keep a sender's messages away."""
        ...


class Handset:
    """A phone: it texts and calls the house, and shows what it gets from there."""

    def __init__(self, number: str, network: Network, bulletin: Bulletin) -> None:
        """Begin switched on, with an empty inbox."""
        self.number = number
        self.owner = f"Owner of {number}"
        self.behaviour = HandsetBehaviour.ANSWERS
        self.line = HandsetLine.MOBILE
        self.delivery_error: DeliveryError | None = None
        self.greeting = "Nobody is at home. Please leave a message after the tone."
        self.sends_receipts = True
        self.verstat = "TN-Validation-Passed-A"
        self.joined_sandbox = False
        self.inbox: list[Text] = []
        self.calls: list[HandsetCall] = []
        self._network = network
        self._bulletin = bulletin
        self._texts_taken = 0
        self._calls_taken = 0

    @property
    def is_off(self) -> bool:
        """Tell whether the phone is switched off."""
        return self.behaviour is HandsetBehaviour.OFF

    async def text(
        self,
        body: str,
        *,
        to: Number | str,
        media: Sequence[str | Picture] = (),
        shown_as: Handset | None = None,
    ) -> Delivery:
        """Text the house and return how its webhook answered; an empty delivery without one.

        A text shown as another's is that other's for all that Twilio and the house can tell.
        """
        pictures = [item if isinstance(item, Picture) else Picture(item) for item in media]
        return await self._network.text(shown_as or self, _address(to), body, pictures)

    async def dial(self, to: Number | str) -> HandsetCall:
        """Call the house."""
        return self._network.dial(self, _address(to))

    async def next_text(self, within: float = DEFAULT_TIMEOUT) -> Text:
        """Return the first text that was not returned before, once it is there."""
        text = await self._bulletin.until(
            lambda: next(iter(self.inbox[self._texts_taken :]), None),
            f"text to {self.number}",
            within,
        )
        self._texts_taken += 1
        return text

    async def next_call(self, within: float = DEFAULT_TIMEOUT) -> HandsetCall:
        """Return the first call from the house that was not returned before."""
        call = await self._bulletin.until(
            lambda: next(iter(self.incoming_calls[self._calls_taken :]), None),
            f"call to {self.number}",
            within,
        )
        self._calls_taken += 1
        return call

    async def let_ring_out(self) -> None:
        """Leave the ringing call unanswered until the house gives up."""
        ringing = await self._bulletin.until(
            lambda: next((call for call in self.calls if call.is_ringing), None),
            f"ringing of {self.number}",
        )
        await ringing.let_ring_out()

    def opt_out(self, sender: Number | str) -> None:
        """Have had enough of a sender, as if STOP had been texted before."""
        self._network.opt_out(self, _address(sender))

    @property
    def incoming_calls(self) -> list[HandsetCall]:
        """Return the calls that came from the house."""
        return [call for call in self.calls if not call.record.is_inbound]

    def receive(self, text: Text) -> None:
        """Put a text into the inbox."""
        self.inbox.append(text)
        self._bulletin.publish(self.number)

    def add_call(self, call: HandsetCall) -> None:
        """Take part in a call."""
        self.calls.append(call)
        self._bulletin.publish(self.number)


def _address(number: Number | str) -> str:
    return number if isinstance(number, str) else number.address
