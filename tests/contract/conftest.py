"""The description, and an account at a simulator that stands in for Twilio."""

from collections.abc import AsyncIterator
from typing import cast

from aiohttp import ClientSession
import pytest

from custom_components.twilio.api import Credentials, TwilioApi
from simulator import Simulator

from .description import Description, is_here
from .stand_in import StandIn


@pytest.fixture(autouse=True)
def needed() -> None:
    """Skip what has nothing to judge by."""
    if not is_here():
        pytest.skip("NOTHING TO JUDGE BY: Twilio's description is missing, see scripts/contracts")


@pytest.fixture
def description(described_by_twilio: Description) -> Description:
    """Return Twilio's description."""
    return described_by_twilio


@pytest.fixture
async def twilio(socket_enabled: None) -> AsyncIterator[Simulator]:
    """Return a Twilio on loopback."""
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
async def stand_in(twilio: Simulator) -> AsyncIterator[StandIn]:
    """Return a session for which the simulator is Twilio."""
    async with ClientSession() as session:
        yield StandIn(session, twilio.url)


@pytest.fixture
def api(twilio: Simulator, stand_in: StandIn) -> TwilioApi:
    """Return the account, with no other host configured than Twilio's own."""
    account = twilio.account
    return TwilioApi(cast("ClientSession", stand_in), Credentials(account.sid, account.auth_token))
