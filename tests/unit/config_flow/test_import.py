"""The account of configuration.yaml becomes an entry."""

from homeassistant.config_entries import SOURCE_IMPORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from .. import PUBLIC_URL
from . import ACCOUNT_URL, NUMBERS_URL, RANDOM_ID, SID, TOKEN, created


async def test_import(hass: HomeAssistant, aioclient_mock: AiohttpClientMocker) -> None:
    """What worked as YAML is taken over, whatever Twilio says of it now."""
    for url in (NUMBERS_URL, ACCOUNT_URL):
        aioclient_mock.get(url.format(SID), status=401, json={"code": 20003})
    flow = await hass.config_entries.flow.async_init(
        "twilio",
        context={"source": SOURCE_IMPORT},
        data={"account_sid": f" {SID} ", "auth_token": TOKEN},
    )
    entry = await created(hass, flow)
    assert (entry.unique_id, entry.title) == (SID, "Twilio (…5151)")
    assert not entry.subentries
    data = dict(entry.data)
    assert RANDOM_ID.fullmatch(data.pop("hook_id"))
    assert RANDOM_ID.fullmatch(data.pop("webhook_id"))
    assert data == {
        "account_sid": SID,
        "auth_token": TOKEN,
        "cloudhook": False,
        "receive_mode": "none",
    }


async def test_import_into_a_house_with_an_external_url(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker
) -> None:
    """What is imported can receive, too, where that needs nothing more."""
    aioclient_mock.get(NUMBERS_URL.format(SID), json={"incoming_phone_numbers": []})
    await hass.config.async_update(external_url=PUBLIC_URL)
    flow = await hass.config_entries.flow.async_init(
        "twilio",
        context={"source": SOURCE_IMPORT},
        data={"account_sid": SID, "auth_token": TOKEN},
    )
    assert (await created(hass, flow)).data["receive_mode"] == "external"


async def test_import_of_a_known_account(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """An entry is never overwritten."""
    before = dict(account.data)
    flow = await hass.config_entries.flow.async_init(
        "twilio",
        context={"source": SOURCE_IMPORT},
        data={"account_sid": SID, "auth_token": "b6" * 16},
    )
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert dict(account.data) == before
