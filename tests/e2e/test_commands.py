"""Commands by text in a real house: who is obeyed, and who is not."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
import pytest_asyncio
import pytest_socket

from demo.alarm import expect_text
from demo.costs import costs
from demo.errors import HouseRefusedError
from demo.house import KNOCK_SECONDS
from demo.observation import PATIENCE_SECONDS
from demo.pin_search import files_with
from demo.repairs import fix, issue_of, wait_for_issue
from demo.stage import Stage
from simulator import DEFAULT_NUMBER, Fault, Hold

from .automation_editor import automation, show
from .commanded import (
    DISARM,
    OBEYED,
    OWNER,
    PIN,
    SEEN,
    STRANGER,
    add_commander,
    commanded_house,
    obeyed_so_far,
    text,
    with_pin,
)

LOCK: Final = "contact_locked"
WRONG_PIN: Final = "7315840296"
WHATSAPP: Final = "+15550007000"
ARABIC_PIN: Final = "".join(chr(0x660 + int(digit)) for digit in PIN)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def commanded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return a stage whose house takes commands and may be restarted."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with commanded_house(tmp_path_factory.mktemp("commanded")) as stage:
        yield stage


async def unlock(stage: Stage) -> None:
    """Press the button of the repair."""
    issue_id = await wait_for_issue(stage.house, "twilio", LOCK)
    await fix(stage.house, "twilio", issue_id)
    assert await issue_of(stage.house, "twilio", LOCK) is None


@pytest.mark.parametrize(
    ("body", "sentence", "site"),
    [
        (DISARM, "DISARM SV", "SV"),
        (f"disarm  Sv {PIN}.", "disarm  Sv.", "Sv"),
        (f"Disarm the house {PIN} \U0001f44d", "Disarm the house \U0001f44d", "the house"),
        (f"DISARM SV {ARABIC_PIN}", "DISARM SV", "SV"),
    ],
)
async def test_command_with_pin(commanded: Stage, body: str, sentence: str, site: str) -> None:
    """It is obeyed and answered once, and Twilio forgets it."""
    async with commanded.house.events(OBEYED) as obeyed:
        await text(commanded, body)
        done = (await obeyed.next()).data
        assert done["command"] == "DISARM {site}"
        assert (done["sentence"], done["site"]) == (sentence, site)
        assert (done["contact"], done["channel"]) == (OWNER, "sms")
        answer = await commanded.phone.next_text()
        assert PIN not in answer.body
        assert answer.body.startswith("Obeyed: ")
        assert await obeyed_so_far(commanded, obeyed) == []
    message = next(sent for sent in commanded.twilio.messages if sent.typed == body)
    await commanded.twilio.bulletin.until(
        lambda: message.body == "" or None, "redaction", PATIENCE_SECONDS
    )


@pytest.mark.parametrize(
    ("body", "site"),
    [
        ("ARM SV", "SV"),
        ("arm sv.", "sv"),
        ("Arm  SV", "SV"),
        ("ARM SV \U0001f44d", "SV"),
        ("\uff21\uff32\uff2d SV!", "SV"),
        ("lock door", ""),
        ("Lock the door?", ""),
    ],
)
async def test_command_without_pin(commanded: Stage, body: str, site: str) -> None:
    """Case, spaces, width, a final stop and emoji do not matter."""
    async with commanded.house.events(OBEYED) as obeyed:
        await text(commanded, body)
        assert (await obeyed.next()).data["site"] == site


@pytest.mark.parametrize("body", ["Disarm", "please DISARM SV", "DISARM", "STOP", "HELP"])
async def test_no_command(commanded: Stage, body: str) -> None:
    """Other texts are texts; words that Twilio takes for itself, too."""
    async with commanded.house.events(OBEYED) as obeyed, commanded.house.events(SEEN) as seen:
        await text(commanded, body)
        assert (await seen.next()).data["body"] == body
        if body == "STOP":
            await text(commanded, "START")
        assert await obeyed_so_far(commanded, obeyed) == []


async def test_pin_is_cut_before_anybody_sees_it(commanded: Stage) -> None:
    """Automations on texts, and on the raw event, get what is left."""
    async with (
        commanded.house.events(SEEN) as seen,
        commanded.house.events("twilio_data_received") as raw,
        commanded.house.events(OBEYED) as obeyed,
    ):
        await text(commanded, DISARM)
        assert (await seen.next()).data == {
            "body": "DISARM SV",
            "contact": OWNER,
            "fields": "DISARM SV",
        }
        assert (await raw.next()).data["Body"] == "DISARM SV"
        await obeyed.next()


async def test_stranger(commanded: Stage) -> None:
    """Nothing is done, nothing is asked, nothing is answered."""
    stranger = commanded.twilio.handset(STRANGER)
    asked = len(commanded.twilio.requests)
    async with commanded.house.events(OBEYED) as obeyed:
        for body in ("DISARM SV 1357924680", "ARM SV", "DISARM"):
            await text(commanded, body, stranger)
        assert await obeyed_so_far(commanded, obeyed) == []
    assert costs(commanded, asked) == []
    assert stranger.inbox == []


async def test_replay(commanded: Stage) -> None:
    """The same signed request does nothing, now or after a restart."""
    async with commanded.house.events(OBEYED) as obeyed:
        delivery = await text(commanded, DISARM)
        await obeyed.next()
        await expect_text(commanded.phone, "Obeyed: DISARM SV")
        asked = len(commanded.twilio.requests)
        repeat = await commanded.twilio.repeat(delivery)
        assert (repeat.status, repeat.body) == (200, delivery.body)
        assert await obeyed_so_far(commanded, obeyed) == []
    fetched = [
        request.path
        for request in commanded.twilio.requests[asked:]
        if request.method == "GET" and "/Messages/" in request.path
    ]
    assert fetched == []
    await commanded.house.restart()
    async with commanded.house.events(OBEYED) as obeyed:
        await commanded.twilio.repeat(delivery)
        assert await obeyed_so_far(commanded, obeyed) == []


@pytest.mark.timeout(180)
async def test_forged_pins(commanded: Stage) -> None:
    """Texts are locked, over a restart; the owner's call and WhatsApp are not."""
    sender = commanded.twilio.add_whatsapp_sender(WHATSAPP)
    sender.sms_url = commanded.twilio.number.sms_url
    forger = commanded.twilio.handset(STRANGER)
    call = await commanded.phone.dial(DEFAULT_NUMBER)
    async with commanded.house.events(OBEYED) as obeyed:
        for index in range(5):
            await forger.text(
                f"DISARM SV 111122223{index}", to=DEFAULT_NUMBER, shown_as=commanded.phone
            )
        await wait_for_issue(commanded.house, "twilio", LOCK)
        await call.said(f"Hello {OWNER}")
        await call.hang_up()
        await text(commanded, DISARM)
        assert await obeyed_so_far(commanded, obeyed) == []
        await commanded.phone.text(DISARM, to=sender)
        assert (await obeyed.next()).data["channel"] == "whatsapp"
    assert forger.inbox == []
    await commanded.twilio.bulletin.until(
        lambda: (
            [text for text in commanded.phone.inbox if text.body.startswith("Five wrong")] or None
        ),
        "word of the lock",
        PATIENCE_SECONDS,
    )
    await commanded.house.restart()
    assert await issue_of(commanded.house, "twilio", LOCK)
    async with commanded.house.events(OBEYED) as obeyed:
        await text(commanded, DISARM)
        assert await obeyed_so_far(commanded, obeyed) == []
        await unlock(commanded)
        await text(commanded, DISARM)
        assert (await obeyed.next()).data["site"] == "SV"


