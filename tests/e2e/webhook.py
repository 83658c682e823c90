"""Requests as Twilio sends them for an inbound text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from demo.stage import PHONE_NUMBER
from simulator import DEFAULT_NUMBER, AccountSettings

_numbers = count(1)


def _next_sid() -> str:
    return f"SM{next(_numbers):032x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundText:
    """A text that reaches the account's number."""

    body: str
    sid: str = field(default_factory=_next_sid)
    from_: str = PHONE_NUMBER
    to: str = DEFAULT_NUMBER
    account_sid: str = AccountSettings().sid

    @property
    def params(self) -> Mapping[str, str]:
        """Return the form."""
        return {
            "MessageSid": self.sid,
            "SmsSid": self.sid,
            "AccountSid": self.account_sid,
            "From": self.from_,
            "To": self.to,
            "Body": self.body,
            "NumMedia": "0",
            "NumSegments": "1",
            "ApiVersion": "2010-04-01",
        }
