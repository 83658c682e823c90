"""The stage: a house, a simulated Twilio, and the phone of somebody who lives there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from simulator import Handset, Line, Number, Simulator

from .config_directory import INTEGRATION, HouseConfig
from .errors import HouseError
from .house import KNOCK_SECONDS, House
from .observation import PATIENCE_SECONDS
from .ports import LOOPBACK

PUBLIC_URL = "https://house.example"
PHONE_NUMBER = "+15551234567"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a scenario is played on; the line leads from the house to Twilio."""

    house: House
    twilio: Simulator
    line: Line
    phone: Handset
    entry_id: str
    hook_id: str

    @property
    def message_url(self) -> str:
        """The address at which Twilio reports texts."""
        return self.address("message")

    def address(self, kind: str) -> str:
        """Return the public address of the webhook for one kind of request."""
        return f"{PUBLIC_URL}/api/webhook/{self.hook_id}?kind={kind}"


@asynccontextmanager
async def set_stage(
    directory: Path,
    *,
    config: HouseConfig | None = None,
    house_port: int = 0,
    simulator_port: int = 0,
    speed: float = 0,
    most_at_once: int = 100,
    line_host: str | None = LOOPBACK,
) -> AsyncIterator[Stage]:
    """Start a simulator and a house, and connect them through the config flow.

    The house knows the line by a host; without one it goes past the line.
    """
    house = House(directory, config, house_port)
    async with (
        Simulator(
            tunnels={PUBLIC_URL: house.url},
            port=simulator_port,
            speed=speed,
            most_at_once=most_at_once,
        ) as twilio,
        Line(twilio.url) as line,
        house,
    ):
        base_url = line.url.replace(LOOPBACK, line_host) if line_host else twilio.url
        entry_id, hook_id = await _account(house, twilio, base_url)
        stage = Stage(
            house=house,
            twilio=twilio,
            line=line,
            phone=twilio.handset(PHONE_NUMBER),
            entry_id=entry_id,
            hook_id=hook_id,
        )
        await wait_until_number_leads_here(stage)
        yield stage


async def wait_until_number_leads_here(stage: Stage) -> None:
    """Wait until the house has told Twilio where the number's texts and calls go."""
    wanted = (stage.address("message"), stage.address("call"))
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                if _leads_to(stage.twilio.number) == wanted:
                    return
                await asyncio.sleep(KNOCK_SECONDS)
    except TimeoutError:
        raise HouseError("The house did not set the number's webhooks at Twilio.") from None


def _leads_to(number: Number) -> tuple[str, str]:
    """Return where a number's texts and calls go, without Twilio's settings behind the `#`."""
    return number.sms_url.partition("#")[0], number.voice_url.partition("#")[0]


async def _account(house: House, twilio: Simulator, base_url: str) -> tuple[str, str]:
    """Add the account to the house, unless it is there; return its entry and its webhook's id."""
    entries = await house.rest.get(f"/api/config/config_entries/entry?domain={INTEGRATION}")
    if not entries:
        return await _add_account(house, twilio, base_url)
    entry_id = str(entries[0]["entry_id"])
    return entry_id, str((await house.entry_data(entry_id))["hook_id"])


async def _add_account(house: House, twilio: Simulator, base_url: str) -> tuple[str, str]:
    """Add the account as a user does, and read the webhook's id off the last dialog."""
    added = await house.add_integration(
        INTEGRATION,
        {
            "user": {
                "account_sid": twilio.account.sid,
                "auth_token": twilio.account.auth_token,
                "advanced": {"api_base_url": base_url},
            },
            "receive": {"receive_mode": "custom", "public_url": PUBLIC_URL},
            "senders": {"senders": [twilio.number.address], "receive_on": [twilio.number.address]},
        },
    )
    path = urlsplit(added.placeholders["webhook_url"]).path
    return added.entry_id, path.rpartition("/")[2]
