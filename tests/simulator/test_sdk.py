"""The official SDK against the simulator."""

import asyncio
from collections.abc import Iterator
from typing import Any, override

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from simulator import Handset, Number, Simulator

from .house import PUBLIC_URL, House


class DeskHttpClient(TwilioHttpClient):  # type: ignore[misc] # the SDK has no types
    """The SDK's own HTTP client, pointed at the desk."""

    def __init__(self, url: str) -> None:
        """Replace Twilio's host by a URL."""
        super().__init__(timeout=5)
        self._url = url

    @override
    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send a request."""
        return super().request(
            method, url.replace("https://api.twilio.com", self._url), *args, **kwargs
        )


@pytest.fixture
def client(twilio: Simulator) -> Iterator[Client]:
    """Return an SDK client of the account."""
    http = DeskHttpClient(twilio.url)
    yield Client(twilio.account.sid, twilio.account.auth_token, http_client=http)
    http.session.close()


async def test_messages(twilio: Simulator, client: Client, phone: Handset, number: Number) -> None:
    """Create, fetch, stream over pages, update, delete."""
    create = client.messages.create
    for body in ("one", "two", "three"):
        await asyncio.to_thread(create, to=phone.number, from_=number.address, body=body)
    await twilio.settled()
    assert sorted(text.body for text in phone.inbox) == ["one", "three", "two"]
    today = twilio.clock.now().date()
    listed = await asyncio.to_thread(
        client.messages.list, to=phone.number, date_sent_after=today, page_size=2
    )
    assert [message.body for message in listed] == ["three", "two", "one"]
    assert {message.status for message in listed} == {"delivered"}
    newest = client.messages(listed[0].sid)
    assert (await asyncio.to_thread(newest.update, body="")).body == ""
    assert await asyncio.to_thread(newest.delete)
    with pytest.raises(TwilioRestException) as caught:
        await asyncio.to_thread(newest.fetch)
    assert (caught.value.status, caught.value.code) == (404, 20404)


async def test_calls(
    twilio: Simulator, client: Client, house: House, phone: Handset, number: Number
) -> None:
    """Create, watch, list."""
    call = await asyncio.to_thread(
        client.calls.create,
        to=phone.number,
        from_=number.address,
        twiml="<Response><Say>Hello</Say></Response>",
        status_callback=f"{PUBLIC_URL}/status",
        status_callback_event=["initiated", "completed"],
    )
    assert call.status == "queued"
    await twilio.settled()
    assert house.values("/status", "CallStatus") == ["initiated", "completed"]
    (listed,) = await asyncio.to_thread(client.calls.list, status="completed")
    assert (listed.sid, listed.duration) == (call.sid, "0")
    with pytest.raises(TwilioRestException) as caught:
        await asyncio.to_thread(client.calls(call.sid).update, status="completed")
    assert caught.value.code == 21220


async def test_numbers_and_account(twilio: Simulator, client: Client, number: Number) -> None:
    """List, point webhooks, read the account and its balance."""
    (listed,) = await asyncio.to_thread(client.incoming_phone_numbers.list)
    assert listed.capabilities == {"voice": True, "sms": True, "mms": True, "fax": False}
    url = f"{PUBLIC_URL}/hook#rc=3"
    await asyncio.to_thread(listed.update, sms_url=url, voice_method="GET")
    assert (number.sms_url, number.voice_method) == (url, "GET")
    account = await asyncio.to_thread(client.api.accounts(twilio.account.sid).fetch)
    assert (account.auth_token, account.status) == (twilio.account.auth_token, "active")
    assert (await asyncio.to_thread(client.balance.fetch)).balance == "25.00"


async def test_the_sdk_reads_the_errors(client: Client, number: Number) -> None:
    """Code, status and sentence arrive."""
    with pytest.raises(TwilioRestException) as caught:
        await asyncio.to_thread(
            client.messages.create, to="5551234567", from_=number.address, body="Hi"
        )
    assert (caught.value.status, caught.value.code) == (400, 21211)
    assert "5551234567" in caught.value.msg
