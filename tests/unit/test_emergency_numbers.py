"""No way leads to an emergency number."""

from collections.abc import Callable, Coroutine
from functools import cache, partial
import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import phonenumbers
from phonenumbers.shortnumberinfo import SUPPORTED_SHORT_REGIONS
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.address import parse_recipient
from custom_components.twilio.errors import InvalidInput
from simulator import Simulator

from .actions import accepted, results_of
from .limited import HOME, PHONE, call, send
from .yaml_house import set_up_notify

NUMBERS: Final[tuple[str | int, ...]] = (
    *("112", "911", "+44999", "+49 112", "whatsapp:+44999", "whatsapp:112", "rcs:911"),
    *(" 1-1-2 ", "+49 (0)112", "0044 999", 112, 911, 999, 44999),
)
"""As somebody in Great Britain may write them, and as templates make integers of them."""

type Order = Callable[[HomeAssistant, object], Coroutine[Any, Any, None]]


def _read(number: str, country: str | None) -> str | None:
    try:
        return parse_recipient(number, country)
    except InvalidInput as err:
        return err.translation_key


@cache
def _emergency_numbers(region: str) -> tuple[str, ...]:
    """Return all emergency numbers of a country."""
    metadata = phonenumbers.PhoneMetadata.short_metadata_for_region(region)
    if not (metadata and metadata.emergency and metadata.emergency.national_number_pattern):
        return ()
    pattern = re.compile(metadata.emergency.national_number_pattern)
    candidates = (f"{number:0{digits}}" for digits in (2, 3, 4) for number in range(10**digits))
    return tuple(number for number in candidates if pattern.fullmatch(number))


@pytest.mark.parametrize(
    ("form", "is_at_home"),
    [
        ("{number}", True),
        (" {number[0]} {rest}", True),
        ("whatsapp:{number}", True),
        ("+{code}{number}", False),
        ("+{code} {number}", False),
        ("+{code} (0){number}", False),
        ("00{code}{number}", True),
        ("whatsapp:+{code}{number}", False),
    ],
)
def test_everywhere(form: str, *, is_at_home: bool) -> None:
    """No emergency number of any country is reached, however it is written."""
    reached = []
    for region in SUPPORTED_SHORT_REGIONS:
        code = phonenumbers.country_code_for_region(region)
        for number in _emergency_numbers(region):
            text = form.format(code=code, number=number, rest=number[1:])
            read = _read(text, region if is_at_home else None)
            if read not in {"emergency_number", "invalid_recipient"}:
                reached.append((region, text, read))
    assert reached == []


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("49112", "DE", "emergency_number"),
        ("31112", "NL", "emergency_number"),
        ("44999", "GB", "emergency_number"),
        ("49112", "GB", "invalid_recipient"),
        ("2411300", "GA", "+2412411300"),
        ("4690000", "IS", "+3544690000"),
        ("0049112", "US", "emergency_number"),
        ("+9950011", None, "emergency_number"),
        ("+6750000", None, "emergency_number"),
        ("+27 10111", None, "emergency_number"),
        ("+227 723141", None, "emergency_number"),
        ("+291 124422", "US", "emergency_number"),
    ],
)
def test_bare_digits(text: str, country: str | None, expected: str) -> None:
    """A country's own code may be written without a sign, unless that is somebody's number."""
    assert _read(text, country) == expected


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("+4930112", None, "emergency_number"),
        ("+49 89 110", None, "emergency_number"),
        ("+49 (0)30 112", None, "emergency_number"),
        ("0049 211 112", "DE", "emergency_number"),
        ("whatsapp:+4930112", None, "emergency_number"),
        ("030 112", "DE", "emergency_number"),
        ("4930112", "DE", "emergency_number"),
        ("+49 33703 112", None, "emergency_number"),
        ("+43 1 112", None, "emergency_number"),
        ("+43 316 133", None, "emergency_number"),
        ("+31 20 112", None, "emergency_number"),
        ("+44 20 999", None, "emergency_number"),
        ("+39 06 112", None, "emergency_number"),
        ("+39 06 113", None, "emergency_number"),
        ("+1 212 911", None, "emergency_number"),
        # A town has numbers that begin or end like that, or are another country's.
        ("+49 30 113", None, "+4930113"),
        ("+49 30 1120", None, "+49301120"),
        ("+49 30 22112", None, "+493022112"),
        ("+49 30 999", None, "+4930999"),
        ("+49 176 12345112", None, "+4917612345112"),
        ("+43 1 22112", None, "+43122112"),
        ("+44 20 7946 0999", None, "+442079460999"),
        ("+1 212 555 0911", None, "+12125550911"),
        ("+354 469 0112", None, "+3544690112"),
        ("+677 20 112", None, "+67720112"),
    ],
)
def test_behind_an_area_code(text: str, country: str | None, expected: str) -> None:
    """Whoever dials such a number in its town gets the emergency service."""
    assert _read(text, country) == expected


