"""Who texts and calls whom: what people write, and what Twilio gets."""

from contextlib import suppress
import re
from typing import Final

from homeassistant.components.twilio_call.notify import PLATFORM_SCHEMA as CORE_CALL_SCHEMA
from homeassistant.components.twilio_sms.notify import PLATFORM_SCHEMA as CORE_SMS_SCHEMA
from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.address import (
    Sender,
    SenderKind,
    parse_recipient,
    parse_sender,
    readable_number,
)
from custom_components.twilio.errors import InvalidInput

COUNTRIES: Final = (None, "US", "DE", "NL", "GB")
E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
RECIPIENT: Final = re.compile(rf"((whatsapp|rcs|messenger):)?{E164.pattern}")

EMERGENCY: Final = "emergency_number"
NO_NUMBER: Final = "invalid_recipient"
SERVICE_SID: Final = "MG" + "5a" * 16


def recipient(text: str, country: str | None) -> str | None:
    """Return what a text is read as, or the key of the error that refuses it."""
    try:
        return parse_recipient(text, country)
    except InvalidInput as err:
        return err.translation_key


def everywhere(text: str) -> set[str | None]:
    """Return what a text is read as in all countries."""
    return {recipient(text, country) for country in COUNTRIES}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+15551234567", "+15551234567"),
        ("+1 555 123 4567", "+15551234567"),
        ("+1 (555) 123-4567", "+15551234567"),
        ("+1.555.123.4567", "+15551234567"),
        ("+1\u00a0555\u2011123\u20114567", "+15551234567"),
        ("\u202a+15551234567\u202c", "+15551234567"),
        (" +15551234567\n", "+15551234567"),
        (str(15551234567), "+15551234567"),
        (str(31612345678), "+31612345678"),
        (str(491701234567), "+491701234567"),
        ("+49 (0)170 1234567", "+491701234567"),
        ("+447700900123", "+447700900123"),
        ("+999123456789", "+999123456789"),
        ("+1234567", "+1234567"),
        ("+123456789012345", "+123456789012345"),
        ("whatsapp:+15551234567", "whatsapp:+15551234567"),
        ("WhatsApp: +1 555 123 4567", "whatsapp:+15551234567"),
        ("whatsapp:15551234567", "whatsapp:+15551234567"),
        ("rcs:+15551234567", "rcs:+15551234567"),
        ("messenger:+15551234567", "messenger:+15551234567"),
    ],
)
def test_recipient_with_its_country(text: str, expected: str) -> None:
    """A number that names its country means the same everywhere."""
    assert everywhere(text) == {expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "5551234567",
            ("+5551234567", "+15551234567", "+495551234567", "+5551234567", "+445551234567"),
        ),
        (
            "(555) 123-4567",
            (NO_NUMBER, "+15551234567", "+495551234567", "+315551234567", "+445551234567"),
        ),
        (
            "0170 1234567",
            (NO_NUMBER, NO_NUMBER, "+491701234567", "+311701234567", "+441701234567"),
        ),
        (
            "00491701234567",
            (NO_NUMBER, NO_NUMBER, "+491701234567", "+491701234567", "+491701234567"),
        ),
        (
            "07700 900123",
            (NO_NUMBER, NO_NUMBER, "+497700900123", "+317700900123", "+447700900123"),
        ),
        (
            "447700900123",
            ("+447700900123", "+447700900123", "+49447700900123", "+447700900123", "+447700900123"),
        ),
        (
            "whatsapp:0170 1234567",
            (
                NO_NUMBER,
                NO_NUMBER,
                "whatsapp:+491701234567",
                "whatsapp:+311701234567",
                "whatsapp:+441701234567",
            ),
        ),
        ("12345678", (NO_NUMBER, NO_NUMBER, "+4912345678", "+3112345678", NO_NUMBER)),
        ("1234567", (NO_NUMBER, NO_NUMBER, "+491234567", "+311234567", "+441234567")),
    ],
)
def test_recipient_without_its_country(text: str, expected: tuple[str, ...]) -> None:
    """Bare digits are an international number if they make one, else one of the house's country."""
    assert tuple(recipient(text, country) for country in COUNTRIES) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "+", "-", "hello", "None", "nan", "True", "{{ number }}", "whatsapp:"),
        *("whatsapp:hello", "sms:+15551234567", "tel:+15551234567", "client:joe", "00", "12"),
        *("+123456", "+0123456789", "+1234567890123456", "1234567890123456", "1.5551234567e10"),
        *("5551234567 ext. 5", "+15551234567 x5", "+15551234567;ext=5", "1800FLOWERS"),
        *("+1555ABCDEFG", "call 5551234567", "+15551234567,+15551234568"),
        *("+15551234567 / +15551234568", "+5550000\u0660", "\ud800", "\x00", "\U0001f389"),
        *("+" * 300, "1" * 300),
    ],
)
def test_no_recipient(text: str) -> None:
    """What is no number is refused, wherever the house is."""
    assert everywhere(text) == {NO_NUMBER}


