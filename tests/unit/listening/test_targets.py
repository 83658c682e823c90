"""Which senders a target of the editor means."""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.listening.targets import SenderTarget
from simulator import Simulator

from ..device import ACCOUNT_ID, a_sender, add_account, load

FRONT: Final = "front"
BACK: Final = "back"
SENDERS: Final = (FRONT, BACK)
FRONT_ENTITY: Final = "binary_sensor.front_points_here"
BACK_ENTITY: Final = "binary_sensor.back_points_here"
ACCOUNT_ENTITY: Final = "sensor.twilio_last_reached"

type Target = Callable[[HomeAssistant], dict[str, Any]]


@pytest.fixture
async def senders(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> MockConfigEntry:
    """Return an account with two senders, each with an entity."""
    entry = add_account(
        hass,
        twilio,
        *(
            ConfigSubentryDataWithId(
                **{**a_sender(f"+1555000600{index}", name.title()), "subentry_id": name}
            )
            for index, name in enumerate(SENDERS)
        ),
    )
    await load(hass, monkeypatch, [Platform.BINARY_SENSOR, Platform.SENSOR])
    return entry


def device(hass: HomeAssistant, sender: str) -> str:
    """Return the device of a sender, or of the account."""
    registry = dr.async_get(hass)
    return next(
        device.id
        for device in dr.async_entries_for_config_entry(registry, ACCOUNT_ID)
        if device.config_subentry_id == (sender if sender in SENDERS else None)
    )


def an_area(hass: HomeAssistant, *, floor: str | None = None, label: str | None = None) -> str:
    """Return an area with the front sender in it."""
    labels = {label} if label else set[str]()
    area = ar.async_get(hass).async_create("Hall", floor_id=floor, labels=labels)
    dr.async_get(hass).async_update_device(device(hass, FRONT), area_id=area.id)
    return area.id


def an_area_of_an_entity(hass: HomeAssistant) -> str:
    """Return an area that an entity of the back sender was moved to."""
    area = ar.async_get(hass).async_create("Yard")
    er.async_get(hass).async_update_entity(BACK_ENTITY, area_id=area.id)
    return area.id


def a_floor(hass: HomeAssistant) -> str:
    """Return a floor with the area of the front sender."""
    floor = fr.async_get(hass).async_create("Ground floor")
    an_area(hass, floor=floor.floor_id)
    return floor.floor_id


def a_label(hass: HomeAssistant, where: str) -> str:
    """Return a label on a device, an entity or an area."""
    label = lr.async_get(hass).async_create("Porch").label_id
    match where:
        case "device":
            dr.async_get(hass).async_update_device(device(hass, FRONT), labels={label})
        case "entity":
            er.async_get(hass).async_update_entity(FRONT_ENTITY, labels={label})
        case "area":
            an_area(hass, label=label)
    return label


def a_foreign_entity(hass: HomeAssistant) -> str:
    """Return an entity that another integration has put on the device of the front sender."""
    entity = er.async_get(hass).async_get_or_create(
        "sensor", "template", "one", device_id=device(hass, FRONT)
    )
    return entity.entity_id


TARGETS: dict[str, tuple[Target, tuple[str, ...]]] = {
    "nothing": (lambda _: {}, SENDERS),
    "device": (lambda hass: {"device_id": [device(hass, FRONT)]}, (FRONT,)),
    "devices": (lambda hass: {"device_id": [device(hass, each) for each in SENDERS]}, SENDERS),
    "account": (lambda hass: {"device_id": [device(hass, ACCOUNT_ID)]}, SENDERS),
    "unknown device": (lambda _: {"device_id": ["gone"]}, ()),
    "entity": (lambda _: {"entity_id": [FRONT_ENTITY]}, (FRONT,)),
    "entity of the account": (lambda _: {"entity_id": [ACCOUNT_ENTITY]}, SENDERS),
    "unknown entity": (lambda _: {"entity_id": ["event.gone"]}, ()),
    "foreign entity": (lambda hass: {"entity_id": [a_foreign_entity(hass)]}, ()),
    "area": (lambda hass: {"area_id": [an_area(hass)]}, (FRONT,)),
    "area of an entity": (lambda hass: {"area_id": [an_area_of_an_entity(hass)]}, (BACK,)),
    "unknown area": (lambda _: {"area_id": ["gone"]}, ()),
    "floor": (lambda hass: {"floor_id": [a_floor(hass)]}, (FRONT,)),
    "label of a device": (lambda hass: {"label_id": [a_label(hass, "device")]}, (FRONT,)),
    "label of an entity": (lambda hass: {"label_id": [a_label(hass, "entity")]}, (FRONT,)),
    "label of an area": (lambda hass: {"label_id": [a_label(hass, "area")]}, (FRONT,)),
    "account without a sender": (
        lambda hass: {
            "device_id": [device(hass, ACCOUNT_ID)],
            "exclude": {"device_id": [device(hass, FRONT)]},
        },
        (BACK,),
    ),
    "senders without an entity": (
        lambda hass: {
            "device_id": [device(hass, each) for each in SENDERS],
            "exclude": {"entity_id": [BACK_ENTITY]},
        },
        (FRONT,),
    ),
    "sender without its account": (
        lambda hass: {
            "device_id": [device(hass, FRONT)],
            "exclude": {"device_id": [device(hass, ACCOUNT_ID)]},
        },
        (),
    ),
}


@pytest.mark.usefixtures("senders")
@pytest.mark.parametrize(("target", "expected"), TARGETS.values(), ids=TARGETS)
def test_senders(hass: HomeAssistant, target: Target, expected: tuple[str, ...]) -> None:
    """A device, or any entity of it, is that sender; that of the account is all of them."""
    chosen = SenderTarget(hass, target(hass))
    assert tuple(each for each in SENDERS if chosen.async_includes(ACCOUNT_ID, each)) == expected


@pytest.mark.usefixtures("senders")
def test_other_account(hass: HomeAssistant) -> None:
    """The device of an account does not stand for the senders of another one."""
    target = SenderTarget(hass, {"device_id": [device(hass, ACCOUNT_ID)]})
    assert not target.async_includes("other", "other_sender")


@pytest.mark.usefixtures("senders")
@pytest.mark.parametrize("target", [None, {}])
def test_unknown_number_without_a_target(
    hass: HomeAssistant, target: dict[str, Any] | None
) -> None:
    """A number that nobody set up counts where all do."""
    assert SenderTarget(hass, target).async_includes(ACCOUNT_ID, None)


@pytest.mark.usefixtures("senders")
def test_unknown_number_of_a_chosen_account(hass: HomeAssistant) -> None:
    """A number that nobody set up cannot be chosen."""
    target = SenderTarget(hass, {"device_id": [device(hass, ACCOUNT_ID)]})
    assert not target.async_includes(ACCOUNT_ID, None)


@pytest.mark.usefixtures("senders")
def test_moved(hass: HomeAssistant) -> None:
    """A sender that is moved to another area later counts there, and no longer here."""
    hall = SenderTarget(hass, {"area_id": [an_area(hass)]})
    yard = ar.async_get(hass).async_create("Yard").id
    target = SenderTarget(hass, {"area_id": [yard]})
    dr.async_get(hass).async_update_device(device(hass, FRONT), area_id=yard)
    assert target.async_includes(ACCOUNT_ID, FRONT)
    assert not hall.async_includes(ACCOUNT_ID, FRONT)


@pytest.mark.usefixtures("senders")
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (lambda hass: {"device_id": [device(hass, FRONT)]}, True),
        (lambda hass: {"device_id": [device(hass, ACCOUNT_ID)]}, True),
        (lambda _: {"device_id": ["gone"]}, False),
        (
            lambda hass: {
                "device_id": [device(hass, ACCOUNT_ID)],
                "exclude": {"device_id": [device(hass, ACCOUNT_ID)]},
            },
            False,
        ),
    ],
)
def test_accounts(hass: HomeAssistant, target: Target, *, expected: bool) -> None:
    """An account is meant by its own device, or by one of its senders."""
    chosen = SenderTarget(hass, target(hass)).async_chosen()
    assert chosen is not None
    assert chosen.has_some(ACCOUNT_ID, SENDERS) is expected


@pytest.mark.usefixtures("senders")
def test_account_without_senders(hass: HomeAssistant) -> None:
    """An account can be meant that has no sender yet."""
    chosen = SenderTarget(hass, {"device_id": [device(hass, ACCOUNT_ID)]}).async_chosen()
    assert chosen is not None
    assert chosen.has_some(ACCOUNT_ID, ())
