"""The door to Home Assistant Cloud."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.cloudhook import (
    Cloudhook,
    CloudOutOfReachError,
    async_can_use_cloud,
    async_delete_cloudhook,
    async_is_connected,
    async_known_cloudhook,
    async_listen_cloud,
    async_make_cloudhook,
)
from tests.nabu_casa import HOOKS_URL, NabuCasa, log_in, login

from . import HOOK_ID
from .cloud_house import set_up_cloud


async def test_made_once(hass: HomeAssistant, cloud: NabuCasa) -> None:
    """Whoever asks again gets the cloudhook that is there."""
    assert async_can_use_cloud(hass)
    assert async_is_connected(hass)
    assert async_known_cloudhook(hass, HOOK_ID) is None
    urls = [await async_make_cloudhook(hass, HOOK_ID) for _ in range(2)]
    assert urls == [f"{HOOKS_URL}/{cloud.hooks[0]}"] * 2
    assert async_known_cloudhook(hass, HOOK_ID) == Cloudhook(urls[0], is_made_by_us=True)
    await cloud.registration(*cloud.hooks)


async def test_refused(hass: HomeAssistant, cloud: NabuCasa) -> None:
    """An error of the cloud becomes the one that a form can show."""
    cloud.refuses = True
    with pytest.raises(CloudOutOfReachError, match="502"):
        await async_make_cloudhook(hass, HOOK_ID)
    assert cloud.hooks == []


async def test_without_cloud(hass: HomeAssistant) -> None:
    """A house without a cloud has none of all this, and needs none of its packages."""
    assert not async_can_use_cloud(hass)
    assert not async_is_connected(hass)
    assert async_known_cloudhook(hass, HOOK_ID) is None
    assert list(async_listen_cloud(hass, HOOK_ID, print)) == []
    with pytest.raises(CloudOutOfReachError, match="nobody"):
        await async_make_cloudhook(hass, HOOK_ID)
    entry = MockConfigEntry(data={"hook_id": HOOK_ID, "cloudhook_url": f"{HOOKS_URL}/a"})
    await async_delete_cloudhook(hass, entry)


@pytest.mark.parametrize(
    ("expires", "reason"),
    [
        pytest.param(None, "nobody", id="logged out"),
        pytest.param("2020-01-01", "nobody", id="expired"),
        pytest.param("2090-01-01", "no connection", id="not connected"),
    ],
)
async def test_out_of_reach(
    hass: HomeAssistant,
    nabu_casa: NabuCasa,
    tmp_path: Path,
    cloud_preferences: dict[str, Any],
    expires: str | None,
    reason: str,
) -> None:
    """No cloudhook is made, but one that was made before is known to whoever is logged in."""
    nabu_casa.is_open = False
    if expires:
        log_in(tmp_path, login(expires=expires))
    hook = {"cloudhook_url": f"{HOOKS_URL}/a", "webhook_id": HOOK_ID, "cloudhook_id": "a"}
    cloud_preferences["cloudhooks"][HOOK_ID] = hook
    await set_up_cloud(hass, nabu_casa)
    if reason == "no connection":
        await nabu_casa.refused()
    assert async_can_use_cloud(hass) is (reason == "no connection")
    known = async_known_cloudhook(hass, HOOK_ID)
    assert known == (Cloudhook(f"{HOOKS_URL}/a", is_made_by_us=False) if expires else None)
    with pytest.raises(CloudOutOfReachError, match=reason):
        await async_make_cloudhook(hass, HOOK_ID)


async def test_deleted(hass: HomeAssistant, cloud: NabuCasa) -> None:
    """It goes, unless it is gone already or there never was one."""
    url = await async_make_cloudhook(hass, HOOK_ID)
    await cloud.registration(*cloud.hooks)
    await async_delete_cloudhook(hass, MockConfigEntry(data={"hook_id": HOOK_ID}))
    assert async_known_cloudhook(hass, HOOK_ID)
    for _ in range(2):
        entry = MockConfigEntry(data={"hook_id": HOOK_ID, "cloudhook_url": url})
        await async_delete_cloudhook(hass, entry)
    assert async_known_cloudhook(hass, HOOK_ID) is None
    await cloud.registration()
