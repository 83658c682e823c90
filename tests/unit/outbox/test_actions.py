"""The actions that list what waits, and cancel it."""

import asyncio
from contextlib import nullcontext
from typing import Any, Final

from homeassistant.auth.const import GROUP_ID_USER
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
    UnknownUser,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.twilio.outbox.outbox import async_outbox
from simulator import DEFAULT_NUMBER, Fault, Hold, Simulator

from ..actions import accepted, make_call, results_of, send_message
from .waiting import ANNA, BEN, be_busy, entries, take_all

LONG: Final = "The water in the cellar rises, and nobody is at home to see it"


async def cancel(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Cancel what waits, and return what the action answers."""
    response = await hass.services.async_call(
        "twilio", "cancel_outbox", data, blocking=True, return_response=True
    )
    assert response is not None
    return dict(response)


@pytest.fixture
async def waiting(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Have three messages and a call wait, to two people."""
    be_busy(twilio, monkeypatch)
    await send_message(hass, to=ANNA, message=LONG, tag="cellar", alert=True)
    await send_message(hass, to=BEN, message="Hello", tag="greeting", valid_for={"minutes": 5})
    await send_message(hass, to=BEN, message="Bye")
    await make_call(hass, to=ANNA, message=LONG, tag="cellar")
    await hass.async_block_till_done()


async def test_list(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waits is there with all that one wants to know of it, and goes with its acceptance."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    be_busy(twilio, monkeypatch)
    before = dt_util.utcnow().replace(microsecond=0)
    [result] = await results_of(
        hass, "send_message", to=ANNA, message=LONG, tag="cellar", alert=True
    )
    assert (result["status"], result["sid"], result["error_message"]) == ("waiting", None, None)
    await hass.async_block_till_done()
    [entry] = await entries(hass)
    created = dt_util.parse_datetime(entry.pop("created"), raise_on_error=True)
    expires = dt_util.parse_datetime(entry.pop("expires"), raise_on_error=True)
    assert before <= created <= dt_util.utcnow()
    assert 3598 <= (expires - created).total_seconds() <= 3601
    assert created.utcoffset() == dt_util.now().utcoffset()
    assert len(entry.pop("id")) == 32
    assert entry == {
        "kind": "message",
        "to": ANNA,
        "sender": DEFAULT_NUMBER,
        "message": "The water in the cellar rises, and nobod",
        "tag": "cellar",
        "alert": True,
        "state": "waiting",
        "attempts": 1,
        "maybe_duplicate": False,
        "reason": "Twilio takes no more for the moment.",
        "config_entry_id": account.entry_id,
    }
    await take_all(hass, twilio, account)
    assert await entries(hass) == []
    assert [item.to for item in accepted(twilio)] == [ANNA]


@pytest.mark.usefixtures("waiting")
async def test_list_of_several(hass: HomeAssistant) -> None:
    """They come in the order of asking; calls say what they would have said."""
    listed = await entries(hass)
    assert [(entry["kind"], entry["to"], entry["alert"]) for entry in listed] == [
        ("message", ANNA, True),
        ("message", BEN, False),
        ("message", BEN, False),
        ("call", ANNA, False),
    ]
    assert [entry["message"] for entry in listed] == [LONG[:40], "Hello", "Bye", LONG[:40]]
    assert {entry["reason"] for entry in listed} == {"Twilio takes no more for the moment."}
    lives = [
        dt_util.parse_datetime(entry["expires"], raise_on_error=True)
        - dt_util.parse_datetime(entry["created"], raise_on_error=True)
        for entry in listed
    ]
    minutes = [round(life.total_seconds() / 60) for life in lives]
    assert minutes == [60, 5, 60, 10]


async def test_call_of_twiml(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What only TwiML describes has no text."""
    be_busy(twilio, monkeypatch)
    await make_call(hass, to=ANNA, twiml="<Response><Say>Hello</Say></Response>")
    assert [entry["message"] for entry in await entries(hass)] == [""]


FILTERS: Final = [
    ({"to": ANNA}, [0, 3]),
    ({"to": 15551230002}, [1, 2]),
    ({"to": ["+1 555 123 0001", BEN]}, [0, 1, 2, 3]),
    ({"to": "+15551230003"}, []),
    ({"tag": "cellar"}, [0, 3]),
    ({"tag": ["greeting", "else"]}, [1]),
    ({"tag": "cellar", "to": BEN}, []),
]


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(("filters", "meant"), FILTERS)
async def test_filters(hass: HomeAssistant, filters: dict[str, Any], meant: list[int]) -> None:
    """Each filter leaves out what it does not mean."""
    every = [entry["id"] for entry in await entries(hass)]
    listed = [entry["id"] for entry in await entries(hass, **filters)]
    assert listed == [every[index] for index in meant]


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(("filters", "meant"), FILTERS)
async def test_cancel(
    hass: HomeAssistant, twilio: Simulator, filters: dict[str, Any], meant: list[int]
) -> None:
    """What is meant goes, and never goes out; the rest does."""
    every = [entry["id"] for entry in await entries(hass)]
    assert await cancel(hass, **filters) == {"canceled": len(meant), "not_canceled": []}
    left = [entry["id"] for entry in await entries(hass)]
    assert left == [one for index, one in enumerate(every) if index not in meant]


@pytest.mark.usefixtures("waiting")
async def test_what_is_canceled_never_goes_out(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Nobody gets it once Twilio takes messages again, and nobody hears that it is lost."""
    await cancel(hass, to=ANNA)
    await take_all(hass, twilio, account)
    assert [item.to for item in accepted(twilio)] == [BEN, BEN]


@pytest.mark.usefixtures("waiting")
async def test_cancel_by_id(hass: HomeAssistant) -> None:
    """An entry that is not there any more is none that was canceled."""
    every = [entry["id"] for entry in await entries(hass)]
    gone = "0" * 32
    assert await cancel(hass, id=[every[1], gone]) == {"canceled": 1, "not_canceled": [gone]}
    assert [entry["id"] for entry in await entries(hass)] == [every[0], *every[2:]]
    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(
            "twilio", "cancel_outbox", {"id": [every[0], gone]}, blocking=True
        )
    assert str(caught.value) == (
        "Canceled: 1. Not in the outbox: 1. These went out, were given up, or never were there"
    )
    await hass.services.async_call("twilio", "cancel_outbox", {"id": every[2]}, blocking=True)
    assert [entry["id"] for entry in await entries(hass)] == [every[3]]


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("named", [{"all": True}, {"all": "yes", "tag": ["cellar", "greeting"]}])
async def test_cancel_all(hass: HomeAssistant, named: dict[str, Any]) -> None:
    """Everything has to be meant; with a filter beside it, that counts."""
    canceled = (await cancel(hass, **named))["canceled"]
    assert (canceled, len(await entries(hass))) == ((4, 0) if len(named) == 1 else (3, 1))


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "nothing_named"),
        ({"all": False}, "nothing_named"),
        ({"to": ""}, "field_empty"),
        ({"tag": []}, "field_empty"),
        ({"id": [" "]}, "field_empty"),
        ({"to": "nonsense+"}, "filter_number"),
        ({"config_entry_id": "none"}, "unknown_account"),
    ],
)
async def test_nothing_is_meant(hass: HomeAssistant, data: dict[str, Any], key: str) -> None:
    """What a template left empty does not cancel everything."""
    with pytest.raises(ServiceValidationError) as refused:
        await cancel(hass, **data)
    assert refused.value.translation_key == key
    assert len(await entries(hass)) == 4


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("get_outbox", {"id": "x"}),
        ("get_outbox", {"all": True}),
        ("cancel_outbox", {"to": {"number": ANNA}}),
        ("cancel_outbox", {"all": "perhaps"}),
        ("send_message", {"to": ANNA, "message": "Hello", "valid_for": 0}),
        ("send_message", {"to": ANNA, "message": "Hello", "valid_for": "10:00:01"}),
        ("send_message", {"to": ANNA, "message": "Hello", "valid_for": "long"}),
        ("send_message", {"to": ANNA, "message": "Hello", "alert": "perhaps"}),
        ("make_call", {"to": ANNA, "message": "Hello", "valid_for": 60}),
    ],
)
async def test_what_an_action_does_not_take(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    action: str,
    data: dict[str, Any],
) -> None:
    """What has no meaning is refused before anything happens."""
    with pytest.raises(vol.Invalid):
        await hass.services.async_call("twilio", action, data, blocking=True, return_response=True)
    assert accepted(twilio) == []


