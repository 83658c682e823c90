"""Whether credentials open the account that they name."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.twilio.credential_check import (
    async_check_credentials,
    is_account_sid,
    is_safe_base_url,
    without_blanks,
)
from simulator import OUTAGE, OVERLOAD, AccountStatus, Drop, Fault, Refuse, Simulator
from simulator.errors import AUTHENTICATE, NOT_FOUND, Problem

SID = "AC" + "0a" * 16
KEY_SID = "SK" + "0a" * 16
TOKEN = "0b" * 16
TEST_CREDENTIALS = Problem(20008, "Resource not accessible with Test Account Credentials", 403)

type Change = Callable[[Simulator], dict[str, Any]]


def right_key(twilio: Simulator) -> dict[str, Any]:
    """Return the account's API key."""
    settings = twilio.account.settings
    return {"api_key_sid": settings.api_key_sid, "api_key_secret": settings.api_key_secret}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SID, True),
        ("AC" + "F" * 32, False),
        ("AC" + "0a" * 15, False),
        (SID + "0", False),
        (SID + "\n", False),
        (f" {SID}", False),
        ("AC" + "g" * 32, False),
        ("ac" + "0a" * 16, False),
        ("SK" + "0a" * 16, False),
        ("AC" + "\N{ARABIC-INDIC DIGIT ZERO}" * 32, False),
        ("", False),
    ],
)
def test_is_account_sid(text: str, *, expected: bool) -> None:
    """An Account SID has one form."""
    assert is_account_sid(text) is expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, {}),
        ({"auth_token": f" {TOKEN}\n"}, {"auth_token": TOKEN}),
        ({"auth_token": TOKEN, "api_key_sid": "", "api_key_secret": " \t"}, {"auth_token": TOKEN}),
        ({"advanced": {"region": "us1"}, "region": "us1"}, {"region": "us1"}),
    ],
)
def test_without_blanks(typed: dict[str, Any], expected: dict[str, Any]) -> None:
    """What a paste brings along is no part of a credential."""
    assert without_blanks(typed) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://twilio.example", True),
        ("https://twilio.example:8443/base", True),
        ("https://[2001:db8::1]", True),
        ("http://127.0.0.1:4010", True),
        ("http://[::1]:4010", True),
        ("http://192.168.1.7", True),
        ("http://10.0.0.1/base", True),
        ("http://172.16.0.1", True),
        ("http://172.32.0.1", False),
        ("http://169.254.169.254", False),
        ("http://0.0.0.0", False),
        ("http://192.0.2.1", False),
        ("https://user:word@twilio.example", False),
        ("https://twilio.example?a=b", False),
        ("https://twilio.example#a", False),
        ("http://127.0.0.1:4010/?", False),
        ("http://[fd00::1]", True),
        ("http://localhost:4010", True),
        ("http://twilio.localhost", True),
        ("http://twilio.example", False),
        ("http://8.8.8.8", False),
        ("http://[2606:4700::1111]", False),
        ("http://localhost.example", False),
        ("http://notlocalhost", False),
        ("http://127.0.0.1.example", False),
        ("http://127.0.0.1@twilio.example", False),
        ("https://", False),
        ("https://:443", False),
        ("http://", False),
        ("https://twilio.example:port", False),
        ("https://twilio.example:99999", False),
        ("http://[127.0.0.1", False),
        ("ftp://127.0.0.1", False),
        ("twilio.example", False),
        ("", False),
    ],
)
def test_is_safe_base_url(url: str, *, expected: bool) -> None:
    """Credentials leave the own network over https only."""
    assert is_safe_base_url(url) is expected


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        pytest.param({}, {"account_sid": "invalid_account_sid"}, id="nothing"),
        pytest.param(
            {"account_sid": "AC1", "auth_token": TOKEN},
            {"account_sid": "invalid_account_sid"},
            id="short SID",
        ),
        pytest.param(
            {"account_sid": TOKEN, "auth_token": SID},
            {"account_sid": "invalid_account_sid"},
            id="both mixed up",
        ),
        pytest.param({"account_sid": SID}, {"auth_token": "invalid_auth"}, id="no token"),
        pytest.param(
            {"account_sid": SID, "auth_token": TOKEN, "api_key_sid": KEY_SID},
            {"base": "invalid_api_key"},
            id="key without its secret",
        ),
        pytest.param(
            {"account_sid": SID, "auth_token": TOKEN, "api_key_secret": "secret"},
            {"base": "invalid_api_key"},
            id="secret without its key",
        ),
        pytest.param(
            {
                "account_sid": SID,
                "auth_token": TOKEN,
                "api_key_sid": SID,
                "api_key_secret": "secret",
            },
            {"base": "invalid_api_key"},
            id="key that is none",
        ),
        pytest.param(
            {"account_sid": SID, "auth_token": TOKEN, "api_base_url": "http://twilio.example"},
            {"base": "invalid_api_base_url"},
            id="unencrypted server",
        ),
    ],
)
async def test_misspelt_credentials_are_not_sent(
    hass: HomeAssistant, data: dict[str, Any], errors: dict[str, str]
) -> None:
    """What cannot be right is said without asking Twilio: a request would fail this test."""
    assert await async_check_credentials(hass, data) == errors


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        pytest.param(lambda _: {}, {}, id="token"),
        pytest.param(right_key, {}, id="token and key"),
        pytest.param(lambda _: {"auth_token": TOKEN}, {"base": "invalid_auth"}, id="wrong token"),
        pytest.param(lambda _: {"account_sid": SID}, {"base": "invalid_auth"}, id="wrong SID"),
        pytest.param(
            lambda twilio: {**right_key(twilio), "auth_token": TOKEN},
            {"base": "invalid_auth"},
            id="wrong token beside a right key",
        ),
        pytest.param(
            lambda twilio: {**right_key(twilio), "api_key_secret": "wrong"},
            {"base": "invalid_api_key"},
            id="wrong secret",
        ),
        pytest.param(
            lambda twilio: {**right_key(twilio), "api_key_sid": KEY_SID},
            {"base": "invalid_api_key"},
            id="unknown key",
        ),
    ],
)
async def test_credentials(
    hass: HomeAssistant, twilio: Simulator, change: Change, errors: dict[str, str]
) -> None:
    """Both the token, which signs, and the key have to be right."""
    data = {
        "account_sid": twilio.account.sid,
        "auth_token": twilio.account.auth_token,
        "api_base_url": twilio.url,
        **change(twilio),
    }
    assert await async_check_credentials(hass, data) == errors


