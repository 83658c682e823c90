"""What the household is told of the webhooks of numbers."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.twilio.api import Refused
from custom_components.twilio.numbers.issues import number_issues
from custom_components.twilio.numbers.pointing import NumberPointing, Override, Pointing
from custom_components.twilio.numbers.webhooks import NumberState

from .. import HOOK_ID, WEBHOOK_URL

ELSEWHERE = NumberPointing(Pointing.ELSEWHERE, Pointing.ELSEWHERE, hosts=("a.example", "b.example"))


def state(
    pointing: NumberPointing, *, wanted: bool = True, error: Refused | None = None
) -> NumberState:
    """Return the state of a number."""
    return NumberState("+15550006000", "Home", pointing, wanted, error)


def test_all_is_well() -> None:
    """Nothing to tell of what leads here, and of what need not."""
    here = NumberPointing(Pointing.HERE, None)
    unknown = NumberPointing(Pointing.HERE, Pointing.HERE, unchecked=frozenset(Override))
    states = (state(here), state(unknown), state(ELSEWHERE, wanted=False))
    assert list(number_issues(states)) == []


def test_foreign_hosts() -> None:
    """Messages and calls may lead to two of them."""
    [issue] = number_issues([state(ELSEWHERE)])
    assert issue.placeholders["host"] == "a.example, b.example"


def test_several_things_at_once() -> None:
    """Each is told by itself."""
    overrides = frozenset({Override.FAX, Override.MESSAGING_SERVICE})
    pointing = NumberPointing(Pointing.ELSEWHERE, Pointing.HERE, overrides)
    assert [issue.key for issue in number_issues([state(pointing)])] == [
        "number_overridden_messaging_service",
        "number_overridden_fax",
        "number_points_elsewhere",
    ]


async def test_secret_in_the_reason(hass: HomeAssistant) -> None:
    """Twilio repeats the URL that it does not like; the household need not see it."""
    assert await async_setup_component(hass, "twilio", {})
    error = Refused(400, 21502, f"SmsUrl is not a valid URL: {WEBHOOK_URL}?kind=message (sic)")
    [issue] = number_issues([state(ELSEWHERE, error=error)])
    assert issue.key == "number_not_set"
    assert "SmsUrl is not a valid URL: … (sic)" in issue.placeholders["reason"]
    assert HOOK_ID not in str(issue)
