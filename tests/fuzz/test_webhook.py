"""The whole webhook, over HTTP: a changed request is refused, or it is the one that was signed."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
import logging
from typing import Any, Final

from homeassistant.core import Context, Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events
from yarl import URL

from custom_components.twilio.listening.listeners import async_listeners
from custom_components.twilio.listening.occurrences import Occurrence
from tests.unit import HOOK_ID
from tests.unit.webhook import AUTH_TOKEN, RAW_EVENT, House

from .budget import fuzzed
from .knocks import Forgery, Knock, forgeries

REFUSED: Final = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
HANDLED: Final = {HTTPStatus.OK, HTTPStatus.NO_CONTENT}


class Witness:
    """Hears all that a house makes of requests."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Listen, where automations and entities do."""
        self._hass = hass
        self._events: list[Event[dict[str, Any]]] = async_capture_events(hass, RAW_EVENT)
        self._occurrences: list[Occurrence] = []
        self.leave: Callable[[], None] = async_listeners(hass).async_watch(self._note)

    def _note(self, occurrence: Occurrence, _: Context) -> None:
        self._occurrences.append(occurrence)

    async def heard(self) -> list[object]:
        """Return what happened since the last time."""
        await self._hass.async_block_till_done()
        heard = [*self._events, *self._occurrences]
        self._events.clear()
        self._occurrences.clear()
        return heard


@pytest.fixture
def witness(hass: HomeAssistant, house: House) -> Iterator[Witness]:
    """Return who listens to the house."""
    witness = Witness(hass)
    yield witness
    witness.leave()


async def knock(house: House, request: Knock) -> HTTPStatus:
    """Send a request, and return what becomes of it."""
    headers = {"Content-Type": request.content_type}
    if request.signature is not None:
        headers["X-Twilio-Signature"] = request.signature
    url = house.make_url("/") / f"api/webhook/{HOOK_ID}"
    query = f"?{request.query}" if request.query else ""
    # As it is: the query is signed byte for byte.
    raw_url = URL(f"{url}{query}", encoded=True)
    response = await house.session.post(raw_url, data=request.body, headers=headers)
    await response.read()
    return HTTPStatus(response.status)


def assert_quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Check that the log has no error in it, and no secret."""
    for record in caplog.records:
        assert record.exc_info is None
        assert record.levelno < logging.ERROR
        if record.levelno >= logging.INFO:
            assert AUTH_TOKEN not in record.getMessage()
            assert HOOK_ID not in record.getMessage()
    caplog.clear()


@fuzzed(forgery=forgeries())
async def test_forgery_of_a_known_request(
    house: House, witness: Witness, caplog: pytest.LogCaptureFixture, forgery: Forgery
) -> None:
    """Whoever saw a request that the house has seen, too, moves nothing with it."""
    assert await knock(house, forgery.original) in HANDLED
    await witness.heard()
    status = await knock(house, forgery.forged)
    assert status in (REFUSED | HANDLED if forgery.forged.is_signed else REFUSED)
    assert await witness.heard() == []
    assert_quiet(caplog)


@fuzzed(forgery=forgeries())
async def test_forgery_of_an_unknown_request(
    house: House, witness: Witness, caplog: pytest.LogCaptureFixture, forgery: Forgery
) -> None:
    """What was not signed moves nothing, either before the house has seen the request."""
    await witness.heard()
    status = await knock(house, forgery.forged)
    assert status in (REFUSED | HANDLED if forgery.forged.is_signed else REFUSED)
    assert status in HANDLED or await witness.heard() == []
    assert_quiet(caplog)
