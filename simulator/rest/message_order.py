"""What Twilio accepts as a message, and what it refuses."""

from datetime import datetime, timedelta
import json
from typing import TYPE_CHECKING

from .. import errors
from ..account import AccountType
from ..address import (
    is_e164,
    is_north_american,
    is_sender_id,
    is_short_code,
    is_whatsapp,
    phone_number,
)
from ..errors import ApiError
from ..handset import HandsetLine
from ..messaging.message import DeliveryError, MessageStatus
from ..messaging.outbound import Order
from ..sids import is_sid
from .form import is_public_url, is_web_url

if TYPE_CHECKING:
    from ..number import MessagingService
    from ..switchboard import Switchboard
    from .form import Form

LONGEST_BODY = 1600
MOST_MEDIA = 10
LONGEST_VALIDITY = 36_000
SOONEST, LATEST = timedelta(minutes=15), timedelta(days=35)
_OPTED_OUT = DeliveryError(code=errors.OPTED_OUT.code, status=MessageStatus.FAILED)


def read_order(form: Form, board: Switchboard) -> Order:
    """Return the message that a form asks for."""
    to, sender = form.text("To"), form.text("From")
    if not to:
        raise ApiError(errors.TO_MISSING)
    service = _service(form.text("MessagingServiceSid"), board)
    if not sender and not service:
        raise ApiError(errors.SENDER_MISSING)
    body = _content(form)
    _check_recipient(to, board)
    media = _media(form)
    if sender:
        _check_sender(sender, to, board, with_media=bool(media))
    elif service and not service.numbers:
        raise ApiError(errors.SERVICE_EMPTY)
    has_opted_out = (to, sender or form.text("MessagingServiceSid")) in board.opt_outs
    is_found_late = service is not None and service.checks_late
    if has_opted_out and not is_found_late:
        raise ApiError(errors.OPTED_OUT)
    return Order(
        to=to,
        body=body,
        sender=sender or None,
        service=service,
        media=media,
        status_callback=_status_callback(form),
        send_at=_send_at(form, board.desk.clock.now()),
        validity=form.number(
            "ValidityPeriod",
            LONGEST_VALIDITY,
            range(1, LONGEST_VALIDITY + 1),
            errors.VALIDITY_INVALID,
        ),
        is_template=bool(form.text("ContentSid")),
        obstacle=_OPTED_OUT if has_opted_out else None,
    )


def _service(sid: str, board: Switchboard) -> MessagingService | None:
    if not sid:
        return None
    service = board.desk.services.get(sid)
    if service is None:
        raise ApiError(errors.SERVICE_INVALID, sid=sid)
    return service


def _content(form: Form) -> str:
    body, template = form.text("Body"), form.text("ContentSid")
    if not body and not template and not form.texts("MediaUrl"):
        raise ApiError(errors.BODY_MISSING)
    if template and not is_sid(template, "HX"):
        raise ApiError(errors.CONTENT_SID_INVALID, sid=template)
    if variables := form.text("ContentVariables"):
        try:
            usable = isinstance(json.loads(variables), dict)
        except ValueError:
            usable = False
        if not usable:
            raise ApiError(errors.CONTENT_VARIABLES_INVALID)
    if len(body) > LONGEST_BODY:
        raise ApiError(errors.BODY_TOO_LONG)
    return body or (f"[template {template}] {variables}".strip() if template else "")


def _check_recipient(to: str, board: Switchboard) -> None:
    desk, number = board.desk, phone_number(to)
    if not is_e164(number):
        raise ApiError(errors.TO_INVALID, number=to)
    line = desk.handsets.get(number).line if number in desk.handsets else HandsetLine.MOBILE
    if line is HandsetLine.INVALID:
        raise ApiError(errors.TO_INVALID, number=to)
    if line is HandsetLine.LANDLINE and not is_whatsapp(to):
        raise ApiError(errors.NOT_MOBILE, number=to)
    if not desk.account.may_reach(number):
        raise ApiError(errors.MESSAGE_REGION_FORBIDDEN, number=to)
    trial = desk.account.settings.type is AccountType.TRIAL
    if trial and number not in desk.account.verified_callers:
        raise ApiError(errors.TO_NOT_VERIFIED, number=to)


def _check_sender(sender: str, to: str, board: Switchboard, *, with_media: bool) -> None:
    number = board.desk.numbers.get(sender)
    if is_whatsapp(sender):
        if number is None:
            raise ApiError(errors.CHANNEL_SENDER_UNKNOWN)
    elif is_e164(sender) or is_short_code(sender):
        if number is None or not number.capabilities.sms:
            raise ApiError(errors.SENDER_NOT_CAPABLE, number=sender)
        if with_media and not number.capabilities.mms:
            raise ApiError(errors.SENDER_WITHOUT_MMS)
    elif not is_sender_id(sender):
        raise ApiError(errors.FROM_INVALID, number=sender)
    elif is_north_american(to):
        raise ApiError(errors.PAIR_NOT_REACHABLE, to=to, sender=sender)
    if is_whatsapp(sender) != is_whatsapp(to):
        raise ApiError(errors.CHANNELS_DIFFER)


def _media(form: Form) -> tuple[str, ...]:
    media = form.texts("MediaUrl")
    if len(media) > MOST_MEDIA:
        raise ApiError(errors.TOO_MANY_MEDIA)
    for url in media:
        if not is_web_url(url):
            raise ApiError(errors.MEDIA_URL_INVALID, url=url)
    return media


def _status_callback(form: Form) -> str:
    url = form.text("StatusCallback")
    if url and not is_public_url(url):
        raise ApiError(errors.STATUS_CALLBACK_INVALID, url=url)
    return url


def _send_at(form: Form, now: datetime) -> datetime | None:
    if form.text("ScheduleType") != "fixed":
        return None
    if not form.text("MessagingServiceSid"):
        raise ApiError(errors.SCHEDULE_NEEDS_SERVICE)
    try:
        moment = datetime.fromisoformat(form.text("SendAt"))
        in_time = SOONEST <= moment - now <= LATEST
    except ValueError, TypeError:
        raise ApiError(errors.SEND_TIME_INVALID) from None
    if not in_time:
        raise ApiError(errors.SEND_TIME_INVALID)
    return moment
