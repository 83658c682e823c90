"""What this account sent and placed, read from Twilio's log."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
import json
from typing import Any, Final

import pytest

from custom_components.twilio.api import (
    OutgoingCall,
    OutgoingMessage,
    PlacedCall,
    SentMessage,
    TwilioApi,
    Uncertain,
)
from simulator import Simulator
from simulator.messaging.message import MessageDirection
from simulator.voice.call import CallDirection

from . import CALL, MESSAGE, PHONE, SENDER
from .scripted_server import Scripted, ScriptedServer

type ApiAt = Callable[[str], TwilioApi]

NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
A_MINUTE: Final = timedelta(minutes=1)
PICTURE: Final = "https://house.example/1.jpg"


async def test_sent(twilio: Simulator, api: TwilioApi) -> None:
    """What was sent to somebody is there with all that tells it from others, newest first."""
    service = twilio.add_service(twilio.number)
    since = datetime.now(UTC).replace(microsecond=0)
    await api.send_message(MESSAGE)
    await api.send_message(OutgoingMessage("+15551230002", "To somebody else", SENDER))
    await api.send_message(
        OutgoingMessage(PHONE, "Grüße", messaging_service_sid=service.sid, media_urls=(PICTURE,))
    )
    await twilio.settled()
    twilio.requests.clear()
    found = await api.sent_messages(PHONE, since)
    [request] = twilio.requests
    assert (request.method, dict(request.params)) == ("GET", {"To": PHONE, "PageSize": "100"})
    first, _, last = twilio.messages
    assert [message.sid for message in found] == [last.sid, first.sid]
    assert found[0] == SentMessage(
        sid=last.sid,
        status="delivered",
        from_=SENDER,
        to=PHONE,
        service_sid=service.sid,
        body="Grüße",
        num_media=1,
        created=last.created.replace(microsecond=0),
    )
    assert (found[1].service_sid, found[1].num_media) == (None, 0)


async def test_placed(twilio: Simulator, api: TwilioApi) -> None:
    """Calls likewise."""
    since = datetime.now(UTC).replace(microsecond=0)
    await api.place_call(CALL)
    await api.place_call(OutgoingCall("+15551230002", SENDER, twiml="<Response/>"))
    await api.place_call(CALL)
    await twilio.settled()
    twilio.requests.clear()
    found = await api.placed_calls(PHONE, since)
    [request] = twilio.requests
    assert (request.method, dict(request.params)) == ("GET", {"To": PHONE, "PageSize": "100"})
    first, _, last = twilio.calls
    assert found == tuple(
        PlacedCall(
            sid=call.sid,
            status="completed",
            from_=SENDER,
            to=PHONE,
            created=call.created.replace(microsecond=0),
        )
        for call in (last, first)
    )


async def test_what_others_sent(twilio: Simulator, api: TwilioApi) -> None:
    """Replies, and what is for numbers of one's own, are nothing that was sent by a request."""
    since = datetime.now(UTC) - A_MINUTE
    for _ in range(3):
        await api.send_message(MESSAGE)
        await api.place_call(CALL)
    await twilio.settled()
    twilio.messages[0].direction = MessageDirection.INBOUND
    twilio.messages[1].direction = MessageDirection.OUTBOUND_REPLY
    twilio.calls[0].direction = CallDirection.INBOUND
    twilio.calls[1].direction = CallDirection.OUTBOUND_DIAL
    assert [one.sid for one in await api.sent_messages(PHONE, since)] == [twilio.messages[2].sid]
    assert [one.sid for one in await api.placed_calls(PHONE, since)] == [twilio.calls[2].sid]


