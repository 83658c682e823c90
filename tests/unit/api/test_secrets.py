"""No secret of an account is ever written down on the way to Twilio."""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
import logging
from traceback import format_exception
from typing import override

from aiohttp import ClientSession, ClientTimeout
import pytest

from custom_components.twilio.api import (
    Credentials,
    OutgoingCall,
    OutgoingMessage,
    TwilioApi,
    TwilioApiError,
    transport,
)
from simulator import BREAKDOWN, OVERLOAD, Drop, Fault, Hold, Refuse, Simulator
from simulator.errors import AUTHENTICATE, NOT_FOUND

MESSAGE = OutgoingMessage("+15551234567", "Hello", from_="+15550006000")
CALL = OutgoingCall("+15551234567", "+15550006000", twiml="<Response/>")


class Scribe(logging.Handler):
    """Writes down every record, however low its level, and however it is cleaned elsewhere."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.page = ""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Write a record down."""
        self.page += self.format(record) + "\n"


@pytest.fixture
def scribe(caplog: pytest.LogCaptureFixture) -> Iterator[Scribe]:
    """Return what was logged at all."""
    caplog.set_level(logging.DEBUG)
    handler = Scribe()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def secrets_of(twilio: Simulator) -> list[str]:
    """Return the secrets of the account, also as HTTP carries them."""
    settings = twilio.account.settings
    pairs = (
        f"{settings.sid}:{settings.auth_token}",
        f"{settings.api_key_sid}:{settings.api_key_secret}",
    )
    return [
        settings.auth_token,
        settings.api_key_secret,
        *(b64encode(pair.encode()).decode() for pair in pairs),
    ]


def written_secrets(twilio: Simulator, *texts: str) -> list[str]:
    """Return which secrets are in a text."""
    return [secret for secret in secrets_of(twilio) if secret in "\n".join(texts)]


@pytest.fixture(params=["token", "key"])
def secretive(
    request: pytest.FixtureRequest, session: ClientSession, twilio: Simulator
) -> TwilioApi:
    """Return the account, opened by its token or by a key."""
    settings = twilio.account.settings
    credentials = Credentials(settings.sid, settings.auth_token, api_base_url=twilio.url)
    if request.param == "key":
        credentials = replace(
            credentials, api_key_sid=settings.api_key_sid, api_key_secret=settings.api_key_secret
        )
    return TwilioApi(session, credentials)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda api: api.send_message(MESSAGE), id="message"),
        pytest.param(lambda api: api.place_call(CALL), id="call"),
        pytest.param(TwilioApi.phone_numbers, id="numbers"),
    ],
)
@pytest.mark.parametrize(
    "make_effect",
    [
        pytest.param(lambda: Refuse(AUTHENTICATE), id="401"),
        pytest.param(lambda: Refuse(NOT_FOUND), id="404"),
        pytest.param(lambda: OVERLOAD, id="429"),
        pytest.param(lambda: BREAKDOWN, id="500"),
        pytest.param(Drop, id="dropped"),
        pytest.param(Hold, id="hanging"),
    ],
)
async def test_failure_says_no_secret(
    twilio: Simulator,
    secretive: TwilioApi,
    scribe: Scribe,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
    make_effect: Callable[[], Refuse | Drop | Hold],
    ask: Callable[[TwilioApi], Awaitable[object]],
) -> None:
    """Neither the error, nor its causes, nor any logger gives a secret away."""
    effect = make_effect()
    if isinstance(effect, Hold):
        for limit in ("TIMEOUT", "ONCE_TIMEOUT"):
            monkeypatch.setattr(transport, limit, ClientTimeout(total=0.02))
    twilio.faults.add(Fault(effect, times=None))
    async with asyncio.timeout(5):
        with pytest.raises(TwilioApiError) as raised:
            await ask(secretive)
    told = "".join(format_exception(raised.value))
    assert written_secrets(twilio, told, repr(raised.value), scribe.page) == []
    if isinstance(effect, Hold):
        effect.released.set()


async def test_success_says_no_secret(
    twilio: Simulator, secretive: TwilioApi, scribe: Scribe
) -> None:
    """The SDK's own loggers, which would write headers down, have nothing to write."""
    await secretive.send_message(MESSAGE)
    await secretive.phone_numbers()
    assert written_secrets(twilio, scribe.page, repr(secretive)) == []


async def test_unreachable_server_says_no_secret(
    twilio: Simulator,
    session: ClientSession,
    scribe: Scribe,
    pauses: list[float],
    unused_tcp_port: int,
) -> None:
    """What the log says of a missing connection is its kind."""
    token = twilio.account.auth_token
    url = f"http://127.0.0.1:{unused_tcp_port}"
    with pytest.raises(TwilioApiError) as raised:
        await TwilioApi(session, Credentials(twilio.account.sid, token, api_base_url=url)).check()
    assert "No connection to Twilio: ClientConnectorError" in scribe.page
    assert written_secrets(twilio, "".join(format_exception(raised.value)), scribe.page) == []