@pytest.mark.parametrize(
    "text",
    [
        *("112", "911", "999", "110", "000", "119", " 1 1 2 ", "9-1-1", "whatsapp:112", "rcs:911"),
        *("+49112", "+49 110", "+44 999", "+1 911", "+1 (911)", "+31112", "+61 000", "+61 106"),
        *("whatsapp:+44999", "+44.999", "+44[999]", "+44\u2060999", "+\u0664\u0669112"),
        *("+49 (0)112", "+44 0999"),
    ],
)
def test_emergency_number(text: str) -> None:
    """Emergency numbers are never reached, wherever the house is and however they are written."""
    assert everywhere(text) == {EMERGENCY}


@pytest.mark.parametrize(
    ("text", "country"),
    [("0112", "DE"), ("112#", "DE"), ("*911", "US"), ("tel:112", "GB"), ("1~1~2", "NL")],
)
def test_emergency_number_of_the_country(text: str, country: str) -> None:
    """What only the network of the country understands is found by the country."""
    assert recipient(text, country) == EMERGENCY


@pytest.mark.parametrize("number", ["+19115551234", "+491121234567", "+449991234567"])
def test_number_that_begins_like_an_emergency_number(number: str) -> None:
    """Only a whole emergency number is one."""
    assert parse_recipient(number) == number


DIALLED: Final = st.text(alphabet="0123456789+-()/. ;,#*~xX:\u0660\uff11\u200b", max_size=24)
TEXTS: Final = st.text(max_size=40) | DIALLED | st.builds("whatsapp:{}".format, DIALLED)


@given(text=TEXTS, country=st.sampled_from(COUNTRIES))
def test_any_recipient(text: str, country: str | None) -> None:
    """Any text is refused in words, or becomes a number that reads as itself."""
    result = recipient(text, country)
    if result not in {EMERGENCY, NO_NUMBER}:
        assert result is not None
        assert RECIPIENT.fullmatch(result)
        assert parse_recipient(result) == result


SENDERS: Final = [
    ("15551234567", SenderKind.PHONE_NUMBER, "+15551234567"),
    ("+15551234567", SenderKind.PHONE_NUMBER, "+15551234567"),
    ("1234567", SenderKind.PHONE_NUMBER, "+1234567"),
    ("+123456789012345", SenderKind.PHONE_NUMBER, "+123456789012345"),
    ("+1 555 123 4567", SenderKind.PHONE_NUMBER, "+15551234567"),
    ("+1 (555) 123-4567", SenderKind.PHONE_NUMBER, "+15551234567"),
    (" +15551234567 ", SenderKind.PHONE_NUMBER, "+15551234567"),
    ("12345", SenderKind.SHORT_CODE, "12345"),
    ("123456", SenderKind.SHORT_CODE, "123456"),
    ("MyBrand", SenderKind.ALPHANUMERIC, "MyBrand"),
    ("My House 24", SenderKind.ALPHANUMERIC, "My House 24"),
    ("A-B_C & D+", SenderKind.ALPHANUMERIC, "A-B_C & D+"),
    ("1a", SenderKind.ALPHANUMERIC, "1a"),
    (SERVICE_SID, SenderKind.MESSAGING_SERVICE, SERVICE_SID),
    ("whatsapp:+15551234567", SenderKind.CHANNEL, "whatsapp:+15551234567"),
    ("whatsapp:15551234567", SenderKind.CHANNEL, "whatsapp:+15551234567"),
    ("WhatsApp: +1 555 123 4567", SenderKind.CHANNEL, "whatsapp:+15551234567"),
    ("rcs:my_brand_agent", SenderKind.CHANNEL, "rcs:my_brand_agent"),
    ("RCS:my_brand_agent", SenderKind.CHANNEL, "rcs:my_brand_agent"),
    ("messenger:123456789012345", SenderKind.CHANNEL, "messenger:123456789012345"),
]


