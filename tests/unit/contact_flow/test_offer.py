"""The first contact is offered to whoever has just added the account."""

from homeassistant.config_entries import FlowType, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.contacts.contact import contacts_of
from simulator import OUTAGE, AccountSettings, AccountType, Fault, Simulator

from .. import PUBLIC_URL
from ..config_flow import created, receive_by, to_receive_step
from . import USUAL, WHO, go_on

_CUSTOM = {"receive_mode": "custom", "public_url": PUBLIC_URL}


def offered(hass: HomeAssistant) -> list[SubentryFlowResult]:
    """Return the flows that wait for somebody."""
    return hass.config_entries.subentries.async_progress()


async def test_offer(hass: HomeAssistant, twilio: Simulator) -> None:
    """It begins with what there is to say of the account, which nothing else would show."""
    flow = await receive_by(hass, await to_receive_step(hass, twilio), _CUSTOM)
    entry = await created(hass, flow)
    kind, flow_id = flow["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    offer = await hass.config_entries.subentries.async_configure(flow_id)
    assert (offer["type"], offer["step_id"]) == (FlowResultType.MENU, "welcome")
    assert offer["menu_options"] == ["user", "later"]
    words = (offer["description_placeholders"] or {})["account"]
    assert words.startswith(f"This house receives on {twilio.number.address} now. For any other")
    assert words.endswith(f"`{PUBLIC_URL}/api/webhook/{entry.data['hook_id']}#rc=3&rp=5xx,ct`")

    offer = await go_on(hass, offer, next_step_id="user")
    assert (offer["step_id"], offer["errors"]) == ("user", {})
    offer = await go_on(hass, await go_on(hass, offer, **WHO), **USUAL)
    assert offer["type"] is FlowResultType.CREATE_ENTRY
    assert [contact.name for contact in contacts_of(entry)] == ["Mum"]
    assert [subentry.subentry_type for subentry in entry.subentries.values()] == [
        "sender",
        "contact",
    ]


async def test_trial(hass: HomeAssistant, socket_enabled: None) -> None:
    """What is true of a trial account is said there, too, in the language of the house."""
    hass.config.language = "de"
    async with Simulator(account=AccountSettings(type=AccountType.TRIAL)) as twilio:
        flow = await receive_by(hass, await to_receive_step(hass, twilio), {"receive_mode": "none"})
        offer = await hass.config_entries.subentries.async_configure(flow["next_flow"][1])
    words = (offer["description_placeholders"] or {})["account"]
    assert "Testkonto" in words
    assert "{" not in words


async def test_declined(hass: HomeAssistant, twilio: Simulator) -> None:
    """Whoever wants no contact has an account without one."""
    flow = await receive_by(hass, await to_receive_step(hass, twilio), _CUSTOM)
    entry = await created(hass, flow)
    [offer] = offered(hass)
    offer = await go_on(hass, offer, next_step_id="later")
    assert (offer["type"], offer["reason"]) == (FlowResultType.ABORT, "no_contact")
    assert (contacts_of(entry), offered(hass)) == ((), [])
    assert entry.state.value == "loaded"


async def test_twilio_out_of_order(
    hass: HomeAssistant, twilio: Simulator, pauses: list[float]
) -> None:
    """It is offered all the same when Twilio fails at the end."""
    flow = await to_receive_step(hass, twilio)
    flow = await hass.config_entries.flow.async_configure(flow["flow_id"], _CUSTOM)
    twilio.faults.add(Fault(OUTAGE, times=None))
    flow = await hass.config_entries.flow.async_configure(flow["flow_id"], {})
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    assert [offer["step_id"] for offer in offered(hass)] == ["welcome"]


async def test_nobody_at_the_screen(hass: HomeAssistant, twilio: Simulator) -> None:
    """What is taken over from YAML is offered nothing."""
    flow = await hass.config_entries.flow.async_init(
        "twilio",
        context={"source": "import"},
        data={"account_sid": twilio.account.sid, "auth_token": twilio.account.auth_token},
    )
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    assert "next_flow" not in flow
    assert offered(hass) == []


async def test_reauthentication(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Whoever enters credentials again is offered nothing."""
    flow = await account.start_reauth_flow(hass)
    flow = await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {"account_sid": twilio.account.sid, "auth_token": twilio.account.auth_token},
    )
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert offered(hass) == []
