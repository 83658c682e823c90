"""What messages and calls go to and come from: phone numbers, channels, sender names."""

import re

WHATSAPP = "whatsapp:"
WHATSAPP_SANDBOX = "whatsapp:+14155238886"
CLIENT = "client:"

_E164 = re.compile(r"\+[1-9]\d{1,14}")
_SHORT_CODE = re.compile(r"\d{5,6}")
_IDENTITY = re.compile(r"[A-Za-z0-9_]{1,121}")
_SENDER_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}")


def is_e164(value: str) -> bool:
    """Tell whether a value is a phone number in international format."""
    return _E164.fullmatch(value) is not None


def is_whatsapp(value: str) -> bool:
    """Tell whether a value is a WhatsApp address."""
    return value.startswith(WHATSAPP)


def is_client(value: str) -> bool:
    """Tell whether a value is a browser or an app that is called by a name."""
    return value.startswith(CLIENT) and _IDENTITY.fullmatch(value[len(CLIENT) :]) is not None


def is_short_code(value: str) -> bool:
    """Tell whether a value is a short code."""
    return _SHORT_CODE.fullmatch(value) is not None


def is_sender_id(value: str) -> bool:
    """Tell whether a value is an alphanumeric sender ID."""
    return _SENDER_ID.fullmatch(value) is not None


def phone_number(address: str) -> str:
    """Return the phone number behind an address of any channel."""
    return address.removeprefix(WHATSAPP)


def is_north_american(address: str) -> bool:
    """Tell whether an address belongs to country code 1."""
    return phone_number(address).startswith("+1")


def formatted(address: str) -> str:
    """Return an address as Twilio writes it for people."""
    if is_e164(address) and is_north_american(address) and len(address) == len("+15550006000"):
        return f"({address[2:5]}) {address[5:8]}-{address[8:]}"
    return address
