"""Adding an account: its credentials."""

from itertools import groupby
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.translation import async_get_translations
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import OUTAGE, AccountSettings, AccountStatus, Fault, Simulator

from .. import HOOK_ID
from . import OTHER_SID, SID, TOKEN, created, go_on, receive_by, start, to_receive_step, typed


async def test_form(hass: HomeAssistant) -> None:
    """Two credentials are asked for, and where to find them is said."""
    flow = await start(hass)
    assert (flow["type"], flow["step_id"], flow["errors"]) == (FlowResultType.FORM, "user", {})
    assert flow["description_placeholders"] == {"console_url": "https://console.twilio.com"}


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        pytest.param(
            {"account_sid": "AC1"}, {"account_sid": "invalid_account_sid"}, id="no Account SID"
        ),
        pytest.param({"auth_token": " "}, {"auth_token": "invalid_auth"}, id="no token"),
        pytest.param({"auth_token": "b6" * 16}, {"base": "invalid_auth"}, id="wrong token"),
        pytest.param({"account_sid": OTHER_SID}, {"base": "invalid_auth"}, id="wrong account"),
        pytest.param(
            {"advanced": {"region": "us1", "api_base_url": "http://twilio.example"}},
            {"base": "invalid_api_base_url"},
            id="unsafe server",
        ),
    ],
)
async def test_wrong_credentials(
    hass: HomeAssistant, twilio: Simulator, change: dict[str, Any], errors: dict[str, str]
) -> None:
    """What is wrong is said, and right credentials go on from there."""
    flow = await go_on(hass, await start(hass), {**typed(twilio), **change})
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "user")
    assert flow["errors"] == errors
    flow = await go_on(hass, flow, typed(twilio))
    assert flow["step_id"] == "receive"
    flow = await receive_by(hass, flow, {"receive_mode": "none"})
    assert (await created(hass, flow)).unique_id == SID


@pytest.mark.parametrize(
    ("advanced", "errors"),
    [
        pytest.param({"api_key_sid": "SK1"}, {"base": "invalid_api_key"}, id="half a key"),
        pytest.param(
            {"api_key_sid": "SK" + "52" * 16, "api_key_secret": "wrong"},
            {"base": "invalid_api_key"},
            id="wrong secret",
        ),
    ],
)
async def test_wrong_key(
    hass: HomeAssistant, twilio: Simulator, advanced: dict[str, str], errors: dict[str, str]
) -> None:
    """A key is tried too, and the form can be sent again without it."""
    flow = await go_on(hass, await start(hass), typed(twilio, **advanced))
    assert (flow["step_id"], flow["errors"]) == ("user", errors)
    flow = await go_on(hass, flow, typed(twilio, api_key_sid="", api_key_secret=""))
    assert flow["step_id"] == "receive"


async def test_key(hass: HomeAssistant, twilio: Simulator) -> None:
    """With a key, the account sends by it, and keeps the token for signatures."""
    settings = twilio.account.settings
    flow = await go_on(
        hass,
        await start(hass),
        typed(twilio, api_key_sid=settings.api_key_sid, api_key_secret=settings.api_key_secret),
    )
    entry = await created(hass, await receive_by(hass, flow, {"receive_mode": "none"}))
    assert entry.data["auth_token"] == TOKEN
    assert entry.data["api_key_sid"] == settings.api_key_sid
    assert entry.data["api_key_secret"] == settings.api_key_secret
    # Tried with the token; tried, and looked at, with the key; the kind of account is told to the
    # token alone; loaded with the key.
    users = [user for user, _ in groupby(request.user for request in twilio.requests)]
    assert users == [SID, settings.api_key_sid, SID, settings.api_key_sid]


async def test_key_without_a_right(hass: HomeAssistant, twilio: Simulator) -> None:
    """A restricted key has to be allowed to read numbers; it need not look at more."""
    settings = twilio.account.settings
    key = {"api_key_sid": settings.api_key_sid, "api_key_secret": settings.api_key_secret}
    twilio.account.key_rights = {"POST Messages"}
    flow = await go_on(hass, await start(hass), typed(twilio, **key))
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "invalid_api_key"})
    twilio.account.key_rights = {"POST Messages", "GET IncomingPhoneNumbers"}
    flow = await go_on(hass, flow, typed(twilio, **key))
    entry = await created(hass, await receive_by(hass, flow, {"receive_mode": "none"}))
    assert entry.data["api_key_sid"] == settings.api_key_sid


