"""Who asks for a message or call."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.origin import (
    MOST_RUNS,
    async_entity_of,
    async_link_to,
    async_name_of,
    async_origin_of_context,
    async_runs,
)
from simulator import Simulator

from .asking import SEND, go, on_event, origins, set_up
from .automations import automate, automation
from .contact import add_contact
from .limited import HOME, PHONE, send
from .yaml_house import set_up_notify

CALL: Final = {"action": "twilio.make_call", "data": {"to": PHONE, "message": "Hello"}}
NOTIFY: Final = {"action": "notify.sms", "data": {"target": [PHONE], "message": "Hello"}}
ENTITY: Final = {
    "action": "notify.send_message",
    "target": {"entity_id": "notify.mum_text"},
    "data": {"message": "Hello"},
}
TELL: Final = {"action": "script.tell"}
START: Final = {"action": "script.turn_on", "target": {"entity_id": "script.tell"}}
LATER: Final[list[Mapping[str, Any]]] = [{"delay": {"milliseconds": 1}}, SEND]
HALL: Final = "automation.hall light"


@pytest.fixture
async def notifiers(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Set up notifiers of this integration and of Home Assistant itself."""
    config = [
        {"platform": "twilio", "name": "sms", "type": "sms", "from_number": HOME},
    ]
    await set_up_notify(hass, {"notify": config})
    await add_contact(hass, account, number=PHONE)


@pytest.mark.usefixtures("notifiers")
@pytest.mark.parametrize(
    ("actions", "script"),
    [
        pytest.param([SEND], [], id="action"),
        pytest.param([CALL], [], id="call"),
        pytest.param([NOTIFY], [], id="notifier"),
        pytest.param([ENTITY], [], id="notify entity"),
        pytest.param(LATER, [], id="later"),
        pytest.param([{"parallel": [SEND]}], [], id="in parallel"),
        pytest.param(
            [{"if": "{{ true }}", "then": [{"repeat": {"count": 1, "sequence": [SEND]}}]}],
            [],
            id="in a loop",
        ),
        pytest.param([TELL], [SEND], id="script"),
        pytest.param([TELL], [{"parallel": [SEND]}], id="in parallel in a script"),
        pytest.param([TELL], LATER, id="later in a script"),
        pytest.param([START], [SEND], id="script that is not waited for"),
        pytest.param([TELL], [NOTIFY], id="notifier in a script"),
        pytest.param([TELL], [ENTITY], id="notify entity in a script"),
    ],
)
@pytest.mark.parametrize(
    ("more", "expected"),
    [({"id": "hall light"}, HALL), ({}, "automation.the_hall")],
    ids=["with an id", "without one"],
)
async def test_automation(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    actions: Sequence[Mapping[str, Any]],
    script: Sequence[Mapping[str, Any]],
    more: dict[str, str],
    expected: str,
) -> None:
    """It is the automation that sends, whatever the way."""
    await set_up(
        hass, [on_event("The hall", *actions, **more)], {"tell": script or [{"stop": "Unused"}]}
    )
    await go(hass)
    assert origins(account) == [expected]
    await twilio.settled()


