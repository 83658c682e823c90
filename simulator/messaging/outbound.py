"""Messages from the house: accepted, sent, and what the handset says to that."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..address import is_whatsapp, phone_number
from ..errors import (
    MEDIA_NOT_FETCHED,
    OUTSIDE_SESSION,
    SANDBOX_NOT_JOINED,
    UNREACHABLE,
    VALIDITY_EXPIRED,
)
from ..handset import Text
from ..sids import new_sid
from ..webhook.callbacks import Callback
from ..webhook.errand import Errand
from .media import fetch_media, media_of
from .message import DeliveryError, Message, MessageDirection, MessageStatus
from .pace import Pace
from .params import status_params
from .segments import count_segments

if TYPE_CHECKING:
    from datetime import datetime

    from ..desk import Desk
    from ..number import MessagingService
    from ..webhook.delivery import Delivery
    from .log import MessageLog

PRICE_PER_SEGMENT = 0.0079
SECONDS_BETWEEN_STATIONS = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A message that the account is asked to send."""

    to: str
    body: str
    sender: str | None = None
    service: MessagingService | None = None
    media: tuple[str, ...] = ()
    status_callback: str = ""
    send_at: datetime | None = None
    validity: int | None = None
    is_template: bool = False
    obstacle: DeliveryError | None = None
    """What Twilio finds only once it has accepted the message."""
    direction: MessageDirection = MessageDirection.OUTBOUND_API


class Outbound:
    """Sends the account's messages."""

    def __init__(self, desk: Desk, log: MessageLog) -> None:
        """Write into a log."""
        self._desk = desk
        self._log = log
        self._pace = Pace(desk)
        self._last: dict[tuple[str | None, str], asyncio.Future[None]] = {}
        """Done when the last message from a sender to a phone has ended its way."""

    def send(self, order: Order) -> Message:
        """Accept a message and start its life."""
        now = self._desk.clock.now()
        service = order.service
        message = Message(
            sid=new_sid("MM" if order.media else "SM"),
            to=order.to,
            from_=order.sender,
            body=order.body,
            direction=order.direction,
            status=_first_status(order),
            created=now,
            updated=now,
            segments=0 if order.sender is None else count_segments(order.body),
            media=tuple(media_of(url) for url in order.media),
            service_sid=service.sid if service else None,
            status_callback=order.status_callback or (service.status_callback if service else ""),
            send_at=order.send_at,
            validity=order.validity,
        )
        self._log.add(message)
        self._desk.activity.start(self._live(message, order), f"message {message.sid}")
        return message

    async def cancel(self, message: Message) -> None:
        """Never send a scheduled message."""
        await self._reach(message, MessageStatus.CANCELED)
        await self._desk.callbacks.end(message.sid)

    async def _live(self, message: Message, order: Order) -> None:
        if message.send_at:
            await self._desk.clock.reach(message.send_at)
        if message.status is not MessageStatus.CANCELED:
            await self._travel(message, order)
        await self._desk.callbacks.end(message.sid)

    async def _travel(self, message: Message, order: Order) -> None:
        """Go to the phone, behind what the same sender sent there before."""
        lane = message.service_sid or message.from_, message.to
        before = self._last.get(lane)
        gone = self._last[lane] = asyncio.get_running_loop().create_future()
        try:
            await self._go(message, order, before)
        finally:
            gone.set_result(None)
            if self._last[lane] is gone:
                del self._last[lane]

    async def _go(
        self, message: Message, order: Order, before: asyncio.Future[None] | None
    ) -> None:
        if order.service and message.from_ is None:
            await self._desk.clock.sleep(SECONDS_BETWEEN_STATIONS)
            message.from_ = order.service.numbers[0].address
            message.segments = count_segments(message.body)
        if order.obstacle:
            await self._fail(message, order.obstacle)
            return
        await self._reach(message, MessageStatus.QUEUED)
        waiting = self._pace.queue(message)
        if message.validity and waiting > message.validity:
            await self._desk.clock.sleep(message.validity)
            expired = DeliveryError(code=VALIDITY_EXPIRED, status=MessageStatus.FAILED)
            await self._fail(message, expired)
            return
        await self._desk.clock.sleep(max(waiting, SECONDS_BETWEEN_STATIONS))
        await self._reach(message, MessageStatus.SENDING)
        await self._desk.clock.sleep(SECONDS_BETWEEN_STATIONS)
        if error := await self._obstacle(message, order):
            await self._fail(message, error)
            return
        await self._reach(message, MessageStatus.SENT)
        await self._desk.clock.sleep(SECONDS_BETWEEN_STATIONS)
        if before:
            await self._desk.activity.until(before)
        await self._arrive(message)

    async def _obstacle(self, message: Message, order: Order) -> DeliveryError | None:
        """Return what keeps a message from being handed to the carrier."""
        handset = self._desk.handsets.get(message.to)
        fails = MessageStatus.FAILED
        if is_whatsapp(message.to):
            number = self._desk.numbers.get(message.from_ or "")
            if number and number.is_sandbox and not handset.joined_sandbox:
                return DeliveryError(code=SANDBOX_NOT_JOINED, status=fails)
            if not order.is_template and not self._log.in_session(message, self._desk.clock.now()):
                return DeliveryError(code=OUTSIDE_SESSION, status=fails)
        fetched = [await fetch_media(self._desk, media) for media in message.media]
        if None in fetched:
            return DeliveryError(code=MEDIA_NOT_FETCHED, status=fails)
        message.media = tuple(media for media in fetched if media)
        if handset.delivery_error and handset.delivery_error.status is fails:
            return handset.delivery_error
        return None

    async def _arrive(self, message: Message) -> None:
        handset = self._desk.handsets.get(message.to)
        error = handset.delivery_error
        if handset.is_off:
            error = DeliveryError(code=UNREACHABLE)
        if error:
            await self._fail(message, error)
            return
        handset.receive(
            Text(
                sid=message.sid,
                from_=message.from_ or "",
                body=message.body,
                media=tuple(media.url for media in message.media),
                files=message.media,
            )
        )
        if handset.sends_receipts:
            await self._reach(message, MessageStatus.DELIVERED)

    async def _fail(self, message: Message, error: DeliveryError) -> None:
        message.error_code = error.code
        await self._reach(message, error.status)

    async def _reach(self, message: Message, status: MessageStatus) -> None:
        now = self._desk.clock.now()
        message.status = status
        message.updated = now
        if status is MessageStatus.SENT:
            message.sent = now
            message.price = f"-{PRICE_PER_SEGMENT * max(message.segments, 1):.5f}"
        self._desk.bulletin.publish(phone_number(message.to))
        if not message.status_callback:
            return

        def refused(delivery: Delivery) -> None:
            self._desk.alert(
                int(delivery.failure or 0),
                f"Status callback was answered with {delivery.status}",
                resource_sid=message.sid,
                url=message.status_callback,
            )

        params = status_params(message, self._desk.account.sid)
        errand = Errand(url=message.status_callback, params=params)
        await self._desk.callbacks.tell(Callback(message.sid, errand, refused))


def _first_status(order: Order) -> MessageStatus:
    if order.send_at:
        return MessageStatus.SCHEDULED
    return MessageStatus.ACCEPTED if order.service else MessageStatus.QUEUED