async def test_pasted_white_space(hass: HomeAssistant, twilio: Simulator) -> None:
    """White space around credentials is nobody's mistake."""
    user_input = {**typed(twilio), "account_sid": f" {SID}\n", "auth_token": f"\t{TOKEN} "}
    flow = await go_on(hass, await start(hass), user_input)
    entry = await created(hass, await receive_by(hass, flow, {"receive_mode": "none"}))
    assert (entry.data["account_sid"], entry.data["auth_token"]) == (SID, TOKEN)


async def test_twilio_out_of_order(
    hass: HomeAssistant, twilio: Simulator, pauses: list[float]
) -> None:
    """Credentials that cannot be tried are not called wrong."""
    twilio.faults.add(Fault(OUTAGE, times=3))
    flow = await go_on(hass, await start(hass), typed(twilio))
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "cannot_connect"})
    flow = await go_on(hass, flow, typed(twilio))
    assert flow["step_id"] == "receive"


async def test_suspended_account(hass: HomeAssistant, twilio: Simulator) -> None:
    """A suspended account is named as that."""
    twilio.account.status = AccountStatus.SUSPENDED
    flow = await go_on(hass, await start(hass), typed(twilio))
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "account_not_active"})


async def test_same_account_again(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """An account is there once; nobody has to be asked whether the credentials are right."""
    asked = len(twilio.requests)
    flow = await go_on(hass, await start(hass), typed(twilio))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert hass.config_entries.async_entries("twilio") == [account]
    assert len(twilio.requests) == asked


async def test_same_account_at_the_same_time(hass: HomeAssistant, twilio: Simulator) -> None:
    """Two windows with one account make one entry."""
    first = await to_receive_step(hass, twilio)
    second = await go_on(hass, await start(hass), typed(twilio))
    assert (second["type"], second["reason"]) == (FlowResultType.ABORT, "already_in_progress")
    await created(hass, await receive_by(hass, first, {"receive_mode": "none"}))
    assert len(hass.config_entries.async_entries("twilio")) == 1


async def test_second_account(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Another account is another entry with another address."""
    async with Simulator(account=AccountSettings(sid=OTHER_SID)) as other:
        flow = await to_receive_step(hass, other)
        entry = await created(hass, await receive_by(hass, flow, {"receive_mode": "none"}))
    assert (entry.unique_id, entry.title) == (OTHER_SID, "Twilio (…6161)")
    assert entry.data["hook_id"] != HOOK_ID
    assert len(hass.config_entries.async_entries("twilio")) == 2


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (
            "error",
            {
                "account_not_active",
                "cannot_connect",
                "cloud_not_connected",
                "invalid_account_sid",
                "invalid_api_base_url",
                "invalid_api_key",
                "invalid_auth",
                "invalid_public_url",
                "public_url_required",
                "public_url_unused",
                "receives_but_no_sender",
            },
        ),
        (
            "abort",
            {
                "already_configured",
                "already_in_progress",
                "credentials_changed",
                "reauth_successful",
                "reconfigure_successful",
                "sending_only",
                "wrong_account",
            },
        ),
        (
            "create_entry",
            {
                "no_numbers",
                "no_numbers_sending_only",
                "overridden",
                "receiving",
                "sending_only",
                "webhook",
            },
        ),
    ],
)
async def test_every_outcome_has_words(hass: HomeAssistant, kind: str, keys: set[str]) -> None:
    """Whatever a flow of these tests ends in, the frontend can say it, and nothing besides."""
    prefix = f"component.twilio.config.{kind}."
    words = await async_get_translations(hass, "en", "config", ["twilio"])
    assert {key.removeprefix(prefix) for key in words if key.startswith(prefix)} == keys
