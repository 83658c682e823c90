"""Messages to the house: the webhook, and the replies in its answer."""

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ..address import WHATSAPP
from ..alert import AlertLevel
from ..handset import Text
from ..sids import new_sid
from ..twiml import TwimlError, TwimlProblem, read_answer
from ..webhook.delivery import Delivery
from ..webhook.errand import Errand
from .media import media_of
from .message import Media, Message, MessageDirection, MessageStatus
from .outbound import Order
from .params import inbound_params
from .reply import MOST_REPLIES, Redirect, Reply, read_replies
from .segments import count_segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..desk import Desk
    from ..handset import Handset, Picture
    from ..number import MessagingService, Number
    from ..webhook.delivery import Params
    from .log import MessageLog
    from .optout import OptOuts
    from .outbound import Outbound

MOST_REDIRECTS = 10


class Inbound:
    """Receives the handsets' messages."""

    def __init__(self, desk: Desk, log: MessageLog, opt_outs: OptOuts, outbound: Outbound) -> None:
        """Write into a log, and reply through the outbound side."""
        self._desk = desk
        self._log = log
        self._opt_outs = opt_outs
        self._outbound = outbound

    async def receive(
        self, handset: Handset, to: str, body: str, pictures: Sequence[Picture]
    ) -> Delivery:
        """Log a text, tell the house, and send its replies.

        A Messaging Service without a URL drops what it receives, before the log.
        """
        number = self._desk.numbers[to]
        service = self._service_of(number)
        if service and service.takes_messages and not service.inbound_url:
            return Delivery()
        sender = WHATSAPP + handset.number if number.is_whatsapp else handset.number
        message = self._record(sender, to, body, pictures)
        message.service_sid = service.sid if service else None
        self._log.add(message)
        self._desk.bulletin.publish(handset.number)
        if number.is_whatsapp:
            handset.joined_sandbox |= number.is_sandbox and body.lower().startswith("join ")
        self._hear_keyword(handset, message)
        errand = self._errand(message, number, service, handset.owner)
        if not errand.url:
            return Delivery()
        delivery = await self._desk.courier.bring(errand)
        message.webhook = delivery
        self._desk.bulletin.publish(handset.number)
        await self._reply(message, delivery, errand.params)
        return delivery

    def _record(self, sender: str, to: str, body: str, pictures: Sequence[Picture]) -> Message:
        now = self._desk.clock.now()
        sid = new_sid("MM" if pictures else "SM")
        path = f"/2010-04-01/Accounts/{self._desk.account.sid}/Messages/{sid}/Media/"
        files = []
        for picture in pictures:
            found = media_of(picture.url, picture.content_type)
            url = urljoin(self._desk.base_url, path + found.sid)
            files.append(
                Media(
                    sid=found.sid,
                    url=url,
                    content_type=found.content_type,
                    content=picture.content,
                    origin=picture.url,
                )
            )
        return Message(
            sid=sid,
            to=to,
            from_=sender,
            body=body,
            direction=MessageDirection.INBOUND,
            status=MessageStatus.RECEIVED,
            created=now,
            updated=now,
            sent=now,
            segments=count_segments(body),
            media=tuple(files),
        )

    def _service_of(self, number: Number) -> MessagingService | None:
        services = self._desk.services.values()
        return next((service for service in services if number in service.numbers), None)

    def _errand(
        self, message: Message, number: Number, service: MessagingService | None, owner: str
    ) -> Errand:
        params = inbound_params(message, self._desk.account.sid, owner)
        meaning = self._opt_outs.meaning(message.to, message.body)
        if told := self._opt_outs.told(message.to, meaning):
            params += (("OptOutType", told.value),)
        if service and service.takes_messages:
            return Errand(url=service.inbound_url, params=params, fallback_url=service.fallback_url)
        return Errand(
            url=number.sms_url,
            method=number.sms_method,
            params=params,
            fallback_url=number.sms_fallback_url,
            fallback_method=number.sms_fallback_method,
        )

    def _hear_keyword(self, handset: Handset, message: Message) -> None:
        meaning = self._opt_outs.meaning(message.to, message.body)
        answer = self._opt_outs.hear(handset.number, message.to, meaning)
        if answer is None:
            return
        now = self._desk.clock.now()
        reply = Message(
            sid=new_sid("SM"),
            to=message.from_ or "",
            from_=message.to,
            body=answer,
            direction=MessageDirection.OUTBOUND_REPLY,
            status=MessageStatus.DELIVERED,
            created=now,
            updated=now,
            sent=now,
            segments=count_segments(answer),
        )
        self._log.add(reply)
        handset.receive(Text(sid=reply.sid, from_=message.to, body=answer))

    async def _reply(self, message: Message, delivery: Delivery, params: Params) -> None:
        sent = 0
        for _ in range(MOST_REDIRECTS):
            redirect: Redirect | None = None
            try:
                for item in read_replies(read_answer(delivery)):
                    match item:
                        case Redirect():
                            redirect = item
                        case Reply():
                            sent += 1
                            self._send(message, item, sent)
                        case str():
                            self._warn(message, f"Invalid element {item}")
            except TwimlError as err:
                self._desk.alert(err.code, str(err), resource_sid=message.sid, url=delivery.url)
            if redirect is None:
                return
            delivery = await self._desk.courier.bring(
                Errand(url=redirect.url, method=redirect.method, params=params)
            )

    def _send(self, message: Message, reply: Reply, number: int) -> None:
        sender, to = reply.sender or message.to, reply.to or message.from_ or ""
        if number > MOST_REPLIES:
            if number == MOST_REPLIES + 1:
                self._desk.alert(
                    TwimlProblem.TOO_MANY_REPLIES,
                    "Reply message limit exceeded",
                    resource_sid=message.sid,
                )
            return
        if not reply.body and not reply.media:
            self._desk.alert(14103, "Invalid Body", resource_sid=message.sid)
            return
        if (to, sender) in self._opt_outs:
            self._desk.alert(21610, "Attempt to send to unsubscribed recipient")
            return
        self._outbound.send(
            Order(
                to=to,
                body=reply.body,
                sender=sender,
                media=reply.media,
                status_callback=reply.status_callback,
                direction=MessageDirection.OUTBOUND_REPLY,
            )
        )

    def _warn(self, message: Message, text: str) -> None:
        self._desk.alert(
            TwimlProblem.SCHEMA_WARNING,
            text,
            level=AlertLevel.WARNING,
            resource_sid=message.sid,
        )
