"""The error codes of Twilio that a household can meet (https://www.twilio.com/docs/api/errors).

Each has its sentence in the translations, as `exceptions.twilio_<code>`.
"""

from typing import Final

KNOWN_CODES: Final = frozenset(
    {
        *(11200, 11205, 11206, 11210, 11215, 11220, 11235, 11236, 11237, 11750, 11751),
        *(12100, 12200, 12300, 13214, 13224, 13225, 13227, 13521, 14107, 14109, 15003),
        *(20003, 20005, 20008, 20404, 20429, 21205, 21210, 21211, 21212, 21214, 21215, 21216),
        *(21217, 21219, 21220, 21408, 21602, 21603, 21604, 21606, 21608, 21609, 21610, 21611),
        *(21612, 21614, 21617, 21620, 21623, 21654, 21655, 21656, 21703, 21704, 21705),
        *(30001, 30002, 30003, 30004, 30005, 30006, 30007, 30008, 30011, 30017, 30018, 30019),
        *(30022, 30023, 30024, 30027, 30032, 30034, 30036, 30037, 30040, 30041, 30450, 30454),
        *(57012, 60410, 63001, 63003, 63005, 63007, 63009, 63013, 63014, 63015, 63016, 63017),
        *(63018, 63019, 63020, 63021, 63024, 63032, 63035, 63036, 63038, 63049),
    }
)

ACCOUNT_NOT_ACTIVE: Final = 20005
"""The account is suspended or closed."""

AUTHENTICATION: Final = 20003
"""The credentials are wrong, gone, of another region, or lack a right."""

SPENT: Final = frozenset({30023, 30454, 63038})
"""What may be sent in a day, or on trial, was sent: with a 429 too, asking again does not help."""

OF_THE_SENDER: Final = frozenset(
    {
        *(21212, 21603, 21606, 21607, 21610, 21611, 21612, 21621, 21659, 21660, 21661),
        *(21703, 21704, 21705, 30032, 30034, 63001, 63007, 63010, 63020, 63051),
    }
)
"""What a message fails with because of its sender, or of that and the recipient together:
another sender may get through."""


def sentence_of(code: int | None) -> tuple[str, dict[str, str]]:
    """Return the key of the sentence for a failure that was reported, and what fills its gaps."""
    if code is None:
        return "no_reason", {}
    if code in KNOWN_CODES:
        return f"twilio_{code}", {}
    return "unknown_code", {"code": str(code)}
