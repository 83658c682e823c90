"""A house that takes commands by text."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copyfile
from typing import Any, Final

from demo.config_directory import HouseConfig
from demo.contacts import add_contact
from demo.observation import EventStream
from demo.stage import PHONE_NUMBER, Stage, set_stage
from simulator import DEFAULT_NUMBER, Delivery, Handset, Message

AUTOMATIONS: Final = Path(__file__).parent / "houses" / "commanded" / "automations.yaml"
OWNER: Final = "Alex"
# Ten digits, so that no file has them by chance.
PIN: Final = "8402967315"
DISARM: Final = f"DISARM SV {PIN}"
STRANGER: Final = "+15557650123"
OBEYED: Final = "obeyed"
SEEN: Final = "seen"


@asynccontextmanager
async def commanded_house(directory: Path) -> AsyncIterator[Stage]:
    """Start the demo's house with automations on commands, and an owner who may give them."""
    template = directory / "template"
    template.mkdir()
    copyfile(HouseConfig().template / "configuration.yaml", template / "configuration.yaml")
    copyfile(AUTOMATIONS, template / "automations.yaml")
    async with set_stage(directory / "house", config=HouseConfig(template=template)) as stage:
        await add_commander(stage, OWNER, PHONE_NUMBER)
        yield stage


async def add_commander(stage: Stage, name: str, number: str) -> Handset:
    """Add a contact who may give commands with the PIN, and return that phone."""
    channels = ["sms", "call", "whatsapp"]
    await add_contact(stage, name, number, channels=channels, may_command=True, pin=PIN)
    return stage.twilio.handset(number)


async def text(stage: Stage, body: str, phone: Handset | None = None) -> Delivery:
    """Text the house, by default from the owner's phone."""
    return await (phone or stage.phone).text(body, to=DEFAULT_NUMBER)


async def obeyed_so_far(
    stage: Stage, obeyed: EventStream, phone: Handset | None = None
) -> list[Mapping[str, Any]]:
    """Return what was obeyed, once all texts of a phone until now are done with."""
    async with stage.house.events(SEEN) as seen:
        await text(stage, "Are you done?", phone)
        while (await seen.next()).data["body"] != "Are you done?":
            pass
    return [event.data for event in await obeyed.so_far()]


def with_pin(stage: Stage) -> list[Message]:
    """Return the messages in Twilio's log that still have the PIN."""
    return [message for message in stage.twilio.messages if PIN in message.body]