@pytest.mark.timeout(120)
async def test_twilio_is_out_of_reach(commanded: Stage) -> None:
    """A command that cannot be confirmed is not carried out, also not later; its owner hears."""
    phone = await add_commander(commanded, "Robin", "+15557650121")
    async with commanded.house.events(OBEYED) as obeyed:
        await commanded.line.cut()
        await text(commanded, DISARM, phone)
        await wait_for_notification(commanded, "Robin gave a command")
        await commanded.line.mend()
        assert await obeyed_so_far(commanded, obeyed, phone) == []
        assert "could not be confirmed" in (await phone.next_text(PATIENCE_SECONDS)).body
        assert await obeyed_so_far(commanded, obeyed, phone) == []
    await commanded.twilio.bulletin.until(
        lambda: not with_pin(commanded) or None, "redaction", 2 * PATIENCE_SECONDS
    )


async def wait_for_notification(stage: Stage, words: str) -> None:
    """Wait until the house shows something with these words to its owner."""
    async with (
        asyncio.timeout(2 * PATIENCE_SECONDS),
        stage.house.websocket.subscribe("persistent_notification/subscribe") as shown,
    ):
        while True:
            notifications = (await shown.get())["notifications"].values()
            if any(words in notification["message"] for notification in notifications):
                return


