"""What numbers received, read from Twilio's log."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
import json
from typing import Any

import pytest

from custom_components.twilio.api import ReceivedMessage, TwilioApi, Uncertain
from simulator import Simulator
from simulator.messaging.message import MessageDirection

from . import SENDER
from .scripted_server import Scripted, ScriptedServer

type ApiAt = Callable[[str], TwilioApi]

PHONE = "+15551230001"
TODAY = datetime.now(UTC).date()


async def test_received(twilio: Simulator, api: TwilioApi) -> None:
    """What a number received is there with all that matters, newest first, and nothing else."""
    other = twilio.add_number("+15550006001")
    phone = twilio.handset(PHONE)
    before = datetime.now(UTC).replace(microsecond=0)
    await phone.text("START", to=SENDER)
    await phone.text("Grüße", to=SENDER, media=["https://pictures.example/1.jpg"])
    await phone.text("Not for you", to=other)
    twilio.messages[-2].segments = 2
    found = await api.inbound_messages(SENDER, TODAY - timedelta(days=1))
    request = twilio.requests[0]
    assert (request.method, dict(request.params)) == (
        "GET",
        {
            "To": SENDER,
            "DateSent>": (TODAY - timedelta(days=1)).isoformat(),
            "PageSize": "1000",
        },
    )
    assert [message.body for message in found] == ["Grüße", "START"]
    assert before <= found[0].received <= datetime.now(UTC)
    assert found[0] == ReceivedMessage(
        sid=twilio.messages[-2].sid,
        from_=PHONE,
        to=SENDER,
        body="Grüße",
        num_media=1,
        num_segments=2,
        received=found[0].received,
        status="received",
    )


async def test_own_messages_to_own_numbers(twilio: Simulator, api: TwilioApi) -> None:
    """What the account sent is nothing that it received, though the list has it."""
    other = twilio.add_number("+15550006001")
    await twilio.handset(PHONE).text("Hello", to=SENDER)
    twilio.messages[0].to = other.address
    twilio.messages[0].direction = MessageDirection.OUTBOUND_API
    assert await api.inbound_messages(other.address, TODAY - timedelta(days=1)) == ()


async def test_days(twilio: Simulator, api: TwilioApi) -> None:
    """What came before the first day is not listed."""
    await twilio.handset(PHONE).text("Hello", to=SENDER)
    assert await api.inbound_messages(SENDER, TODAY + timedelta(days=2)) == ()


async def test_all_pages(twilio: Simulator, api: TwilioApi) -> None:
    """More than a page is listed to its end."""
    phone = twilio.handset(PHONE)
    for index in range(1003):
        await phone.text(str(index), to=SENDER)
    found = await api.inbound_messages(SENDER, TODAY - timedelta(days=1))
    assert [message.body for message in found] == [str(index) for index in reversed(range(1003))]
    assert len(twilio.requests) == 2


MESSAGE: dict[str, Any] = {
    "sid": "SM" + "1" * 32,
    "direction": "inbound",
    "to": SENDER,
    "from": PHONE,
    "body": "Hello",
    "num_media": "0",
    "num_segments": "1",
    "date_sent": "Sat, 21 Nov 2026 12:00:01 +0000",
    "date_created": "Sat, 21 Nov 2026 12:00:00 +0000",
    "status": "received",
}


async def ask(api_at: ApiAt, **changes: Any) -> tuple[ReceivedMessage, ...]:
    """List one message that differs from the usual one."""
    page = {"messages": [{**MESSAGE, **changes}], "next_page_uri": None, "page": 0}
    async with ScriptedServer([Scripted(200, json.dumps(page))]) as server:
        return await api_at(server.url).inbound_messages(SENDER, TODAY)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, {}, id="whole"),
        pytest.param(
            {"date_sent": None}, {"received": datetime(2026, 11, 21, 12, tzinfo=UTC)}, id="unsent"
        ),
        pytest.param(
            {"from": None, "body": None, "num_media": None, "num_segments": None, "status": None},
            {"from_": "", "body": "", "num_media": 0, "num_segments": 0, "status": ""},
            id="redacted",
        ),
    ],
)
async def test_read(api_at: ApiAt, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    """What may be missing is empty."""
    [message] = await ask(api_at, **changes)
    whole = ReceivedMessage(
        sid=MESSAGE["sid"],
        from_=PHONE,
        to=SENDER,
        body="Hello",
        num_media=0,
        num_segments=1,
        received=datetime(2026, 11, 21, 12, 0, 1, tzinfo=UTC),
        status="received",
    )
    assert message == replace(whole, **expected)


@pytest.mark.parametrize(
    "changes",
    [
        {"sid": None},
        {"to": None},
        {"num_media": "many"},
        {"date_sent": None, "date_created": None},
    ],
)
async def test_not_readable(api_at: ApiAt, changes: dict[str, Any]) -> None:
    """A message without what every message has is no answer."""
    with pytest.raises(Uncertain):
        await ask(api_at, **changes)
