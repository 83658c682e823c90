"""What can go wrong between this house and Twilio, by what the caller can do about it."""

import re
from typing import ClassVar, Final, override

from ..errors import Failed
from .error_codes import KNOWN_CODES, OF_THE_SENDER, sentence_of

LONGEST_WISH: Final = 60.0
"""For how many seconds Twilio is left alone at most, whatever it wishes."""

_URL: Final = re.compile(r"https?://\S+")


class TwilioApiError(Failed):
    """A request to Twilio did not do what was asked."""

    code: int | None = None
    status: int | None = None
    hindrance: ClassVar[str | None] = None
    """What keeps something waiting that runs into this, none where nothing waits for its end."""

    @property
    def is_final(self) -> bool:
        """Whether the same request would fail again, as far as can be told."""
        return False

    @property
    def is_of_the_sender(self) -> bool:
        """Whether another sender may get through."""
        return self.code in OF_THE_SENDER


class Unreachable(TwilioApiError):
    """No connection was made: Twilio has seen nothing, asking again is safe."""

    hindrance: ClassVar = "unreachable"

    def __init__(self) -> None:
        """Say that Twilio is out of reach."""
        super().__init__("unreachable")


class Unsendable(TwilioApiError):
    """No request can be made of it: Twilio has seen nothing, and never will."""

    def __init__(self) -> None:
        """Say that something in it is broken."""
        super().__init__("unsendable")

    @property
    @override
    def is_final(self) -> bool:
        """Whether the same request would fail again, as it must."""
        return True


class Uncertain(TwilioApiError):
    """The request was sent, the answer is missing: Twilio may or may not have acted."""

    hindrance: ClassVar = "uncertain"

    def __init__(self, status: int | None = None) -> None:
        """Keep the HTTP status, none where there was no answer at all."""
        super().__init__("uncertain")
        self.status = status


class Refused(TwilioApiError):
    """Twilio said no, and why."""

    def __init__(self, status: int, code: int | None, reason: str) -> None:
        """Keep Twilio's code; its own words serve where this project has none.

        They may repeat a URL of ours, which holds a secret.
        """
        self.status = status
        self.code = code
        if code in KNOWN_CODES:
            super().__init__(f"twilio_{code}")
        else:
            said = _URL.sub("…", reason)
            super().__init__("refused", code=str(code or status), reason=said)

    @property
    @override
    def is_final(self) -> bool:
        """Whether Twilio means it."""
        return True


class TooManyRequests(Refused):
    """Twilio is asked too much at once, and has not processed this."""

    hindrance: ClassVar = "too_many"

    def __init__(
        self, status: int, code: int | None, reason: str, retry_after: float | None = None
    ) -> None:
        """Keep for how many seconds Twilio wants to be left alone, none where it did not say."""
        super().__init__(status, code, reason)
        self.retry_after = None if retry_after is None else min(retry_after, LONGEST_WISH)

    @property
    @override
    def is_final(self) -> bool:
        """Whether Twilio means it; what were too many at once will be fewer later."""
        return False


class Undelivered(TwilioApiError):
    """Twilio took it, and it did not arrive."""

    def __init__(self, code: int | None) -> None:
        """Keep Twilio's code, none where it gave no reason."""
        self.code = code
        key, gaps = sentence_of(code)
        super().__init__(key, **gaps)


class CredentialsRejected(Refused):
    """The SID, token or key is wrong, gone, or lacks a right."""

    hindrance: ClassVar = "credentials"


class AccountNotActive(Refused):
    """The account is suspended or closed."""

    hindrance: ClassVar = "not_active"
