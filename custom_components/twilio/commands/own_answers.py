"""What the house itself says to a contact whose command it does not obey."""

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback

from ..answers.replies import async_send_back
from ..own_texts import own_text
from .desk import async_command_desk
from .verdict import Verdict

if TYPE_CHECKING:
    from ..account import TwilioConfigEntry
    from ..listening.occurrences import MessageReceived

_TEXTS: Final = "selector.command_answers.options"


class OwnAnswer(StrEnum):
    """The answers, by the names of their texts."""

    LOCKED = "locked"
    LOCKED_NOW = "locked_now"
    PIN_WRONG = "pin_wrong"
    PIN_MISSING = "pin_missing"
    PIN_NOT_SET = "pin_not_set"
    TOO_OLD = "too_old"
    COOLING_DOWN = "cooling_down"
    UNCONFIRMED = "unconfirmed"
    NOT_UNDERSTOOD = "not_understood"

    @classmethod
    def to(cls, verdict: Verdict) -> OwnAnswer | None:
        """Return what is said of a verdict: nothing to who has no right, or to a forged text."""
        return cls(verdict) if verdict.value in set(cls) else None


@callback
def async_answer(
    hass: HomeAssistant,
    entry: TwilioConfigEntry,
    message: MessageReceived,
    answer: OwnAnswer,
    *,
    is_limited: bool = True,
    **gaps: str,
) -> None:
    """Answer a text in the language of the house, a few times an hour if `is_limited`.

    What only the owner of a number can bring about, or what happens rarely by itself, need not be;
    nor can anybody use up the replies that it would take.
    """
    answers = async_command_desk(hass).answers
    if is_limited and not answers.take(message.from_, hass.loop.time()):
        return
    text = own_text(hass, f"{_TEXTS}.{answer}", **gaps)
    sending = async_send_back(hass, entry, message, text, is_notice=not is_limited)
    hass.async_create_task(sending, "Twilio reply")
