"""What the webhook of an account knows beyond a restart."""

from http import HTTPStatus
import json
from typing import Final

import pytest

from custom_components.twilio.webhook import (
    HANG_UP,
    NOTED,
    Answer,
    RequestKind,
    WebhookMemory,
    shelf,
)
from custom_components.twilio.webhook.repeats import RequestIdentity, message_identity
from custom_components.twilio.webhook.shelf import ANSWER_SECONDS

NOW: Final = 1_000_000.0


def test_empty_memory() -> None:
    """A new account remembers nothing, and nothing is needed to remember nothing."""
    assert WebhookMemory().as_json() == {
        "addresses": {"configured": [], "replaced": {}},
        "repeats": [],
        "knows_messages_since": 0.0,
        "last_reached": None,
    }
    assert WebhookMemory.from_json({}).as_json() == WebhookMemory().as_json()


def test_memory_survives_the_disk() -> None:
    """Addresses, and every answer as it was given, come back from JSON."""
    memory = WebhookMemory()
    memory.addresses.update(["https://house.example/api/webhook/ab"], NOW)
    answers = {
        RequestIdentity(RequestKind.MESSAGE, "f1", "SM1"): Answer(twiml="<Response>ä</Response>"),
        RequestIdentity(RequestKind.MESSAGE_STATUS, "f2", "SM1:sent"): NOTED,
        RequestIdentity(RequestKind.TURN, "f3", "CA1:t"): Answer(HTTPStatus.OK, "<Response/>"),
    }
    for identity, answer in answers.items():
        memory.repeats.remember(identity, answer, NOW)
    memory.last_reached = NOW
    stored = json.loads(json.dumps(memory.as_json()))
    again = WebhookMemory.from_json(stored)
    assert again.addresses == memory.addresses
    assert again.last_reached == NOW
    assert {identity: again.repeats.recall(identity, NOW) for identity in answers} == answers
    assert again.as_json() == stored


def test_memory_of_a_later_version() -> None:
    """What this version does not know is left out, and keeps nobody from starting."""
    stored = {"repeats": [["weather", ["k1"], 200, None, NOW], ["message", ["k2"], 204, None, NOW]]}
    again = WebhookMemory.from_json(stored).as_json()
    assert again["repeats"] == [["message", ["k2"], 204, None, NOW]]


@pytest.mark.parametrize("last_reached", [NOW, None])
def test_memory_of_an_earlier_version(last_reached: float | None) -> None:
    """What was stored without its time is still known, and is as young as it may be."""
    keys = ["fingerprint:f1", "message:SM1"]
    stored = {
        "repeats": [["message", key, 200, "<Response/>"] for key in keys],
        "last_reached": last_reached,
    }
    memory = WebhookMemory.from_json(stored)
    assert memory.knows_message("SM1", NOW)
    assert not memory.knows_message("SM2", NOW)
    assert {request.since for _, request in memory.repeats.items()} == {last_reached or 0.0}


def test_what_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """From when on each message is known survives the disk."""
    monkeypatch.setattr(shelf, "REMEMBERED", 1)
    monkeypatch.setattr(shelf, "MOST_REMEMBERED", 1)
    memory = WebhookMemory()
    assert memory.knows_messages_since == 0
    for index in range(3):
        memory.repeats.remember(message_identity(f"SM{index}"), NOTED, NOW + index)
    again = WebhookMemory.from_json(json.loads(json.dumps(memory.as_json())))
    assert memory.knows_messages_since == again.knows_messages_since == NOW + 1
    assert [again.knows_message(f"SM{index}", NOW) for index in range(3)] == [False, False, True]


def test_late_answers_of_a_call() -> None:
    """Who repeats a turn or the beginning of a call long after hears nothing but the end."""
    memory, late = WebhookMemory(), NOW + ANSWER_SECONDS
    for kind in (RequestKind.CALL, RequestKind.TURN):
        first, second = (RequestIdentity(kind, f"f{n}", f"CA{n}:t") for n in range(2))
        memory.repeats.remember(first, Answer(twiml="<Response>Hi</Response>"), NOW)
        memory.repeats.remember(second, NOTED, late)
        assert memory.repeats.recall(first, late) == HANG_UP
