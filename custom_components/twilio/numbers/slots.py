"""The webhooks that a number has."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from ..api import NumberField, PhoneNumber
from ..webhook import NUMBER_FRAGMENT, QUERY_KIND, RequestKind


@dataclass(frozen=True, slots=True)
class Slot:
    """One webhook of a number: the fields of its URL and its method."""

    kind: RequestKind
    url: NumberField
    method: NumberField


MESSAGES: Final = Slot(RequestKind.MESSAGE, NumberField.SMS_URL, NumberField.SMS_METHOD)
CALLS: Final = Slot(RequestKind.CALL, NumberField.VOICE_URL, NumberField.VOICE_METHOD)
CALL_STATUS: Final = Slot(
    RequestKind.CALL_STATUS, NumberField.STATUS_CALLBACK, NumberField.STATUS_CALLBACK_METHOD
)
SLOTS: Final = (MESSAGES, CALLS, CALL_STATUS)


def settable_slots(number: PhoneNumber) -> tuple[Slot, ...]:
    """Return the webhooks of what a number can do, without those that it ignores.

    A URL next to an application would clear the application, which could not be put back
    (https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource).
    """
    webhooks = number.webhooks
    has_messages = (number.sms or number.mms) and not webhooks.sms_application_sid
    has_calls = number.voice and not (
        webhooks.voice_application_sid or webhooks.trunk_sid or webhooks.voice_receive_mode == "fax"
    )
    return (*((MESSAGES,) if has_messages else ()), *((CALLS, CALL_STATUS) if has_calls else ()))


def number_url(address: str, kind: RequestKind) -> str:
    """Return what is set on a number, given the address of our webhook without query."""
    return f"{address}?{urlencode({QUERY_KIND: kind})}{NUMBER_FRAGMENT}"
