"""What a message of the outbox is made of."""

import json

import pytest

from custom_components.twilio.outbox.content import MessageContent, Way, content_from_json

SERVICE = "MG" + "0a" * 16


@pytest.mark.parametrize(
    ("sender", "service_sid"),
    [
        pytest.param(SERVICE, SERVICE, id="service"),
        pytest.param("MGarage", None, id="name that begins like one"),
        pytest.param("+15550006000", None, id="number"),
        pytest.param("whatsapp:+15550006000", None, id="channel"),
    ],
)
def test_service(sender: str, service_sid: str | None) -> None:
    """Only the SID of a Messaging Service makes it that service's message."""
    message = MessageContent(to="+15551234567", sender=sender, body="Fire")
    assert message.service_sid == service_sid


def test_other_ways() -> None:
    """They are kept, and what an earlier version has kept has none."""
    ways = (Way("+15550006001", "+15551234567"), Way("whatsapp:+1", "whatsapp:+15551234567"))
    message = MessageContent(to="+15551234567", sender="+15550006000", body="Fire", other_ways=ways)
    stored = json.loads(json.dumps(message.as_json()))
    assert content_from_json(stored) == message
    del stored["other_ways"]
    assert content_from_json(stored) == MessageContent(
        to="+15551234567", sender="+15550006000", body="Fire"
    )
