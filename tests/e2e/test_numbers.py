"""A real house sets its numbers at Twilio, takes them along when it moves, and gives them back."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
import json
from pathlib import Path
from typing import Any

from demo.config_directory import HouseConfig
from demo.house import House
from demo.observation import PATIENCE_SECONDS
from demo.stage import PHONE_NUMBER, PUBLIC_URL
from simulator import DEFAULT_NUMBER, Number, Simulator

MOVED = "https://moved.example"
ENTRY_ID = "numbers"
PATH = f"/api/webhook/{'ab' * 32}"
SECOND = "+15550006001"


def sender(number: str) -> Mapping[str, object]:
    """Return a sender as Home Assistant stores it."""
    return {
        "subentry_id": f"sender{number[1:]}",
        "subentry_type": "sender",
        "title": number,
        "unique_id": number,
        "data": {"address": number, "receive": True},
    }


def config(twilio: Simulator) -> HouseConfig:
    """Return a house whose account receives on two numbers, by the external URL."""
    entry = {
        "entry_id": ENTRY_ID,
        "domain": "twilio",
        "title": "Twilio",
        "unique_id": twilio.account.sid,
        "version": 1,
        "minor_version": 2,
        "source": "user",
        "data": {
            "account_sid": twilio.account.sid,
            "auth_token": twilio.account.auth_token,
            "region": "us1",
            "api_base_url": twilio.url,
            "hook_id": "ab" * 32,
            "webhook_id": "cd" * 32,
            "cloudhook": False,
            "receive_mode": "external",
        },
        "subentries": [sender(DEFAULT_NUMBER), sender(SECOND)],
    }
    return HouseConfig(entries=(entry,))


def remember(directory: Path, accounts: Mapping[str, object]) -> None:
    """Let a house remember accounts: whoever remembers nothing of an old one overwrites nobody."""
    (directory / ".storage").mkdir()
    stored = {"version": 1, "minor_version": 1, "key": "twilio", "data": accounts}
    (directory / ".storage" / "twilio").write_text(json.dumps(stored))


@asynccontextmanager
async def moved_in(directory: Path) -> AsyncIterator[tuple[House, Simulator]]:
    """Start a house on a Twilio whose numbers led to others before."""
    async with Simulator() as twilio:
        number, second = twilio.number, twilio.add_number(SECOND, voice=False)
        number.sms_url, number.sms_method = "https://other.example/sms?a=1&b=%20#rc=2", "GET"
        number.voice_url = "https://demo.twilio.com/welcome/voice/"
        number.status_callback = "https://other.example/status"
        second.voice_url = "https://other.example/not-for-this-number"
        remember(directory, {ENTRY_ID: {"numbers": {"settled": []}}})
        async with House(directory, config(twilio)) as house:
            twilio.tunnels.open(PUBLIC_URL, house.url)
            twilio.tunnels.open(MOVED, house.url)
            yield house, twilio


def whole(twilio: Simulator) -> list[dict[str, Any]]:
    """Return all that Twilio knows of the numbers, but when they were changed."""
    return [{**asdict(number), "updated": None} for number in twilio.numbers]


async def move_to(house: House, twilio: Simulator, base: str) -> None:
    """Change the external URL as its owner does, and wait until the numbers have followed."""
    await house.websocket.call("config/core/update", external_url=base)
    first, second = twilio.numbers
    address = f"{base}{PATH}"

    def have_followed() -> bool | None:
        wanted = (f"{address}?kind=message", f"{address}?kind=call")
        return (leads_to(first) == wanted and second.sms_url == first.sms_url) or None

    await twilio.bulletin.until(have_followed, "number that has followed", PATIENCE_SECONDS)


def leads_to(number: Number) -> tuple[str, str]:
    """Return where a number's texts and calls go, without Twilio's settings behind the `#`."""
    return number.sms_url.partition("#")[0], number.voice_url.partition("#")[0]


async def texted(house: House, twilio: Simulator, body: str) -> str:
    """Send a text to each number, and return the address that Twilio called."""
    async with house.events("twilio_data_received") as events:
        for number in twilio.numbers:
            delivery = await twilio.handset(PHONE_NUMBER).text(body, to=number)
            assert delivery.status == 200
            while (event := await events.next()).data["Body"] != body:
                # What came in the seconds before a power cut is told once more after it.
                assert event.data["Body"] == "You have moved?"
            assert event.data["To"] == number.address
    return delivery.url


async def test_set_followed_and_given_back(tmp_path: Path) -> None:
    """From the first start to the removal, with a move, a power cut and a stranger between."""
    async with moved_in(tmp_path) as (house, twilio):
        before = whole(twilio)
        await move_to(house, twilio, PUBLIC_URL)
        assert (await texted(house, twilio, "Hello")).startswith(PUBLIC_URL)
        assert before != whole(twilio)

        await move_to(house, twilio, MOVED)
        assert (await texted(house, twilio, "You have moved?")).startswith(MOVED)

        await house.kill()
        await house.start()
        assert (await texted(house, twilio, "Are you there?")).startswith(MOVED)

        written = [request for request in twilio.requests if request.method == "POST"]
        assert len(written) == 4
        await house.delete_entry(ENTRY_ID)
        assert whole(twilio) == before
        delivery = await twilio.handset(PHONE_NUMBER).text("Too late", to=twilio.numbers[1])
        assert delivery.status is None


async def test_removed_while_twilio_is_out_of_reach(tmp_path: Path) -> None:
    """The account goes all the same, and the house says which numbers still lead to it."""
    async with moved_in(tmp_path) as (house, twilio):
        await move_to(house, twilio, PUBLIC_URL)
        twilio.account.auth_token = "00" * 16
        await house.delete_entry(ENTRY_ID)
        shown = await house.websocket.call("repairs/list_issues")
        [issue] = [issue for issue in shown["issues"] if issue["domain"] == "twilio"]
        assert (issue["translation_key"], issue["is_fixable"]) == ("webhooks_left", False)
        assert issue["translation_placeholders"]["numbers"] == f"{DEFAULT_NUMBER}, {SECOND}"
        assert leads_to(twilio.number)[0] == f"{PUBLIC_URL}{PATH}?kind=message"
