"""Who was asked, and who agreed."""

from custom_components.twilio.consent.confirmations import Confirmations

from . import ANNA, BEN


def test_agreeing() -> None:
    """The first time that somebody agrees counts."""
    confirmations = Confirmations()
    confirmations.ask(ANNA, "question", 1.0)
    assert (confirmations.asked_at(ANNA), confirmations.confirmed_at(ANNA)) == (1.0, None)
    assert [confirmations.confirm(ANNA, 2.0), confirmations.confirm(ANNA, 3.0)] == [True, False]
    assert confirmations.confirmed_at(ANNA) == 2.0


def test_revoking() -> None:
    """Somebody who agrees no more can agree again; what is older than that changes nothing."""
    confirmations = Confirmations()
    assert confirmations.revoke(ANNA, 1.0) is False
    confirmations.confirm(ANNA, 2.0)
    assert confirmations.revoke(ANNA, 1.0) is False
    assert confirmations.revoke(ANNA, 3.0) is True
    assert confirmations.confirmed_at(ANNA) is None
    assert confirmations.confirm(ANNA, 4.0) is True


def test_question_that_did_not_go_out() -> None:
    """It was not asked then."""
    confirmations = Confirmations()
    confirmations.unask(ANNA)
    confirmations.ask(ANNA, "question", 1.0)
    confirmations.unask(ANNA)
    assert confirmations.asked_at(ANNA) is None


def test_keeping() -> None:
    """Who need not agree any more is forgotten."""
    confirmations = Confirmations()
    for number in (ANNA, BEN):
        confirmations.ask(number, f"to {number}", 1.0)
    confirmations.confirm(BEN, 2.0)
    assert [confirmations.keep({ANNA}), confirmations.keep({ANNA})] == [True, False]
    assert confirmations.as_json() == {
        "asked": {ANNA: 1.0},
        "confirmed": {},
        "questions": {ANNA: f"to {ANNA}"},
    }


def test_question_that_failed() -> None:
    """Only the last one counts, and only once."""
    confirmations = Confirmations()
    for question in ("first", "second"):
        confirmations.ask(ANNA, question, 1.0)
    failed = [confirmations.fail(name) for name in ("first", None, "second", "second")]
    assert failed == [False, False, True, False]
    assert confirmations.asked_at(ANNA) is None


def test_stored() -> None:
    """They are kept, also of before questions had ids."""
    confirmations = Confirmations()
    confirmations.ask(ANNA, "question", 1.0)
    stored = confirmations.as_json()
    assert Confirmations.from_json(stored) == confirmations
    del stored["questions"]
    assert Confirmations.from_json(stored).asked_at(ANNA) == 1.0
