"""To whom an account talks, and by which credentials."""

from aiohttp import ClientSession
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.twilio.api import (
    AccountState,
    Credentials,
    CredentialsRejected,
    Region,
    TwilioApi,
    Unreachable,
)
from simulator import Simulator

from . import LIST_PATH, MESSAGE, SID, TOKEN
from .scripted_server import Scripted, ScriptedServer


@pytest.mark.parametrize(
    ("credentials", "host"),
    [
        pytest.param(Credentials(SID, TOKEN), "api.twilio.com", id="us1"),
        pytest.param(
            Credentials(SID, TOKEN, region=Region.IE1), "api.dublin.ie1.twilio.com", id="ie1"
        ),
        pytest.param(
            Credentials(SID, TOKEN, region=Region.AU1), "api.sydney.au1.twilio.com", id="au1"
        ),
        pytest.param(
            Credentials(SID, TOKEN, region=Region.AU1, api_base_url="https://twilio.example"),
            "twilio.example",
            id="a server of one's own",
        ),
    ],
)
async def test_hosts(
    aioclient_mock: AiohttpClientMocker,
    monkeypatch: pytest.MonkeyPatch,
    credentials: Credentials,
    host: str,
) -> None:
    """Requests go to the host of the region; the environment has no say in it."""
    for name in ("REGION", "EDGE", "ACCOUNT_SID", "AUTH_TOKEN"):
        monkeypatch.setenv(f"TWILIO_{name}", "elsewhere")
    aioclient_mock.get(f"https://{host}{LIST_PATH}", json={"incoming_phone_numbers": []})
    async with aioclient_mock.create_session(None) as session:
        await TwilioApi(session, credentials).check()
    [(_, url, _, headers)] = aioclient_mock.mock_calls
    assert url.host == host
    assert headers["Authorization"] == (
        "Basic QUM1MTUxNTE1MTUxNTE1MTUxNTE1MTUxNTE1MTUxNTE1MTphNWE1YTVhNWE1YTVhNWE1YTVhNWE1YTVhNWE1"
        "YTVhNQ=="
    )


async def test_credentials_do_not_follow_a_page(aioclient_mock: AiohttpClientMocker) -> None:
    """The next page is asked of Twilio, or of nobody."""
    page = {
        "meta": {"key": "incoming_phone_numbers", "next_page_url": "https://evil.example/x"},
        "incoming_phone_numbers": [],
    }
    aioclient_mock.get(f"https://api.twilio.com{LIST_PATH}", json=page)
    async with aioclient_mock.create_session(None) as session:
        with pytest.raises(Unreachable):
            await TwilioApi(session, Credentials(SID, TOKEN)).phone_numbers()
    assert [url.host for _, url, _, _ in aioclient_mock.mock_calls] == ["api.twilio.com"]


async def test_api_key(twilio: Simulator, session: ClientSession) -> None:
    """With an API key, requests are the key's, for the account."""
    key = twilio.account.settings
    api = TwilioApi(
        session,
        Credentials(SID, TOKEN, key.api_key_sid, key.api_key_secret, Region.US1, twilio.url),
    )
    await api.send_message(MESSAGE)
    [request] = twilio.requests
    assert (request.user, request.status) == (key.api_key_sid, 201)
    assert request.path == f"/2010-04-01/Accounts/{SID}/Messages.json"
    with pytest.raises(CredentialsRejected):
        await api.account_state()


async def test_changed_credentials(
    twilio: Simulator, api: TwilioApi, credentials: Credentials
) -> None:
    """New credentials serve whoever holds the account, old ones nobody any more."""
    new_token = "b6" * 16
    twilio.account.auth_token = new_token
    with pytest.raises(CredentialsRejected):
        await api.check()
    api.use(Credentials(SID, new_token, api_base_url=credentials.api_base_url))
    await api.check()
    assert [request.status for request in twilio.requests] == [401, 200]


async def test_moved_account(twilio: Simulator, api: TwilioApi) -> None:
    """The account itself and its server may change in place, too."""
    async with ScriptedServer([Scripted(200, '{"status": "active"}')]) as server:
        api.use(Credentials("AC" + "0" * 32, TOKEN, api_base_url=server.url))
        assert await api.account_state() is AccountState.ACTIVE
        assert [arrived.path for arrived in server.arrived] == [
            f"/2010-04-01/Accounts/AC{'0' * 32}.json"
        ]
    assert twilio.requests == []
