"""The webhook of an account: answered once, held open, cut off, broken, all at the same time."""

import asyncio
from collections.abc import Callable, Coroutine
from http import HTTPStatus
import logging
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession, web
from homeassistant.components.webhook import async_handle_webhook
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.aiohttp import MockRequest
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.webhook import (
    RequestKind,
    async_open_webhooks,
    reception,
)

from .. import HOOK_ID, PUBLIC_URL, WEBHOOK_URL
from . import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CALL_SID,
    FORM,
    MESSAGE,
    REQUESTS,
    Fields,
    House,
    sdk_signature,
)
from .household import Household


@pytest.fixture
async def household(hass: HomeAssistant) -> Household:
    """Return a household whose webhook is open and whose account is loaded."""
    assert await async_setup_component(hass, "webhook", {})
    entry = MockConfigEntry(
        domain="twilio",
        data={
            "account_sid": ACCOUNT_SID,
            "auth_token": AUTH_TOKEN,
            "hook_id": HOOK_ID,
            "public_url": PUBLIC_URL,
        },
    )
    entry.add_to_hass(hass)
    entry.mock_state(hass, ConfigEntryState.LOADED)
    household = Household()
    async_open_webhooks(hass, household.memories, household.react)
    return household


@pytest.fixture
async def client(
    household: Household,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, House]],
) -> House:
    """Return a client of the house."""
    return await hass_client_no_auth()


async def knock(client: House, fields: Fields, query: str = "") -> tuple[int, str]:
    """Post rightly signed fields, and return status and text."""
    end = query and f"?{query}"
    response = await client.post(
        f"/api/webhook/{HOOK_ID}{end}",
        data=fields,
        headers={"X-Twilio-Signature": sdk_signature(WEBHOOK_URL + end, fields)},
    )
    return response.status, await response.text()


def answer(number: int) -> tuple[int, str]:
    """Return what the household answers to a request by number."""
    return HTTPStatus.OK, f"<Response><!--{number}--></Response>"


def cloud_knock(hass: HomeAssistant, fields: Fields) -> asyncio.Task[web.Response]:
    """Let rightly signed fields in at once, as through Home Assistant's cloud."""
    request = MockRequest(
        urlencode(fields).encode(),
        "cloud",
        "POST",
        headers={
            "Content-Type": FORM,
            "X-Twilio-Signature": sdk_signature(WEBHOOK_URL, fields),
        },
    )
    return asyncio.create_task(async_handle_webhook(hass, HOOK_ID, request))


async def test_repeats_while_the_first_is_answered(
    hass: HomeAssistant, household: Household
) -> None:
    """Whoever asks again while the answer is being made gets the same, made once."""
    first = cloud_knock(hass, MESSAGE)
    await household.begun.acquire()
    again = [cloud_knock(hass, MESSAGE) for _ in range(5)]
    resigned = cloud_knock(hass, {**MESSAGE, "Body": "ARM "})
    other = cloud_knock(hass, {**MESSAGE, "MessageSid": "SM" + "0" * 32})
    await household.begun.acquire()
    assert [request.fields["Body"] for request in household.requests] == ["ARM", "ARM"]
    assert not any(task.done() for task in (first, *again, resigned, other))
    household.may_answer.set()
    answers = await asyncio.gather(first, *again, resigned, other)
    assert [(response.status, response.text) for response in answers] == [
        *[answer(1)] * 7,
        answer(2),
    ]
    assert len(household.requests) == 2


async def test_repeat_cut_anew_while_the_first_is_answered(
    hass: HomeAssistant, household: Household
) -> None:
    """Of two requests that are signed alike at the same time, one is handled."""
    report = REQUESTS[RequestKind.MESSAGE_STATUS]
    first = cloud_knock(hass, report)
    await household.begun.acquire()
    forged = {name: value for name, value in report.items() if name != "MessageStatus"}
    second = cloud_knock(hass, {**forged, "MessageStatu": f"s{report['MessageStatus']}"})
    other = cloud_knock(hass, {**MESSAGE, "MessageSid": "SM" + "0" * 32})
    await household.begun.acquire()
    assert not second.done()
    household.may_answer.set()
    answers = await asyncio.gather(first, second, other)
    assert [response.text for response in answers] == [
        text for _, text in (answer(1), answer(1), answer(2))
    ]


