"""The event loop of the house is never held up."""

from pathlib import Path
import subprocess
import sys
import textwrap

from homeassistant import block_async_io
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import loop
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

DETECTED = "Detected blocking call"
MESSAGE = {"to": "+15551234567", "message": "Hello"}
ROOT = Path(__file__).parents[2]


@pytest.fixture
def blocking_calls_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch on what Home Assistant itself does against blocking calls, files included."""
    monkeypatch.setattr(block_async_io, "_IN_TESTS", False)
    monkeypatch.setattr(block_async_io, "_BLOCKED_CALLS", block_async_io.BlockedCalls(set()))
    # What was reported once is not reported again.
    monkeypatch.setattr(loop, "_PREVIOUSLY_REPORTED", set())
    for call in block_async_io._BLOCKING_CALLS:
        original = getattr(call.object, call.function)
        monkeypatch.setattr(call.object, call.function, original)
    block_async_io.enable()


async def test_blocking_calls_are_noticed(
    hass: HomeAssistant, blocking_calls_are_noticed: None, caplog: pytest.LogCaptureFixture
) -> None:
    """The detection that the next tests rely on does detect."""
    Path(__file__).read_text(encoding="utf-8")  # noqa: ASYNC240 - that is the point
    assert f"{DETECTED} to read_text" in caplog.text
    caplog.clear()
    await hass.async_add_executor_job(Path(__file__).read_text, "utf-8")
    assert DETECTED not in caplog.text


async def test_account_blocks_nothing(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    blocking_calls_are_noticed: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Starting, sending, calling, reloading and removing leave the loop to others."""
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    await hass.services.async_call("twilio", "send_message", MESSAGE, blocking=True)
    await hass.services.async_call("twilio", "make_call", MESSAGE, blocking=True)
    await twilio.settled()
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (len(twilio.messages), len(twilio.calls)) == (1, 1)
    assert DETECTED not in caplog.text


FIRST_REQUESTS = """
    import asyncio
    from datetime import UTC, datetime
    import sys

    import custom_components.twilio
    from custom_components.twilio.address import parse_recipient
    from custom_components.twilio.api import (
        Credentials, OutgoingCall, OutgoingMessage, TwilioApi, TwilioApiError
    )
    from aiohttp import ClientSession
    from simulator import Simulator

    async def main():
        async with Simulator() as twilio, ClientSession() as session:
            async with session.get(twilio.url):
                pass
            before = set(sys.modules)
            account = twilio.account
            api = TwilioApi(
                session, Credentials(account.sid, account.auth_token, api_base_url=twilio.url)
            )
            phone, own = "+15551234567", "+15550006000"
            for number, country in ((phone, "US"), ("0170 1234567", "DE"), ("07400 123456", "GB")):
                parse_recipient(number, country)
            await api.check()
            [number] = await api.phone_numbers()
            await api.update_number(number.sid, {})
            service = twilio.add_service(twilio.number)
            await api.messaging_services()
            await api.service_numbers(service.sid)
            await api.inbound_region(own)
            await api.account_state()
            await api.send_message(OutgoingMessage(phone, "Hello", from_=own))
            await api.place_call(OutgoingCall(phone, own, twiml="<Response/>"))
            await api.sent_messages(phone, datetime.now(UTC))
            await api.placed_calls(phone, datetime.now(UTC))
            await twilio.settled()
            try:
                await api.send_message(OutgoingMessage("nobody", "Hello", from_=own))
            except TwilioApiError:
                pass
            else:
                raise AssertionError
            late = set(sys.modules) - before
            assert any(name.startswith("twilio.rest.api.v2010") for name in before)
            print(sorted(name for name in late if not name.startswith("simulator")))

    asyncio.run(main())
"""


def test_first_message_imports_nothing() -> None:
    """The SDK and the numbering plans, which load bit by bit, are complete before."""
    ran = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", textwrap.dedent(FIRST_REQUESTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.stdout, ran.returncode) == ("[]\n", 0), ran.stderr
