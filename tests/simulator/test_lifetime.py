"""The simulator begins and ends cleanly, and serves this machine only."""

import asyncio

import pytest

from simulator import DEFAULT_NUMBER, Handset, HandsetBehaviour, Simulator

from .house import PUBLIC_URL, House


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "house.example", ""])  # noqa: S104
def test_only_loopback_is_bound(host: str) -> None:
    """Any other address is refused before anything is opened."""
    with pytest.raises(ValueError, match="this machine only"):
        Simulator(host=host)


async def test_nothing_is_left_behind(house: House) -> None:
    """Whatever went on is ended: ringing phones, held webhooks, speech without end."""
    house.held = asyncio.Event()
    before = asyncio.all_tasks()
    async with Simulator(tunnels={PUBLIC_URL: house.local_url}, speed=1) as twilio:
        twilio.number.voice_url = f"{PUBLIC_URL}/voice"
        await twilio.handset("+15551234567").dial(twilio.number)
        await house.arrived.wait()
        during = asyncio.all_tasks() - before
        assert any(task.get_name().startswith("simulator call") for task in during)
    house.held.set()
    left = {task for task in asyncio.all_tasks() - before if "simulator" in task.get_name()}
    assert left == set()


async def test_numbers_may_be_chosen(socket_enabled: None) -> None:
    """One is there without being asked for."""
    async with Simulator() as usual, Simulator(numbers=()) as bare:
        assert [number.address for number in usual.numbers] == [DEFAULT_NUMBER]
        assert bare.numbers == []


async def test_waiting_has_an_end(phone: Handset) -> None:
    """A text that does not come is an error that says so."""
    with pytest.raises(TimeoutError, match=r"no text to \+15551234567 within 0.01 s"):
        await phone.next_text(within=0.01)


async def test_texts_and_calls_are_taken_one_by_one(
    twilio: Simulator, house: House, phone: Handset
) -> None:
    """Each is returned once."""
    twilio.number.sms_url = house.answer(
        "/sms",
        "<Response><Message>a</Message><Message>b</Message></Response>",
    )
    await phone.text("hello", to=twilio.number)
    assert {(await phone.next_text()).body, (await phone.next_text()).body} == {"a", "b"}
    with pytest.raises(TimeoutError):
        await phone.next_text(within=0.01)


async def test_a_running_clock_takes_its_time(house: House) -> None:
    """A fast one little."""
    async with Simulator(tunnels={PUBLIC_URL: house.local_url}, speed=100) as twilio:
        phone = twilio.handset("+15551234567")
        phone.behaviour = HandsetBehaviour.RINGS
        twilio.number.voice_url = house.answer("/voice", '<Response><Pause length="5"/></Response>')
        loop = asyncio.get_running_loop()
        start = loop.time()
        call = await phone.dial(twilio.number)
        await call.ended()
        assert 0.05 <= loop.time() - start < 2
