"""Twilio's API, as this integration reaches it."""

from collections.abc import AsyncIterator, Callable

from aiohttp import ClientSession
import pytest

from custom_components.twilio.api import Credentials, TwilioApi
from simulator import Simulator


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[ClientSession]:
    """Return a session that may go to loopback."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def credentials(twilio: Simulator) -> Credentials:
    """Return what opens the account at the simulator."""
    return Credentials(twilio.account.sid, twilio.account.auth_token, api_base_url=twilio.url)


@pytest.fixture
def api(session: ClientSession, credentials: Credentials) -> TwilioApi:
    """Return the account at the simulator."""
    return TwilioApi(session, credentials)


@pytest.fixture
def api_at(session: ClientSession, credentials: Credentials) -> Callable[[str], TwilioApi]:
    """Return what makes an account at another server."""

    def make(url: str) -> TwilioApi:
        return TwilioApi(
            session,
            Credentials(credentials.account_sid, credentials.auth_token, api_base_url=url),
        )

    return make
