"""A household whose line, name server, clock, disk and power fail."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from inspect import isawaitable
import os
from pathlib import Path
from typing import Any

from demo.config_directory import HouseConfig
from demo.contacts import wait_until_stored
from demo.house import KNOCK_SECONDS
from demo.observation import PATIENCE_SECONDS
from demo.ports import LOOPBACK
from demo.stage import Stage, set_stage
from tests.e2e.customer import HOUSES

OPTIONS = "/api/config/config_entries/options/flow"
PACE = "calls_per_second"
INTERFERENCE = Path(__file__).parent / "interference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A stage, and the folder whose files say what is wrong inside of the house's process."""

    stage: Stage
    folder: Path

    @property
    def file(self) -> Path:
        """Where the house keeps what waits."""
        return self.stage.house.directory / ".storage" / "twilio.outbox"

    def break_down(self, what: str, how: str = "") -> None:
        """Let something inside of the process be wrong: `clock`, `no_names`, `disk_full`, …."""
        (self.folder / what).write_text(how)

    def repair(self, what: str) -> None:
        """Let it be right again."""
        (self.folder / what).unlink()

    def set_clock(self, wrong_by: timedelta = timedelta()) -> None:
        """Let the house's clock be wrong from its next start on; it was not before."""
        really = self.stage.twilio.clock.now() - datetime.now(UTC)
        self.break_down("clock", str((really + wrong_by).total_seconds()))

    async def lose_power(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Let the house die and start again; something may happen in between."""
        await self.stage.house.kill()
        meanwhile()
        await self.stage.house.start()

    async def waiting(self) -> list[dict[str, Any]]:
        """Return what waits in the outbox, as its owner can list it."""
        found = await self.stage.house.call_service(
            "twilio", "get_outbox", {}, return_response=True
        )
        entries: list[dict[str, Any]] = found["entries"]
        return entries

    async def waits(self, is_enough: Callable[[list[str]], bool]) -> bool:
        """Wait until the states of what waits are such, and tell whether they became so."""

        async def look() -> bool:
            return is_enough([entry["state"] for entry in await self.waiting()])

        return await until(look, PATIENCE_SECONDS)

    async def counted(self, name: str) -> int:
        """Return what the diagnostics count of the outbox."""
        path = f"/api/diagnostics/config_entry/{self.stage.entry_id}"
        document = await self.stage.house.rest.get(path)
        return int(document["data"]["outbox"][name])

    async def is_settled(self, patience: float) -> bool:
        """Wait until nothing waits any more, and tell whether it came to that."""

        async def look() -> bool:
            return not await self.waiting()

        return await until(look, patience)

    async def repairs(self) -> dict[str, dict[str, Any]]:
        """Return what the house tells of Twilio, by its kinds."""
        shown = await self.stage.house.websocket.call("repairs/list_issues")
        return {
            issue["translation_key"]: issue
            for issue in shown["issues"]
            if issue["domain"] == "twilio"
        }

    def secrets(self) -> tuple[str, ...]:
        """Return what must be in no log, for whatever reason."""
        account = self.stage.twilio.account
        login = b64encode(f"{account.sid}:{account.auth_token}".encode()).decode()
        return account.settings.auth_token, account.auth_token, login, self.stage.hook_id


@asynccontextmanager
async def household(
    directory: Path, *, line_host: str = LOOPBACK, most_at_once: int = 100
) -> AsyncIterator[Household]:
    """Set up a household that may send as much as it wants."""
    folder = directory / "interference"
    folder.mkdir(parents=True)
    config = HouseConfig(
        template=HOUSES / "faulty",
        domains=("twilio",),
        environment={"PYTHONPATH": os.fspath(INTERFERENCE), "INTERFERENCE": os.fspath(folder)},
    )
    async with set_stage(
        directory / "house", config=config, line_host=line_host, most_at_once=most_at_once
    ) as stage:
        await lift_limits(stage)
        yield Household(stage=stage, folder=folder)


async def lift_limits(stage: Stage) -> None:
    """Allow as much as the options know, so that only what is broken stands in the way."""
    rest = stage.house.rest
    form = await rest.post(OPTIONS, {"handler": stage.entry_id})
    answers = {
        section["name"]: {
            field["name"]: field["selector"]["number"]["max"]
            for field in section["schema"]
            if "number" in field.get("selector", {}) and field["name"] != PACE
        }
        for section in form["data_schema"]
        if section.get("type") == "expandable"
    }
    await rest.post(f"{OPTIONS}/{form['flow_id']}", answers)
    await wait_until_stored(stage.house, next(iter(answers)))


async def until(look: Callable[[], object], patience: float) -> bool:
    """Wait until a look, which may itself wait, finds something; tell whether it did."""
    try:
        async with asyncio.timeout(patience):
            while True:
                found = look()
                if await found if isawaitable(found) else found:
                    return True
                await asyncio.sleep(KNOCK_SECONDS)
    except TimeoutError:
        return False
