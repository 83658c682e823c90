"""Who may use the REST API, and how it refuses."""

from aiohttp import ClientSession
import pytest

from simulator import AccountStatus, Simulator

from .rest import Rest


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("", ""),
        ("AC" + "5151" * 8, "wrong"),
        ("AC" + "0" * 32, "a5" * 16),
        ("SK" + "5252" * 8, "a5" * 16),
    ],
)
async def test_wrong_credentials_are_refused(rest: Rest, user: str, password: str) -> None:
    """Everybody but the account and its key gets 401."""
    rest.user, rest.password = user, password
    answer = await rest.get("Messages.json")
    assert (answer.status, answer.body) == (
        401,
        {
            "code": 20003,
            "message": "Authenticate",
            "more_info": "https://www.twilio.com/docs/errors/20003",
            "status": 401,
        },
    )
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Twilio API"'


@pytest.mark.parametrize("header", ["Bearer x", "Basic", "Basic !", "Basic /w=="])
async def test_what_is_no_basic_authentication_is_refused(
    session: ClientSession, twilio: Simulator, rest: Rest, header: str
) -> None:
    """Other schemes and undecodable pairs are nobody's."""
    url = twilio.url + rest.path("Messages.json")
    async with session.get(url, headers={"Authorization": header}) as response:
        assert (response.status, (await response.json())["code"]) == (401, 20003)


async def test_an_api_key_reads_everything_but_the_account(twilio: Simulator, rest: Rest) -> None:
    """Standard keys have no right to /Accounts."""
    rest.user, rest.password = twilio.account.api_key_sid, twilio.account.api_key_secret
    assert (await rest.get("Messages.json")).status == 200
    assert (await rest.get("Balance.json")).status == 200
    answer = await rest.ask("GET", f"/2010-04-01/Accounts/{twilio.account.sid}.json")
    assert (answer.status, answer.code) == (401, 20003)


async def test_the_account_shows_its_token_and_status(twilio: Simulator, rest: Rest) -> None:
    """The account's own resource holds the Auth Token, as Twilio's does."""
    answer = await rest.ask("GET", f"/2010-04-01/Accounts/{twilio.account.sid}.json")
    assert answer.status == 200
    assert answer.body["auth_token"] == twilio.account.auth_token
    assert answer.body["status"] == "active"
    assert answer.body["type"] == "Full"


async def test_a_suspended_account_may_only_look_at_itself(twilio: Simulator, rest: Rest) -> None:
    """Everything else is 20005."""
    twilio.account.status = AccountStatus.SUSPENDED
    answer = await rest.get("Messages.json")
    assert (answer.status, answer.code) == (401, 20005)
    itself = await rest.ask("GET", f"/2010-04-01/Accounts/{twilio.account.sid}.json")
    assert itself.body["status"] == "suspended"


async def test_the_balance_is_text(rest: Rest) -> None:
    """Amounts are strings."""
    answer = await rest.get("Balance.json")
    assert (answer.body["balance"], answer.body["currency"]) == ("25.00", "USD")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/2010-04-01/Accounts/AC" + "0" * 32 + "/Messages.json", 404, 20404),
        ("GET", "/2010-04-01/Accounts/{sid}/Nothing.json", 404, 20404),
        ("GET", "/2010-04-01/Accounts/{sid}/Messages/SM" + "0" * 32 + ".json", 404, 20404),
        ("PUT", "/2010-04-01/Accounts/{sid}/Messages.json", 405, 20004),
    ],
)
async def test_what_is_not_there(
    twilio: Simulator, rest: Rest, *, method: str, path: str, status: int, code: int
) -> None:
    """Unknown resources, others' accounts and wrong methods have codes of their own."""
    answer = await rest.ask(method, path.format(sid=twilio.account.sid))
    assert (answer.status, answer.code) == (status, code)


async def test_only_forms_are_read(rest: Rest) -> None:
    """A JSON body is refused."""
    answer = await rest.ask("POST", rest.path("Messages.json"), "{}", "application/json")
    assert answer.status == 415


async def test_every_answer_says_how_busy_the_account_is(rest: Rest) -> None:
    """The concurrency header counts this request; another says how long it took."""
    answer = await rest.get("Messages.json")
    assert 0 <= float(answer.headers["Twilio-Request-Duration"]) < 60
    assert answer.headers["Twilio-Concurrent-Requests"] == "1"
    assert answer.headers["Twilio-Request-Id"].startswith("RQ")


async def test_every_request_is_recorded(twilio: Simulator, rest: Rest) -> None:
    """Repeated parameters stay repeated."""
    await rest.post("Messages.json", [("To", "x"), ("MediaUrl", "a"), ("MediaUrl", "b")])
    request = twilio.requests[-1]
    assert (request.method, request.path) == ("POST", rest.path("Messages.json"))
    assert request.params == (("To", "x"), ("MediaUrl", "a"), ("MediaUrl", "b"))
    assert (request.user, request.status) == (twilio.account.sid, 400)
    assert request.values("MediaUrl") == ["a", "b"]
