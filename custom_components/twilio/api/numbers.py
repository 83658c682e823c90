"""What Twilio says of an account's numbers and Messaging Services."""

# Touched here so that the executor imports them, not the event loop at the first request. The
# dates of the newer products need the first one.
import _strptime  # type: ignore[import-not-found] # it has no stub

import twilio.rest.api
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance
import twilio.rest.messaging
from twilio.rest.messaging.v1.service import ServiceInstance
import twilio.rest.routes

from .models import MessagingService, NumberWebhooks, PhoneNumber

_PRELOADED = (_strptime, twilio.rest.api, twilio.rest.messaging, twilio.rest.routes)


def phone_number(answer: IncomingPhoneNumberInstance) -> PhoneNumber:
    """Read a number; raises `ValueError` where it lacks what every number has."""
    return PhoneNumber(
        sid=told(answer.sid),
        number=told(answer.phone_number),
        name=answer.friendly_name or answer.phone_number,
        sms=bool(answer.capabilities.get("sms")),
        mms=bool(answer.capabilities.get("mms")),
        voice=bool(answer.capabilities.get("voice")),
        webhooks=NumberWebhooks(
            sms_url=answer.sms_url or "",
            sms_method=answer.sms_method or "POST",
            voice_url=answer.voice_url or "",
            voice_method=answer.voice_method or "POST",
            status_callback=answer.status_callback or "",
            status_callback_method=answer.status_callback_method or "POST",
            sms_application_sid=answer.sms_application_sid or "",
            voice_application_sid=answer.voice_application_sid or "",
            trunk_sid=answer.trunk_sid or "",
            voice_receive_mode=answer.voice_receive_mode or "voice",
        ),
    )


def messaging_service(answer: ServiceInstance) -> MessagingService:
    """Read a Messaging Service; raises `ValueError` where it has no SID."""
    return MessagingService(
        sid=told(answer.sid),
        name=answer.friendly_name or answer.sid,
        inbound_request_url=answer.inbound_request_url or "",
        use_inbound_webhook_on_number=bool(answer.use_inbound_webhook_on_number),
    )


def told(value: str | None) -> str:
    """Return what every answer of Twilio holds."""
    if not value:
        raise ValueError
    return value
