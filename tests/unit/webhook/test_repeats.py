"""Requests that came before, by Twilio's names for them and by what was signed."""

from dataclasses import replace
import hashlib
from typing import Final

import pytest

from custom_components.twilio.webhook import RequestKind, shelf
from custom_components.twilio.webhook.repeats import (
    KEPT_SECONDS,
    SAME_BODY_SECONDS,
    Repeats,
    RequestIdentity,
    identify,
)
from custom_components.twilio.webhook.shelf import ANSWER_SECONDS, REMEMBERED

from . import CALL_SID, MESSAGE_SID, RECORDING_SID, REQUESTS, Fields

NOW: Final = 1_000_000.0
MESSAGE: Final = RequestIdentity(RequestKind.MESSAGE, "f1", MESSAGE_SID)
CALL: Final = RequestIdentity(RequestKind.CALL, "c1", None)


@pytest.mark.parametrize(
    ("kind", "changes", "turn", "name"),
    [
        (RequestKind.MESSAGE, {}, None, MESSAGE_SID),
        (RequestKind.MESSAGE, {}, "t1", MESSAGE_SID),
        (RequestKind.MESSAGE_STATUS, {}, None, f"{MESSAGE_SID}:delivered"),
        (RequestKind.CALL_STATUS, {}, None, f"{CALL_SID}:3"),
        (RequestKind.CALL_STATUS, {"SequenceNumber": ""}, "t1", f"{CALL_SID}:completed"),
        (RequestKind.RECORDING, {}, None, f"{RECORDING_SID}:completed"),
        (RequestKind.CALL, {}, "t1", f"{CALL_SID}:t1"),
        (RequestKind.TURN, {}, "t1", f"{CALL_SID}:t1"),
        (RequestKind.CALL, {}, None, None),
        (RequestKind.TURN, {}, None, None),
        (RequestKind.TURN, {}, "", None),
        (RequestKind.UNKNOWN, {}, "t1", None),
    ],
)
def test_identify(kind: RequestKind, changes: Fields, turn: str | None, name: str | None) -> None:
    """Each kind is known again by what Twilio names it, and all by what was signed."""
    identity = identify(kind, {**REQUESTS[kind], **changes}, turn, "RSOYDt4T1cU=")
    fingerprint = hashlib.sha256(b"RSOYDt4T1cU=").hexdigest()[:32]
    assert identity == RequestIdentity(kind, fingerprint, name)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param(MESSAGE, True, id="itself"),
        pytest.param(replace(MESSAGE, fingerprint="x"), True, id="signed anew"),
        pytest.param(replace(MESSAGE, name="SMx"), True, id="cut anew"),
        pytest.param(replace(MESSAGE, kind=RequestKind.UNKNOWN, name=None), True, id="unknown now"),
        pytest.param(RequestIdentity(RequestKind.MESSAGE, "x", "SMx"), False, id="another"),
        pytest.param(
            RequestIdentity(RequestKind.MESSAGE_STATUS, "x", MESSAGE_SID), False, id="other kind"
        ),
    ],
)
def test_same_request(other: RequestIdentity, *, same: bool) -> None:
    """A request is the same by its name or by what was signed."""
    assert MESSAGE.is_same(other) is same
    repeats = Repeats[str]()
    repeats.remember(MESSAGE, "answer", NOW)
    assert repeats.recall(other, NOW) == ("answer" if same else None)


def test_named_request_is_remembered_for_good() -> None:
    """A captured request is a repeat for ever."""
    repeats = Repeats[str]()
    repeats.remember(MESSAGE, "answer", NOW)
    assert repeats.recall(MESSAGE, NOW + 10**9) == "answer"


def test_nameless_request_is_remembered_for_a_moment() -> None:
    """Two honest calls may be signed alike, but not within 20 seconds."""
    repeats = Repeats[str]()
    repeats.remember(CALL, "answer", NOW)
    assert SAME_BODY_SECONDS == 20
    assert repeats.recall(CALL, NOW + 19.999) == "answer"
    assert repeats.recall(CALL, NOW + 20) is None


def message(index: int) -> RequestIdentity:
    """Return one of many messages."""
    return RequestIdentity(RequestKind.MESSAGE, f"f{index}", f"SM{index}")


def known(repeats: Repeats[int], now: float, *indexes: int) -> list[int | None]:
    """Return what is remembered of messages."""
    return [repeats.recall(message(index), now) for index in indexes]


def test_old_ones_make_room() -> None:
    """A thousand of a kind are remembered however old they are, and no kind displaces another."""
    repeats = Repeats[int]()
    repeats.remember(CALL, -1, NOW + KEPT_SECONDS)
    for index in range(REMEMBERED):
        repeats.remember(message(index), index, NOW + index / REMEMBERED)
    now = NOW + KEPT_SECONDS
    repeats.remember(message(REMEMBERED), REMEMBERED, now)
    assert REMEMBERED == 1_000
    assert known(repeats, now, *range(4), REMEMBERED) == [None, 1, 2, 3, REMEMBERED]
    assert repeats.recall(CALL, now) == -1
    assert len(list(repeats.items())) == REMEMBERED
    assert repeats.sure_since(RequestKind.MESSAGE) == NOW


