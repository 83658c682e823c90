"""What the webhook of an account knows beyond a restart."""

from http import HTTPStatus
import json
from typing import Final

from custom_components.twilio.webhook import NOTED, Answer, RequestKind, WebhookMemory
from custom_components.twilio.webhook.repeats import RequestIdentity

NOW: Final = 1_000_000.0


def test_empty_memory() -> None:
    """A new account remembers nothing, and nothing is needed to remember nothing."""
    assert WebhookMemory().as_json() == {
        "addresses": {"configured": [], "replaced": {}},
        "repeats": [],
        "last_reached": None,
    }
    assert WebhookMemory.from_json({}) == WebhookMemory()


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
    stored = {"repeats": [["weather", "k1", 200, None], ["message", "k2", 204, None]]}
    assert WebhookMemory.from_json(stored).as_json()["repeats"] == [["message", "k2", 204, None]]
