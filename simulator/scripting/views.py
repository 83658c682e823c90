"""How the scripting API shows things, as JSON."""

from dataclasses import fields
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..alert import Alert
    from ..handset import Handset, Text
    from ..messaging.message import Message
    from ..number import Number
    from ..rest.answer import Json, Resource
    from ..rest.log import Request
    from ..voice.handset_call import HandsetCall
    from ..voice.transcript import Heard
    from ..webhook.delivery import Delivery, Params


def show_heard(item: Heard) -> Resource:
    """Show an item of a transcript; its type is the class's name in lower case."""
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(item).__name__).lower()
    return {"type": kind} | {field.name: getattr(item, field.name) for field in fields(item)}


def show_call(call: HandsetCall) -> Resource:
    """Show a handset's call."""
    return {
        "sid": call.sid,
        "from": call.from_,
        "to": call.to,
        "direction": "dialled" if call.record.is_inbound else "incoming",
        "status": call.status.value,
        "ringing": call.is_ringing,
        "final": call.status.is_final,
        "listened_to": call.ear is not None,
        "hears_speech": call.hears_speech,
        "duration": call.record.duration,
        "answered_by": call.record.answered_by,
        "voicemail": list(call.voicemail),
        "started": call.record.created.isoformat(),
        "transcript": [show_heard(item) for item in call.transcript],
    }


def show_text(text: Text) -> Resource:
    """Show a text in an inbox."""
    return {
        "sid": text.sid,
        "from": text.from_,
        "body": text.body,
        "media": list(text.media),
        "files": [
            {
                "sid": file.sid,
                "content_type": file.content_type,
                "size": None if file.content is None else len(file.content),
            }
            for file in text.files
        ],
    }


def show_message(message: Message) -> Resource:
    """Show a message of a conversation; the webhook's answer belongs to what a phone sent."""
    return {
        "sid": message.sid,
        "from": message.from_,
        "to": message.to,
        "body": message.typed,
        "redacted": message.body != message.typed,
        "sent_by_phone": message.is_inbound,
        "status": message.status.value,
        "error_code": message.error_code,
        "webhook_status": message.webhook.status if message.webhook else None,
        "webhook_failure": message.webhook.failure if message.webhook else None,
        "media": [
            {
                "sid": media.sid,
                "content_type": media.content_type,
                "here": media.content is not None,
            }
            for media in message.media
        ],
        "moment": message.created.isoformat(),
    }


def show_handset(handset: Handset) -> Resource:
    """Show a phone."""
    return {
        "number": handset.number,
        "owner": handset.owner,
        "behaviour": handset.behaviour.value,
        "line": handset.line.value,
        "greeting": handset.greeting,
        "sends_receipts": handset.sends_receipts,
        "verstat": handset.verstat,
        "texts": len(handset.inbox),
        "calls": len(handset.calls),
    }


def show_number(number: Number) -> Resource:
    """Show a number of the account."""
    return {
        "sid": number.sid,
        "address": number.address,
        "sms_url": number.sms_url,
        "voice_url": number.voice_url,
        "status_callback": number.status_callback,
    }


def show_delivery(delivery: Delivery) -> Resource:
    """Show one attempt to deliver a webhook."""
    return {
        "url": delivery.url,
        "method": delivery.method,
        "params": _show_pairs(delivery.params),
        "headers": _show_pairs(delivery.headers),
        "attempt": delivery.attempt,
        "status": delivery.status,
        "content_type": delivery.content_type,
        "body": delivery.text,
        "failure": delivery.failure,
    }


def show_request(request: Request) -> Resource:
    """Show a request to the REST API; headers, and so credentials, stay out."""
    return {
        "method": request.method,
        "path": request.path,
        "params": _show_pairs(request.params),
        "user": request.user,
        "status": request.status,
    }


def show_alert(alert: Alert) -> Resource:
    """Show an entry of the error log."""
    return {
        "code": alert.code,
        "message": alert.message,
        "level": alert.level.value,
        "moment": alert.moment.isoformat(),
        "resource_sid": alert.resource_sid,
        "url": alert.url,
    }


def _show_pairs(pairs: Params) -> list[Json]:
    return [[name, value] for name, value in pairs]
