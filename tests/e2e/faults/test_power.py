"""A house that loses its power, and with it its clock or its name server."""

from datetime import timedelta
import re

import pytest

from demo.observation import PATIENCE_SECONDS

from .errands import Errands, arrived, missing, often
from .household import Household
from .outage import expect_arrivals, let_wait, said_to_be_late

TWO_YEARS = timedelta(days=730)


async def test_name_that_does_not_resolve(home: Household, errands: Errands) -> None:
    """The power is back before the router is."""
    home.break_down("no_names")
    await home.lose_power()
    errands.start()
    assert await home.waits(lambda states: len(states) == 8)
    home.repair("no_names")
    await expect_arrivals(home, errands)


@pytest.mark.parametrize("wrong_by", [timedelta(hours=5), -TWO_YEARS], ids=["ahead", "behind"])
async def test_clock_that_is_wrong_after_a_power_cut(
    home: Household, errands: Errands, wrong_by: timedelta
) -> None:
    """What was asked for before is not old, whatever the clock says."""
    await let_wait(home, errands)
    await home.lose_power(lambda: home.set_clock(wrong_by))
    await home.stage.line.mend()
    await expect_arrivals(home, errands)
    await home.lose_power(home.set_clock)


@pytest.mark.parametrize("wrong_by", [timedelta(hours=5), -TWO_YEARS], ids=["ahead", "behind"])
async def test_clock_that_was_wrong_before_a_power_cut(
    home: Household, errands: Errands, wrong_by: timedelta
) -> None:
    """What was asked for while nobody knew the time does not expire once somebody does."""
    await home.stage.line.cut()
    await home.lose_power(lambda: home.set_clock(wrong_by))
    await let_wait(home, errands)
    await home.lose_power(home.set_clock)
    await home.stage.line.mend()
    await expect_arrivals(home, errands)


async def test_text_that_is_late_says_so(home: Household, errands: Errands) -> None:
    """Ten minutes later the texts say when they were meant."""
    await let_wait(home, errands)
    await pass_time(home, timedelta(minutes=10))
    await home.stage.line.mend()
    assert await home.is_settled(PATIENCE_SECONDS)
    await home.stage.twilio.settled()
    assert arrived_late(home, errands) == sum(len(errand.to) for errand in errands.all)


async def test_what_is_too_late_is_given_up_aloud(home: Household, errands: Errands) -> None:
    """After more than an hour nothing is sent, and the household hears of it.

    Before the first answer of Twilio nobody knows that so much time has passed: what goes out
    until then says when it was meant.
    """
    before = await home.counted("given_up")
    await let_wait(home, errands)
    await pass_time(home, timedelta(minutes=70))
    await home.stage.line.mend()
    assert await home.is_settled(PATIENCE_SECONDS)
    await home.stage.twilio.settled()
    given_up = await home.counted("given_up") - before
    assert given_up + arrived_late(home, errands) == sum(len(one.to) for one in errands.all)
    assert given_up > 0
    assert "message_not_sent" in await home.repairs()


def arrived_late(home: Household, errands: Errands) -> int:
    """Count what arrived, each with the time at which it was meant, none of it twice."""
    assert often(errands.all, home.stage.twilio) == {}
    late = said_to_be_late(errands)
    assert all(re.search(r"\d\d:\d\d.*\n", body) for body in late)
    everything = sum(len(errand.to) for errand in errands.all)
    assert len(late) == everything - len(missing(errands.all, home.stage.twilio))
    return len(late)


async def pass_time(home: Household, much: timedelta) -> None:
    """Let the house be without power for a while; its clock goes on."""

    def go_on() -> None:
        home.stage.twilio.clock.advance(much.total_seconds())
        home.set_clock()

    await home.lose_power(go_on)


async def test_log_has_no_secret_and_no_text(home: Household, errands: Errands) -> None:
    """Whatever goes wrong, what is private stays so."""
    await let_wait(home, errands)
    await home.lose_power()
    await home.stage.line.mend()
    await expect_arrivals(home, errands)
    log = "\n".join(home.stage.house.log_lines())
    words = {words for _, words in arrived(home.stage.twilio)}
    assert [secret for secret in (*home.secrets(), *words) if secret in log] == []
    assert "Traceback" not in log
