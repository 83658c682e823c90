"""The simulator as tests and programs use it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from . import phone, rest, scripting
from .account import Account, AccountSettings
from .activity import Activity
from .address import WHATSAPP, formatted
from .bulletin import Bulletin
from .clock import Clock
from .desk import Desk
from .faults import Faults
from .handsets import Handsets
from .number import Capabilities, MessagingService, Number
from .rest.gate import Gate
from .server import Server
from .sids import new_sid
from .switchboard import Switchboard
from .webhook.callbacks import CallbackOrder, Callbacks
from .webhook.courier import Courier
from .webhook.errand import Errand, Signing
from .webhook.transport import Transport
from .webhook.tunnels import Tunnels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .alert import Alert
    from .handset import Handset, Picture
    from .messaging.message import Media, Message
    from .rest.log import Request
    from .voice.call import Call
    from .voice.handset_call import HandsetCall
    from .voice.recording import Recording
    from .webhook.delivery import Delivery, Params

DEFAULT_NUMBER = "+15550006000"

type AnyParams = Mapping[str, str] | Iterable[tuple[str, str]]


class Simulator:
    """A Twilio for the desk: an account, its numbers, and phones to text and call."""

    def __init__(
        self,
        *,
        tunnels: Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        account: AccountSettings | None = None,
        numbers: Iterable[str] = (DEFAULT_NUMBER,),
        speed: float = 0,
        clock_by_hand: bool = False,
        list_lag: float = 0,
        list_disorder: bool = False,
        segment_seconds: float = 0,
        most_at_once: int = 100,
    ) -> None:
        """Prepare everything; nothing is served before the context is entered."""
        self.account = Account(account or AccountSettings())
        self.faults = Faults()
        self.tunnels = Tunnels(dict(tunnels or {}))
        self._activity = Activity()
        self._bulletin = Bulletin()
        self.clock = Clock(self._activity, speed=speed, by_hand=clock_by_hand)
        self._transport = Transport(self.tunnels)
        self._courier = Courier(self.account, self._transport, self._bulletin)
        self._callbacks = Callbacks(self._courier)
        self._server = Server(host, port)
        self._desk = Desk(
            account=self.account,
            activity=self._activity,
            bulletin=self._bulletin,
            callbacks=self._callbacks,
            clock=self.clock,
            courier=self._courier,
            handsets=Handsets(self, self._bulletin),
            transport=self._transport,
            tunnels=self.tunnels,
            list_lag=list_lag,
            list_disorder=list_disorder,
            segment_seconds=segment_seconds,
        )
        self._board = Switchboard.for_desk(self._desk)
        self._gate = Gate(self._desk, self.faults, most_at_once)
        for number in numbers:
            self.add_number(number)

    async def __aenter__(self) -> Self:
        """Open for business."""
        self._transport.open()
        await self._server.start(
            [*rest.routes(self._board), *scripting.routes(self), *phone.routes()],
            [scripting.guard, self._gate.middleware],
        )
        self._desk.base_url = self._server.url
        return self

    async def __aexit__(self, *_: object) -> None:
        """End everything that goes on."""
        self.faults.clear()
        self.faults.release()
        self.clock.close()
        self._bulletin.close()
        await self._activity.close()
        await self._server.stop()
        await self._transport.close()

    @property
    def url(self) -> str:
        """Return the base address, to be used instead of https://api.twilio.com."""
        return self._server.url

    @property
    def bulletin(self) -> Bulletin:
        """Return where changes are announced."""
        return self._bulletin

    @property
    def numbers(self) -> list[Number]:
        """Return the account's numbers and WhatsApp senders."""
        return list(self._desk.numbers.values())

    @property
    def number(self) -> Number:
        """Return the account's first number."""
        return next(iter(self._desk.numbers.values()))

    @property
    def handsets(self) -> list[Handset]:
        """Return the phones that were mentioned so far."""
        return list(self._desk.handsets)

    @property
    def messages(self) -> list[Message]:
        """Return the message log, the oldest first."""
        return self._board.log.messages

    @property
    def calls(self) -> list[Call]:
        """Return the call log, the oldest first."""
        return self._board.exchange.calls

    @property
    def recordings(self) -> list[Recording]:
        """Return the recordings, the oldest first."""
        return self._desk.recordings

    @property
    def requests(self) -> list[Request]:
        """Return the requests to the REST API."""
        return self._gate.requests

    @property
    def deliveries(self) -> list[Delivery]:
        """Return the webhooks that were sent, attempt by attempt."""
        return self._courier.deliveries

    @property
    def alerts(self) -> list[Alert]:
        """Return the account's error log."""
        return self._desk.alerts

    @property
    def callbacks(self) -> CallbackOrder:
        """When and how often the house is told of a status."""
        return self._callbacks.order

    @callbacks.setter
    def callbacks(self, order: CallbackOrder) -> None:
        self._callbacks.order = order

    @property
    def extra_params(self) -> Params:
        """Parameters that nobody knows yet, in all webhooks but those that are made up."""
        return self._courier.extra_params

    @extra_params.setter
    def extra_params(self, params: AnyParams) -> None:
        self._courier.extra_params = _pairs(params)

    @property
    def list_lag(self) -> float:
        """After how many seconds a list has what came into being."""
        return self._desk.list_lag

    @list_lag.setter
    def list_lag(self, seconds: float) -> None:
        self._desk.list_lag = seconds

    @property
    def list_disorder(self) -> bool:
        """Whether each row lags on its own, up to the lag, so that younger ones come first."""
        return self._desk.list_disorder

    @list_disorder.setter
    def list_disorder(self, is_there: bool) -> None:
        self._desk.list_disorder = is_there

    @property
    def most_at_once(self) -> int:
        """How many requests may be in flight; the others are refused with 429."""
        return self._gate.most_at_once

    @most_at_once.setter
    def most_at_once(self, count: int) -> None:
        self._gate.most_at_once = count

    @property
    def date_skew(self) -> float:
        """How many seconds Twilio's clock is ahead of this machine's, in all that it tells."""
        return self.clock.skew.total_seconds()

    @date_skew.setter
    def date_skew(self, seconds: float) -> None:
        self.clock.skew = timedelta(seconds=seconds)

    def add_number(
        self, address: str, *, sms: bool = True, mms: bool = True, voice: bool = True
    ) -> Number:
        """Give the account a phone number."""
        return self._add(address, Capabilities(voice=voice, sms=sms, mms=mms))

    def release_number(self, address: str) -> Number:
        """Take a phone number off the account."""
        return self._desk.numbers.pop(address)

    def take_back_number(self, number: Number) -> None:
        """Give the account a number that it had released."""
        self._desk.numbers[number.address] = number

    def add_whatsapp_sender(self, phone_number: str) -> Number:
        """Give the account a WhatsApp sender; +14155238886 is the sandbox."""
        return self._add(WHATSAPP + phone_number, Capabilities(voice=False))

    def add_service(
        self,
        *numbers: Number,
        inbound_url: str = "",
        use_inbound_webhook_on_number: bool = False,
        has_advanced_opt_out: bool = False,
    ) -> MessagingService:
        """Give the account a Messaging Service; one without a URL drops what it receives."""
        service = MessagingService(
            sid=new_sid("MG"),
            friendly_name="A pool",
            created=self.clock.now(),
            numbers=list(numbers),
            inbound_url=inbound_url,
            use_inbound_webhook_on_number=use_inbound_webhook_on_number,
            has_advanced_opt_out=has_advanced_opt_out,
        )
        self._desk.services[service.sid] = service
        return service

    def handset(self, number: str) -> Handset:
        """Return the phone with a number; it comes into being when first mentioned."""
        return self._desk.handsets.get(number)

    async def text(
        self, handset: Handset, to: str, body: str, media: Sequence[Picture]
    ) -> Delivery:
        """Bring a handset's text to the account."""
        return await self._board.inbound.receive(handset, to, body, media)

    def dial(self, handset: Handset, to: str) -> HandsetCall:
        """Put a handset's call through to the account."""
        return self._board.exchange.dial(handset, to)

    def opt_out(self, handset: Handset, sender: str) -> None:
        """Keep a sender's messages away from a handset."""
        self._board.opt_outs.add(handset.number, sender)

    def thread(self, handset: Handset) -> list[Message]:
        """Return the messages between a handset and the account, the oldest first."""
        return self._board.log.with_party(handset.number)

    def file(self, sid: str) -> Media | None:
        """Return a file that a handset sent along."""
        return self._board.log.find_media(sid)

    async def deliver(self, url: str, params: AnyParams) -> Delivery:
        """Send a webhook with any parameters, rightly signed."""
        return await self._courier.bring_exactly(Errand(url=url, params=_pairs(params)))

    async def forge(self, url: str, params: AnyParams, signature: str | None = None) -> Delivery:
        """Send a request that Twilio never sent, without a signature or with any."""
        return await self._courier.bring_exactly(
            Errand(
                url=url,
                params=_pairs(params),
                signature=Signing.NOBODY if signature is None else signature,
            )
        )

    async def repeat(self, delivery: Delivery) -> Delivery:
        """Send the very same request again, idempotency token included."""
        return await self._courier.repeat(delivery)

    async def settled(self) -> None:
        """Wait until all that can go on without anybody's doing has ended."""
        await self._activity.settled()

    def _add(self, address: str, capabilities: Capabilities) -> Number:
        now = self.clock.now()
        number = Number(
            sid=new_sid("PN"),
            address=address,
            capabilities=capabilities,
            created=now,
            updated=now,
            friendly_name=formatted(address),
        )
        self._desk.numbers[address] = number
        return number


def _pairs(params: AnyParams) -> Params:
    return tuple(params.items() if isinstance(params, Mapping) else params)
