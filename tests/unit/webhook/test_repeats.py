"""Requests that came before, by Twilio's names for them and by what was signed."""

from dataclasses import replace
import hashlib
from typing import Final

import pytest

from custom_components.twilio.webhook import RequestKind
from custom_components.twilio.webhook.repeats import (
    REMEMBERED,
    SAME_BODY_SECONDS,
    Repeats,
    RequestIdentity,
    identify,
)

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


def test_memory_is_bounded() -> None:
    """A thousand of a kind are remembered; a flood of one kind displaces no other."""
    repeats = Repeats[int]()
    repeats.remember(CALL, -1, NOW)
    identities = [
        RequestIdentity(RequestKind.MESSAGE, f"f{index}", f"SM{index}")
        for index in range(REMEMBERED + 1)
    ]
    for index, identity in enumerate(identities):
        repeats.remember(identity, index, NOW)
    assert REMEMBERED == 1_000
    assert [repeats.recall(identity, NOW) for identity in identities] == [
        None,
        *range(1, REMEMBERED + 1),
    ]
    assert repeats.recall(CALL, NOW) == -1
    assert len(list(repeats.items())) == 2 * REMEMBERED


def test_what_is_seen_again_stays_longest() -> None:
    """Making room, the memory drops what was remembered longest ago."""
    repeats = Repeats[int]()
    for index in (*range(REMEMBERED), 0, REMEMBERED):
        identity = RequestIdentity(RequestKind.MESSAGE, f"f{index}", f"SM{index}")
        repeats.remember(identity, index, NOW)
    first, second = (
        RequestIdentity(RequestKind.MESSAGE, f"f{index}", f"SM{index}") for index in (0, 1)
    )
    assert repeats.recall(first, NOW) == 0
    assert repeats.recall(second, NOW) is None


def test_items() -> None:
    """What is remembered for good comes back; what counts for a moment does not."""
    repeats = Repeats[str]()
    repeats.remember(MESSAGE, "answer", NOW)
    repeats.remember(CALL, "other", NOW)
    items = list(repeats.items())
    assert items == [
        (RequestKind.MESSAGE, "fingerprint:f1", "answer"),
        (RequestKind.MESSAGE, f"message:{MESSAGE_SID}", "answer"),
    ]
    again = Repeats[str].from_items(items)
    assert again.recall(MESSAGE, NOW + 10**9) == "answer"
    assert again.recall(CALL, NOW) is None
