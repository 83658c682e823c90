"""A house that moves to another address: numbers at Twilio follow one by one."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from .. import HOOK_ID, WEBHOOK_URL
from ..cloud_house import delete_hook
from . import MESSAGE, House, sdk_signature

type Events = list[Event[dict[str, Any]]]

PATH: Final = f"/api/webhook/{HOOK_ID}"
OTHER: Final = "https://other.example"
THIRD: Final = "http://third.example:8123"


async def statuses(twilio: Simulator, *urls: str) -> list[int | None]:
    """Return the answers to requests that are signed for addresses, each a message of its own."""
    return [
        (
            await twilio.forge(
                WEBHOOK_URL,
                fields := {**MESSAGE, "MessageSid": f"SM{index:032x}"},
                sdk_signature(url, fields),
            )
        ).status
        for index, url in enumerate(urls)
    ]


async def test_each_configured_address(
    hass: HomeAssistant, twilio: Simulator, cloudhook: str, house: House
) -> None:
    """Cloud, custom and external address count side by side, whatever is chosen."""
    await hass.config.async_update(external_url=THIRD)
    assert await statuses(
        twilio,
        WEBHOOK_URL,
        cloudhook,
        cloudhook.replace("casa", "casa:443"),
        f"{THIRD}{PATH}",
        f"http://third.example{PATH}",
        f"https://third.example:8123{PATH}",
        f"https://hooks.nabu.casa{PATH}",
    ) == [200, 200, 200, 200, 200, 403, 403]


async def test_user_information_is_not_signed(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """Of an external URL with a password, Twilio signs the rest."""
    await hass.config.async_update(external_url="https://user:pass@other.example")
    assert await statuses(twilio, f"{OTHER}{PATH}", f"https://user:pass@other.example{PATH}") == [
        200,
        403,
    ]


async def test_external_url_that_is_replaced(
    hass: HomeAssistant, twilio: Simulator, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """From the change on, the former external URL counts for one more day."""
    await hass.config.async_update(external_url=OTHER)
    await hass.config.async_update(external_url=THIRD)
    freezer.tick(timedelta(hours=23, minutes=59))
    assert await statuses(twilio, f"{OTHER}{PATH}", f"{THIRD}{PATH}") == [200, 200]
    freezer.tick(timedelta(minutes=1))
    assert await statuses(twilio, f"{OTHER}{PATH}", f"{THIRD}{PATH}") == [403, 200]


async def test_custom_url_that_is_replaced(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The former custom URL counts for one more day, over reloads too."""
    hass.config_entries.async_update_entry(account, data={**account.data, "public_url": OTHER})
    assert await hass.config_entries.async_reload(account.entry_id)
    assert await statuses(twilio, WEBHOOK_URL, f"{OTHER}{PATH}") == [200, 200]
    freezer.tick(timedelta(hours=24) - timedelta(seconds=1))
    assert await hass.config_entries.async_reload(account.entry_id)
    assert await statuses(twilio, WEBHOOK_URL, f"{OTHER}{PATH}") == [200, 200]
    freezer.tick(timedelta(seconds=1))
    assert await statuses(twilio, WEBHOOK_URL, f"{OTHER}{PATH}") == [403, 200]


async def test_address_that_was_never_ours(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """Before an address is configured it opens nothing."""
    assert await statuses(twilio, f"{OTHER}{PATH}") == [HTTPStatus.FORBIDDEN]
    await hass.config.async_update(external_url=OTHER)
    assert await statuses(twilio, f"{OTHER}{PATH}") == [HTTPStatus.OK]


async def test_address_that_is_taken_away(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """An address without a successor counts for one more day as well."""
    address = f"{OTHER}{PATH}"
    hass.config_entries.async_update_entry(account, data={**account.data, "public_url": OTHER})
    assert await statuses(twilio, address) == [HTTPStatus.OK]
    left = {name: value for name, value in account.data.items() if name != "public_url"}
    hass.config_entries.async_update_entry(account, data=left)
    assert await statuses(twilio, address) == [HTTPStatus.OK]
    freezer.tick(timedelta(hours=24))
    assert await statuses(twilio, address) == [HTTPStatus.FORBIDDEN]


async def test_cloudhook_that_is_deleted(
    hass: HomeAssistant,
    twilio: Simulator,
    cloudhook: str,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """What the cloud took in before is still on its way for a while."""
    assert await statuses(twilio, cloudhook) == [HTTPStatus.OK]
    await delete_hook(hass, HOOK_ID)
    assert await statuses(twilio, cloudhook) == [HTTPStatus.OK]
    freezer.tick(timedelta(hours=24))
    assert await statuses(twilio, cloudhook) == [HTTPStatus.FORBIDDEN]
