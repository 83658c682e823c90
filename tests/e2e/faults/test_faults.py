"""One house and everything that goes wrong between it and Twilio: alerts arrive all the same."""

import pytest

from .day import Day
from .errands import arrived, missing, often
from .troubles import TROUBLES

NAMES = [trouble.name for trouble in TROUBLES]


@pytest.mark.parametrize("name", NAMES)
async def test_trouble_is_felt(day: Day, name: str) -> None:
    """What was broken stood in the way; nobody who asked heard of an error."""
    assert name not in day.errors
    assert day.felt[name]
    for answer in await day.asked[name].answers():
        assert "failed" not in {result["status"] for result in answer["results"]}


@pytest.mark.parametrize("name", NAMES)
async def test_every_alert_arrives(day: Day, name: str) -> None:
    """Each is on its phone, be it twice, within half a minute."""
    assert day.in_time[name]
    alerts = [errand for errand in day.errands(name) if errand.is_alert]
    assert missing(alerts, day.home.stage.twilio) == []


@pytest.mark.parametrize("name", NAMES)
async def test_ordinary_text_arrives_once(day: Day, name: str) -> None:
    """Each is on its phone, and none is there twice."""
    ordinary = [errand for errand in day.errands(name) if not errand.is_alert]
    twilio = day.home.stage.twilio
    assert (missing(ordinary, twilio), often(ordinary, twilio)) == ([], {})


@pytest.mark.parametrize("name", [t.name for t in TROUBLES if not t.nobody_can_tell])
async def test_alert_arrives_once_where_twilio_can_tell(day: Day, name: str) -> None:
    """Nothing is sent twice of which Twilio says in time that it has it."""
    assert often(day.errands(name), day.home.stage.twilio) == {}


async def test_what_came_twice_was_counted(day: Day) -> None:
    """Where nobody could tell, alerts came twice, and the house knows that they may have."""
    everything = [errand for name in NAMES for errand in day.errands(name)]
    extra = sum(times - 1 for times in often(everything, day.home.stage.twilio).values())
    assert 0 < extra <= await day.home.counted("maybe_duplicates")


@pytest.mark.parametrize("name", NAMES)
async def test_order_is_kept(day: Day, name: str) -> None:
    """Each phone got its ordinary texts in the order in which they were asked for."""
    first, second, *_ = day.errands(name)
    for phone in first.to:
        inbox = [text.body for text in day.home.stage.twilio.handset(phone).inbox]
        ordinary = [body for body in inbox if body.endswith((first.words, second.words))]
        assert [body.endswith(second.words) for body in ordinary] == [False, True]


async def test_nothing_is_left(day: Day) -> None:
    """The outbox is empty, nothing was given up, and there is nothing to repair."""
    assert await day.home.waiting() == []
    assert await day.home.counted("given_up") == 0
    assert set(await day.home.repairs()) == set()


async def test_log_has_no_secret_and_no_text(day: Day) -> None:
    """Whatever went wrong, what is private stays so."""
    log = "\n".join(day.home.stage.house.log_lines())
    words = {words for _, words in arrived(day.home.stage.twilio)}
    assert [secret for secret in (*day.home.secrets(), *words) if secret in log] == []


@pytest.mark.parametrize("trouble", ["Traceback", "was never awaited", "never retrieved"])
async def test_log_has_no(day: Day, trouble: str) -> None:
    """Nothing fails unseen."""
    assert [line for line in day.home.stage.house.log_lines() if trouble in line] == []
