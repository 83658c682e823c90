"""What Twilio accepts as a call, and what it refuses."""

import re
from typing import TYPE_CHECKING

from .. import errors
from ..account import AccountType
from ..address import is_client, is_e164
from ..errors import ApiError
from ..voice.order import LONGEST_CALL, Order
from ..voice.progress import CallEvent, Subscription
from ..voice.recording import RecordingSource
from ..voice.steps import Fetch, Inline, Source
from .call_options import is_set, read_detection, read_recording
from .form import is_public_url, is_web_url

if TYPE_CHECKING:
    from ..switchboard import Switchboard
    from .form import Form

LONGEST_TWIML = 4000
LONGEST_RINGING = 600
_SEND_DIGITS = re.compile(r"[0-9wW#*]{1,32}")


def read_order(form: Form, board: Switchboard) -> Order:
    """Return the call that a form asks for."""
    to, caller = form.text("To"), form.text("From")
    if not to:
        raise ApiError(errors.CALL_TO_MISSING)
    if not caller:
        raise ApiError(errors.CALLER_MISSING)
    _check_recipient(to, board)
    if not (is_client(to) and is_client(caller)):
        _check_caller(caller, board)
    digits = form.text("SendDigits")
    if digits and not _SEND_DIGITS.fullmatch(digits):
        raise ApiError(errors.SEND_DIGITS_INVALID, digits=digits)
    return Order(
        to=to,
        from_=caller,
        source=read_source(form),
        subscription=read_subscription(form),
        ring_seconds=form.number(
            "Timeout", 60, range(1, LONGEST_RINGING + 1), errors.INVALID_PARAMETER
        ),
        longest=read_time_limit(form) or LONGEST_CALL,
        digits=digits,
        recording=(
            read_recording(form, RecordingSource.OUTBOUND_API) if is_set(form, "Record") else None
        ),
        detection=read_detection(form),
    )


def read_time_limit(form: Form) -> int:
    """Return how many seconds a call may last, 0 if nothing was said about it."""
    return form.number("TimeLimit", 0, range(1, LONGEST_CALL + 1), errors.INVALID_PARAMETER)


def read_source(form: Form) -> Source:
    """Return where the call's TwiML comes from; a URL goes before TwiML."""
    if application := form.text("ApplicationSid"):
        raise ApiError(errors.APPLICATION_INVALID, sid=application)
    if url := form.text("Url"):
        if not is_web_url(url):
            raise ApiError(errors.CALL_URL_INVALID, url=url)
        return Fetch(
            url=url,
            method=form.method("Method"),
            fallback_url=form.text("FallbackUrl"),
            fallback_method=form.method("FallbackMethod"),
        )
    twiml = form.text("Twiml")
    if not twiml:
        raise ApiError(errors.CALL_URL_MISSING)
    if len(twiml) > LONGEST_TWIML:
        raise ApiError(errors.TWIML_TOO_LONG)
    return Inline(twiml)


def _check_recipient(to: str, board: Switchboard) -> None:
    account = board.desk.account
    if is_client(to):
        return
    if not is_e164(to):
        raise ApiError(errors.CALL_TO_INVALID, number=to)
    if not account.may_reach(to):
        raise ApiError(errors.CALL_REGION_FORBIDDEN, number=to)
    if account.settings.type is AccountType.TRIAL and to not in account.verified_callers:
        raise ApiError(errors.CALL_TO_NOT_VERIFIED, number=to)


def _check_caller(caller: str, board: Switchboard) -> None:
    if not is_e164(caller):
        raise ApiError(errors.FROM_INVALID, number=caller)
    number = board.desk.numbers.get(caller)
    owned = number is not None and number.capabilities.voice
    if not owned and caller not in board.desk.account.verified_callers:
        raise ApiError(errors.CALLER_NOT_VERIFIED, number=caller)


def read_subscription(form: Form) -> Subscription:
    """Return where a call's progress is to be told."""
    url = form.text("StatusCallback")
    if url and not is_public_url(url):
        raise ApiError(errors.STATUS_CALLBACK_INVALID, url=url)
    names = " ".join(form.texts("StatusCallbackEvent")).split() or [CallEvent.COMPLETED]
    known = {event.value for event in CallEvent}
    return Subscription(
        url=url,
        method=form.method("StatusCallbackMethod"),
        events=frozenset(CallEvent(name) for name in names if name in known),
    )
