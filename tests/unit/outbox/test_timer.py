"""One thing to do at a moment that may change."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.twilio.outbox.timer import Timer

from ..passing_time import PassingTime


@pytest.fixture
def rings(hass: HomeAssistant) -> list[float]:
    """Return when something was done, in seconds of the loop."""
    return []


@pytest.fixture
def timer(hass: HomeAssistant, rings: list[float]) -> Timer:
    """Return a timer that waits for nothing yet."""
    return Timer(hass, "a test", lambda: rings.append(hass.loop.time()))


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        pytest.param([30.0], [30], id="once"),
        pytest.param([30.0, 30.0], [30], id="the same again"),
        pytest.param([90.0, 30.0], [30], id="earlier"),
        pytest.param([30.0, 90.0], [90], id="later"),
        pytest.param([30.0, None], [], id="not at all"),
        pytest.param([-5.0], [0], id="in the past"),
    ],
)
async def test_moment(
    hass: HomeAssistant,
    timer: Timer,
    rings: list[float],
    time_passes: PassingTime,
    seconds: list[float | None],
    expected: list[int],
) -> None:
    """It acts once, at the last second that it was told."""
    now = hass.loop.time()
    for after in seconds:
        timer.async_set(None if after is None else now + after)
    for _ in range(20):
        await time_passes.by(5)
    # What is due is done with the next step of five seconds.
    assert [5 * round((ring - now) // 5) for ring in rings] == [max(5, at) for at in expected]


async def test_again(
    hass: HomeAssistant, timer: Timer, rings: list[float], time_passes: PassingTime
) -> None:
    """After it has acted it can be told another second, be it the same."""
    now = hass.loop.time()
    for _ in range(2):
        timer.async_set(now + 5)
        await time_passes.by(6)
    assert len(rings) == 2
