"""How it is found out whether Twilio took something."""

from typing import Final

import pytest

from custom_components.twilio.outbox.entry import Entry
from custom_components.twilio.outbox.settling import Action, Doubt, Step, next_step

from .entries import an_alert, an_entry

MISSED: Final = 100.0
"""When the answer was missed."""

LOOK: Final = Action.LOOK
AGAIN: Final = Action.SEND_AGAIN


def steps(entry: Entry, answers: str, doubt: Doubt | None = None) -> list[tuple[Action, float]]:
    """Return what is done after each look, and how many seconds after the answer was missed.

    Each letter is a look: y where Twilio said that it does not have it, n where it said nothing.
    """
    doubt = Doubt.of(entry, MISSED) if doubt is None else doubt
    done = [next_step(entry, doubt)]
    for answer in answers:
        doubt = doubt.looked(could_look=answer == "y")
        done.append(next_step(entry, doubt))
    return [(step.action, step.at - MISSED) for step in done]


@pytest.mark.parametrize(
    ("answers", "after"),
    [
        pytest.param("yyy", [(AGAIN, 60)], id="surely not there"),
        pytest.param("nny", [(AGAIN, 60)], id="only the last look counts"),
        pytest.param("yyn", [(LOOK, 120)], id="the last look failed"),
        pytest.param("nnnn", [(LOOK, 120), (LOOK, 180)], id="Twilio cannot be asked"),
        pytest.param(
            "nnnny", [(LOOK, 120), (LOOK, 180), (AGAIN, 60)], id="at last it can: at once"
        ),
    ],
)
def test_ordinary(answers: str, after: list[tuple[Action, float]]) -> None:
    """It is sent again only where Twilio said, a minute later, that it does not have it."""
    assert steps(an_entry(), answers) == [(LOOK, 5), (LOOK, 20), (LOOK, 60), *after]


@pytest.mark.parametrize("sent_again", [1, 2, 5])
def test_ordinary_once_more(sent_again: int) -> None:
    """However often it was sent again, the same is asked before the next time."""
    doubt = Doubt(since=MISSED, sent_again=sent_again)
    assert steps(an_entry(), "yyn", doubt)[-1] == (LOOK, 120)
    assert steps(an_entry(), "yyy", doubt)[-1] == (AGAIN, 60)


@pytest.mark.parametrize(
    ("sent_again", "answers", "expected"),
    [
        pytest.param(0, "yy", [(LOOK, 2), (LOOK, 6), (AGAIN, 6)], id="not there"),
        pytest.param(0, "nn", [(LOOK, 2), (LOOK, 6), (AGAIN, 6)], id="nobody knows"),
        pytest.param(0, "yn", [(LOOK, 2), (LOOK, 6), (AGAIN, 6)], id="a look in vain"),
        pytest.param(
            1, "nnn", [(LOOK, 6), (LOOK, 30), (LOOK, 90), (LOOK, 150)], id="not a second time"
        ),
        pytest.param(
            1, "nny", [(LOOK, 6), (LOOK, 30), (LOOK, 90), (AGAIN, 30)], id="asked: at once"
        ),
        pytest.param(1, "yyn", [(LOOK, 6), (LOOK, 30), (AGAIN, 30), (LOOK, 150)], id="once more"),
        pytest.param(7, "yy", [(LOOK, 6), (LOOK, 30), (AGAIN, 30)], id="surely not there"),
    ],
)
def test_alert(sent_again: int, answers: str, expected: list[tuple[Action, float]]) -> None:
    """It is rather sent twice than not at all, but not for ever without Twilio's word."""
    assert steps(an_alert(), answers, Doubt(since=MISSED, sent_again=sent_again)) == expected


@pytest.mark.parametrize(
    ("is_alert", "sent_again", "answers", "is_stuck"),
    [
        pytest.param(False, 0, "nn", False, id="looks to come"),
        pytest.param(False, 0, "nnn", True, id="nobody can tell"),
        pytest.param(False, 0, "nnnnn", True, id="for long"),
        pytest.param(False, 0, "nny", False, id="Twilio can"),
        pytest.param(True, 0, "nn", False, id="an alert is sent again"),
        pytest.param(True, 1, "n", False, id="an alert, looks to come"),
        pytest.param(True, 1, "nn", True, id="an alert, often enough"),
    ],
)
def test_being_stuck(is_alert: bool, sent_again: int, answers: str, is_stuck: bool) -> None:  # noqa: FBT001
    """Where all looks were in vain and it is not sent again, it stays where it is."""
    doubt = Doubt(since=MISSED, sent_again=sent_again)
    for answer in answers:
        doubt = doubt.looked(could_look=answer == "y")
    assert doubt.is_stuck(an_entry(is_alert=is_alert)) is is_stuck


@pytest.mark.parametrize("is_alert", [True, False])
def test_look_out_of_turn(is_alert: bool) -> None:  # noqa: FBT001 - of a table
    """What was looked for because Twilio was heard of leaves what is planned as it is."""
    entry = an_entry(is_alert=is_alert)
    doubt = Doubt.of(entry, MISSED)
    cut_off = doubt.looked(could_look=False, is_cut_off=True)
    assert cut_off.is_cut_off
    again = cut_off.looked(could_look=True, is_planned=False)
    assert (again.looks, again.could_look, again.is_cut_off) == (1, True, False)
    assert next_step(entry, again) == next_step(entry, cut_off)
    assert again.cut_off().is_cut_off


def test_missing_again() -> None:
    """A second missing answer begins a doubt of its own, which knows that it is the second."""
    doubt = Doubt.of(an_alert(), MISSED).looked(could_look=True).missed_again(MISSED + 50)
    assert doubt == Doubt(since=MISSED + 50, sent_again=1)
    assert next_step(an_alert(), doubt) == Step(action=LOOK, at=MISSED + 56)


def test_after_a_crash() -> None:
    """Of what a crash has left it is still known whether it was sent again before."""
    assert Doubt.of(an_alert(), MISSED).sent_again == 0
    assert Doubt.of(an_alert(maybe_duplicate=True), MISSED).sent_again == 1
