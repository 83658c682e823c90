"""When the webhook is there: as soon as the integration is, for as long as the entry counts."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from simulator import BREAKDOWN, Fault, Simulator

from .. import HOOK_ID, PUBLIC_URL, WEBHOOK_URL, entry_data
from . import EMPTY_RESPONSE, MESSAGE, House, sdk_signature

type Events = list[Event[dict[str, Any]]]

NEXT_HOOK_ID = "0f" * 32


@pytest.fixture
def is_open(twilio: Simulator) -> Callable[[], Coroutine[Any, Any, bool]]:
    """Return whether the webhook answers: an unknown one gets an empty 200 of Home Assistant."""

    async def is_open() -> bool:
        delivery = await twilio.deliver(WEBHOOK_URL, MESSAGE)
        assert delivery.status == HTTPStatus.OK
        return delivery.text == EMPTY_RESPONSE

    return is_open


async def test_webhook_list(
    hass: HomeAssistant, account: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    """There is one webhook, under the id that nobody but Twilio knows, for POST from anywhere."""
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "webhook/list"})
    assert (await client.receive_json())["result"] == [
        {
            "webhook_id": HOOK_ID,
            "domain": "twilio",
            "name": "Twilio",
            "local_only": False,
            "allowed_methods": ["POST"],
        }
    ]


async def test_key_of_the_core_integration_is_not_served(
    twilio: Simulator, account: MockConfigEntry, house: House, events: Events
) -> None:
    """The id that Home Assistant's own integration would serve leads nowhere."""
    url = f"{PUBLIC_URL}/api/webhook/{account.data['webhook_id']}"
    delivery = await twilio.deliver(url, MESSAGE)
    assert (delivery.status, delivery.text) == (HTTPStatus.OK, "")
    assert events == []


async def test_webhook_stays_while_the_account_comes_and_goes(
    hass: HomeAssistant,
    account: MockConfigEntry,
    house: House,
    is_open: Callable[[], Coroutine[Any, Any, bool]],
) -> None:
    """A reload does not lose the webhook."""
    assert await is_open()
    assert await hass.config_entries.async_reload(account.entry_id)
    assert await is_open()


async def test_webhook_of_a_disabled_account(
    hass: HomeAssistant,
    account: MockConfigEntry,
    house: House,
    events: Events,
    is_open: Callable[[], Coroutine[Any, Any, bool]],
) -> None:
    """A disabled account has no webhook; enabled again, it has the same."""
    await hass.config_entries.async_set_disabled_by(account.entry_id, ConfigEntryDisabler.USER)
    assert not await is_open()
    assert events == []
    await hass.config_entries.async_set_disabled_by(account.entry_id, None)
    assert await is_open()
    assert len(events) == 1


async def test_webhook_of_a_removed_account(
    hass: HomeAssistant,
    account: MockConfigEntry,
    house: House,
    events: Events,
    is_open: Callable[[], Coroutine[Any, Any, bool]],
) -> None:
    """A removed account has no webhook."""
    await hass.config_entries.async_remove(account.entry_id)
    assert not await is_open()
    assert events == []


async def test_webhook_while_twilio_is_down(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    pauses: list[float],
    is_open: Callable[[], Coroutine[Any, Any, bool]],
) -> None:
    """What Twilio sends is taken while its API is down."""
    twilio.faults.add(Fault(BREAKDOWN, times=None))
    assert await hass.config_entries.async_reload(account.entry_id)
    assert await is_open()
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_account_that_is_added_later(
    hass: HomeAssistant, account: MockConfigEntry, other_account: MockConfigEntry, house: House
) -> None:
    """An account that is set up later has its webhook at once."""
    path = f"/api/webhook/{other_account.data['hook_id']}"
    signature = sdk_signature(PUBLIC_URL + path, (), other_account.data["auth_token"])
    response = await house.post(
        path,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature,
        },
    )
    assert (response.status, await response.text()) == (HTTPStatus.OK, EMPTY_RESPONSE)


async def test_webhook_that_changes_its_id(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    is_open: Callable[[], Coroutine[Any, Any, bool]],
) -> None:
    """A new id counts at once, the old one no more."""
    hass.config_entries.async_update_entry(account, data={**account.data, "hook_id": NEXT_HOOK_ID})
    await hass.async_block_till_done()
    assert not await is_open()
    delivery = await twilio.deliver(f"{PUBLIC_URL}/api/webhook/{NEXT_HOOK_ID}", MESSAGE)
    assert (delivery.status, delivery.text) == (HTTPStatus.OK, EMPTY_RESPONSE)


@pytest.mark.parametrize(
    ("disabled_by", "text"), [(None, EMPTY_RESPONSE), (ConfigEntryDisabler.USER, "")]
)
async def test_start(
    hass: HomeAssistant,
    twilio: Simulator,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, House]],
    disabled_by: ConfigEntryDisabler | None,
    text: str,
) -> None:
    """From the start an account has its webhook, a disabled one none."""
    MockConfigEntry(
        domain="twilio", minor_version=2, disabled_by=disabled_by, data=entry_data(twilio)
    ).add_to_hass(hass)
    assert await async_setup_component(hass, "twilio", {})
    client = await hass_client_no_auth()
    twilio.tunnels.open(PUBLIC_URL, f"http://127.0.0.1:{client.port}")
    assert (await twilio.deliver(WEBHOOK_URL, MESSAGE)).text == text
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_two_accounts_with_one_id(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    caplog: pytest.LogCaptureFixture,
    is_open: Callable[[], Coroutine[Any, Any, bool]],
) -> None:
    """A webhook stays with the account that had it first, whatever becomes of the other."""
    copy = MockConfigEntry(
        domain="twilio", title="Copy", minor_version=2, data=entry_data(twilio), unique_id="copy"
    )
    copy.add_to_hass(hass)
    assert await hass.config_entries.async_setup(copy.entry_id)
    assert "The webhook of Copy belongs to another account" in caplog.text
    assert await is_open()
    await hass.config_entries.async_remove(copy.entry_id)
    assert await is_open()
    await hass.config_entries.async_remove(account.entry_id)
    assert not await is_open()


async def test_account_that_is_disabled_while_it_is_not_loaded(
    hass: HomeAssistant,
    account: MockConfigEntry,
    house: House,
    is_open: Callable[[], Coroutine[Any, Any, bool]],
) -> None:
    """No webhook stays open because its account was away when it was disabled."""
    assert await hass.config_entries.async_unload(account.entry_id)
    await hass.config_entries.async_set_disabled_by(account.entry_id, ConfigEntryDisabler.USER)
    assert not await is_open()


async def test_entry_of_another_integration(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Only entries of this integration have a webhook of it."""
    other = MockConfigEntry(domain="other", data={})
    other.add_to_hass(hass)
    hass.config_entries.async_update_entry(other, data={**account.data, "hook_id": NEXT_HOOK_ID})
    await hass.async_block_till_done()
    delivery = await twilio.deliver(f"{PUBLIC_URL}/api/webhook/{NEXT_HOOK_ID}", MESSAGE)
    assert (delivery.status, delivery.text) == (HTTPStatus.OK, "")
