"""What a report on a message or call tells this house that it did not know."""

from collections.abc import Mapping

from ..account import Account
from ..connection_check import TEST_CALLER
from ..tracking.progress import FAILED
from ..tracking.reasons import error_words
from ..webhook import CallStatus, MessageStatus
from .occurrences import CallStatusChanged, Channel, MessageStatusChanged


def message_status_news(
    account: Account,
    report: MessageStatus,
    data: Mapping[str, str],
    reference: str | None = None,
) -> MessageStatusChanged | None:
    """Return how a message got further, none where a later report came first."""
    known = account.tracker.async_hear_of_message(report, reference)
    if not known.is_news:
        return None
    record = known.record
    from_ = report.from_ or (record.sender if record else "")
    to = report.to or (record.party if record else "")
    return MessageStatusChanged(
        entry_id=account.entry.entry_id,
        sender_id=account.sender_id(record.sender if record else None, from_, report.service_sid),
        from_=from_,
        to=to,
        data=data,
        contact=account.contact(to),
        message_sid=report.message_sid,
        channel=_channel(from_, to, report.message_sid),
        status=report.status,
        error_code=report.error_code,
        error_message=(
            error_words(account.hass, report.error_code) if report.status in FAILED else None
        ),
        tag=record.tag if record else None,
        is_ours=record is not None or reference is not None,
        reference=record.reference if record else reference,
    )


def call_status_news(
    account: Account,
    report: CallStatus,
    data: Mapping[str, str],
    reference: str | None = None,
) -> CallStatusChanged | None:
    """Return how a call got further, none where a later report came first.

    A test call is nobody's business but the test's.
    """
    if report.from_ == TEST_CALLER:
        return None
    known = account.tracker.async_hear_of_call(report, reference)
    if not known.is_news:
        return None
    record = known.record
    return CallStatusChanged(
        entry_id=account.entry.entry_id,
        sender_id=account.sender_id(
            record.sender if record else None, report.to if report.is_inbound else report.from_
        ),
        from_=report.from_,
        to=report.to,
        data=data,
        contact=account.contact(report.from_ if report.is_inbound else report.to),
        call_sid=report.call_sid,
        is_inbound=report.is_inbound,
        status=report.status,
        duration=report.duration,
        answered_by=report.answered_by,
        error_code=report.error_code,
        error_message=error_words(account.hass, report.error_code) if report.error_code else None,
        tag=record.tag if record else None,
    )


def _channel(from_: str, to: str, sid: str) -> Channel:
    """Return how a message travels: who gets it by RCS has a plain number."""
    if Channel.of(from_) is Channel.RCS:
        return Channel.RCS
    return Channel.of(to, has_media=sid.startswith("MM"))
