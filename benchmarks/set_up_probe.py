"""Set up `twilio` in a Home Assistant without anything else, and print what that took, as JSON.

Run as a file and with -I, never as a module: Python must not see this repository, or Home
Assistant would find the integration under test where its own is to be measured.

Usage: set_up_probe.py DIRECTORY CONFIGURATION
"""

import asyncio
import gc
import json
from pathlib import Path
import sys
from time import perf_counter, process_time, thread_time
from typing import Any

from homeassistant import auth, bootstrap, loader
from homeassistant.config_entries import ConfigEntries, ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.setup import async_setup_component

DOMAIN = "twilio"
SET_UP_BEFORE = (
    *("http", "webhook", "notify", "repairs", "diagnostics", "system_health"),
    *("binary_sensor", "button", "event", "sensor"),
)
"""What every house has already."""

_run = asyncio.Handle._run  # noqa: SLF001 - the only place that all that blocks the loop passes


class Longest:
    """The longest time that the event loop did one thing."""

    def __init__(self) -> None:
        """Begin with none."""
        self.seconds = 0.0

    def watch(self) -> None:
        """Take the time of everything that the loop does from now on."""

        def timed(handle: asyncio.Handle) -> None:
            began = perf_counter()
            _run(handle)
            self.seconds = max(self.seconds, perf_counter() - began)

        asyncio.Handle._run = timed  # type: ignore[assignment, method-assign]  # noqa: SLF001


def resident() -> int:
    """Return how many bytes of memory the process holds."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def use(client: Any) -> None:
    """Do what comes before sending and calling; parts of the SDK are loaded only then."""
    _ = client.messages.create, client.calls.create


async def start(directory: str) -> HomeAssistant:
    """Start what is there before the integration."""
    hass = HomeAssistant(directory)
    loader.async_setup(hass)
    hass.config.skip_pip = True
    hass.config_entries = ConfigEntries(hass, {})
    await loader.async_get_custom_components(hass)
    await bootstrap.async_load_base_functionality(hass)
    hass.auth = await auth.auth_manager_from_config(hass, [], [])
    for domain in SET_UP_BEFORE:
        if not await async_setup_component(hass, domain, {}):
            raise SystemExit(f"{domain} could not be set up")
    async_get_clientsession(hass)  # Every house has it, and whoever asks first pays for it.
    await hass.async_block_till_done(wait_background_tasks=True)
    hass.set_state(CoreState.running)
    return hass


async def measure(directory: str, config: dict[str, Any]) -> dict[str, float]:
    """Return the seconds and bytes that the integration adds."""
    hass = await start(directory)
    longest = Longest()
    longest.watch()
    memory, loop, cpu, clock = resident(), thread_time(), process_time(), perf_counter()
    if not await async_setup_component(hass, DOMAIN, config):
        raise SystemExit("the integration could not be set up")
    await hass.async_block_till_done()
    loaded, loaded_after = thread_time() - loop, perf_counter() - clock
    await hass.async_block_till_done(wait_background_tasks=True)
    figures = {
        "loop_until_loaded": loaded,
        "clock_until_loaded": loaded_after,
        "loop": thread_time() - loop,
        "longest": longest.seconds,
        "cpu": process_time() - cpu,
        "clock": perf_counter() - clock,
    }
    if any(
        entry.state is not ConfigEntryState.LOADED
        for entry in hass.config_entries.async_entries(DOMAIN)
    ):
        raise SystemExit("the account is not loaded")
    figures["memory"] = resident() - memory
    await hass.async_add_executor_job(use, hass.data[DOMAIN])
    figures["memory_used"] = resident() - memory
    await hass.async_stop(force=True)
    return figures


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(measure(sys.argv[1], json.loads(sys.argv[2])))))
