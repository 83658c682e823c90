"""Who texts and calls whom: recipients and senders, as Twilio spells them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Final

import phonenumbers
from phonenumbers.shortnumberinfo import SUPPORTED_SHORT_REGIONS

from .area_codes import is_area_code, splits
from .errors import InvalidInput

# Read here, where Home Assistant imports in a thread: else the first number of each country
# would read files in the event loop.
phonenumbers.PhoneMetadata.load_all()
_SHORT_NUMBERS: Final = tuple(
    map(phonenumbers.PhoneMetadata.short_metadata_for_region, SUPPORTED_SHORT_REGIONS)
)

# [0-9], for \d takes the digits of every script.
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_BARE_E164: Final = re.compile(r"[1-9][0-9]{7,14}")
_SHORT_CODE: Final = re.compile(r"[0-9]{5,6}")
_ALPHANUMERIC: Final = re.compile(r"(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}")
_MESSAGING_SERVICE: Final = re.compile(r"MG[0-9a-f]{32}")
_CHANNEL: Final = re.compile(r"(whatsapp|rcs|messenger):", re.IGNORECASE)
_AGENT: Final = re.compile(r"\+?[A-Za-z0-9_-]+")

_WHATSAPP: Final = "whatsapp"

_NORTH_AMERICA: Final = 1
CALLABLE: Final = frozenset(phonenumbers.SUPPORTED_REGIONS)
"""The countries that have telephone numbers, as ISO 3166-1 alpha-2."""

# The emergency numbers of most of the world; those of a single country come from phonenumbers.
_EMERGENCY: Final = frozenset({"000", "110", "111", "112", "117", "118", "119", "911", "999"})
_LONGEST_EMERGENCY: Final = max(
    digits
    for region in _SHORT_NUMBERS
    if region and region.emergency
    for digits in region.emergency.possible_length
)


class SenderKind(StrEnum):
    """What an account sends from."""

    PHONE_NUMBER = "phone_number"
    SHORT_CODE = "short_code"
    ALPHANUMERIC = "alphanumeric"
    MESSAGING_SERVICE = "messaging_service"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Sender:
    """What a message or call comes from."""

    kind: SenderKind
    address: str

    @property
    def channel(self) -> str | None:
        """The prefix of a channel sender (`whatsapp`), none for the telephone network."""
        return self.address.partition(":")[0] if self.kind is SenderKind.CHANNEL else None

    def on_channel(self, to: str) -> str:
        """Write a recipient for the channel of this sender: WhatsApp talks to WhatsApp only."""
        return f"{self.channel}:{to}" if self.channel and ":" not in to else to


def parse_sender(text: str) -> Sender:
    """Read a sender as users and Home Assistant's own platforms write it.

    Accepts E.164 with or without `+` and with the usual separators, `whatsapp:+…`, the agent or
    page of another channel (`rcs:…`, `messenger:…`), a Messaging Service SID (`MG…`), a short
    code (5 or 6 digits) and an alphanumeric sender ID (1 to 11 letters, digits, spaces and
    `+-_&`, at least one letter). Raises `InvalidInput` (`invalid_sender`) for anything else.
    """
    text = text.strip()
    if found := _CHANNEL.match(text):
        channel = found[1].lower()
        address = _channel_address(channel, text[found.end() :].strip())
        if address is None:
            raise InvalidInput("invalid_sender", sender=text)
        return Sender(SenderKind.CHANNEL, f"{channel}:{address}")
    if _MESSAGING_SERVICE.fullmatch(text):
        return Sender(SenderKind.MESSAGING_SERVICE, text)
    if _SHORT_CODE.fullmatch(text):
        return Sender(SenderKind.SHORT_CODE, text)
    if _ALPHANUMERIC.fullmatch(text):
        return Sender(SenderKind.ALPHANUMERIC, text)
    digits = _without_separators(text)
    number = digits if digits.startswith("+") else f"+{digits}"
    if _E164.fullmatch(number):
        return Sender(SenderKind.PHONE_NUMBER, number)
    raise InvalidInput("invalid_sender", sender=text)


def parse_recipient(text: str, country: str | None = None) -> str:
    """Read a recipient and return it in E.164, with its channel prefix if it has one.

    Bare digits of 8 to 15 are an international number without its `+` when they make one;
    else they are a number of `country` (ISO 3166-1 alpha-2). Raises `InvalidInput`:
    `invalid_recipient` for what is no number, `emergency_number` for 112 and its kin.
    """
    text = text.strip()
    if channel := _CHANNEL.match(text):
        return f"{channel[1].lower()}:{_number(text[channel.end() :].strip(), country)}"
    return _number(text, country)


def number_of(address: str) -> str:
    """Return the number of an address in E.164, on any channel; an agent or a page as it is."""
    return address.rpartition(":")[2]


def is_possible_number(address: str) -> bool:
    """Tell whether its country has numbers of the length of an address in E.164, on any channel.

    A new numbering plan may make this wrong: it must not keep anybody from being reached.
    """
    parsed = _parse(number_of(address), None)
    return parsed is not None and _is_long_enough(parsed)


def country_of(address: str) -> str | None:
    """Return the country of an address in E.164, on any channel, as ISO 3166-1 alpha-2.

    A number that belongs to none, such as that of a satellite telephone, has its calling code
    for a country (`+881`); what is no number has none.
    """
    parsed = _parse(number_of(address), None) if "+" in address else None
    if parsed is None or parsed.country_code is None:
        return None
    code = parsed.country_code
    # What no numbering plan has yet belongs to the country that most with its code belong to.
    known = phonenumbers.region_code_for_number(parsed)
    known = known or phonenumbers.region_code_for_country_code(code)
    return known if known in CALLABLE else f"+{code}"


def readable_number(address: str) -> str:
    """Return an address in E.164, on any channel, as people write it for abroad."""
    number = number_of(address)
    parsed = _parse(number, None)
    if parsed is None:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _number(text: str, country: str | None) -> str:
    if _is_emergency(text, country):
        raise InvalidInput("emergency_number", recipient=text)
    number = _international(text) or _bare(text, country) or _national(text, country)
    # Again, for a zero before it (0112) belongs to no number until the country is known.
    if number is not None and _is_emergency(number, country):
        raise InvalidInput("emergency_number", recipient=text)
    # Some numbering plans have room for fewer digits than any number in use has.
    if number is None or not _E164.fullmatch(number):
        raise InvalidInput("invalid_recipient", recipient=text)
    return number


def _without_separators(text: str) -> str:
    return re.sub(r"[\s().\-/]", "", text)


def _channel_address(channel: str, address: str) -> str | None:
    if channel != _WHATSAPP:
        return address if _AGENT.fullmatch(address) else None
    digits = _without_separators(address)
    number = digits if digits.startswith("+") else f"+{digits}"
    return number if _E164.fullmatch(number) else None


def _international(text: str) -> str | None:
    """Read a number with its `+`; Twilio, not a numbering plan of last year, judges the rest."""
    if not text.startswith("+"):
        return None
    if (parsed := _parse(text, None)) and phonenumbers.is_possible_number(parsed):
        return _e164(parsed)
    number = _without_separators(text)
    return number if _E164.fullmatch(number) else None


def _bare(text: str, country: str | None) -> str | None:
    if not _BARE_E164.fullmatch(text):
        return None
    international, national = _parse(f"+{text}", None), _parse(text, country)
    for parsed, judge in (
        (international, _is_assigned),
        (national, _is_assigned),
        (international, _is_long_enough),
    ):
        if parsed is not None and judge(parsed):
            return _e164(parsed)
    return None


def _national(text: str, country: str | None) -> str | None:
    parsed = _parse(text, country)
    return _e164(parsed) if parsed is not None and _is_long_enough(parsed) else None


def _parse(text: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    # "Call me at 5551234567 ext. 5" is a sentence, not a number.
    has_letters = any(character.isalpha() for character in text)
    return None if has_letters or parsed.extension is not None else parsed


def _is_assigned(parsed: phonenumbers.PhoneNumber) -> bool:
    """Tell a real number; in North America, fictional ones such as 555 too."""
    if parsed.country_code == _NORTH_AMERICA:
        return _is_long_enough(parsed)
    return phonenumbers.is_valid_number(parsed)


def _is_long_enough(parsed: phonenumbers.PhoneNumber) -> bool:
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return reason == phonenumbers.ValidationResult.IS_POSSIBLE


def _e164(parsed: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _is_emergency(text: str, country: str | None) -> bool:
    """Tell an emergency number, also behind codes (+44 999, 0044 999, +49 (0)112, +49 30 112)."""
    number = _without_separators(text)
    if number in _EMERGENCY:
        return True
    if country and phonenumbers.is_emergency_number(number, country):
        return True
    return any(map(_is_emergency_abroad, _with_country_code(number, country)))


def _with_country_code(number: str, country: str | None) -> Iterator[str]:
    """Return what may be meant by a number as one with its country code, which has a `+`."""
    if number.startswith("00"):
        yield f"+{number[2:]}"
        return
    yield number
    code = phonenumbers.country_code_for_region(country) if country else 0
    if code and number.startswith(str(code)):
        national = _parse(number, country)
        # Somebody may have a number that begins like the code of the country.
        if national is None or not phonenumbers.is_valid_number(national):
            yield f"+{number}"


def _is_emergency_abroad(number: str) -> bool:
    if (parsed := _parse(number, None)) is None:
        return False
    national = phonenumbers.national_significant_number(parsed)
    zeros = len(national) - len(national.lstrip("0"))
    behind_code = {
        digits
        for dropped in range(zeros + 1)
        if len(digits := national[dropped:]) <= _LONGEST_EMERGENCY
    }
    code = parsed.country_code or 0
    if not behind_code.isdisjoint(_EMERGENCY) or any(
        _is_emergency_of(code, digits) for digits in behind_code
    ):
        return True
    # Within a town these are dialed alone, so that nobody there can have such a number.
    return any(
        _is_emergency_of(code, local) and is_area_code(code, area)
        for area, local in splits(national, _LONGEST_EMERGENCY)
    )


def _is_emergency_of(country_code: int, digits: str) -> bool:
    return any(
        phonenumbers.is_emergency_number(digits, region)
        for region in phonenumbers.region_codes_for_country_code(country_code)
    )