async def test_handler_that_is_cancelled(hass: HomeAssistant, household: Household) -> None:
    """Home Assistant cancels a handler whose client is gone; what it set going goes on."""
    first = cloud_knock(hass, MESSAGE)
    await household.begun.acquire()
    again = cloud_knock(hass, MESSAGE)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert not again.done()
    again.cancel()
    with pytest.raises(asyncio.CancelledError):
        await again
    household.may_answer.set()
    async with asyncio.timeout(5):
        await household.has_answered.wait()
    late = await cloud_knock(hass, MESSAGE)
    assert (late.status, late.text) == answer(1)
    assert len(household.requests) == 1


@pytest.mark.parametrize(
    ("kind", "one", "two"),
    [
        pytest.param(RequestKind.TURN, "kind=turn&turn=a", "kind=turn&turn=b", id="turns"),
        pytest.param(RequestKind.CALL, "", "home=2", id="urls"),
    ],
)
async def test_honest_look_alikes(
    household: Household, client: House, kind: RequestKind, one: str, two: str
) -> None:
    """Two presses of the same key are two requests, for their URLs differ."""
    household.may_answer.set()
    assert await knock(client, REQUESTS[kind], one) == answer(1)
    assert await knock(client, REQUESTS[kind], two) == answer(2)
    assert await knock(client, REQUESTS[kind], one) == answer(1)


async def test_turn_is_known_by_its_call_and_its_number(
    household: Household, client: House
) -> None:
    """A turn that comes again with other fields is the same turn; another call's is not."""
    household.may_answer.set()
    turn = REQUESTS[RequestKind.TURN]
    query = "kind=turn&turn=a"
    assert await knock(client, turn, query) == answer(1)
    assert await knock(client, {**turn, "Digits": "2"}, query) == answer(1)
    assert await knock(client, {**turn, "CallSid": CALL_SID[:-1] + "0"}, query) == answer(2)


async def test_client_that_disconnects(household: Household, client: House) -> None:
    """Whoever hangs up does not end the handling."""
    body = urlencode(MESSAGE)
    headers = {"Content-Type": FORM, "X-Twilio-Signature": sdk_signature(WEBHOOK_URL, MESSAGE)}
    async with ClientSession() as impatient:
        first = asyncio.create_task(
            impatient.post(client.make_url(f"/api/webhook/{HOOK_ID}"), data=body, headers=headers)
        )
        await household.begun.acquire()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
    again = asyncio.create_task(knock(client, MESSAGE))
    household.may_answer.set()
    assert await again == answer(1)
    assert household.has_answered.is_set()
    assert len(household.requests) == 1


async def test_reaction_that_fails(
    hass: HomeAssistant,
    household: Household,
    client: House,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error of ours is a 500, so that Twilio tries again, and is then a new request."""
    household.error = RuntimeError("broken")
    first = asyncio.create_task(knock(client, MESSAGE))
    second = asyncio.create_task(knock(client, MESSAGE))
    await household.begun.acquire()
    household.may_answer.set()
    assert {await first, await second} == {(HTTPStatus.INTERNAL_SERVER_ERROR, "")}
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert {record.getMessage() for record in errors} == {
        "A request of Twilio could not be handled"
    }
    household.error = None
    before = len(household.requests)
    assert await knock(client, MESSAGE) == answer(before + 1)


async def test_what_is_saved(household: Household, client: House) -> None:
    """A handled request is saved, a refused one is not."""
    household.may_answer.set()
    await knock(client, {**MESSAGE, "AccountSid": "AC"})
    saved = household.memories.saved
    await knock(client, MESSAGE)
    assert household.memories.saved == saved + 1
    await knock(client, MESSAGE)
    assert household.memories.saved == saved + 1


async def test_body_that_does_not_end(
    household: Household,
    client: House,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whoever sends slower than Twilio waits is not waited for."""
    monkeypatch.setattr(reception, "BODY_SECONDS", 0)
    assert client.port is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(
        f"POST /api/webhook/{HOOK_ID} HTTP/1.1\r\nHost: house\r\nContent-Type: {FORM}\r\n"
        "Content-Length: 100\r\n\r\nBody=".encode()
    )
    assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
    writer.close()
    assert "webhook: it does not end (" in caplog.text
    assert household.requests == []


@pytest.mark.parametrize("state", [CoreState.not_running, CoreState.starting, CoreState.stopping])
async def test_house_that_does_not_run(
    hass: HomeAssistant, household: Household, state: CoreState
) -> None:
    """Before automations listen, and when they have stopped, Twilio shall try again."""
    household.may_answer.set()
    hass.set_state(state)
    response = await cloud_knock(hass, MESSAGE)
    hass.set_state(CoreState.running)
    assert (response.status, household.requests) == (HTTPStatus.SERVICE_UNAVAILABLE, [])
    response = await cloud_knock(hass, MESSAGE)
    assert (response.status, response.text) == answer(1)
