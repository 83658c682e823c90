"""A simulator, a house that it calls, and a REST client."""

from collections.abc import AsyncIterator

from aiohttp import ClientSession
import pytest

from simulator import Handset, Number, Simulator

from .house import PUBLIC_URL, House
from .rest import Rest


@pytest.fixture(autouse=True)
def custom_integrations() -> None:
    """Need no Home Assistant: the simulator knows nothing of it."""


@pytest.fixture
async def house(socket_enabled: None) -> AsyncIterator[House]:
    """Return a house on loopback."""
    async with House() as house:
        yield house


@pytest.fixture
async def twilio(house: House) -> AsyncIterator[Simulator]:
    """Return a simulator with a tunnel to the house."""
    async with Simulator(tunnels={PUBLIC_URL: house.local_url}) as twilio:
        yield twilio


@pytest.fixture
async def by_hand(house: House) -> AsyncIterator[Simulator]:
    """Return a simulator whose clock is turned by hand."""
    tunnels = {PUBLIC_URL: house.local_url}
    async with Simulator(tunnels=tunnels, clock_by_hand=True) as twilio:
        yield twilio


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[ClientSession]:
    """Return an HTTP session."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def rest(session: ClientSession, twilio: Simulator) -> Rest:
    """Return a REST client of the account."""
    return Rest(session, twilio)


@pytest.fixture
def number(twilio: Simulator) -> Number:
    """Return the account's number."""
    return twilio.number


@pytest.fixture
def phone(twilio: Simulator) -> Handset:
    """Return a phone that was never used."""
    return twilio.handset("+15551234567")