@pytest.mark.parametrize(
    ("kind", "seconds"), [(RequestKind.MESSAGE, 30 * 60), (RequestKind.TURN, 4 * 3600 + 300)]
)
def test_young_ones_stay(monkeypatch: pytest.MonkeyPatch, kind: RequestKind, seconds: int) -> None:
    """A flood displaces nothing that may still come again, or be found in Twilio's log."""
    monkeypatch.setattr(shelf, "REMEMBERED", 2)
    first = replace(MESSAGE, kind=kind)
    for now, expected in ((NOW + seconds - 1, "answer"), (NOW + seconds, None)):
        repeats = Repeats[str]()
        repeats.remember(first, "answer", NOW)
        for index in range(10, 20):
            repeats.remember(replace(message(index), kind=kind), "other", now)
        assert repeats.recall(first, now) == expected
        assert repeats.sure_since(kind) == (0.0 if expected else NOW)


def test_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a bound to everything; what was displaced then is told by its time."""
    assert shelf.MOST_REMEMBERED == 20_000
    monkeypatch.setattr(shelf, "REMEMBERED", 2)
    monkeypatch.setattr(shelf, "MOST_REMEMBERED", 4)
    repeats = Repeats[int]()
    for index in range(6):
        repeats.remember(message(index), index, NOW + index)
    assert known(repeats, NOW + 6, *range(6)) == [None, None, 2, 3, 4, 5]
    assert repeats.sure_since(RequestKind.MESSAGE) == NOW + 1


def test_what_is_seen_again_stays_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making room, the memory drops what was remembered longest ago."""
    monkeypatch.setattr(shelf, "REMEMBERED", 2)
    repeats = Repeats[int]()
    for index in (0, 1, 0, 2):
        repeats.remember(message(index), index, NOW)
    assert known(repeats, NOW, 0, 1, 2) == [0, 1, 2]
    later = NOW + KEPT_SECONDS
    repeats.remember(message(3), 3, later)
    assert known(repeats, later, 0, 1, 2, 3) == [None, None, 2, 3]


def test_nameless_ones_make_room_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts for a moment displaces nothing after that."""
    monkeypatch.setattr(shelf, "REMEMBERED", 1)
    repeats = Repeats[str]()
    repeats.remember(CALL, "old", NOW)
    repeats.remember(replace(CALL, fingerprint="c2"), "young", NOW + SAME_BODY_SECONDS - 1)
    assert repeats.recall(CALL, NOW + SAME_BODY_SECONDS - 1) == "old"
    repeats.remember(replace(CALL, fingerprint="c3"), "new", NOW + SAME_BODY_SECONDS)
    assert len(list(repeats.shelf(RequestKind.CALL))) == 2


@pytest.mark.parametrize(
    ("kind", "seconds", "expected"),
    [
        (RequestKind.TURN, ANSWER_SECONDS - 1, "answer"),
        (RequestKind.TURN, ANSWER_SECONDS, "spent"),
        (RequestKind.MESSAGE, ANSWER_SECONDS, "answer"),
    ],
)
def test_answers_are_spent(kind: RequestKind, seconds: float, expected: str) -> None:
    """What was said on the phone is kept for a while, that it was said for long."""
    assert ANSWER_SECONDS == 15 * 60
    repeats = Repeats[str]({RequestKind.TURN: "spent"})
    repeats.remember(replace(MESSAGE, kind=kind), "answer", NOW)
    repeats.remember(replace(message(2), kind=kind), "other", NOW + seconds)
    assert repeats.recall(replace(MESSAGE, kind=kind), NOW + seconds) == expected
    assert repeats.recall(replace(message(2), kind=kind), NOW + seconds) == "other"


def test_many_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers of some kilobytes are few."""
    assert shelf.MOST_ANSWERS == 200
    monkeypatch.setattr(shelf, "MOST_ANSWERS", 2)
    repeats = Repeats[int]({RequestKind.MESSAGE: -1})
    for index in range(4):
        repeats.remember(message(index), index, NOW)
    assert known(repeats, NOW, *range(4)) == [-1, -1, 2, 3]


def test_items() -> None:
    """What is remembered for good comes back, once; what counts for a moment does not."""
    repeats = Repeats[str]()
    repeats.remember(MESSAGE, "answer", NOW)
    repeats.remember(CALL, "other", NOW)
    [(kind, request)] = repeats.items()
    keys = ("fingerprint:f1", f"message:{MESSAGE_SID}")
    assert (kind, request.keys, request.answer, request.since) == (
        RequestKind.MESSAGE,
        keys,
        "answer",
        NOW,
    )
    again = Repeats[str]()
    again.restore(kind, request.keys, request.answer, request.since)
    assert again.recall(MESSAGE, NOW + 10**9) == "answer"
    assert again.recall(CALL, NOW) is None
    assert list(again.items()) == [(kind, request)]