async def _notify(hass: HomeAssistant, to: object, *, name: str) -> None:
    data = {"message": "Hello", "target": [to]}
    await hass.services.async_call("notify", name, data, blocking=True)


async def _text_by_client(hass: HomeAssistant, to: Any) -> None:
    client = hass.data["twilio"]
    await hass.async_add_executor_job(
        partial(client.messages.create, to=to, body="Hello", from_=HOME)
    )


async def _call_by_client(hass: HomeAssistant, to: Any) -> None:
    client = hass.data["twilio"]
    await hass.async_add_executor_job(
        partial(client.calls.create, to=to, twiml="<Response/>", from_=HOME)
    )


async def _send(hass: HomeAssistant, to: object) -> None:
    await send(hass, to=to)


async def _alert(hass: HomeAssistant, to: object) -> None:
    await send(hass, to=to, alert=True)


async def _call(hass: HomeAssistant, to: object) -> None:
    await call(hass, to=to)


@pytest.fixture
async def in_great_britain(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Have notifiers of all kinds in a house in Great Britain."""
    hass.config.country = "GB"
    own = {"platform": "twilio", "from_number": HOME}
    config = [
        *({**own, "name": kind, "type": kind} for kind in ("sms", "call", "whatsapp")),
        {"platform": "twilio_sms", "name": "text", "from_number": HOME},
        {"platform": "twilio_call", "name": "ring", "from_number": HOME},
    ]
    await set_up_notify(hass, {"notify": config})
    await hass.async_block_till_done()


@pytest.mark.usefixtures("in_great_britain")
@pytest.mark.parametrize(
    "order",
    [
        pytest.param(_send, id="message"),
        pytest.param(_alert, id="alert"),
        pytest.param(_call, id="call"),
        *(
            pytest.param(partial(_notify, name=name), id=name)
            for name in ("sms", "call", "whatsapp", "text", "ring")
        ),
        pytest.param(_text_by_client, id="client message"),
        pytest.param(_call_by_client, id="client call"),
    ],
)
async def test_every_way(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, order: Order
) -> None:
    """Nothing is sent or called there, and whoever asks hears why."""
    for number in NUMBERS:
        with pytest.raises(Exception, match="is an emergency number") as caught:
            await order(hass, number)
        assert isinstance(caught.value, HomeAssistantError) or "TwilioRest" in repr(caught.type)
    assert accepted(twilio) == []
    assert account.runtime_data.allowance.ledger.as_json()["bookings"] == []


@pytest.mark.usefixtures("in_great_britain")
@pytest.mark.parametrize("action", ["send_message", "make_call"])
async def test_among_others(hass: HomeAssistant, twilio: Simulator, action: str) -> None:
    """One in a list stops no other."""
    results = await results_of(hass, action, to=["999", PHONE], message="Hello")
    assert [result["sid"] is None for result in results] == [True, False]
    assert [sent.to for sent in accepted(twilio)] == [PHONE]
    await twilio.settled()