@pytest.mark.timeout(180)
@pytest.mark.parametrize("is_killed", [True, False])
async def test_restart_between_text_and_confirmation(commanded: Stage, *, is_killed: bool) -> None:
    """Nothing half-done: who is stopped says so, and who dies says so afterwards."""
    phone = await add_commander(commanded, f"Restarter {is_killed}", f"+155576501{30 + is_killed}")
    hold = Hold()
    commanded.twilio.faults.add(Fault(hold, method="GET", path="/Messages/"))
    async with commanded.house.events(OBEYED) as obeyed:
        await text(commanded, DISARM, phone)
        await asyncio.wait_for(hold.reached.wait(), PATIENCE_SECONDS)
        assert await obeyed.so_far() == ()
    if is_killed:
        # Before that, catching up would bring the text anew.
        await is_on_disk(commanded, commanded.twilio.messages[-1].sid)
    await (commanded.house.kill if is_killed else commanded.house.stop)()
    commanded.twilio.faults.clear()
    commanded.twilio.faults.release()
    await commanded.house.start()
    async with commanded.house.events(OBEYED) as obeyed:
        times = len(await obeyed_so_far(commanded, obeyed, phone))
    assert times == 0
    assert "could not be confirmed" in (await phone.next_text(PATIENCE_SECONDS)).body
    await commanded.twilio.bulletin.until(
        lambda: not with_pin(commanded) or None, "redaction", 2 * PATIENCE_SECONDS
    )


async def is_on_disk(commanded: Stage, sid: str) -> None:
    """Wait until the house has written down which text it has seen."""
    store = commanded.house.directory / ".storage" / "twilio"
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if sid in store.read_text():
                break
            await asyncio.sleep(KNOCK_SECONDS)


async def test_power_cut_after_a_command(commanded: Stage) -> None:
    """What was obeyed is not obeyed again, though the house had no time to tidy up."""
    phone = await add_commander(commanded, "Pat", "+15557650140")
    await text(commanded, "What is about to be written")
    written = commanded.twilio.messages[-1].sid
    await is_on_disk(commanded, written)
    async with commanded.house.events(OBEYED) as obeyed:
        await text(commanded, "ARM SV", phone)
        await obeyed.next()
    armed = commanded.twilio.messages[-1].sid
    await commanded.house.kill()
    await text(commanded, DISARM, phone)
    await commanded.house.start()
    # Texts of one contact keep their order, so by now the one before it would have been obeyed.
    await expect_text(phone, "Obeyed: DISARM SV")
    asked = [request for request in commanded.twilio.requests if armed in request.path]
    assert [request.method for request in asked] == ["GET"]


def command(*commands: str, **options: Any) -> list[dict[str, Any]]:
    """Return a trigger as the editor writes it."""
    return [
        {
            "trigger": "twilio.command_received",
            "target": {},
            "options": {"commands": list(commands), **options},
        }
    ]


@pytest.mark.parametrize(
    ("commands", "options", "sentence"),
    [
        (("STOP",), {}, "STOP"),
        (("(stop|halt)",), {}, "(?i)stop"),
        (("[please] help",), {}, "(?i)help"),
        (("DISARM {site",), {}, "DISARM"),
        (("",), {}, "."),
        (("DISARM SV 4711",), {}, "(?i)pin"),
        (("DISARM {site}",), {"pin": 83}, "(?i)pin"),
    ],
)
async def test_mistake(
    commanded: Stage, commands: tuple[str, ...], options: dict[str, Any], sentence: str
) -> None:
    """What cannot be a command is not saved, and the editor says why."""
    with pytest.raises(HouseRefusedError, match=sentence) as refused:
        async with automation(
            commanded.house, triggers=command(*commands, **options), actions=[show("body")]
        ):
            pytest.fail("it was saved")
    assert "Traceback" not in str(refused.value)


async def test_pin_is_in_no_file(commanded: Stage) -> None:
    """Neither while the house runs nor after its end, however often it was texted above."""
    phone = await add_commander(commanded, "Kim", "+15557650122")
    await text(commanded, f"DISARM SV {WRONG_PIN}", phone)
    await text(commanded, DISARM, phone)
    await expect_text(phone, "Obeyed: DISARM SV")
    directory = commanded.house.directory
    assert await asyncio.to_thread(files_with, directory, PIN) == ()
    await commanded.house.stop()
    assert await asyncio.to_thread(files_with, directory, PIN) == ()
    contents = [path.read_bytes() for path in directory.rglob("*") if path.is_file()]
    assert [one for one in contents if PIN.encode() in one or WRONG_PIN.encode() in one] == []
    traces = (directory / ".storage" / "trace.saved_traces").read_text()
    assert "DISARM SV" in traces
    await commanded.house.start()
