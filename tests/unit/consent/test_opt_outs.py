"""Opt-outs, each of somebody and one sender."""

from typing import Final

import pytest

from custom_components.twilio.consent.opt_outs import (
    MOST_OPT_OUTS,
    MOST_STARTS,
    Cause,
    OptOut,
    OptOuts,
)

from . import ANNA, BEN, HOUSE, SECOND

SERVICE: Final = "MG" + "5a" * 16
NOW: Final = 1_000_000.0


def stop(
    party: str = ANNA,
    sender: str = HOUSE,
    *,
    at: float = NOW,
    service: str | None = None,
    cause: Cause = Cause.TEXT,
) -> OptOut:
    """Return an opt-out."""
    return OptOut(party=party, sender=sender, service=service, at=at, cause=cause)


def known(*opt_outs: OptOut) -> OptOuts:
    """Return some opt-outs."""
    all_of_them = OptOuts()
    for opt_out in opt_outs:
        assert all_of_them.add(opt_out)
    return all_of_them


@pytest.mark.parametrize(
    ("opt_out", "party", "sender", "is_stopped"),
    [
        (stop(), ANNA, HOUSE, True),
        (stop(), ANNA, SECOND, False),
        (stop(), BEN, HOUSE, False),
        (stop(), f"rcs:{ANNA}", HOUSE, True),
        (stop(), f"whatsapp:{ANNA}", f"whatsapp:{HOUSE}", False),
        (stop(f"whatsapp:{ANNA}", f"whatsapp:{HOUSE}"), ANNA, HOUSE, False),
        (stop(service=SERVICE), ANNA, HOUSE, True),
        (stop(service=SERVICE), ANNA, SERVICE, True),
        (stop(service=SERVICE), BEN, SERVICE, False),
        (stop(), ANNA, SERVICE, False),
        (stop(sender=SERVICE), ANNA, SERVICE, True),
    ],
)
def test_pairs(opt_out: OptOut, party: str, sender: str, *, is_stopped: bool) -> None:
    """An opt-out is one of somebody and a sender, or its whole Messaging Service."""
    found = known(opt_out).find(party, sender)
    assert found is (opt_out if is_stopped else None)


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        (stop(), stop(at=NOW + 1), NOW + 1),
        (stop(at=NOW + 1), stop(), NOW + 1),
        (stop(), stop(at=NOW + 1, cause=Cause.REFUSAL), NOW),
        (stop(cause=Cause.REFUSAL), stop(at=NOW + 1), NOW + 1),
    ],
    ids=["again", "late", "refused", "written after a refusal"],
)
def test_what_is_known_already(first: OptOut, then: OptOut, kept: float) -> None:
    """The last that somebody wrote counts; a refusal tells nothing new."""
    opt_outs = known(first)
    assert opt_outs.add(then) is (kept == then.at and then.at != first.at)
    assert [opt_out.at for opt_out in opt_outs] == [kept]


@pytest.mark.parametrize(
    ("opt_out", "start", "is_over"),
    [
        (stop(), (ANNA, HOUSE, None, NOW + 1), True),
        (stop(), (ANNA, HOUSE, None, NOW - 1), False),
        (stop(), (ANNA, SECOND, None, NOW + 1), False),
        (stop(), (BEN, HOUSE, None, NOW + 1), False),
        (stop(), (f"rcs:{ANNA}", HOUSE, None, NOW + 1), True),
        (stop(service=SERVICE), (ANNA, SECOND, SERVICE, NOW + 1), True),
        (stop(sender=SERVICE), (ANNA, HOUSE, SERVICE, NOW + 1), True),
        (stop(cause=Cause.REFUSAL), (ANNA, HOUSE, None, NOW + 1), True),
    ],
)
def test_start(
    opt_out: OptOut, start: tuple[str, str, str | None, float], *, is_over: bool
) -> None:
    """START takes back what was written to that sender, or to its service, before."""
    opt_outs = known(opt_out)
    assert opt_outs.start(*start) is is_over
    assert list(opt_outs) == ([] if is_over else [opt_out])


def test_stop_that_comes_to_light_later() -> None:
    """A STOP from before a START is over, in whichever order they become known."""
    opt_outs = OptOuts()
    assert opt_outs.start(ANNA, HOUSE, None, NOW) is False
    assert opt_outs.start(ANNA, HOUSE, None, NOW - 60) is False
    assert opt_outs.add(stop(at=NOW - 1)) is False
    assert opt_outs.add(stop(at=NOW + 1)) is True


@pytest.mark.parametrize(
    ("opt_out", "sender", "began", "is_over"),
    [
        (stop(cause=Cause.REFUSAL), HOUSE, NOW + 1, True),
        (stop(cause=Cause.REFUSAL), HOUSE, NOW - 1, False),
        (stop(cause=Cause.REFUSAL), SECOND, NOW + 1, False),
        (stop(), HOUSE, NOW + 1, False),
        (stop(cause=Cause.TWILIO), HOUSE, NOW + 1, False),
    ],
    ids=["later", "under way before", "of another sender", "written", "told"],
)
def test_arrival(opt_out: OptOut, sender: str, began: float, *, is_over: bool) -> None:
    """What gets through takes back what only a refusal told."""
    opt_outs = known(opt_out)
    assert opt_outs.arrived(ANNA, sender, began) is is_over
    assert (opt_outs.find(ANNA, HOUSE) is None) is is_over


def test_forgetting() -> None:
    """What is forgotten is gone, once."""
    opt_outs = known(stop())
    assert [opt_outs.forget((ANNA, HOUSE)), opt_outs.forget((ANNA, HOUSE))] == [True, False]
    assert list(opt_outs) == []


def test_of_somebody() -> None:
    """Somebody is the same on all channels."""
    mine = (stop(), stop(f"whatsapp:{ANNA}", f"whatsapp:{HOUSE}"))
    opt_outs = known(*mine, stop(BEN))
    assert opt_outs.of(ANNA) == mine
    assert opt_outs.has_stopped_any(f"whatsapp:{BEN}")
    assert not opt_outs.has_stopped_any(SECOND)


def test_as_many_as_are_kept() -> None:
    """The oldest are forgotten; so are the oldest that were taken back."""
    people = [f"+1555{index:07}" for index in range(MOST_OPT_OUTS + 1)]
    opt_outs = known(*(stop(party) for party in people))
    assert [opt_out.party for opt_out in opt_outs] == people[1:]
    opt_outs = OptOuts()
    for party in people[: MOST_STARTS + 1]:
        opt_outs.start(party, HOUSE, None, NOW)
    assert opt_outs.add(stop(people[0])) is True
    assert opt_outs.add(stop(people[1])) is False
