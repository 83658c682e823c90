"""Why something is not sent to somebody, however well it could be."""

from ..contacts.contact import Contact, ContactChannel
from ..errors import InvalidInput


class NotWanted(InvalidInput):
    """Somebody does not want it, or is not to get it."""


class OptedOut(NotWanted):
    """Somebody has stopped all senders that it could go out from."""

    def __init__(self, recipient: str, senders: str) -> None:
        """Say who has to text START, and to which of our senders."""
        super().__init__("opted_out", recipient=recipient, sender=senders)


def check_contact(contact: Contact, channel: ContactChannel, *, is_alert: bool = False) -> None:
    """Raise `NotWanted` where the household says that a contact gets nothing, or not this way.

    An alert tries all ways, but goes to nobody who is to get nothing.
    """
    if not contact.may_receive:
        raise NotWanted("may_not_receive", recipient=contact.name)
    if channel not in contact.channels and not is_alert:
        raise NotWanted(f"not_by_{channel}", recipient=contact.name)
