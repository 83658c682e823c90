"""Contacts with names that nobody would type here, but that Home Assistant's own rename takes."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.contacts.contact import contacts_of
from simulator import Simulator

from ..actions import make_call, results_of
from ..contact import MUM, MUM_ID, add_contact
from ..contact_flow import USUAL, go_on, to_change
from ..subentry_form import shown
from ..triggered import listen, seen
from ..webhook import House

_DAD: Final = "+15557654321"


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """What somebody renamed a contact to, and what becomes of it."""

    typed: str
    name: str
    """What it is called everywhere."""
    error: str | None = None
    """What the flow has against it."""
    reached: str | None = MUM
    """Whom an action reaches by the name, nobody where it is refused."""


ODD: Final = {
    "Jinja": Odd(typed="{{ 1 + 1 }} {% raw %}", name="{{ 1 + 1 }} {% raw %}"),
    "TwiML": Odd(typed="</Say><Dial>+15557654321</Dial>", name="</Say><Dial>+15557654321</Dial>"),
    "Markdown": Odd(typed="**[x](https://x.example)**", name="**[x](https://x.example)**"),
    "long": Odd(typed="M" * 300, name="M" * 100),
    "lines": Odd(typed=" Mum\n\n at\twork ", name="Mum at work"),
    "control characters": Odd(typed="M\x00um\x1b", name="Mum"),
    "nothing": Odd(typed="  ", name=MUM, error="name_is_number"),
    "number": Odd(typed=_DAD, name=_DAD, error="name_is_number", reached=_DAD),
    "emergency number": Odd(typed="911", name="911", error="name_is_number", reached=None),
    "taken": Odd(typed="ADA", name="ADA", error="name_taken", reached=None),
}
each_odd_name = pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())


@pytest.fixture
async def renamed(
    hass: HomeAssistant,
    account: MockConfigEntry,
    hass_ws_client: Callable[[HomeAssistant], Coroutine[Any, Any, Any]],
    odd: Odd,
) -> MockConfigEntry:
    """Return an account whose contact somebody has renamed on its page."""
    hass.config.country = "US"
    await add_contact(hass, account, "Ada", "+15551112222", subentry_id="ada")
    await add_contact(hass, account)
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {
            "type": "config_entries/subentries/update",
            "entry_id": account.entry_id,
            "subentry_id": MUM_ID,
            "title": odd.typed,
        }
    )
    assert (await client.receive_json())["success"]
    await hass.async_block_till_done(wait_background_tasks=True)
    return account


@each_odd_name
async def test_device(hass: HomeAssistant, renamed: MockConfigEntry, odd: Odd) -> None:
    """Contact and device bear it, in one line and no longer than names are."""
    assert renamed.runtime_data.contacts[1].name == odd.name
    device = dr.async_get(hass).async_get_device_by_identifier(("twilio", MUM_ID), renamed.entry_id)
    assert device
    assert device.name == odd.name


@each_odd_name
async def test_payload(
    hass: HomeAssistant, twilio: Simulator, renamed: MockConfigEntry, house: House, odd: Odd
) -> None:
    """An automation gets it as it is: nothing in it is a template."""
    events = await listen(hass, "message_received")
    await twilio.handset(MUM).text("Hello", to=twilio.number)
    await twilio.settled()
    await hass.async_block_till_done()
    assert seen(events, "contact") == [odd.name]


@each_odd_name
async def test_call(
    hass: HomeAssistant, twilio: Simulator, renamed: MockConfigEntry, house: House, odd: Odd
) -> None:
    """A call says it letter by letter, and does not do it."""
    await make_call(hass, to=MUM, message=f"It is {odd.name}!")
    call = await twilio.handset(MUM).next_call()
    await twilio.settled()
    assert call.speech == [f"It is {odd.name}!"]


@each_odd_name
async def test_action(
    hass: HomeAssistant, twilio: Simulator, renamed: MockConfigEntry, odd: Odd
) -> None:
    """A number is never taken for a name, and a name that two have reaches nobody."""
    [result] = await results_of(hass, "send_message", to=odd.name, message="Hello")
    assert [message.to for message in twilio.messages] == ([odd.reached] if odd.reached else [])
    assert (result["status"] == "failed") is (odd.reached is None)


@each_odd_name
async def test_flow(hass: HomeAssistant, renamed: MockConfigEntry, odd: Odd) -> None:
    """The form shows it, and takes it unless actions could mistake it."""
    flow = await to_change(hass, renamed, MUM_ID)
    assert shown(flow)["name"] == odd.name
    flow = await go_on(hass, flow, **{**USUAL, "name": odd.name, "number": MUM})
    if odd.error:
        assert flow["errors"] == {"name": odd.error}
        flow = await go_on(hass, flow, **{**USUAL, "name": "Mum", "number": MUM})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "contact_changed")
    name = "Mum" if odd.error else odd.name
    assert [contact.name for contact in contacts_of(renamed)] == ["Ada", name]
