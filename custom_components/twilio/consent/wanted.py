"""Whether something may go to somebody, by what that one and the household want."""

from typing import TYPE_CHECKING

from ..contacts.contact import ContactChannel
from ..outbox.content import Content, Kind
from .not_wanted import check_contact

if TYPE_CHECKING:
    from ..account import Account


def check_wanted(account: Account, content: Content, *, is_alert: bool, is_reply: bool) -> None:
    """Raise `NotWanted` for what somebody has stopped, or is not to get."""
    is_message = content.kind is Kind.MESSAGE
    # Who has written gets an answer, whatever he gets otherwise.
    if (contact := account.contact(content.to)) and not is_reply:
        by = ContactChannel.of_message(content.to) if is_message else ContactChannel.CALL
        check_contact(contact, by, is_alert=is_alert)
    if is_message and not is_alert:
        account.check_opt_out(content.to, (content.sender,))
