"""Which message or call in Twilio's log is the one whose answer is missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from custom_components.twilio.api import PlacedCall, SentMessage
from custom_components.twilio.outbox.content import CallContent, Content, MessageContent
from custom_components.twilio.outbox.entry import Entry
from custom_components.twilio.outbox.matching import (
    could_be_taken_for,
    fitting_calls,
    fitting_messages,
)

TRIED: Final = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
PHONE: Final = "+15551234567"
SENDER: Final = "+15550006000"
SERVICE: Final = "MG" + "5" * 32
TEXT: Final = "Water in the cellar"
PICTURE: Final = "https://house.example/1.jpg"

MESSAGE: Final = MessageContent(to=PHONE, sender=SENDER, body=TEXT)
CALL: Final = CallContent(to=PHONE, sender=SENDER, twiml="<Response/>")
LOGGED: Final = SentMessage(
    sid="SM1",
    status="queued",
    from_=SENDER,
    to=PHONE,
    service_sid=None,
    body=TEXT,
    num_media=0,
    created=TRIED,
)
PLACED: Final = PlacedCall(sid="CA1", status="queued", from_=SENDER, to=PHONE, created=TRIED)


def an_entry(content: Content, body_tried: str | None = None) -> Entry:
    """Return what Twilio was asked to take."""
    return Entry(
        reference="r1",
        entry_id="e1",
        content=content,
        created=TRIED.timestamp(),
        valid_for=3600.0,
        body_tried=body_tried,
    )


@pytest.mark.parametrize(("seconds", "fits"), [(-6, False), (-5, True), (420, True), (421, False)])
def test_moment_of_several(seconds: float, fits: bool) -> None:  # noqa: FBT001 - of a table
    """Asked twice, Twilio may have taken it either time."""
    created, last = TRIED + timedelta(seconds=seconds), TRIED + timedelta(minutes=5)
    message, call = replace(LOGGED, created=created), replace(PLACED, created=created)
    assert bool(fitting_messages(an_entry(MESSAGE), [message], (), TRIED, last)) is fits
    assert bool(fitting_calls(an_entry(CALL), [call], (), TRIED, last)) is fits


def is_found(content: Content, body_tried: str | None = None, **logged: Any) -> bool:
    """Tell whether a line of the log is taken for a message."""
    line = replace(LOGGED, **logged)
    found = fitting_messages(an_entry(content, body_tried), [line], (), TRIED, TRIED)
    assert found in ((), (line,))
    return bool(found)


@pytest.mark.parametrize(
    ("seconds", "fits"),
    [(-5.1, False), (-5, True), (0, True), (120, True), (120.1, False), (-86400, False)],
)
def test_moment(seconds: float, fits: bool) -> None:  # noqa: FBT001 - of a table
    """Twilio took it when it was asked, or little later."""
    created = TRIED + timedelta(seconds=seconds)
    assert is_found(MESSAGE, created=created) is fits
    call = replace(PLACED, created=created)
    assert bool(fitting_calls(an_entry(CALL), [call], (), TRIED, TRIED)) is fits


@pytest.mark.parametrize(
    ("sender", "logged", "fits"),
    [
        pytest.param(SENDER, {"from_": SENDER}, True, id="number"),
        pytest.param(SENDER, {"from_": "+15550006001"}, False, id="another number"),
        pytest.param(SENDER, {"from_": ""}, False, id="no number yet"),
        pytest.param("whatsapp:" + SENDER, {"from_": SENDER}, False, id="another channel"),
        pytest.param("House", {"from_": "House"}, True, id="sender ID"),
        pytest.param(SERVICE, {"from_": "", "service_sid": SERVICE}, True, id="service at first"),
        pytest.param(SERVICE, {"from_": SENDER, "service_sid": SERVICE}, True, id="service"),
        pytest.param(SERVICE, {"service_sid": "MG1"}, False, id="another service"),
        pytest.param(SERVICE, {"service_sid": None}, False, id="no service"),
        pytest.param(SENDER, {"service_sid": SERVICE}, True, id="number of a service"),
    ],
)
def test_sender(sender: str, logged: dict[str, Any], fits: bool) -> None:  # noqa: FBT001
    """It is ours."""
    assert is_found(replace(MESSAGE, sender=sender), **logged) is fits


@pytest.mark.parametrize(
    ("sent", "logged", "fits"),
    [
        pytest.param(TEXT, TEXT, True, id="the same"),
        pytest.param(TEXT, "Water in the Cellar", False, id="another letter"),
        pytest.param(TEXT, TEXT + "!", False, id="more"),
        pytest.param(TEXT, "", False, id="nothing"),
        pytest.param("", TEXT, False, id="nothing sent"),
        pytest.param("", "", True, id="nothing at all"),
        pytest.param(f" {TEXT}\n\n", TEXT, True, id="trimmed"),
        pytest.param(TEXT, f"{TEXT} ", True, id="a space at the end"),
        pytest.param("Water\n\nin", "Water in", False, id="white space within"),
        pytest.param("Water\r\nin", "Water\nin", True, id="line ends"),
        pytest.param(
            TEXT, f"Sent from your Twilio trial account - {TEXT}", True, id="trial account"
        ),
        pytest.param(
            f"Sent from your Twilio trial account - {TEXT}",
            f"Sent from your Twilio trial account - {TEXT}",
            True,
            id="as a trial account writes",
        ),
        pytest.param(TEXT, f"Sent from your trial account - {TEXT}", False, id="another prefix"),
        pytest.param(
            "It\u2019s \u201ewet\u201c \u2013 very\u2026\u00a0now",
            'It\'s "wet" - very... now',
            True,
            id="smart encoding",
        ),
        pytest.param("Türe \u00e4", "Türe a\u0308", True, id="written otherwise"),
        pytest.param("Türe", "Ture", False, id="another accent"),
    ],
)
def test_text(sent: str, logged: str, fits: bool) -> None:  # noqa: FBT001
    """It says the same, as Twilio writes it."""
    assert is_found(replace(MESSAGE, body=sent), body=logged) is fits


def test_text_that_was_late() -> None:
    """What was tried may say when it was meant; the first time it did not."""
    late = f"{TEXT} (from 9:00)"
    assert is_found(MESSAGE, body_tried=late, body=TEXT)
    assert is_found(MESSAGE, body_tried=late, body=late)
    assert not is_found(MESSAGE, body_tried=late, body=f"{TEXT} (from 8:00)")
    assert is_found(MESSAGE, body_tried="", body="")


@pytest.mark.parametrize(
    ("pictures", "logged", "fits"),
    [
        pytest.param(0, {"num_media": 0}, True, id="none"),
        pytest.param(0, {"num_media": 1}, False, id="not ours"),
        pytest.param(2, {"sid": "MM1", "num_media": 2}, True, id="all"),
        pytest.param(2, {"sid": "MM1", "num_media": 1}, False, id="too few"),
        pytest.param(2, {"sid": "MM1", "num_media": 0}, True, id="not counted yet"),
        pytest.param(2, {"sid": "SM1", "num_media": 0}, False, id="a text"),
    ],
)
def test_media(pictures: int, logged: dict[str, Any], fits: bool) -> None:  # noqa: FBT001
    """It has as many pictures."""
    content = replace(MESSAGE, media_urls=(PICTURE,) * pictures)
    assert is_found(content, **logged) is fits


def test_all_that_are_nobody_elses() -> None:
    """What may be it comes the earliest first, however Twilio lists it."""
    log = [
        replace(LOGGED, sid=f"SM{second}", created=TRIED + timedelta(seconds=second))
        for second in (20, 30, 40, 10, -30)
    ]
    found = fitting_messages(an_entry(MESSAGE), log, {"SM20"}, TRIED, TRIED)
    assert [message.sid for message in found] == ["SM10", "SM30", "SM40"]


@pytest.mark.parametrize(
    ("logged", "known", "fits"),
    [
        pytest.param({}, (), True, id="ours"),
        pytest.param({"from_": "+15550006001"}, (), False, id="another number"),
        pytest.param({}, ("CA1",), False, id="another call"),
        pytest.param({"status": "failed"}, (), True, id="failed"),
    ],
)
def test_call(logged: dict[str, Any], known: tuple[str, ...], fits: bool) -> None:  # noqa: FBT001
    """A call is known by who called whom, and when."""
    found = fitting_calls(an_entry(CALL), [replace(PLACED, **logged)], known, TRIED, TRIED)
    assert bool(found) is fits


def test_all_calls_that_fit() -> None:
    """Calls likewise: the first is the first that was asked for."""
    log = [replace(PLACED, sid=f"CA{n}", created=TRIED + timedelta(seconds=n)) for n in (9, 3, 6)]
    found = fitting_calls(an_entry(CALL), log, {"CA6"}, TRIED, TRIED)
    assert [call.sid for call in found] == ["CA3", "CA9"]


def test_kinds_do_not_mix() -> None:
    """A message is no call."""
    assert fitting_messages(an_entry(CALL), [LOGGED], (), TRIED, TRIED) == ()
    assert fitting_calls(an_entry(MESSAGE), [PLACED], (), TRIED, TRIED) == ()


OTHER_PHONE: Final = "+15551234568"
OTHER_SENDER: Final = "+15550006001"
LATE: Final = f"{TEXT} (from 9:00)"


@pytest.mark.parametrize(
    ("ours", "theirs", "alike"),
    [
        pytest.param(an_entry(MESSAGE), an_entry(MESSAGE), True, id="same text"),
        pytest.param(
            an_entry(MESSAGE), an_entry(replace(MESSAGE, body="Fire")), False, id="another text"
        ),
        pytest.param(
            an_entry(replace(MESSAGE, body="It\u2019s wet")),
            an_entry(replace(MESSAGE, body="It's wet ")),
            True,
            id="as smart encoding writes it",
        ),
        pytest.param(an_entry(MESSAGE, LATE), an_entry(MESSAGE), True, id="one of them was late"),
        pytest.param(
            an_entry(MESSAGE, LATE),
            an_entry(replace(MESSAGE, body="Fire"), LATE),
            True,
            id="alike only as they were tried",
        ),
        pytest.param(
            an_entry(MESSAGE),
            an_entry(replace(MESSAGE, media_urls=(PICTURE,))),
            False,
            id="with a picture",
        ),
        pytest.param(
            an_entry(MESSAGE),
            an_entry(replace(MESSAGE, to=OTHER_PHONE)),
            False,
            id="another phone",
        ),
        pytest.param(
            an_entry(MESSAGE),
            an_entry(replace(MESSAGE, sender=OTHER_SENDER)),
            False,
            id="another sender",
        ),
        pytest.param(
            an_entry(CALL),
            an_entry(replace(CALL, twiml="<Response><Hangup/></Response>")),
            True,
            id="calls: nobody knows what they say",
        ),
        pytest.param(
            an_entry(CALL), an_entry(replace(CALL, to=OTHER_PHONE)), False, id="call of another"
        ),
        pytest.param(
            an_entry(CALL),
            an_entry(replace(CALL, sender=OTHER_SENDER)),
            False,
            id="call from another",
        ),
        pytest.param(an_entry(MESSAGE), an_entry(CALL), False, id="a text and a call"),
    ],
)
def test_alike(ours: Entry, theirs: Entry, alike: bool) -> None:  # noqa: FBT001 - of a table
    """Two of which Twilio's log cannot tell which is which, whichever is asked first."""
    assert could_be_taken_for(ours, theirs) is alike
    assert could_be_taken_for(theirs, ours) is alike
