"""What a message of the outbox is made of."""

import pytest

from custom_components.twilio.outbox.content import MessageContent

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
