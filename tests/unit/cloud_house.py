"""A house with Home Assistant's own cloud, which is a customer of a Nabu Casa on loopback."""

from importlib.util import find_spec
import sys
from types import ModuleType
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Delivery, Simulator
from tests.nabu_casa import NabuCasa, login

from . import entry_data
from .webhook import MESSAGE

# Source code only: scripts/setup leaves them out where there is no compiler. Home Assistant
# imports them along with its cloud; nobody listens to a microphone here.
_NATIVE: Final = {"pymicro_vad": "MicroVad", "pyspeex_noise": "AudioProcessor"}


for _name, _wanted in _NATIVE.items():
    if _name not in sys.modules and find_spec(_name) is None:
        sys.modules[_name] = ModuleType(_name)
        setattr(sys.modules[_name], _wanted, object)


async def set_up_cloud(hass: HomeAssistant, nabu_casa: NabuCasa) -> None:
    """Set up the cloud, with whoever is logged in in its directory."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "cloud", {"cloud": dict(nabu_casa.configuration)})


async def log_out(hass: HomeAssistant) -> None:
    """Log out, as on the page of the cloud or when the cloud says so."""
    await hass.data["cloud"].logout()
    await hass.async_block_till_done(wait_background_tasks=True)


async def log_in_late(hass: HomeAssistant, nabu_casa: NabuCasa, username: str = "somebody") -> None:
    """Log in as on the page of the cloud, which then connects."""
    starting = await hass.data["cloud"].update_token(**login(username))
    assert starting
    await starting
    await nabu_casa.connected()
    await hass.async_block_till_done(wait_background_tasks=True)


async def delete_hook(hass: HomeAssistant, hook_id: str) -> None:
    """Delete a cloudhook, as on the page of the cloud."""
    await hass.data["cloud"].cloudhooks.async_delete(hook_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def make_hook(hass: HomeAssistant, hook_id: str, *, is_managed: bool) -> str:
    """Make a cloudhook, as an integration does or somebody on the page of the cloud."""
    hook = await hass.data["cloud"].cloudhooks.async_create(hook_id, is_managed)
    await hass.async_block_till_done(wait_background_tasks=True)
    return str(hook["cloudhook_url"])


def cloud_entry(twilio: Simulator, **changes: Any) -> MockConfigEntry:
    """Return an account that is reached through the cloud, as the config flow stores it."""
    data = {**entry_data(twilio), "receive_mode": "cloud", **changes}
    del data["public_url"]
    return MockConfigEntry(
        domain="twilio",
        title="Twilio",
        unique_id=twilio.account.sid,
        version=1,
        minor_version=2,
        data={name: value for name, value in data.items() if value is not None},
    )


async def add(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Add an account to the house and load it."""
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)


async def text(twilio: Simulator, url: str, sid: str = MESSAGE["MessageSid"]) -> Delivery:
    """Let Twilio report a text to a webhook, once."""
    return await twilio.deliver(f"{url}#rc=0", {**MESSAGE, "MessageSid": sid})


def is_reported(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Tell whether the household is told that nothing arrives through the cloud."""
    issue = ir.async_get(hass).async_get_issue("twilio", f"cloud_logged_out_{entry.entry_id}")
    return issue is not None
