"""What happens one after the other."""

import asyncio

import pytest

from custom_components.twilio.commands.lanes import Lanes


async def test_order() -> None:
    """In one lane all wait for one another, in the order in which they came."""
    lanes, seen, gate = Lanes(), list[str](), asyncio.Event()

    async def pass_by(key: str, name: str, *, waits: bool = False) -> None:
        async with lanes.turn(key):
            if waits:
                await gate.wait()
            seen.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(pass_by("a", "first", waits=True))
        await asyncio.sleep(0)
        group.create_task(pass_by("a", "second"))
        group.create_task(pass_by("a", "third"))
        group.create_task(pass_by("b", "elsewhere"))
        await asyncio.sleep(0)
        assert (lanes.length("a"), lanes.length("b")) == (3, 0)
        gate.set()
    assert seen == ["elsewhere", "first", "second", "third"]
    assert lanes == Lanes()


async def test_failure() -> None:
    """Who fails lets the next one go."""
    lanes = Lanes()
    with pytest.raises(ValueError, match="no"):
        async with lanes.turn("a"):
            raise ValueError("no")
    async with lanes.turn("a"):
        pass
    assert lanes.length("a") == 0
