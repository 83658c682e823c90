"""What becomes of what somebody typed."""

from collections.abc import Callable
from dataclasses import dataclass

from custom_components.twilio.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Attempt[T]:
    """A value, or the key of the sentence that says why there is none."""

    value: T | None = None
    refusal: str | None = None

    @classmethod
    def of(cls, read: Callable[[], T]) -> Attempt[T]:
        """Read what was typed; anything but an error of the user is one of ours."""
        try:
            return cls(value=read())
        except InvalidInput as err:
            return cls(refusal=err.translation_key)
