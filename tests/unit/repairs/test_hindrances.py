"""Numbers that cannot be made to lead here."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import DEFAULT_NUMBER, OUTAGE, Fault, Refuse, Simulator
from simulator.errors import CALLBACK_URL_INVALID, NOT_PERMITTED

from ..repair import issues_of
from . import FOREIGN, add_sender, look_again, settle


async def test_number_that_is_refused(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """It is told with Twilio's reason, until it works."""
    twilio.faults.add(Fault(Refuse(CALLBACK_URL_INVALID), "POST"))
    add_sender(hass, entry)
    assert await async_setup_component(hass, "twilio", {})
    await settle(hass)
    issues = issues_of(hass, entry)
    assert issues.keys() == {"number_not_set"}
    issue = issues["number_not_set"]
    assert (issue.severity, issue.is_fixable) == (ir.IssueSeverity.ERROR, False)
    assert issue.translation_placeholders
    assert "21502" in issue.translation_placeholders["reason"]

    await look_again(hass, entry)
    assert issues_of(hass, entry) == {}


@pytest.mark.parametrize(
    ("effect", "told"), [(Refuse(NOT_PERMITTED), {"missing_right_numbers"}), (OUTAGE, set[str]())]
)
async def test_number_that_could_not_be_set_now(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry, effect: Refuse, told: set[str]
) -> None:
    """An outage ends, and a right that is missing is another matter."""
    twilio.faults.add(Fault(effect, "POST"))
    add_sender(hass, entry)
    assert await async_setup_component(hass, "twilio", {})
    await settle(hass)
    assert issues_of(hass, entry).keys() == told


@pytest.mark.parametrize("override", ["trunk", "application", "messaging_service", "fax", "region"])
async def test_overridden_number(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry, override: str
) -> None:
    """It is told what is in the way, with a link to where that can be changed."""
    match override:
        case "trunk":
            twilio.number.trunk_sid = "TK" + "7" * 32
        case "application":
            twilio.number.voice_application_sid = "AP" + "7" * 32
        case "messaging_service":
            twilio.add_service(twilio.number, inbound_url=FOREIGN)
        case "fax":
            twilio.number.voice_receive_mode = "fax"
        case "region":
            twilio.number.inbound_region = "ie1"
    assert await hass.config_entries.async_reload(receiving.entry_id)
    await settle(hass)
    issue = issues_of(hass, receiving)[f"number_overridden_{override}"]
    assert (issue.severity, issue.is_fixable) == (ir.IssueSeverity.WARNING, False)
    assert (issue.learn_more_url or "").startswith("https://console.twilio.com/")
    assert issue.translation_placeholders == {
        "account": "Twilio",
        "name": twilio.number.friendly_name,
        "number": DEFAULT_NUMBER,
    }


async def test_overridden_number_that_nobody_wants(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """A number that only sends may lead wherever it likes."""
    twilio.number.trunk_sid = "TK" + "7" * 32
    twilio.number.sms_url = FOREIGN
    add_sender(hass, entry, receive=False)
    assert await async_setup_component(hass, "twilio", {})
    await settle(hass)
    assert issues_of(hass, entry) == {}


@pytest.mark.parametrize("override", ["messaging_service", "region"])
async def test_ignored_over_a_reload(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry, override: str
) -> None:
    """What somebody ignores stays ignored, although Twilio has to be asked again; and ends."""
    service = None
    if override == "region":
        twilio.number.inbound_region = "ie1"
    else:
        service = twilio.add_service(twilio.number, inbound_url=FOREIGN)
    assert await hass.config_entries.async_reload(receiving.entry_id)
    await settle(hass)
    issue = issues_of(hass, receiving)[f"number_overridden_{override}"]
    ir.async_ignore_issue(hass, issue.domain, issue.issue_id, ignore=True)

    assert await hass.config_entries.async_reload(receiving.entry_id)
    await settle(hass)
    assert issues_of(hass, receiving)[f"number_overridden_{override}"].dismissed_version

    twilio.number.inbound_region = "us1"
    if service:
        service.use_inbound_webhook_on_number = True
    assert await hass.config_entries.async_reload(receiving.entry_id)
    await settle(hass)
    assert issues_of(hass, receiving) == {}