@pytest.mark.parametrize(
    ("valid_for", "seconds"),
    [(1, 1), (90.5, 90), ("00:10", 600), ({"hours": 10}, 36_000), ("600", 600)],
)
async def test_spellings_of_a_duration(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    valid_for: Any,
    seconds: int,
) -> None:
    """Twilio hears for how long a message is of use."""
    await send_message(hass, to=ANNA, message="Hello", valid_for=valid_for)
    [request] = [each for each in twilio.requests if each.path.endswith("/Messages.json")]
    told = request.param("ValidityPeriod")
    assert told is not None
    assert seconds - 1 <= int(told) <= seconds or (seconds, told) == (1, "1")


async def test_too_late(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What Twilio is being asked to take cannot be canceled any more."""
    hold = Hold()
    twilio.faults.add(Fault(hold, method="POST", path="/Messages.json"))
    sending = hass.async_create_task(send_message(hass, to=ANNA, message="Hello"))
    await hold.reached.wait()
    [entry] = await entries(hass)
    assert entry["state"] == "trying"
    assert await cancel(hass, all=True) == {"canceled": 0, "not_canceled": [entry["id"]]}
    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call("twilio", "cancel_outbox", {"all": True}, blocking=True)
    assert str(caught.value) == (
        "Canceled: 0. Too late to cancel: 1. Twilio may have these already"
    )
    hold.released.set()
    await sending
    assert [item.to for item in accepted(twilio)] == [ANNA]


async def test_who_waits_hears_that_it_is_canceled(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """An action that still waits, for a message before its own to be taken, ends with that."""
    hold = Hold()
    twilio.faults.add(Fault(hold, method="POST", path="/Messages.json"))
    first = hass.async_create_background_task(send_message(hass, to=ANNA, message="First"), "first")
    await hold.reached.wait()
    second = hass.async_create_background_task(
        results_of(hass, "send_message", to=ANNA, message="Second"), "second"
    )
    is_there = asyncio.Event()
    async_outbox(hass).async_listen(is_there.set)
    await is_there.wait()
    listed = await entries(hass)
    assert [(entry["state"], entry["reason"]) for entry in listed] == [
        ("trying", "It waits for its turn."),
        ("waiting", "It waits for its turn."),
    ]
    await cancel(hass, id=listed[1]["id"])
    [result] = await second
    assert (result["status"], result["error_message"]) == (
        "failed",
        "It was canceled while it waited in the outbox.",
    )
    hold.released.set()
    await first
    assert [message.body for message in twilio.messages] == ["First"]


async def test_accounts(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each account has its own, also while it is not loaded."""
    for each, entry in ((twilio, account), (other_twilio, other_account)):
        be_busy(each, monkeypatch)
        await send_message(hass, to=ANNA, message="Hello", config_entry_id=entry.entry_id)
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(other_account.entry_id)
    assert len(await entries(hass)) == 2
    [listed] = await entries(hass, config_entry_id=other_account.entry_id)
    assert listed["config_entry_id"] == other_account.entry_id
    assert (await cancel(hass, config_entry_id=other_account.entry_id))["canceled"] == 1
    assert [each["config_entry_id"] for each in await entries(hass)] == [account.entry_id]


async def test_account_of_somebody_else(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """What belongs to another integration has no outbox."""
    other = MockConfigEntry(domain="sun")
    other.add_to_hass(hass)
    with pytest.raises(ServiceValidationError) as refused:
        await entries(hass, config_entry_id=other.entry_id)
    assert refused.value.translation_key == "unknown_account"


@pytest.fixture
async def users(
    hass: HomeAssistant, hass_admin_user: MockUser, hass_read_only_user: MockUser
) -> dict[str, str | None]:
    """Return who may call an action, by id; an automation is nobody."""
    group = await hass.auth.async_get_group(GROUP_ID_USER)
    assert group is not None
    ordinary = MockUser(groups=[group]).add_to_hass(hass)
    return {
        "automation": None,
        "admin": hass_admin_user.id,
        "ordinary": ordinary.id,
        "read-only": hass_read_only_user.id,
        "gone": "ab" * 16,
    }


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("action", ["get_outbox", "cancel_outbox"])
@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("automation", None),
        ("admin", None),
        ("ordinary", Unauthorized),
        ("read-only", Unauthorized),
        ("gone", UnknownUser),
    ],
)
async def test_who_may(
    hass: HomeAssistant,
    users: dict[str, str | None],
    action: str,
    who: str,
    refusal: type[Unauthorized] | None,
) -> None:
    """Of people only admins see texts and numbers, or cancel an alert."""
    data = {"to": ANNA}
    with pytest.raises(refusal) if refusal else nullcontext():
        await hass.services.async_call(
            "twilio",
            action,
            data,
            blocking=True,
            context=Context(user_id=users[who]),
            return_response=True,
        )
    is_canceled = refusal is None and action == "cancel_outbox"
    assert len(await entries(hass, **data)) == (0 if is_canceled else 2)


async def test_without_an_account(hass: HomeAssistant) -> None:
    """Where nothing was ever sent, nothing waits."""
    assert await async_setup_component(hass, "twilio", {})
    assert await entries(hass) == []
    assert await cancel(hass, all=True) == {"canceled": 0, "not_canceled": []}