@pytest.mark.parametrize(("text", "kind", "address"), SENDERS)
def test_sender(text: str, kind: SenderKind, address: str) -> None:
    """A sender is read in each form, and what it becomes is read as itself."""
    assert parse_sender(text) == parse_sender(address) == Sender(kind, address)


@pytest.mark.parametrize("text", [text for text, *_ in SENDERS])
def test_sender_of_core_s_twilio_sms(text: str) -> None:
    """Home Assistant's own twilio_sms takes these too, so none of them is new to its users."""
    assert CORE_SMS_SCHEMA({"platform": "twilio_sms", "from_number": text})["from_number"] == text


@given(number=st.from_regex(r"\+?[1-9][0-9]{6,14}", fullmatch=True))
def test_sender_of_core_s_twilio_call(number: str) -> None:
    """Each number that Home Assistant's own twilio_call takes and that can be one stays valid."""
    assert CORE_CALL_SCHEMA({"platform": "twilio_call", "from_number": number})
    expected = f"+{number.removeprefix('+')}"
    assert parse_sender(number) == Sender(SenderKind.PHONE_NUMBER, expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "+", "1", "1234", "+12345", "+0123456789", "0123456789", "+1234567890123456"),
        *("MyBrandIsLong", "My\tBrand", "\u00dcn\u00efcode", "Brand!", "-", "&", "____", "\x00"),
        *("whatsapp:", "whatsapp:brand", "whatsapp:+1", "whatsapp:\u0661234567", "rcs:", "rcs:a b"),
        *("sms:+15551234567", "client:joe", "sip:joe@example.com", "AC" + "5a" * 16),
        *("MG" + "5A" * 16, "MG" + "5a" * 15, "\ud800", "\U0001f389"),
        *("\u0665" * 5, "+1\u0665551234567", "\uff11\uff12\uff13\uff14\uff15"),
    ],
)
def test_no_sender(text: str) -> None:
    """What Twilio could not send from is refused, with what was written."""
    with pytest.raises(InvalidInput) as caught:
        parse_sender(text)
    assert caught.value.translation_key == "invalid_sender"
    shown = text.strip().replace("\ud800", "?")
    assert caught.value.translation_placeholders == {"sender": shown}


@given(text=TEXTS | st.text(alphabet="aZ09 +&_-:whatspcme", max_size=14))
def test_any_sender(text: str) -> None:
    """Any text is refused in words, or becomes a sender that reads as itself."""
    with suppress(InvalidInput):
        sender = parse_sender(text)
        assert sender.address.isascii()
        assert parse_sender(sender.address) == sender
        assert (sender.kind is SenderKind.PHONE_NUMBER) == bool(E164.fullmatch(sender.address))


@pytest.mark.parametrize(
    ("sender", "channel", "reached"),
    [
        ("+15550006000", None, "+15551234567"),
        ("MyBrand", None, "+15551234567"),
        (SERVICE_SID, None, "+15551234567"),
        ("whatsapp:+15550006000", "whatsapp", "whatsapp:+15551234567"),
        ("rcs:my_brand_agent", "rcs", "rcs:+15551234567"),
    ],
)
def test_channel_of_a_sender(sender: str, channel: str | None, reached: str) -> None:
    """A channel reaches people on that channel, everything else the telephone network."""
    assert parse_sender(sender).channel == channel
    assert parse_sender(sender).on_channel("+15551234567") == reached
    assert parse_sender(sender).on_channel("whatsapp:+15551234567") == "whatsapp:+15551234567"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("+15551234567", "+1 555-123-4567"),
        ("whatsapp:+4930901820", "+49 30 901820"),
        ("+9991234567", "+9991234567"),
    ],
)
def test_readable_number(address: str, written: str) -> None:
    """A number is written as people write it for abroad; one of no country, as it is."""
    assert readable_number(address) == written