@pytest.mark.parametrize("status", [AccountStatus.SUSPENDED, AccountStatus.CLOSED])
@pytest.mark.parametrize("says", ["not active", "authenticate"])
async def test_inactive_account(
    hass: HomeAssistant, twilio: Simulator, status: AccountStatus, says: str
) -> None:
    """A suspended account is recognised, also where Twilio only says that it cannot log in."""
    twilio.account.status = status
    if says == "authenticate":
        twilio.faults.add(Fault(Refuse(AUTHENTICATE), path="IncomingPhoneNumbers"))
    data = {
        "account_sid": twilio.account.sid,
        "auth_token": twilio.account.auth_token,
        "api_base_url": twilio.url,
    }
    assert await async_check_credentials(hass, data) == {"base": "account_not_active"}


@pytest.mark.parametrize(
    "effect",
    [
        pytest.param(OUTAGE, id="out of order"),
        pytest.param(OVERLOAD, id="too busy"),
        pytest.param(Drop(), id="dropped"),
    ],
)
async def test_twilio_that_does_not_answer(
    hass: HomeAssistant, twilio: Simulator, pauses: list[float], effect: Refuse | Drop
) -> None:
    """Whoever cannot be asked has not said that the credentials are wrong."""
    twilio.faults.add(Fault(effect, times=None))
    data = {
        "account_sid": twilio.account.sid,
        "auth_token": twilio.account.auth_token,
        "api_base_url": twilio.url,
    }
    assert await async_check_credentials(hass, data) == {"base": "cannot_connect"}


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(TEST_CREDENTIALS, id="test credentials"),
        pytest.param(NOT_FOUND, id="another kind of server"),
    ],
)
async def test_refusal(hass: HomeAssistant, twilio: Simulator, problem: Problem) -> None:
    """What refuses to list a number is not opened by these credentials."""
    twilio.faults.add(Fault(Refuse(problem)))
    data = {
        "account_sid": twilio.account.sid,
        "auth_token": twilio.account.auth_token,
        "api_base_url": twilio.url,
    }
    assert await async_check_credentials(hass, data) == {"base": "invalid_auth"}


async def test_unreachable_server(
    hass: HomeAssistant, socket_enabled: None, pauses: list[float], unused_tcp_port: int
) -> None:
    """Without a connection, nothing is known of the credentials."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    data = {"account_sid": SID, "auth_token": TOKEN, "api_base_url": url}
    assert await async_check_credentials(hass, data) == {"base": "cannot_connect"}
