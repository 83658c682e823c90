"""Commands that were fetched from Twilio's log."""

import pytest

from custom_components.twilio.webhook import async_take_in

from ..contact import MUM
from .house_of_commands import HOME, CommandHouse, command

SV = [("disarm {site}", {"site": "SV"})]
LATE = "Your text came too late. Nothing was done. Please send it again."


async def catch_up(commands: CommandHouse, body: str, age: float) -> None:
    """Have a text that nobody brought, and take it in so many seconds later."""
    number = commands.twilio.number
    url, number.sms_url = number.sms_url, ""
    await commands.twilio.handset(MUM).text(body, to=HOME)
    number.sms_url = url
    commands.twilio.date_skew = age
    fields = {
        "AccountSid": commands.twilio.account.sid,
        "MessageSid": commands.logged.sid,
        "From": MUM,
        "To": HOME,
        "Body": body,
    }
    assert await async_take_in(commands.hass, commands.entry, fields, age)
    await commands.settle()


@pytest.mark.parametrize(
    ("age", "obeyed", "asked", "told", "answers"),
    [
        pytest.param(60.0, SV, 1, ["disarm SV"], [], id="just now"),
        pytest.param(15 * 60.0 - 1, SV, 1, ["disarm SV"], [], id="in time"),
        pytest.param(15 * 60.0 + 1, [], 0, [], [LATE], id="too late"),
        pytest.param(12 * 3600.0, [], 0, [], [LATE], id="much too late"),
    ],
)
async def test_age(
    commands: CommandHouse,
    age: float,
    obeyed: list[tuple[str, dict[str, str]]],
    asked: int,
    told: list[str],
    answers: list[str],
) -> None:
    """A command is good for a quarter of an hour; its PIN is cut and redacted in any case."""
    await commands.know()
    await commands.automate(command("disarm {site}"))
    await catch_up(commands, "disarm SV 4711", age)
    assert commands.commands == obeyed
    assert commands.asked() == asked
    assert commands.texts == told
    assert commands.inbox() == answers
    assert commands.logged.body == ""
    assert await commands.left_behind() == []


async def test_near_miss_of_long_ago(commands: CommandHouse) -> None:
    """Nobody is helped with what he meant hours ago."""
    await commands.know()
    await commands.automate(command("disarm {site}"))
    await catch_up(commands, "disarm", 3600.0)
    assert commands.inbox() == []


async def test_clock_of_the_house(commands: CommandHouse) -> None:
    """Only Twilio's clock tells how old a text is that it brought itself."""
    await commands.know()
    await commands.automate(command("disarm {site}"))
    commands.twilio.date_skew = -7 * 24 * 3600
    await commands.text("disarm SV 4711")
    assert commands.commands == SV
