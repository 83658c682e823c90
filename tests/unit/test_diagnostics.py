"""What a bug report gets to see."""

from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.twilio.contacts.pin import PinHash
from custom_components.twilio.senders import sender_subentry
from custom_components.twilio.webhook import RequestKind, async_take_in
from simulator import OUTAGE, Fault, Simulator

from . import HOOK_ID, PUBLIC_URL
from .contact import MUM, MUM_ID, add_contact
from .outbox.waiting import be_busy
from .webhook import OWNER, REQUESTS

type MakeClient = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]

OPTIONS = {
    "limits": {"messages_per_day": 5},
    "signing": {"secondary_auth_token": "b6" * 16, "shared_key_secret": "SharedKeySecret"},
}

SENDERS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "+15550006000",
        "Grandmother",
        {
            "default": True,
            "receive": True,
            "greeting": "Key under the mat.",
            "voice": "alice",
        },
    ),
    ("+15550006001", "Boat", {"receive": True, "fallback": "Call the neighbours."}),
    ("MyBrandName", "Brand", {}),
)


@pytest.fixture
async def busy_account(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> MockConfigEntry:
    """Return an account with everything that could be given away."""
    twilio.add_number("+15550006001", mms=False, voice=False)
    twilio.number.sms_url = "https://else.example/secret-path"
    for address, name, values in SENDERS:
        hass.config_entries.async_add_subentry(entry, sender_subentry(address, name, values))
    settings = twilio.account.settings
    hass.config_entries.async_update_entry(
        entry,
        data={
            **entry.data,
            "api_key_sid": settings.api_key_sid,
            "api_key_secret": settings.api_key_secret,
            "cloudhook_url": "https://hooks.nabu.casa/cloudhook-secret",
        },
        options=OPTIONS,
    )
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    await hass.services.async_call(
        "twilio", "send_message", {"to": "+15551234567", "message": "Hello"}, blocking=True
    )
    received = REQUESTS[RequestKind.MESSAGE]
    assert await async_take_in(hass, entry, {**received, "Body": "The cat is out"}, 0)
    twilio.number.voice_url = "https://else.example/secret-path"
    await entry.runtime_data.numbers.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


async def test_diagnostics(
    hass: HomeAssistant,
    hass_client: MakeClient,
    busy_account: MockConfigEntry,
    snapshot: SnapshotAssertion,
) -> None:
    """They tell the state of an account."""
    assert await get_diagnostics_for_config_entry(hass, hass_client, busy_account) == snapshot


async def test_device_diagnostics(
    hass: HomeAssistant,
    hass_client: MakeClient,
    busy_account: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    """They tell the state of one sender; on the account's device, that of the account."""
    devices = dr.async_entries_for_config_entry(device_registry, busy_account.entry_id)
    found = {
        device.name: await get_diagnostics_for_device(hass, hass_client, busy_account, device)
        for device in devices
    }
    whole = await get_diagnostics_for_config_entry(hass, hass_client, busy_account)
    assert found.pop("Twilio") == whole
    assert found == snapshot


async def test_no_secret_leaves_the_house(
    hass: HomeAssistant,
    hass_client: MakeClient,
    twilio: Simulator,
    busy_account: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """The whole files, as they are downloaded, hold neither a secret nor a number."""
    assert await async_setup_component(hass, "diagnostics", {})
    client = await hass_client()
    path = f"/api/diagnostics/config_entry/{busy_account.entry_id}"
    devices = dr.async_entries_for_config_entry(device_registry, busy_account.entry_id)
    assert len(devices) == 4
    file = ""
    for end in ("", *(f"/device/{device.id}" for device in devices)):
        answer = await client.get(path + end)
        assert answer.status == 200
        file += await answer.text()
    settings = twilio.account.settings
    private = {
        "Account SID": settings.sid,
        "Auth Token": settings.auth_token,
        "key SID": settings.api_key_sid,
        "key secret": settings.api_key_secret,
        "second token": "b6" * 16,
        "SharedKey": "SharedKeySecret",
        "hook": HOOK_ID,
        "webhook": "cd" * 32,
        "cloudhook": "cloudhook-secret",
        "public URL": PUBLIC_URL,
        "server": twilio.url,
        "first number": "+15550006000",
        "second number": "+15550006001",
        "somebody's number": "+15551234567",
        "a message": "Hello",
        "a message that came in": "The cat is out",
        "who sent it": OWNER,
        "a name": "Grandmother",
        "a greeting": "under the mat",
        "a fallback": "neighbours",
        "a brand": "MyBrandName",
        "somebody's host": "else.example",
        "somebody's URL": "secret-path",
        "a number's SID": twilio.number.sid,
    }
    assert {name for name, text in private.items() if text in file} == set()
    assert "messages_per_day" in file


async def test_diagnostics_of_what_waits(
    hass: HomeAssistant,
    hass_client: MakeClient,
    twilio: Simulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They tell how much waits and why, but not what, nor for whom."""
    be_busy(twilio, monkeypatch)
    for text in ("The gate is open", "The cellar is wet"):
        message = {"to": "+15551234567", "message": text, "tag": "house", "alert": True}
        await hass.services.async_call("twilio", "send_message", message, blocking=True)
    await hass.async_block_till_done()
    found = await get_diagnostics_for_config_entry(hass, hass_client, account)
    assert found["outbox"] == {
        "waiting": 2,
        "alerts": 2,
        "uncertain": 0,
        "oldest_age": 0,
        "reason": "too_many",
        "maybe_duplicates": 0,
        "given_up": 0,
        "with_other_ways": 0,
        "is_written": True,
    }
    private = ("+15551234567", "The gate is open", "The cellar is wet", "house")
    assert [text for text in private if text in str(found).replace("house.example", "")] == []


async def test_diagnostics_of_an_account_that_is_not_loaded(
    hass: HomeAssistant, hass_client: MakeClient, busy_account: MockConfigEntry
) -> None:
    """What does not work is what a report is about."""
    assert await hass.config_entries.async_unload(busy_account.entry_id)
    found = await get_diagnostics_for_config_entry(hass, hass_client, busy_account)
    assert (found["numbers"], found["sent"], found["is_reachable"]) == (None, None, True)
    assert len(found["senders"]) == 3


async def test_diagnostics_of_an_account_without_credentials(
    hass: HomeAssistant, hass_client: MakeClient, snapshot: SnapshotAssertion
) -> None:
    """An entry taken over from Home Assistant's own integration has little to tell."""
    entry = MockConfigEntry(domain="twilio", data={"webhook_id": HOOK_ID, "cloudhook": False})
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, "twilio", {})
    assert await get_diagnostics_for_config_entry(hass, hass_client, entry) == snapshot


async def test_diagnostics_while_twilio_is_silent(
    hass: HomeAssistant,
    hass_client: MakeClient,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
    freezer: FrozenDateTimeFactory,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Numbers that nobody knows yet are none."""
    sender = sender_subentry("+15550006000", "Home", {})
    hass.config_entries.async_add_subentry(entry, sender)
    twilio.faults.add(Fault(OUTAGE, times=None))
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert found["numbers"] == []
    assert set(found["sent"].values()) == {0}
    assert found["lost_since"] == dt_util.utcnow().isoformat()
    devices = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    device = next(device for device in devices if device.name == "Home")
    found = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert found["number"] is None


async def test_contact(
    hass: HomeAssistant, hass_client: MakeClient, account: MockConfigEntry
) -> None:
    """A contact shows what was agreed to and when, but neither name, whole number nor PIN."""
    pin = PinHash.of("4711").as_text()
    agreed = {"consent": "in_person", "consent_at": "2026-11-20T10:00:00+00:00"}
    await add_contact(hass, account, may_command=True, pin=pin, double_opt_in=True, **agreed)
    account.runtime_data.consent.async_hear_refusal(MUM, "+15550006000")
    device = dr.async_get(hass).async_get_device_by_identifier(
        ("twilio", MUM_ID), config_entry_id=account.entry_id
    )
    assert device is not None
    shown = await get_diagnostics_for_device(hass, hass_client, account, device)
    whole = await get_diagnostics_for_config_entry(hass, hass_client, account)
    assert [shown["contact"]] == whole["contacts"]
    assert {name: shown["contact"][name] for name in ("number", "has_pin", "opt_outs")} == {
        "number": "**67",
        "has_pin": True,
        "opt_outs": 1,
    }
    assert shown["contact"]["consent"] == "in_person"
    assert shown["contact"]["consent_at"].startswith("2026-11-20")
    for secret in ("Mum", MUM, pin):
        assert secret not in f"{shown}{whole}"
