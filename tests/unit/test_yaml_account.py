"""The `twilio:` block of configuration.yaml."""

from typing import Any

from homeassistant.config_entries import SOURCE_IMPORT, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.twilio.yaml_account import async_take_over_yaml
from simulator import Simulator

from . import HOOK_ID

SID = "AC" + "51" * 16
OTHER_SID = "AC" + "61" * 16
TOKEN = "a5" * 16
NUMBERS_URL = "https://api.twilio.com/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json"


@pytest.fixture
def numbers_at_twilio(aioclient_mock: AiohttpClientMocker) -> AiohttpClientMocker:
    """Let Twilio know two accounts; no other request leaves the house."""
    for sid in (SID, OTHER_SID):
        aioclient_mock.get(NUMBERS_URL.format(sid), json={"incoming_phone_numbers": []})
    return aioclient_mock


async def set_up(hass: HomeAssistant, **block: Any) -> bool:
    """Start the integration with a block of YAML."""
    is_set_up = await async_setup_component(hass, "twilio", {"twilio": block})
    await hass.async_block_till_done(wait_background_tasks=True)
    return is_set_up


@pytest.mark.usefixtures("numbers_at_twilio")
async def test_block_becomes_an_entry(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry
) -> None:
    """The account of YAML is imported."""
    assert await set_up(hass, account_sid=f" {SID}", auth_token=f"{TOKEN}\n")
    [entry] = hass.config_entries.async_entries("twilio")
    assert (entry.source, entry.state) == (SOURCE_IMPORT, ConfigEntryState.LOADED)
    assert (entry.unique_id, entry.data["auth_token"]) == (SID, TOKEN)
    assert issue_registry.issues == {}


async def test_import_without_internet(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, pauses: list[float]
) -> None:
    """What worked before is imported although Twilio cannot be asked."""
    aioclient_mock.get(NUMBERS_URL.format(SID), exc=TimeoutError)
    assert await set_up(hass, account_sid=SID, auth_token=TOKEN)
    [entry] = hass.config_entries.async_entries("twilio")
    assert entry.state is ConfigEntryState.LOADED


async def test_block_of_a_known_account(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """The same credentials in both places are no news."""
    before = dict(entry.data)
    assert await set_up(hass, account_sid=SID, auth_token=TOKEN)
    assert hass.config_entries.async_entries("twilio") == [entry]
    assert dict(entry.data) == before
    # Its numbers are offered, as to everybody whose account came without them.
    assert set(issue_registry.issues) == {("twilio", f"new_numbers_{entry.entry_id}")}


async def test_block_that_differs_from_its_entry(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """The entry counts, and the household hears that there are two answers."""
    before = dict(entry.data)
    assert await set_up(hass, account_sid=SID, auth_token="b6" * 16)
    assert hass.config_entries.async_entries("twilio") == [entry]
    assert dict(entry.data) == before
    issue = issue_registry.async_get_issue("twilio", "yaml_differs")
    assert issue
    assert (issue.severity, issue.translation_key) == (ir.IssueSeverity.WARNING, "yaml_differs")
    assert issue.translation_placeholders == {"account": "Twilio"}
    async_take_over_yaml(hass, {"account_sid": SID, "auth_token": TOKEN})
    assert issue_registry.async_get_issue("twilio", "yaml_differs") is None


@pytest.mark.usefixtures("numbers_at_twilio")
async def test_block_of_another_account(hass: HomeAssistant) -> None:
    """YAML may bring a second account."""
    entry = MockConfigEntry(
        domain="twilio",
        unique_id=SID,
        minor_version=2,
        data={"account_sid": SID, "auth_token": TOKEN, "hook_id": HOOK_ID},
    )
    entry.add_to_hass(hass)
    assert await set_up(hass, account_sid=OTHER_SID, auth_token=TOKEN)
    assert {found.unique_id for found in hass.config_entries.async_entries("twilio")} == {
        SID,
        OTHER_SID,
    }


@pytest.mark.parametrize(
    ("account_sid", "auth_token"),
    [
        pytest.param("AC1", TOKEN, id="short"),
        pytest.param("YOUR_ACCOUNT_SID", TOKEN, id="copied from the documentation"),
        pytest.param("SK" + "51" * 16, TOKEN, id="key"),
        pytest.param(" ", TOKEN, id="blank"),
        pytest.param(15551234567, TOKEN, id="number"),
        pytest.param(SID, "", id="no token"),
        pytest.param(SID, "  ", id="blank token"),
    ],
)
async def test_malformed_block(
    hass: HomeAssistant,
    account_sid: object,
    auth_token: str,
    issue_registry: ir.IssueRegistry,
) -> None:
    """It makes no entry, stops nothing else, and the household hears of it."""
    assert await set_up(hass, account_sid=account_sid, auth_token=auth_token)
    assert hass.config_entries.async_entries("twilio") == []
    issue = issue_registry.async_get_issue("twilio", "invalid_yaml")
    assert issue
    assert (issue.severity, issue.translation_key) == (ir.IssueSeverity.ERROR, "invalid_yaml")
    assert not issue.is_fixable
    assert hass.services.has_service("twilio", "send_message")


async def test_malformed_block_beside_an_account(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """A mistake in YAML does not stop an account of the user interface."""
    assert await set_up(hass, account_sid="AC1", auth_token=TOKEN)
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.usefixtures("numbers_at_twilio")
async def test_mended_block(hass: HomeAssistant, issue_registry: ir.IssueRegistry) -> None:
    """What is right now is no longer complained about."""
    assert await set_up(hass, account_sid="AC1", auth_token=TOKEN)
    async_take_over_yaml(hass, {"account_sid": SID, "auth_token": TOKEN})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert issue_registry.async_get_issue("twilio", "invalid_yaml") is None
    assert [entry.unique_id for entry in hass.config_entries.async_entries("twilio")] == [SID]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param({"account_sid": SID}, id="no token"),
        pytest.param({"auth_token": TOKEN}, id="no SID"),
        pytest.param({"account_sid": SID, "auth_token": TOKEN, "extra": 1}, id="unknown key"),
    ],
)
async def test_block_that_home_assistant_refuses(
    hass: HomeAssistant, block: dict[str, Any]
) -> None:
    """What is not a block of Twilio is an error of the configuration."""
    assert not await set_up(hass, **block)


async def test_words_of_the_issues(hass: HomeAssistant) -> None:
    """The household hears what is wrong and what to do."""
    words = await async_get_translations(hass, "en", "issues", ["twilio"])
    texts = {
        key.removeprefix("component.twilio.issues."): text
        for key, text in words.items()
        if "yaml" in key
    }
    assert texts == {
        "invalid_yaml.title": "The Twilio account in configuration.yaml cannot be used",
        "invalid_yaml.description": "The twilio block needs an account_sid, which is AC followed "
        "by 32 digits and letters from a to f, and an auth_token. Correct it and restart Home "
        "Assistant, or remove the block and add the integration in the user interface.",
        "yaml_differs.title": "{account}: configuration.yaml has other credentials",
        "yaml_differs.description": "The Auth Token in the twilio block of configuration.yaml is "
        "not the one of this account. The one of the account is used. Remove the block, or "
        "correct it and restart Home Assistant.",
    }