async def test_pages(twilio: Simulator, api: TwilioApi) -> None:
    """It is read page by page, and no further than to what is older."""
    for index in range(350):
        await api.send_message(OutgoingMessage(PHONE, str(index), SENDER))
    await twilio.settled()
    now = twilio.messages[-1].created
    for index, message in enumerate(twilio.messages):
        message.created = now - timedelta(seconds=349 - index)
    for seconds, pages in ((50, 1), (98, 1), (99, 2), (150, 2), (1000, 4)):
        twilio.requests.clear()
        since = now.replace(microsecond=0) - timedelta(seconds=seconds)
        found = await api.sent_messages(PHONE, since)
        assert len(found) == min(seconds + 1, 350)
        assert len(twilio.requests) == pages
        assert found[0].body == "349"


def a_message(**changes: Any) -> dict[str, Any]:
    """Return a message as Twilio's log has it."""
    return {
        "sid": "SM1",
        "status": "queued",
        "direction": "outbound-api",
        "from": SENDER,
        "to": PHONE,
        "body": "Hello",
        "num_media": "0",
        "messaging_service_sid": None,
        "date_created": format_datetime(NOON),
        "date_updated": format_datetime(NOON),
        "date_sent": None,
        **changes,
    }


def a_log(*messages: dict[str, Any], more: str | None = None) -> Scripted:
    """Return a page of the log."""
    page = {"messages": messages, "next_page_uri": more, "page": 0}
    return Scripted(200, json.dumps(page))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param({}, {}, id="queued"),
        pytest.param({"date_created": None}, {}, id="no creation"),
        pytest.param({"date_created": None, "date_updated": None}, None, id="no date"),
        pytest.param({"date_created": "now", "date_updated": "now"}, None, id="nonsense"),
        pytest.param({"date_created": format_datetime(NOON - A_MINUTE)}, {}, id="at the bound"),
        pytest.param({"date_created": format_datetime(NOON - 2 * A_MINUTE)}, None, id="older"),
        pytest.param(
            {"from": None, "to": None, "body": None, "num_media": None, "status": None},
            {"from_": "", "to": "", "body": "", "num_media": 0, "status": ""},
            id="little known",
        ),
    ],
)
async def test_message_as_twilio_may_list_it(
    api_at: ApiAt, changes: dict[str, Any], found: dict[str, Any] | None
) -> None:
    """What need not be there may be missing."""
    since = NOON - A_MINUTE
    expected = {
        "sid": "SM1",
        "status": "queued",
        "from_": SENDER,
        "to": PHONE,
        "service_sid": None,
        "body": "Hello",
        "num_media": 0,
        "created": since if changes.get("date_created") == format_datetime(since) else NOON,
    }
    async with ScriptedServer([a_log(a_message(**changes))]) as server:
        messages = await api_at(server.url).sent_messages(PHONE, since)
    assert messages == (() if found is None else (SentMessage(**{**expected, **found}),))


@pytest.mark.parametrize("changes", [{"sid": None}, {"num_media": "many"}])
async def test_message_that_cannot_be_read(api_at: ApiAt, changes: dict[str, Any]) -> None:
    """Who cannot tell what is there must not take it for absent."""
    async with ScriptedServer([a_log(a_message(**changes))]) as server:
        with pytest.raises(Uncertain):
            await api_at(server.url).sent_messages(PHONE, NOON)


async def test_a_page_out_of_order(api_at: ApiAt) -> None:
    """What is older in the middle of a page ends nothing, and neither does what has no date."""
    old = format_datetime(NOON - A_MINUTE)
    first = a_log(
        a_message(sid="SM4", date_created=old),
        a_message(sid="SM3"),
        a_message(sid="SM2", date_created=None, date_updated=None),
        more="/2010-04-01/next.json",
    )
    last = a_log(
        a_message(sid="SM1"),
        a_message(sid="SM0", date_created=old),
        more="/2010-04-01/never.json",
    )
    async with ScriptedServer([first, last, Scripted(400)]) as server:
        found = await api_at(server.url).sent_messages(PHONE, NOON)
        assert len(server.arrived) == 2
    assert [message.sid for message in found] == ["SM3", "SM1"]
