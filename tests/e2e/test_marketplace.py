"""The Marketplace installs only `twilio`: Home Assistant's own notify platforms run on top."""

from pathlib import Path

import pytest

from demo.config_directory import HouseConfig
from demo.house import House
from demo.scenario import SCENARIO
from demo.stage import PHONE_NUMBER, PUBLIC_URL, set_stage
from demo.transcript import play
from simulator import DEFAULT_NUMBER, AccountSettings, Simulator

from .webhook import InboundText

UPGRADED = Path(__file__).parent / "houses" / "upgraded"
OLD_WEBHOOK_ID = "0123456789abcdef" * 4
CREDENTIALS = AccountSettings()


async def test_scenario_plays_without_the_companions(tmp_path: Path) -> None:
    """An account from the user interface alone makes `notify.sms` and `notify.call` work."""
    lines: list[str] = []
    async with set_stage(tmp_path, config=HouseConfig(domains=("twilio",))) as stage:
        assert await play(stage, SCENARIO, lines.append), "\n".join(lines)
        manifests = {
            domain: (await stage.house.websocket.call("manifest/get", integration=domain))
            for domain in ("twilio", "twilio_sms", "twilio_call")
        }
    assert {domain: manifest["is_built_in"] for domain, manifest in manifests.items()} == {
        "twilio": False,
        "twilio_sms": True,
        "twilio_call": True,
    }


def upgraded(twilio: Simulator) -> HouseConfig:
    """Return a house that used Home Assistant's own integration with YAML until now."""
    return HouseConfig(
        template=UPGRADED,
        domains=("twilio",),
        secrets={"sid": CREDENTIALS.sid, "token": CREDENTIALS.auth_token},
        entries=(
            {
                "entry_id": "twilio",
                "domain": "twilio",
                "title": "Twilio Webhook",
                "version": 1,
                "source": "user",
                "data": {
                    "webhook_id": OLD_WEBHOOK_ID,
                    "cloudhook": False,
                    "api_base_url": twilio.url,  # not from before: Twilio itself is out of reach
                },
            },
        ),
    )


@pytest.fixture
def message_url() -> str:
    """Return the address that was entered at Twilio long ago."""
    return f"{PUBLIC_URL}/api/webhook/{OLD_WEBHOOK_ID}"


async def test_house_with_yaml_goes_on(tmp_path: Path, message_url: str) -> None:
    """Address, automations and notify platforms stay; forgeries no longer get in."""
    twilio = Simulator()
    async with twilio, House(tmp_path, upgraded(twilio)) as house:
        twilio.tunnels.open(PUBLIC_URL, house.url)
        async with house.events("twilio_data_received") as events:
            forged = await twilio.forge(message_url, InboundText(body="Boo").params)
            signed = await twilio.deliver(message_url, InboundText(body="Hello").params)
            assert [event.data["Body"] for event in await events.so_far()] == ["Hello"]
        assert (forged.status, signed.status) == (403, 200)
        target = {"message": "Still here.", "target": [PHONE_NUMBER]}
        await house.call_service("notify", "sms", target)
        text = await twilio.handset(PHONE_NUMBER).next_text()
        assert (text.body, text.from_) == ("Still here.", DEFAULT_NUMBER)
        await house.call_service("notify", "call", target)
        call = await twilio.handset(PHONE_NUMBER).next_call()
        await call.ended()
        assert call.speech == ["Still here."]
