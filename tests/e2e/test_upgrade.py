"""From Home Assistant's own integration to this one: entry, YAML, notifier, automation, address."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any

from demo.config_directory import HouseConfig
from demo.house import House
from demo.stage import PUBLIC_URL
from simulator import DEFAULT_NUMBER, AccountSettings, Delivery, Handset, Simulator
from tests.nabu_casa import HOOKS_URL, NabuCasa

from .customer import HOUSES, needs_cloud, sign_up
from .webhook import InboundText

CREDENTIALS = AccountSettings()

PACE_SECONDS = 1.0
"""How long somebody takes to write a text; Twilio, too, counts in seconds."""


@dataclass(slots=True)
class Correspondence:
    """Texts, each from a phone of its own, and what became of them."""

    twilio: Simulator
    sent: dict[str, Delivery] = field(default_factory=dict)

    async def text(self) -> Delivery:
        """Send the next text."""
        body = f"Text {len(self.sent) + 1}"
        delivery = await self._phone(body).text(body, to=DEFAULT_NUMBER)
        self.sent[body] = delivery
        return delivery

    def _phone(self, body: str) -> Handset:
        return self.twilio.handset(f"+1555{int(body.rpartition(' ')[2]) + 2_000_000:07d}")

    def replies(self, body: str) -> list[str]:
        """Return what the sender of a text got back."""
        return [text.body for text in self._phone(body).inbox]

    async def answered(self, body: str) -> None:
        """Wait until the sender of a text has an answer."""
        await self._phone(body).next_text()

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[asyncio.Event]:
        """Send one text after the other, until one is taken; yield what is set then."""
        is_taken = asyncio.Event()

        async def text_on() -> None:
            is_handled = False
            while not is_handled:
                await asyncio.sleep(PACE_SECONDS)
                is_handled = was_handled(await self.text())
            is_taken.set()

        task = asyncio.create_task(text_on())
        try:
            yield is_taken
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def was_handled(delivery: Delivery) -> bool:
    """Tell whether our webhook took a text."""
    return delivery.status == 200 and delivery.body.endswith(b"<Response/>")


def core_house(domains: tuple[str, ...] = ()) -> HouseConfig:
    """Return a house with Home Assistant's own integrations, or with ours in their place."""
    return HouseConfig(
        template=HOUSES / "core",
        domains=domains,
        secrets={"sid": CREDENTIALS.sid, "token": CREDENTIALS.auth_token},
    )


def stored_entry(directory: Path, **additions: str) -> dict[str, Any]:
    """Return the entry as it is on disk, where something may be added to its data."""
    store = directory / ".storage" / "core.config_entries"
    document = json.loads(store.read_text())
    [entry] = [entry for entry in document["data"]["entries"] if entry["domain"] == "twilio"]
    entry["data"].update(additions)
    store.write_text(json.dumps(document))
    return dict(entry)


async def live_with_core(house: House, texts: Correspondence) -> str:
    """Add Home Assistant's own integration, enter its address at Twilio, and be texted."""
    added = await house.add_integration("twilio", {"user": {}})
    url = texts.twilio.number.sms_url = added.placeholders["webhook_url"]
    async with house.events("twilio_data_received") as events:
        answers = [await texts.text() for _ in range(3)]
        assert [event.data["Body"] for event in await events.so_far()] == list(texts.sent)
    assert [answer.status for answer in answers] == [200] * 3
    reach = {"entity_id": "input_boolean.twilio_within_reach"}
    await house.call_service("input_boolean", "turn_on", reach)
    return url


async def live_with_ours(house: House, texts: Correspondence, url: str) -> None:
    """Be texted, by Twilio and by others."""
    assert [(await texts.text()).status for _ in range(3)] == [200] * 3
    async with house.events("twilio_data_received") as events:
        forged = await texts.twilio.forge(url, InboundText(body="Forged").params)
        assert (forged.status, await events.so_far()) == (403, ())


async def assert_answered_once(texts: Correspondence, sent_before: int) -> None:
    """Check that all texts since the old run were answered once, and none of before again."""
    bodies = list(texts.sent)
    async with asyncio.timeout(20):
        await asyncio.gather(*(texts.answered(body) for body in bodies[sent_before:]))
    await texts.twilio.settled()
    replies = [texts.replies(body) for body in bodies]
    assert replies[:sent_before] == [[]] * sent_before
    assert replies[sent_before:] == [[f"You said: {body}"] for body in bodies[sent_before:]]


def assert_told_the_truth(deliveries: Sequence[Delivery]) -> None:
    """Check what Twilio heard: errors while nobody was there, and never that a text is refused.

    Until our webhook is open, Home Assistant answers for it, that all is well.
    """
    assert {delivery.status for delivery in deliveries} <= {None, 200, 502, 503}
    ours = [was_handled(delivery) or delivery.status == 503 for delivery in deliveries]
    assert all(ours[ours.index(True) :])


async def upgrade(directory: Path, twilio: Simulator, nabu_casa: NabuCasa | None) -> str:
    """Live with Home Assistant's own integration, then with ours; return the entry's mode.

    What comes while Home Assistant is down, or before our webhook is open, Twilio does not bring
    again to an address that was typed by hand. It is fetched, and answered once.
    """
    texts = Correspondence(twilio)
    async with House(directory, core_house()) as before:
        twilio.tunnels.open(PUBLIC_URL, before.url)
        if nabu_casa:
            twilio.tunnels.open(HOOKS_URL, nabu_casa.hooks_url)
            await nabu_casa.connected()
        url = await live_with_core(before, texts)
    # Not from before: Twilio itself is out of reach.
    stored_entry(directory, api_base_url=twilio.url)
    sent_before = len(texts.sent)

    after = House(directory, core_house(("twilio",)), before.port)
    async with texts.going_on() as is_one_taken, after:
        await is_one_taken.wait()
        await live_with_ours(after, texts, url)
        await assert_answered_once(texts, sent_before)
    assert any(not was_handled(delivery) for delivery in list(texts.sent.values())[sent_before:])
    assert_told_the_truth(list(texts.sent.values())[sent_before:])
    data = stored_entry(directory)["data"]
    assert url in {data.get("cloudhook_url"), f"{PUBLIC_URL}/api/webhook/{data['hook_id']}"}
    assert url == twilio.number.sms_url
    return str(data["receive_mode"])


async def test_upgrade(tmp_path: Path) -> None:
    """A house with an external URL."""
    async with Simulator() as twilio:
        assert await upgrade(tmp_path, twilio, None) == "external"


@needs_cloud
async def test_upgrade_in_the_cloud(tmp_path: Path) -> None:
    """A house with Home Assistant Cloud, which stays in it, on the cloudhook that it has."""
    async with Simulator() as twilio, NabuCasa() as nabu_casa:
        sign_up(tmp_path, HOUSES / "core", nabu_casa)
        assert await upgrade(tmp_path, twilio, nabu_casa) == "cloud"
        assert len(nabu_casa.hooks) == 1
