"""Whom a trigger listens to."""

from typing import Any

import pytest

from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.listening.filters.parties import EVERYBODY, Parties


def parties(*values: Any, country: str | None = "DE") -> Parties:
    """Read an option of a house in Germany."""
    return Parties.from_option({"from": list(values)}, "from", country)


@pytest.mark.parametrize(
    ("value", "party", "expected"),
    [
        pytest.param("+15551234567", "+15551234567", True, id="as Twilio writes it"),
        pytest.param("+15551234567", "+15551234568", False, id="another number"),
        pytest.param("+1 (555) 123-4567", "+15551234567", True, id="with separators"),
        pytest.param(15551234567, "+15551234567", True, id="what YAML makes of it"),
        pytest.param("15551234567", "+15551234567", True, id="bare digits"),
        pytest.param("030 901820", "+4930901820", True, id="a number of the country"),
        pytest.param("+15551234567", "whatsapp:+15551234567", True, id="on another channel"),
        pytest.param("+15551234567", "rcs:+15551234567", True, id="on RCS"),
        pytest.param("+15551234567", "messenger:+15551234567", False, id="no number there"),
        pytest.param("whatsapp:+15551234567", "whatsapp:+15551234567", True, id="one channel"),
        pytest.param("WhatsApp: +1 555 123 4567", "whatsapp:+15551234567", True, id="in words"),
        pytest.param("whatsapp:+15551234567", "+15551234567", False, id="that channel alone"),
        pytest.param("12345", "12345", True, id="a short code"),
        pytest.param(112, "112", True, id="a very short one"),
        pytest.param("MyBank", "MYBANK", True, id="a name"),
        pytest.param("rcs:my_agent", "rcs:my_agent", True, id="an agent"),
        pytest.param("sip:anna@example.com", "sip:Anna@example.com", True, id="SIP"),
        pytest.param("client:anna", "client:anna", True, id="an app"),
        pytest.param("5060", "sip:anna@example.com:5060", False, id="a port is no short code"),
        pytest.param("Anonymous", "anonymous", True, id="withheld"),
        pytest.param("anonymous", "+266696687", True, id="withheld, in keys"),
        pytest.param("+266696687", "+266696687", True, id="what a keypad makes of a word"),
        pytest.param("+15551234567", "+266696687", False, id="withheld is not everybody"),
        pytest.param("*", "+15551234567", True, id="everybody"),
        pytest.param("Mum", "mum", True, id="a short name"),
        pytest.param("7-Eleven", "7-Eleven", True, id="a name with a digit"),
        pytest.param("messenger:1234567", "messenger:1234567", True, id="no number, however long"),
        pytest.param("+883510001234567", "+883510001234567", True, id="of no country"),
    ],
)
def test_who_is_meant(value: Any, party: str, *, expected: bool) -> None:
    """A person is known in every spelling, on every channel unless one is named."""
    assert parties(value).includes(party) is expected


@pytest.mark.parametrize("value", ["abc", "Mum", "rcs:my_agent"])
def test_names_do_not_call(value: str) -> None:
    """Who calls has a number, or none: a name would listen to nobody."""
    with pytest.raises(InvalidInput) as refused:
        Parties.from_option({"from": [value]}, "from", "DE", have_names=False)
    assert refused.value.translation_key == "filter_number"


@pytest.mark.parametrize(
    "party", ["anonymous", "+266696687", "sip:anna@example.com", "client:anna", "+15551234567"]
)
def test_callers(party: str) -> None:
    """Callers are withheld, on another network, or have a number."""
    values = ["Anonymous", "sip:anna@example.com", "client:anna", "+1 555 123 4567"]
    callers = Parties.from_option({"from": values}, "from", "DE", have_names=False)
    assert callers.includes(party)
    assert not callers.includes("+15557654321")


def test_one_of_several() -> None:
    """It is enough to be one of them."""
    family = parties("+15551234567", "+15557654321")
    assert [
        family.includes(party) for party in ("+15551234567", "+15557654321", "+15550000000")
    ] == [
        True,
        True,
        False,
    ]


def test_everybody() -> None:
    """Without the option, it is everybody."""
    assert Parties.from_option({}, "from", None) == EVERYBODY
    assert EVERYBODY.includes("+15551234567")


@pytest.mark.parametrize(
    "value",
    ["+1555", "my neighbour Anna", "anna@example.com", "whatsapp:Anna", "01", "+155512345O"],
)
def test_nobody(value: Any) -> None:
    """Who cannot text or call is refused, in the words that were written."""
    with pytest.raises(InvalidInput) as refused:
        parties(value)
    assert refused.value.translation_key == "filter_number"
    assert refused.value.translation_placeholders == {"value": str(value)}


@pytest.mark.parametrize(
    ("value", "country"),
    [
        pytest.param("+1555123456", "DE", id="a digit is missing"),
        pytest.param("+155512345678", None, id="a digit too many"),
        pytest.param("+1 5551234", "US", id="no area code"),
        pytest.param("whatsapp:+1555123456", "US", id="on a channel"),
        pytest.param("+9995551234567", None, id="no such country"),
    ],
)
def test_number_that_cannot_be(value: str, country: str | None) -> None:
    """A slip in a number is told when it is written, not when nothing ever happens."""
    with pytest.raises(InvalidInput) as refused:
        parties(value, country=country)
    assert refused.value.translation_key == "filter_impossible_number"
    assert refused.value.translation_placeholders == {"value": value}


@pytest.mark.parametrize(
    ("options", "party", "known_as", "expected"),
    [
        ({}, "+15551234567", ["ada"], True),
        ({"contact": ["Ada"]}, "+15551234567", ["ada"], True),
        ({"contact": ["ada  lovelace "]}, "+15551234567", ["ada lovelace", "id"], True),
        ({"contact": ["Zoe\u0308"]}, "+15551234567", ["zo\u00eb"], True),
        ({"contact": ["Tom", "id"]}, "+15551234567", ["ada", "id"], True),
        ({"contact": ["Tom"]}, "+15551234567", ["ada"], False),
        ({"contact": ["Tom"]}, "+15551234567", [], False),
        ({"contact": ["Tom"], "from": ["+15551234567"]}, "+15551234567", [], True),
        ({"contact": ["Tom"], "from": ["+15551234567"]}, "+15557654321", ["tom"], True),
        ({"contact": ["Tom"], "from": ["+15551234567"]}, "+15557654321", ["ada"], False),
        ({"contact": ["Tom"], "from": ["*"]}, "+15557654321", [], True),
    ],
)
def test_contacts(
    options: dict[str, Any], party: str, known_as: list[str], *, expected: bool
) -> None:
    """Contacts are meant beside numbers, by their name or device."""
    assert Parties.from_option(options, "from", None).includes(party, known_as) is expected
