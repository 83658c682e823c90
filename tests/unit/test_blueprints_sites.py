"""The blueprint for several sites: what it does, and what it says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.twilio.contacts.pin import PinHash
from simulator import Simulator

from .blueprint import device_of_contact, reached, use_blueprint
from .contact import MUM, add_contact
from .passing_time import PassingTime

NAME: Final = "twilio/commands_for_sites.yaml"
PIN: Final = "4711"
HASH: Final = PinHash.of(PIN).as_text()
DAD: Final = "+15552345678"
STRANGER: Final = "+15557654321"
SV, JF, BEACH = "alarm_control_panel.sv", "alarm_control_panel.jf", "input_boolean.beach"
SV_SIREN, BEACH_SIREN = "input_boolean.sv_siren", "input_boolean.beach_siren"
SITES: Final[list[dict[str, str]]] = [
    {"name": "SV", "alarm": SV, "siren": SV_SIREN, "alarm_code": "0815"},
    {"name": "JF", "alarm": JF},
    {"name": "Beach  House", "alarm": BEACH, "siren": BEACH_SIREN},
]
PATIENCE: Final = 11
"""A little longer than the automation waits."""
SIRENS_WORDS: Final = "SIRENS <site> ON <PIN>, SIRENS <site> OFF <PIN>"
NAMES: Final = "SV, JF, Beach  House"
PANELS: Final = [
    {"platform": "manual", "name": "SV", "code": "0815", "arming_time": 0, "delay_time": 0},
    {"platform": "manual", "name": "JF", "arming_time": 60, "code_arm_required": False},
]


@dataclass(frozen=True, slots=True)
class Sites:
    """A house with three sites, and the phones of those who command it."""

    hass: HomeAssistant
    twilio: Simulator
    entry: MockConfigEntry

    async def use(self, *contacts: str, **inputs: object) -> None:
        """Make the automation, for Mum unless others are named."""
        devices = [device_of_contact(self.hass, self.entry, who) for who in contacts or ("mum",)]
        await use_blueprint(self.hass, NAME, **{"sites": SITES, "contacts": devices} | inputs)

    async def text(self, body: str, phone: str = MUM) -> list[str]:
        """Text the house; return what comes back."""
        before = len(self.inbox(phone))
        await self.twilio.handset(phone).text(body, to=self.twilio.number)
        await self.settle()
        return self.inbox(phone)[before:]

    async def begin(self, body: str) -> None:
        """Text a command, and wait only until the alarm has been told."""
        told = self.hass.loop.create_future()

        @callback
        def async_told(event: Event[Any]) -> None:
            if event.data["domain"] == "alarm_control_panel":
                told.set_result(None)

        stop = self.hass.bus.async_listen(EVENT_CALL_SERVICE, async_told)
        await self.twilio.handset(MUM).text(body, to=self.twilio.number)
        await told
        stop()

    def inbox(self, phone: str = MUM) -> list[str]:
        """Return what somebody got."""
        return [text.body for text in self.twilio.handset(phone).inbox]

    async def settle(self) -> None:
        """Wait until nothing goes on any more."""
        for _ in range(2):
            await self.hass.async_block_till_done(wait_background_tasks=True)
            await self.twilio.settled()

    def state(self, entity_id: str) -> str:
        """Return the state of an entity."""
        state = self.hass.states.get(entity_id)
        assert state is not None
        return state.state

    def runs(self) -> int:
        """Return how many runs of the automation there are."""
        state = self.hass.states.get("automation.automation_0")
        assert state is not None
        return int(state.attributes["current"])

    async def switch(self, entity_id: str, state: str) -> None:
        """Turn a helper on or off."""
        data = {"entity_id": entity_id}
        await self.hass.services.async_call("input_boolean", f"turn_{state}", data, blocking=True)


@pytest.fixture
async def sites(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: object
) -> Sites:
    """Return a house whose Mum has a PIN, and whose Dad has none."""
    await add_contact(hass, account, may_command=True, pin=HASH)
    await add_contact(hass, account, "Dad", DAD, subentry_id="dad", may_command=True)
    switches: dict[str, Any] = {"beach": None, "sv_siren": None, "beach_siren": None}
    assert await async_setup_component(hass, "input_boolean", {"input_boolean": switches})
    assert await async_setup_component(hass, "alarm_control_panel", {"alarm_control_panel": PANELS})
    await hass.async_block_till_done()
    return Sites(hass, twilio, account)


@pytest.mark.parametrize(
    ("texts", "entity", "state", "reply"),
    [
        pytest.param(["arm sv"], SV, "armed_away", "SV is armed away.", id="panel"),
        pytest.param([" Arm  SV."], SV, "armed_away", "SV is armed away.", id="spaces and stop"),
        pytest.param(["ARM SV 👍"], SV, "armed_away", "SV is armed away.", id="emoji"),
        pytest.param(["ARM sv", "arm SV"], SV, "armed_away", "SV is already armed away.", id="so"),
        pytest.param(["arm sv", "disarm sv 4711"], SV, "disarmed", "SV is disarmed.", id="disarm"),
        pytest.param(["DISARM SV 4711"], SV, "disarmed", "SV is already disarmed.", id="is off"),
        pytest.param(["arm beach house"], BEACH, "on", "Beach  House is armed.", id="two words"),
        pytest.param(
            ["ARM BEACH HOUSE", "Disarm Beach House 4711!"],
            BEACH,
            "off",
            "Beach  House is disarmed.",
            id="helper off",
        ),
        pytest.param(
            ["sirens sv on 4711"], SV_SIREN, "on", "The sirens of SV are on.", id="sirens on"
        ),
        pytest.param(
            ["siren beach house on 4711", "SIRENS BEACH HOUSE OFF 4711"],
            BEACH_SIREN,
            "off",
            "The sirens of Beach  House are off.",
            id="sirens off",
        ),
        pytest.param(
            ["SIRENS SV OFF 4711"], SV_SIREN, "off", "The sirens of SV are already off.", id="are"
        ),
        pytest.param(["SIRENS JF ON 4711"], JF, "disarmed", "JF has no sirens.", id="no sirens"),
        pytest.param(
            ["arm nowhere"], SV, "disarmed", f"There is no such site. Sites: {NAMES}.", id="site"
        ),
        pytest.param(
            ["arm [1, 2]"], SV, "disarmed", f"There is no such site. Sites: {NAMES}.", id="a list"
        ),
        pytest.param(
            ["arm {{ 1 }}"], SV, "disarmed", f"There is no such site. Sites: {NAMES}.", id="jinja"
        ),
    ],
)
async def test_command(
    sites: Sites, texts: Sequence[str], entity: str, state: str, reply: str
) -> None:
    """Each command is done, and the last is answered by how it is then."""
    await sites.use()
    replies: list[str] = []
    for text in texts:
        replies = await sites.text(text)
    assert (sites.state(entity), replies) == (state, [reply])


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("STATUS", "SV: disarmed, sirens off\nJF: disarmed\nBeach  House: armed, sirens on"),
        ("status beach house", "Beach  House: armed, sirens on"),
        ("Status sv?", "SV: disarmed, sirens off"),
        (
            "Commands",
            f"ARM <site>, DISARM <site> <PIN>, {SIRENS_WORDS}, STATUS. Sites: {NAMES}.",
        ),
        ("STATUS JX", f"There is no such site. Sites: {NAMES}."),
    ],
)
async def test_question(sites: Sites, text: str, reply: str) -> None:
    """Who asks is told how it is, or what can be commanded."""
    await sites.use()
    await sites.switch(BEACH, "on")
    await sites.switch(BEACH_SIREN, "on")
    assert await sites.text(text) == [reply]


@pytest.mark.parametrize("phone", [STRANGER, DAD])
@pytest.mark.parametrize("text", ["ARM SV", "STATUS", "COMMANDS", "DISARM BEACH HOUSE 4711"])
async def test_who_is_not_chosen(sites: Sites, phone: str, text: str) -> None:
    """A stranger, and a contact who may not use it, change nothing and are not answered."""
    await sites.use()
    await sites.switch(BEACH, "on")
    assert await sites.text(text, phone) == []
    assert (sites.state(SV), sites.state(BEACH)) == ("disarmed", "on")


@pytest.mark.parametrize(
    ("inputs", "done"),
    [
        pytest.param({}, {"ARM SV", "STATUS", "COMMANDS"}, id="as it comes"),
        pytest.param(
            {"disarm_pin": False, "sirens_pin": False},
            {"ARM SV", "DISARM BEACH HOUSE", "SIRENS SV ON", "STATUS", "COMMANDS"},
            id="none",
        ),
        pytest.param({"arm_pin": True, "status_pin": True}, {"COMMANDS"}, id="all"),
    ],
)
async def test_which_commands_want_a_pin(
    sites: Sites, inputs: dict[str, bool], done: set[str]
) -> None:
    """Without a PIN only those commands are done that want none."""
    await sites.use(**inputs)
    await sites.switch(BEACH, "on")
    replied = {
        text: await sites.text(text)
        for text in ("ARM SV", "DISARM BEACH HOUSE", "SIRENS SV ON", "STATUS", "COMMANDS")
    }
    assert {text for text, reply in replied.items() if _is_done(reply)} == done
    assert sites.state(SV) == ("armed_away" if "ARM SV" in done else "disarmed")
    assert sites.state(BEACH) == ("off" if "DISARM BEACH HOUSE" in done else "on")
    assert sites.state(SV_SIREN) == ("on" if "SIRENS SV ON" in done else "off")


def _is_done(replies: Sequence[str]) -> bool:
    return any("PIN" not in reply or "<PIN>" in reply for reply in replies)


async def test_arming_takes_long(sites: Sites, time_passes: PassingTime) -> None:
    """A panel that is still arming is said to be so, and is left alone until it is armed."""
    await sites.use()
    await sites.begin("ARM JF")
    await time_passes.by(PATIENCE)
    await sites.settle()
    assert sites.inbox() == ["JF is arming."]
    assert await sites.text("ARM JF") == ["JF is already arming."]
    async_fire_time_changed(sites.hass, utcnow() + timedelta(minutes=1))


async def test_nothing_happens(sites: Sites, time_passes: PassingTime) -> None:
    """What failed is said to have failed."""
    await sites.use(sites=[{**SITES[0], "alarm_code": "815"}])
    await sites.begin("ARM SV")
    await time_passes.by(PATIENCE)
    await sites.settle()
    assert sites.inbox() == ["That did not work: SV is still disarmed."]


async def test_second_text_waits(sites: Sites, time_passes: PassingTime) -> None:
    """A text that comes while the first still waits is done after it."""
    await sites.use("mum", "dad")
    await sites.begin("ARM JF")
    await sites.twilio.handset(DAD).text("ARM BEACH HOUSE", to=sites.twilio.number)
    await reached(lambda: sites.runs() == 2)
    await time_passes.by(PATIENCE)
    await sites.settle()
    assert (sites.inbox(), sites.inbox(DAD)) == (["JF is arming."], ["Beach  House is armed."])
    async_fire_time_changed(sites.hass, utcnow() + timedelta(minutes=1))


@pytest.mark.parametrize("state", ["unavailable", "unknown"])
async def test_unavailable(sites: Sites, state: str) -> None:
    """What cannot be reached is said to be so, and nothing is tried."""
    gone = "switch.gone"
    sites.hass.states.async_set(gone, state)
    await sites.use(sites=[{"name": "SV", "alarm": gone, "siren": "siren.never_was"}])
    assert await sites.text("ARM SV") == ["SV is unavailable, so nothing was done."]
    assert await sites.text("SIRENS SV ON 4711") == [
        "The sirens of SV are unavailable, so nothing was done."
    ]
    assert await sites.text("STATUS") == ["SV: unavailable, sirens unavailable"]


async def test_two_sites_of_one_name(sites: Sites) -> None:
    """It is not guessed which one is meant."""
    await sites.use(sites=[*SITES, {"name": "sv", "alarm": BEACH}])
    assert await sites.text("ARM SV") == ["Several sites have that name, so nothing was done."]
    assert (sites.state(SV), sites.state(BEACH)) == ("disarmed", "off")


async def test_other_words(sites: Sites) -> None:
    """Other words and other ways to arm; the only site need not be named."""
    await sites.use(sites=SITES[:1], arm_words=["scharf [{site}]", "zu"], arm_mode="night")
    assert await sites.text("Scharf") == ["SV is armed night."]
    assert sites.state(SV) == "armed_night"
    assert await sites.text("zu") == ["SV is already armed night."]
    assert (await sites.text("commands"))[0].startswith("scharf [<site>], DISARM <site> <PIN>")
