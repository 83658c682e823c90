"""The parameters of messaging webhooks."""

from typing import TYPE_CHECKING

from ..address import is_whatsapp, phone_number
from ..geography import places
from .message import MessageStatus

if TYPE_CHECKING:
    from ..webhook.delivery import Params
    from .message import Message

API_VERSION = "2010-04-01"

_RECEIPTS = (MessageStatus.DELIVERED, MessageStatus.UNDELIVERED)


def inbound_params(message: Message, account_sid: str, profile_name: str) -> Params:
    """Return what Twilio sends for a message that came in."""
    sender = message.from_ or ""
    params = [
        ("SmsMessageSid", message.sid),
        ("NumMedia", str(len(message.media))),
        ("SmsSid", message.sid),
        ("SmsStatus", message.status.value),
        ("Body", message.body),
        ("To", message.to),
        ("NumSegments", str(message.segments)),
        ("MessageSid", message.sid),
        ("AccountSid", account_sid),
        ("From", sender),
        ("ApiVersion", API_VERSION),
    ]
    if message.service_sid:
        params.append(("MessagingServiceSid", message.service_sid))
    for index, media in enumerate(message.media):
        params += [
            (f"MediaContentType{index}", media.content_type),
            (f"MediaUrl{index}", media.url),
        ]
    if is_whatsapp(sender):
        params += [
            ("ProfileName", profile_name),
            ("WaId", phone_number(sender).lstrip("+")),
            ("MessageType", "image" if message.media else "text"),
        ]
    else:
        params += places("From", sender) + places("To", message.to)
    return tuple(params)


def status_params(message: Message, account_sid: str) -> Params:
    """Return what Twilio sends when a message's status has changed."""
    params = [
        ("AccountSid", account_sid),
        ("SmsSid", message.sid),
        ("To", message.to),
        ("MessageStatus", message.status.value),
        ("MessageSid", message.sid),
        ("SmsStatus", message.status.value),
        ("From", message.from_ or ""),
        ("ApiVersion", API_VERSION),
    ]
    if message.service_sid:
        params.append(("MessagingServiceSid", message.service_sid))
    if message.error_code is not None:
        params.append(("ErrorCode", str(message.error_code)))
    if message.status in _RECEIPTS and not is_whatsapp(message.to):
        params.append(("RawDlrDoneDate", f"{message.updated:%y%m%d%H%M}"))
    if is_whatsapp(message.to):
        params.append(("ChannelPrefix", "whatsapp"))
    return tuple(params)
