"""Start the demo: `python -m demo`, with `--check` to play its scenario instead."""

import argparse
import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
import signal
import sys
from tempfile import TemporaryDirectory

from simulator import HandsetBehaviour

from .config_directory import REPOSITORY
from .contacts import NAME, PIN, introduce_owner_of_phone
from .errors import HouseError
from .house import PASSWORD, USERNAME, House
from .ports import free_port
from .process import RESTART_EXIT_CODE
from .scenario import SCENARIO
from .stage import Stage, set_stage, wait_until_number_leads_here
from .transcript import play

KEPT = REPOSITORY / ".demo" / "develop"
HOUSE_PORT = 8124
SIMULATOR_PORT = 8125
REAL_TIME = 1


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def check(directory: Path) -> int:
    """Play the scenario, and return the exit code."""
    tell("· starting Home Assistant and the simulator")
    async with set_stage(directory) as stage:
        tell(f"· Home Assistant {await version(stage.house)} runs, its account is set up")
        return 0 if await play(stage, SCENARIO, tell) else 1


async def show(directory: Path, house_port: int, simulator_port: int) -> int:
    """Keep house and simulator until the house ends or somebody presses Ctrl-C."""
    tell("· starting Home Assistant and the simulator")
    async with set_stage(
        directory,
        house_port=house_port,
        simulator_port=simulator_port,
        speed=REAL_TIME,
        line_host=None,  # The line is somewhere else each time, and a kept house would not find it.
    ) as stage:
        # Somebody sits before the screen and may answer.
        stage.phone.behaviour = HandsetBehaviour.RINGS
        await introduce_owner_of_phone(stage)
        describe(stage, await version(stage.house))
        while await stage.house.wait_for_exit() == RESTART_EXIT_CODE:
            tell("· restarting Home Assistant")
            await stage.house.restart()
            await wait_until_number_leads_here(stage)
            tell("· Home Assistant runs again")
        raise HouseError("Home Assistant ended.")


async def version(house: House) -> str:
    """Return the version of Home Assistant."""
    return str((await house.websocket.call("get_config"))["version"])


def describe(stage: Stage, ha_version: str) -> None:
    """Print where everything is."""
    tell(f"""
  Home Assistant {ha_version}   {stage.house.url}/security   ({USERNAME}/{PASSWORD})
  The phone in the browser   {stage.twilio.url}/phone

  Text ARM SV, or DISARM SV {PIN}, from the phone {stage.phone.number}
  to {stage.twilio.number.address}: it is {NAME}'s, who may give commands. Other numbers may not.
  Log: {stage.house.directory / "house.log"}
  Ctrl-C ends it.
""")


async def until_stopped(work: Coroutine[None, None, int]) -> int:
    """Run until it ends, or until the terminal or the system asks for an end."""
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        return await task
    tell("· stopped")
    return 0


async def run(options: argparse.Namespace) -> int:
    """Run what was asked for, in a house made anew or in the one that is kept."""
    house_port, simulator_port = free_port(HOUSE_PORT), free_port(SIMULATOR_PORT)
    if options.keep:
        if (house_port, simulator_port) != (HOUSE_PORT, SIMULATOR_PORT):
            raise HouseError(f"Port {HOUSE_PORT} or {SIMULATOR_PORT} is taken. Is a demo running?")
        return await until_stopped(show(KEPT, house_port, simulator_port))
    with TemporaryDirectory(prefix="house-", ignore_cleanup_errors=True) as name:
        directory = Path(name)
        if options.check:
            return await until_stopped(check(directory))
        return await until_stopped(show(directory, house_port, simulator_port))


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="play the scenario, exit 0 or 1")
    parser.add_argument("--keep", action="store_true", help="keep the house between runs")
    try:
        return asyncio.run(run(parser.parse_args()))
    except HouseError as error:
        tell(f"✗ {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