async def test_several_at_once(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Each run keeps its own, also where all wait in the same script."""
    await set_up(
        hass,
        [on_event(name, {"parallel": [TELL]}, event=name, id=name) for name in ("one", "two")],
        {"tell": LATER},
    )
    for event in ("one", "two", "one"):
        hass.bus.async_fire(event)
    await go(hass, "two")
    assert sorted(map(str, origins(account))) == ["automation.one"] * 2 + ["automation.two"] * 2


@pytest.mark.parametrize("action", [SEND, {"parallel": [SEND]}])
async def test_script(hass: HomeAssistant, account: MockConfigEntry, action: Any) -> None:
    """A script that somebody starts sends by itself."""
    await set_up(hass, [], {"tell": [action]})
    await hass.services.async_call("script", "tell", blocking=True)
    assert origins(account) == ["script.tell"]


async def test_neither(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """What a person or a program sends is no automation's, also beside one that runs."""
    await set_up(hass, [on_event("The hall", SEND, id="hall light")])
    await send(hass)
    await go(hass)
    await send(hass)
    assert origins(account) == [None, HALL, None]


async def test_automation_that_sets_off_another(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """The one that sends is it, not the one that caused it."""
    await set_up(
        hass,
        [
            on_event("One", {"event": "next"}, id="one"),
            on_event("Two", SEND, event="next", id="two"),
            on_event("Three", SEND, event="next"),
        ],
    )
    await go(hass)
    assert sorted(map(str, origins(account))) == ["automation.three", "automation.two"]


@pytest.mark.parametrize(("more", "expected"), [({}, "automation.answer")])
async def test_reply(
    hass: HomeAssistant,
    house: object,
    account: MockConfigEntry,
    twilio: Simulator,
    more: dict[str, str],
    expected: str,
) -> None:
    """What answers a text is asked for by the automation whose response it is."""
    await automate(hass, [automation("message_received", {"set_conversation_response": "Yes?"})])
    await twilio.handset(PHONE).text("Hello", to=twilio.number)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert origins(account) == [expected]


async def test_many_runs(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Only the last runs are kept, and the last are found."""
    runs = async_runs(hass)
    contexts = [Context() for _ in range(MOST_RUNS + 1)]
    hass.states.async_set("automation.hall", "on", {"last_triggered": None, "current": 0})
    for turn, context in enumerate(contexts):
        attributes = {"last_triggered": turn, "current": 1}
        hass.states.async_set("automation.hall", "on", attributes, context=context)
    await hass.async_block_till_done()
    assert runs.entity_of(contexts[0]) is None
    assert runs.entity_of(contexts[1]) == "automation.hall"
    assert async_origin_of_context(hass, contexts[-1]) == "automation.hall"
    assert async_origin_of_context(hass, contexts[0]) is None


BLAME: Final = {
    "event": "automation_triggered",
    "event_data": {"entity_id": "automation.hall", "name": "The hall"},
}
VICTIM: Final = on_event("Hall", {"event": "unheard"}, event="hall")


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(BLAME, id="says that it was another one"),
        pytest.param({**BLAME, "event_data": {"entity_id": ["automation.hall"]}}, id="nonsense"),
        pytest.param({"event": "automation_triggered"}, id="nobody"),
        pytest.param(
            {"action": "automation.turn_off", "target": {"entity_id": "automation.hall"}},
            id="turns another one off",
        ),
        pytest.param(
            {"action": "automation.trigger", "target": {"entity_id": "automation.hall"}},
            id="sets another one off",
        ),
    ],
)
async def test_blame_of_another_one(
    hass: HomeAssistant,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    before: Mapping[str, Any],
) -> None:
    """Whatever somebody does before, it is he who sends, and not an automation he names."""
    await set_up(
        hass,
        [VICTIM, on_event("Zoe", before, {"delay": 0}, SEND)],
        {"tell": [before, SEND]},
    )
    await hass.services.async_call("script", "tell", blocking=True)
    await go(hass)
    await go(hass)
    assert origins(account) == ["script.tell", "automation.zoe", "automation.zoe"]
    assert "Error" not in caplog.text


async def test_automation_that_is_triggered_while_it_is_set_up(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """One that comes back as it was last seen does not begin a run by that."""
    context = Context()
    attributes = {"last_triggered": 1, "current": 0}
    hass.states.async_set("automation.hall", "on", attributes, context=context)
    hass.states.async_remove("automation.hall")
    await hass.async_block_till_done()
    assert async_origin_of_context(hass, context) is None


async def test_names_and_links(hass: HomeAssistant) -> None:
    """An origin leads to its editor where there is one, and keeps its name when it is renamed."""
    await set_up(
        hass,
        [on_event("The [hall](x) *light*", SEND, id="a b/1"), on_event("In YAML", SEND)],
        {"tell": [SEND]},
    )
    registry = er.async_get(hass)
    entity_id = async_entity_of(hass, "automation.a b/1")
    registry.async_update_entity(entity_id, new_entity_id="automation.renamed")
    await hass.async_block_till_done()
    assert async_entity_of(hass, "automation.a b/1") == "automation.renamed"
    assert async_name_of(hass, "automation.a b/1") == "The [hall](x) *light*"
    assert {
        origin: async_link_to(hass, origin)
        for origin in ("automation.a b/1", "automation.in_yaml", "script.tell", "automation.gone")
    } == {
        "automation.a b/1": "[The hallx light](/config/automation/edit/a%20b%2F1)",
        "automation.in_yaml": "[In YAML](/config/automation/dashboard)",
        "script.tell": "[tell](/config/script/edit/tell)",
        "automation.gone": "[automation.gone](/config/automation/dashboard)",
    }


@pytest.mark.parametrize(("name", "expected"), [(None, "Hall"), ("Lamp", "Lamp")])
async def test_name_of_an_automation_that_is_not_loaded(
    hass: HomeAssistant, name: str | None, expected: str
) -> None:
    """While the house starts, it is named as it was."""
    registry = er.async_get(hass)
    known = registry.async_get_or_create("automation", "automation", "hall", original_name="Hall")
    registry.async_update_entity(known.entity_id, name=name)
    hass.states.async_remove(known.entity_id)
    assert async_name_of(hass, "automation.hall") == expected
