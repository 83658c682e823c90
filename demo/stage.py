"""The stage: a house, a simulated Twilio, and the phone of somebody who lives there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from simulator import Handset, Number, Simulator

from .config_directory import INTEGRATION, HouseConfig
from .errors import HouseError
from .house import KNOCK_SECONDS, House
from .observation import PATIENCE_SECONDS

PUBLIC_URL = "https://house.example"
PHONE_NUMBER = "+15551234567"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a scenario is played on."""

    house: House
    twilio: Simulator
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
) -> AsyncIterator[Stage]:
    """Start a simulator and a house, and connect them through the config flow."""
    house = House(directory, config, house_port)
    tunnels = {PUBLIC_URL: house.url}
    async with Simulator(tunnels=tunnels, port=simulator_port, speed=speed) as twilio, house:
        yield await connect(house, twilio)


async def connect(house: House, twilio: Simulator) -> Stage:
    """Add the account to the house, unless it is there, and wait until its number leads there."""
    entry_id = await _known_account(house)
    if entry_id is None:
        entry_id, hook_id = await _add_account(house, twilio)
    else:
        hook_id = str((await house.entry_data(entry_id))["hook_id"])
    phone = twilio.handset(PHONE_NUMBER)
    stage = Stage(house=house, twilio=twilio, phone=phone, entry_id=entry_id, hook_id=hook_id)
    await _wait_until_number_leads_here(stage)
    return stage


async def _wait_until_number_leads_here(stage: Stage) -> None:
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


async def _known_account(house: House) -> str | None:
    """Return the entry of an account that was added before."""
    entries = await house.rest.get(f"/api/config/config_entries/entry?domain={INTEGRATION}")
    return str(entries[0]["entry_id"]) if entries else None


async def _add_account(house: House, twilio: Simulator) -> tuple[str, str]:
    """Add the account as a user does, and read the webhook's id off the last dialog."""
    added = await house.add_integration(
        INTEGRATION,
        {
            "user": {
                "account_sid": twilio.account.sid,
                "auth_token": twilio.account.auth_token,
                "advanced": {"api_base_url": twilio.url},
            },
            "receive": {"receive_mode": "custom", "public_url": PUBLIC_URL},
            "senders": {"senders": [twilio.number.address], "receive_on": [twilio.number.address]},
        },
    )
    path = urlsplit(added.placeholders["webhook_url"]).path
    return added.entry_id, path.rpartition("/")[2]
