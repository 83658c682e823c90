"""The people of a house, made known to it as its owner does."""

import asyncio
from collections.abc import Mapping
from typing import Any

from .config_directory import INTEGRATION
from .config_flow import Answers, add_subentry
from .errors import HouseError
from .house import KNOCK_SECONDS, House
from .observation import PATIENCE_SECONDS
from .stage import PHONE_NUMBER, Stage

CONTACT = "contact"
NAME = "Alex"
PIN = "4711"


async def introduce_owner_of_phone(stage: Stage) -> None:
    """Let the house know whose the phone is, and that this person may give commands."""
    if await contact_at(stage, PHONE_NUMBER) is None:
        await add_contact(stage, NAME, PHONE_NUMBER, may_command=True, pin=PIN)


async def add_contact(stage: Stage, name: str, number: str, **settings: object) -> str:
    """Add a contact by its flow, wait until the house acts on it for good; return its subentry."""
    answers: Answers = {"user": {"name": name, "number": number}, "settings": settings}
    await add_subentry(stage.house.rest, stage.entry_id, CONTACT, answers)
    await wait_until_known(stage.house, name)
    [subentry_id] = [
        str(contact["subentry_id"])
        for contact in await contacts_of(stage)
        if contact["title"] == name
    ]
    await wait_until_stored(stage.house, subentry_id)
    return subentry_id


async def contact_at(stage: Stage, number: str) -> Mapping[str, Any] | None:
    """Return the contact with a number in E.164, as Home Assistant lists it."""
    unique_id = f"{CONTACT}:{number}"
    contacts = await contacts_of(stage)
    return next((contact for contact in contacts if contact["unique_id"] == unique_id), None)


async def contacts_of(stage: Stage) -> list[Mapping[str, Any]]:
    """Return the contacts of the account."""
    subentries: list[dict[str, Any]] = await stage.house.websocket.call(
        "config_entries/subentries/list", entry_id=stage.entry_id
    )
    return [found for found in subentries if found["subentry_type"] == CONTACT]


async def wait_until_known(house: House, name: str) -> None:
    """Wait until the account runs with a contact of that name: a change reloads it."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                if await _has_device(house, name) and await is_loaded(house):
                    return
                await asyncio.sleep(KNOCK_SECONDS)
    except TimeoutError:
        raise HouseError(f"The house does not know {name}.") from None


async def wait_until_stored(house: House, words: str) -> None:
    """Wait until a power cut cannot take something away: Home Assistant writes a second late."""
    store = house.directory / ".storage" / "core.config_entries"
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if words in store.read_text():
                return
            await asyncio.sleep(KNOCK_SECONDS)


async def is_loaded(house: House) -> bool:
    """Tell whether the accounts of the house are loaded."""
    entries = await house.rest.get(f"/api/config/config_entries/entry?domain={INTEGRATION}")
    return {entry["state"] for entry in entries} == {"loaded"}


async def _has_device(house: House, name: str) -> bool:
    devices = await house.websocket.call("config/device_registry/list")
    return any((device["model_id"], device["name"]) == (CONTACT, name) for device in devices)
