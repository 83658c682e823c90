"""Every request to a simulator, in whichever test, is held against Twilio's own description."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from simulator import Request
from simulator.rest import gate

from .contract.description import Description, is_here
from .contract.judge import Judge

# There, requests are made badly on purpose; what the simulator makes of them counts all the same.
_CARELESS: Final = Path(__file__).parent / "simulator"


@pytest.fixture(scope="session")
def described_by_twilio() -> Description | None:
    """Return Twilio's description, where it could be fetched."""
    return Description() if is_here() else None


@pytest.fixture(scope="session", autouse=True)
def requests_to_simulators() -> Iterator[list[Request]]:
    """Return what simulators were asked since the last test ended."""
    requests: list[Request] = []

    def record(**facts: Any) -> Request:
        request = Request(**facts)
        requests.append(request)
        return request

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gate, "Request", record)
        yield requests


@pytest.fixture(autouse=True)
def held_against_the_description(
    request: pytest.FixtureRequest,
    described_by_twilio: Description | None,
    requests_to_simulators: list[Request],
) -> Iterator[None]:
    """Fail a test in which a request, or the answer to one, is not as Twilio describes it."""
    yield
    asked = [*requests_to_simulators]
    requests_to_simulators.clear()
    if described_by_twilio is None:
        return
    judge = Judge(described_by_twilio)
    complaints = [item for one in asked for item in judge.of_values(one) + judge.of_answer(one)]
    if _CARELESS not in request.path.parents:
        complaints += [item for one in asked for item in judge.of_names(one)]
    assert complaints == []
