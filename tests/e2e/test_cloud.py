"""A house that only Home Assistant Cloud makes reachable."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
import pytest_socket

from demo.config_directory import HouseConfig
from demo.house import House
from simulator import DEFAULT_NUMBER, Delivery, Simulator
from tests.nabu_casa import HOOKS_URL, NabuCasa, log_in

from .customer import HOUSES, needs_cloud, sign_up
from .webhook import InboundText

pytestmark = needs_cloud


@dataclass(frozen=True, slots=True)
class Relayed:
    """A house, its Twilio, and the cloud between them."""

    house: House
    twilio: Simulator
    nabu_casa: NabuCasa
    url: str

    async def text(self) -> Delivery:
        """Let Twilio report a new text, once, to the address that the user was shown."""
        return await self.twilio.deliver(f"{self.url}#rc=0", InboundText(body="Hello").params)

    async def issues(self) -> list[str]:
        """Return what the household is told of the account, besides who texted it."""
        listed = await self.house.websocket.call("repairs/list_issues")
        keys = [i["translation_key"] for i in listed["issues"] if i["domain"] == "twilio"]
        return [key for key in keys if key != "unknown_sender"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def relayed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Relayed]:
    """Return a house whose account was added in the user interface, to be reached by cloud."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    directory = tmp_path_factory.mktemp("relayed")
    async with Simulator() as twilio, NabuCasa() as nabu_casa:
        sign_up(directory, HOUSES / "relayed", nabu_casa)
        twilio.tunnels.open(HOOKS_URL, nabu_casa.hooks_url)
        config = HouseConfig(template=HOUSES / "relayed", domains=("twilio",))
        async with House(directory, config) as house:
            await nabu_casa.connected()
            added = await house.add_integration("twilio", answers(twilio))
            await nabu_casa.registration(*nabu_casa.hooks)
            url = added.placeholders["webhook_url"].partition("#")[0]
            yield Relayed(house, twilio, nabu_casa, url)


def answers(twilio: Simulator) -> Mapping[str, Mapping[str, Any]]:
    """Return what a user enters who wants to be reached through the cloud."""
    return {
        "user": {
            "account_sid": twilio.account.sid,
            "auth_token": twilio.account.auth_token,
            "advanced": {"api_base_url": twilio.url},
        },
        "receive": {"receive_mode": "cloud"},
        "senders": {"senders": [DEFAULT_NUMBER], "receive_on": [DEFAULT_NUMBER]},
    }


async def test_text_arrives(relayed: Relayed) -> None:
    """What Twilio signed for the address in the cloud gets in, and nothing else."""
    assert relayed.url == f"{HOOKS_URL}/{relayed.nabu_casa.hooks[0]}"
    async with relayed.house.events("twilio_data_received") as events:
        answer = await relayed.text()
        forged = await relayed.twilio.forge(relayed.url, InboundText(body="Boo").params)
        assert [event.data["Body"] for event in await events.so_far()] == ["Hello"]
    assert (answer.status, answer.body.endswith(b"<Response/>")) == (200, True)
    assert forged.status == 403


async def test_connection_comes_back(relayed: Relayed) -> None:
    """A lost connection changes no address."""
    await relayed.nabu_casa.disconnect()
    await relayed.nabu_casa.disconnected()
    assert (await relayed.text()).status == 502
    await relayed.nabu_casa.registration(*relayed.nabu_casa.hooks)
    assert (await relayed.text()).status == 200
    assert await relayed.issues() == []


async def test_nothing_is_refused_while_the_house_starts(relayed: Relayed) -> None:
    """The address is known before the first request comes: Twilio repeats no refused one."""
    answers: list[Delivery] = []

    async def text_on() -> None:
        while True:
            answers.append(await relayed.text())

    task = asyncio.create_task(text_on())
    await relayed.house.restart()
    await relayed.nabu_casa.registration(*relayed.nabu_casa.hooks)
    task.cancel()
    assert (await relayed.text()).status == 200
    assert {answer.status for answer in answers} <= {200, 502, 503}
    assert {answer.status for answer in answers} >= {502}


async def test_logged_out(relayed: Relayed) -> None:
    """The household is told; after the login everything is as it was."""
    async with relayed.house.websocket.subscribe(
        "subscribe_events", event_type="repairs_issue_registry_updated"
    ) as changes:
        await relayed.nabu_casa.log_out()
        change = await asyncio.wait_for(changes.get(), 20)
        assert change["data"]["action"] == "create"
        assert "cloud_logged_out" in await relayed.issues()
    await relayed.house.stop()  # Or it would still be deleting what a login stores.
    log_in(relayed.house.directory)
    await relayed.house.start()
    await relayed.nabu_casa.registration(*relayed.nabu_casa.hooks)
    assert (await relayed.text()).status == 200
    assert await relayed.issues() == []
    assert len(relayed.nabu_casa.hooks) == 1


async def test_log_has_no_secrets(relayed: Relayed) -> None:
    """Whoever knows a cloudhook can knock at it, so it is not in the log."""
    log = "\n".join(relayed.house.log_lines())
    assert relayed.nabu_casa.hooks[0] not in log
