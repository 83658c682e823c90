"""Numbers: whatever is typed is a number as Twilio spells it, or refused."""

import re

from homeassistant.generated.countries import COUNTRIES
from hypothesis import strategies as st

from custom_components.twilio.address import parse_recipient, parse_sender

from .attempt import Attempt
from .budget import fuzzed
from .strings import WILD_TEXTS

E164 = re.compile(r"(?:[a-z]+:)?\+[1-9][0-9]{6,14}")
TYPED = (
    st.lists(
        st.sampled_from(
            [
                *(
                    "+",
                    "00",
                    "0",
                    "1",
                    "44",
                    "49",
                    "555",
                    "112",
                    "911",
                    "999",
                    " ",
                    "-",
                    "(0)",
                    "/",
                ),
                *(
                    ".",
                    "\u200e",
                    "\xa0",
                    "٣",
                    "\N{MATHEMATICAL BOLD DIGIT NINE}",
                    "+",
                    "whatsapp:",
                    "WhatsApp: ",
                    "rcs:",
                    "ext. 5",
                ),
                *(";ext=1", ";phone-context=+1", "tel:", "MG" + "0a" * 16, "MyBrand", "\n", "\0"),
            ]
        )
        | st.text("0123456789", max_size=12),
        max_size=6,
    ).map("".join)
    | WILD_TEXTS
)


@fuzzed(text=TYPED, country=st.none() | st.sampled_from(sorted(COUNTRIES)))
def test_recipient_is_read_or_refused(text: str, country: str | None) -> None:
    """A number that is taken is in E.164, no emergency number, and stays what it is."""
    attempt = Attempt.of(lambda: parse_recipient(text, country))
    assert attempt.refusal in {None, "invalid_recipient", "emergency_number"}
    if number := attempt.value:
        assert E164.fullmatch(number)
        assert parse_recipient(number, country) == number


@fuzzed(text=TYPED)
def test_sender_is_read_or_refused(text: str) -> None:
    """A sender that is taken stays what it is, written as Twilio spells it."""
    attempt = Attempt.of(lambda: parse_sender(text))
    assert attempt.refusal in {None, "invalid_sender"}
    if sender := attempt.value:
        assert parse_sender(sender.address) == sender
