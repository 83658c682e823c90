"""The blueprint that has a command confirmed by a code that somebody else gets."""

from dataclasses import dataclass, field
import re
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from simulator import Simulator

from .blueprint import device_of_contact, reached, use_blueprint
from .contact import MUM, add_contact
from .passing_time import PassingTime

NAME: Final = "twilio/step_up_code.yaml"
DAD: Final = "+15552345678"
OFFER: Final = "A code is on its way. Text it to me within 5 minutes."
IN_VAIN: Final = "QQQQQQ", "123456", "hello", "CDFHJ", "CDFHJKM", "see you in 2026", "[1]"
"""What cannot be a code."""
_MESSAGE: Final = re.compile(
    r"Code ((?:[CDFHJKMNPRTWXY] ){5}[CDFHJKMNPRTWXY]) is for Mum, who wants: Open the gate\. Tell "
    r"it to nobody else, and only if you know why\. It counts for 5 minutes\."
)


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate that opens with a code, and who has to do with it."""

    hass: HomeAssistant
    twilio: Simulator
    time_passes: PassingTime
    opened: list[ServiceCall]
    sent: list[ServiceCall] = field(default_factory=list)

    async def text(self, body: str, phone: str = MUM) -> None:
        """Text the house, and wait until the automation waits again."""
        await self.twilio.handset(phone).text(body, to=self.twilio.number)
        await reached(lambda: True)

    async def ask(self) -> str:
        """Ask for the gate, and return the code that somebody else gets."""
        before = len(self.inbox())
        await self.text("Open the gate.")
        await self.answered(before + 1)
        assert self.inbox()[before:] == [OFFER]
        found = _MESSAGE.fullmatch(self.sent[-1].data["message"])
        assert found is not None
        return found[1].replace(" ", "")

    async def answered(self, count: int, phone: str = MUM) -> None:
        """Wait until somebody has so many messages."""
        await reached(lambda: len(self.inbox(phone)) >= count)

    def inbox(self, phone: str = MUM) -> list[str]:
        """Return what somebody got."""
        return [text.body for text in self.twilio.handset(phone).inbox]

    async def give_up(self) -> None:
        """Let the time of the code pass."""
        await self.time_passes.by(5 * 60 + 1)
        await self.twilio.settled()


@pytest.fixture
def receivers() -> list[str]:
    """Return who gets codes."""
    return ["notify.dad_text"]


@pytest.fixture
async def gate(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: object,
    time_passes: PassingTime,
    receivers: list[str],
) -> Gate:
    """Return a gate that Mum and Dad may ask for, without a PIN."""
    await add_contact(hass, account, may_command=True)
    await add_contact(hass, account, "Dad", DAD, subentry_id="dad", may_command=True)
    sent = async_mock_service(hass, "notify", "send_message")
    opened = async_mock_service(hass, "cover", "open_cover")
    await use_blueprint(
        hass,
        NAME,
        commands=["open [the] gate"],
        contacts=[device_of_contact(hass, account, who) for who in ("mum", "dad")],
        receivers=receivers,
        actions=[{"action": "cover.open_cover"}],
        answer="The gate opens.",
        require_pin=False,
    )
    return Gate(hass, twilio, time_passes, opened, sent)


@pytest.mark.parametrize("written", ["{}", " {}. ", "code {}", "Code: {}!"])
async def test_right_code(gate: Gate, written: str) -> None:
    """The right code opens the gate, however it is written."""
    code = await gate.ask()
    assert gate.opened == []
    await gate.text(written.format(code.lower()))
    await gate.answered(2)
    assert (len(gate.opened), gate.inbox()) == (1, [OFFER, "The gate opens."])
    assert gate.sent[0].data["entity_id"] == ["notify.dad_text"]


async def test_spaced_code(gate: Gate) -> None:
    """The code may be written as it was read."""
    await gate.text(" ".join(await gate.ask()))
    await gate.answered(2)
    assert len(gate.opened) == 1


async def test_three_tries(gate: Gate) -> None:
    """After three wrong codes the right one does nothing."""
    code = await gate.ask()
    wrong = "CCCCCC" if code != "CCCCCC" else "DDDDDD"
    for count in (2, 3, 4):
        await gate.text(wrong)
        await gate.answered(count)
    await gate.text(code)
    await gate.hass.async_block_till_done()
    await gate.twilio.settled()
    assert gate.opened == []
    assert gate.inbox() == [
        OFFER,
        "That is not the code. Tries left: 2.",
        "That is not the code. Tries left: 1.",
        "That was three wrong codes: nothing was done.",
    ]


async def test_code_in_time(gate: Gate) -> None:
    """When its time has passed, the code does nothing; and each is another one."""
    code = await gate.ask()
    await gate.give_up()
    await gate.text(code)
    assert gate.opened == []
    assert gate.inbox() == [OFFER, "No code came in time: nothing was done."]
    assert await gate.ask() != code
    await gate.give_up()


async def test_who_texts_the_code(gate: Gate) -> None:
    """The code counts only from whoever asked, and of others no try is counted."""
    code = await gate.ask()
    for phone in (DAD, "+15557654321"):
        for _ in range(3):
            await gate.text(code, phone)
        await gate.text("CCCCCC", phone)
    assert gate.opened == []
    await gate.text(code)
    await gate.answered(2)
    assert (len(gate.opened), gate.inbox(DAD)) == (1, [])


async def test_talking_meanwhile(gate: Gate) -> None:
    """What cannot be a code is no try."""
    code = await gate.ask()
    for text in IN_VAIN:
        await gate.text(text)
    assert gate.inbox() == [OFFER]
    await gate.text(code)
    await gate.answered(2)
    assert len(gate.opened) == 1


async def test_nobody_else(gate: Gate) -> None:
    """Who asks gets no code: where nobody else is there, nothing comes of it."""
    await gate.text("open gate", DAD)
    await gate.answered(1, DAD)
    assert gate.inbox(DAD) == ["There is nobody else who could get the code: nothing was done."]
    assert gate.sent == []
    assert await gate.ask()
    await gate.give_up()


@pytest.fixture
async def family(hass: HomeAssistant) -> None:
    """Have everybody in a group of notifiers."""
    members = ["notify.mum_text", "notify.dad_text", "notify.dad_call"]
    options = {"group_type": "notify", "name": "Family", "entities": members, "hide_members": False}
    MockConfigEntry(domain="group", options=options, title="Family").add_to_hass(hass)
    assert await async_setup_component(hass, "group", {})
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    "receivers",
    [
        ["notify.mum_text", "notify.mum_call", "notify.dad_text", "notify.dad_call"],
        ["notify.family"],
    ],
    ids=["each", "group"],
)
async def test_everybody_else(gate: Gate, family: None) -> None:
    """Of all that can get codes, whoever asks is left out, in whatever way."""
    await gate.ask()
    got = [call.data["entity_id"] for call in gate.sent]
    assert sorted(got) == [["notify.dad_call"], ["notify.dad_text"]]
    assert len({call.data["message"] for call in gate.sent}) == 1
    await gate.give_up()


@pytest.mark.parametrize("receivers", [["notify.dad_text", "notify.dad_call"]])
@pytest.mark.parametrize(
    ("failing", "answer"),
    [
        (("notify.dad_text",), OFFER),
        (("notify.dad_call",), OFFER),
        (
            ("notify.dad_text", "notify.dad_call"),
            "The code could not be sent to anybody: nothing was done.",
        ),
    ],
)
async def test_code_that_cannot_be_sent(
    hass: HomeAssistant, gate: Gate, failing: tuple[str, ...], answer: str
) -> None:
    """Nothing is promised that nobody got."""

    async def send(call: ServiceCall) -> None:
        [entity] = call.data["entity_id"]
        if entity in failing:
            raise HomeAssistantError(entity)

    hass.services.async_register("notify", "send_message", send)
    await gate.text("open gate")
    await gate.answered(1)
    assert gate.inbox() == [answer]
    await gate.give_up()
    is_asked = answer == OFFER
    assert gate.inbox()[1:] == ["No code came in time: nothing was done."] * is_asked


async def test_asking_again(gate: Gate) -> None:
    """One at a time: who asks meanwhile is told so, and gets no second code."""
    code = await gate.ask()
    await gate.text("open gate", DAD)
    await gate.answered(1, DAD)
    assert gate.inbox(DAD) == ["Somebody asked already. Try again when that is over."]
    assert (len(gate.sent), gate.inbox()) == (1, [OFFER])
    await gate.text(code)
    await gate.answered(2)
    assert len(gate.opened) == 1
