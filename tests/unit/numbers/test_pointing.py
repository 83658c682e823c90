"""Where the webhooks of a number lead."""

from typing import Any

import pytest

from custom_components.twilio.api import NumberWebhooks, PhoneNumber
from custom_components.twilio.numbers.pointing import (
    NumberPointing,
    Override,
    Pointing,
    host_of,
    number_pointing,
    pointing_of,
    without_query,
)

from .. import WEBHOOK_URL

OLD_URL = "https://old.example/api/webhook/1"
ADDRESSES = (WEBHOOK_URL, OLD_URL)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (WEBHOOK_URL, Pointing.HERE),
        (f"{WEBHOOK_URL}?kind=message#rc=3&rp=5xx,ct", Pointing.HERE),
        (f"{WEBHOOK_URL}#rc=3", Pointing.HERE),
        (OLD_URL, Pointing.HERE),
        (f"{WEBHOOK_URL}0", Pointing.ELSEWHERE),
        ("https://house.example/other", Pointing.ELSEWHERE),
        ("https://shop.example/sms", Pointing.ELSEWHERE),
        ("", Pointing.NOWHERE),
        ("https://demo.twilio.com/welcome/sms/reply/", Pointing.NOWHERE),
        ("https://DEMO.twilio.com/docs/voice.xml", Pointing.NOWHERE),
        ("http://twimlets.com/forward?PhoneNumber=1", Pointing.ELSEWHERE),
        ("http://[broken", Pointing.NOWHERE),
    ],
)
def test_pointing_of(url: str, expected: Pointing) -> None:
    """What counts is the address, not what it carries in query and fragment."""
    assert pointing_of(url, ADDRESSES) is expected


def test_parts_of_a_url() -> None:
    """The address is what Twilio calls; its host is what a person recognises."""
    assert without_query("https://a.example/b?c=d#e?f") == "https://a.example/b"
    assert host_of("https://A.example:8443/b") == "a.example"
    assert host_of("http://[broken") == ""


def number(
    *, sms: bool = True, mms: bool = False, voice: bool = True, **webhooks: str
) -> PhoneNumber:
    """Return a number that points here unless told otherwise."""
    urls = {"sms_url": WEBHOOK_URL, "voice_url": WEBHOOK_URL, **webhooks}
    return PhoneNumber(
        sid="PN" + "1" * 32,
        number="+15550006000",
        name="Hall",
        sms=sms,
        mms=mms,
        voice=voice,
        webhooks=NumberWebhooks(**urls),
    )


HERE = {"messages": Pointing.HERE, "calls": Pointing.HERE}


@pytest.mark.parametrize(
    ("given", "expected", "is_here"),
    [
        (number(), HERE, True),
        (number(sms_url=""), HERE | {"messages": Pointing.NOWHERE}, False),
        (number(sms=False, sms_url=""), HERE | {"messages": None}, True),
        (number(sms=False, mms=True), HERE, True),
        (number(voice=False, voice_url=""), HERE | {"calls": None}, True),
        (
            number(sms=False, voice=False),
            {"messages": None, "calls": None},
            False,
        ),
        (
            number(voice_url="https://shop.example/a", sms_url="https://shop.example/b"),
            {
                "messages": Pointing.ELSEWHERE,
                "calls": Pointing.ELSEWHERE,
                "hosts": ("shop.example",),
            },
            False,
        ),
        (number(trunk_sid="TK1"), HERE | {"overrides": {Override.TRUNK}}, False),
        (number(sms_application_sid="AP1"), HERE | {"overrides": {Override.APPLICATION}}, False),
        (number(voice_application_sid="AP1"), HERE | {"overrides": {Override.APPLICATION}}, False),
        (number(voice_receive_mode="fax"), HERE | {"overrides": {Override.FAX}}, False),
    ],
)
def test_number_pointing(given: PhoneNumber, expected: dict[str, Any], *, is_here: bool) -> None:
    """Only what a number can do counts, and what overrides its URLs is said."""
    found = number_pointing(given, ADDRESSES)
    assert found == NumberPointing(**expected)
    assert found.is_here is is_here


@pytest.mark.parametrize(
    ("overrides", "unchecked", "is_here"),
    [
        ({Override.MESSAGING_SERVICE}, set(), False),
        (set(), {Override.REGION}, None),
        ({Override.REGION}, {Override.MESSAGING_SERVICE}, False),
    ],
)
def test_what_was_looked_up(
    overrides: set[Override], unchecked: set[Override], *, is_here: bool | None
) -> None:
    """Somebody else's claim settles it; what nobody may look at stays open."""
    found = number_pointing(number(), ADDRESSES, overrides=overrides, unchecked=unchecked)
    assert found.overrides == overrides
    assert found.unchecked == unchecked
    assert found.is_here is is_here
