"""How webhooks travel: tunnels, retries, redirects, repeats, forgeries."""

import asyncio

import pytest

from simulator import Failure, Handset, Number, Simulator, sign

from .house import PUBLIC_URL, Answer, House


@pytest.mark.parametrize(
    ("fragment", "answers", "attempts"),
    [
        ("", [Answer(status=500)], 1),
        ("#rc=3&rp=5xx", [Answer(status=500)], 4),
        ("#rc=3&rp=5xx", [Answer(status=500), Answer()], 2),
        ("#rc=3&rp=5xx,ct", [Answer(status=403)], 1),
        ("#rc=2&rp=4xx", [Answer(status=403)], 3),
        ("#rc=2&rp=all", [Answer(status=403), Answer(status=503), Answer()], 3),
        ("#rc=0&rp=all", [Answer(status=500)], 1),
        ("#rp=5xx", [Answer(status=500)], 2),
    ],
)
async def test_the_fragment_says_what_is_tried_again(
    twilio: Simulator, house: House, *, fragment: str, answers: list[Answer], attempts: int
) -> None:
    """Every attempt carries the same token and the same signature."""
    delivery = await twilio.deliver(house.answer("/hook", *answers) + fragment, {"A": "1"})
    requests = house.at("/hook")
    assert len(requests) == attempts
    assert delivery.attempt == attempts
    assert [item.attempt for item in twilio.deliveries] == list(range(1, attempts + 1))
    assert len({request.headers["I-Twilio-Idempotency-Token"] for request in requests}) == 1
    assert all(request.is_signed(twilio.account.auth_token) for request in requests)


async def test_two_deliveries_have_two_tokens(twilio: Simulator, house: House) -> None:
    """Only retries share one."""
    first = await twilio.deliver(f"{PUBLIC_URL}/hook", {})
    second = await twilio.deliver(f"{PUBLIC_URL}/hook", {})
    name = "I-Twilio-Idempotency-Token"
    assert first.header(name) != second.header(name)


@pytest.mark.parametrize("fragment", ["#rc=6", "#rp=never", "#ct=5", "#rt=99999", "#rc=x"])
async def test_a_bad_fragment_is_refused(twilio: Simulator, house: House, *, fragment: str) -> None:
    """Nothing is sent."""
    delivery = await twilio.deliver(f"{PUBLIC_URL}/hook{fragment}", {})
    assert delivery.failure is Failure.RETRY_POLICY
    assert house.received == []


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("https://elsewhere.example/hook", Failure.BAD_HOST),
        ("http://house.example/hook", Failure.BAD_HOST),
        ("https://house.example:8443/hook", Failure.BAD_HOST),
        ("http://192.168.1.2/hook", Failure.BAD_HOST),
        ("ftp://house.example/hook", Failure.INVALID_URL),
        ("https://house.example:port/hook", Failure.INVALID_URL),
        ("http://[house", Failure.INVALID_URL),
        ("nonsense", Failure.INVALID_URL),
    ],
)
async def test_only_tunnels_and_this_machine_are_reached(
    twilio: Simulator, house: House, *, url: str, failure: Failure
) -> None:
    """Everything else fails without a look at the network."""
    delivery = await twilio.deliver(url, {"A": "1"})
    assert (delivery.failure, delivery.status) == (failure, None)
    assert house.received == []


@pytest.mark.parametrize("url", [PUBLIC_URL, "https://HOUSE.example", "https://house.example:443"])
async def test_one_tunnel_serves_all_spellings_of_an_origin(
    twilio: Simulator, house: House, *, url: str
) -> None:
    """The signature is over the spelling that was called."""
    delivery = await twilio.deliver(f"{url}/hook?a=%2B&b='", {"A": "1"})
    assert delivery.status == 200
    expected = sign(twilio.account.auth_token, f"{url}/hook?a=%2B&b='", (("A", "1"),))
    assert house.received[0].headers["X-Twilio-Signature"] == expected
    assert house.received[0].url.endswith("/hook?a=%2B&b='")


async def test_this_machine_is_reached_without_a_tunnel(twilio: Simulator, house: House) -> None:
    """Under its own name."""
    delivery = await twilio.deliver(f"{house.local_url}/hook", {"A": "1"})
    assert delivery.status == 200
    assert house.received[0].is_signed(twilio.account.auth_token)


async def test_a_tunnel_can_be_closed_and_lead_nowhere(twilio: Simulator, house: House) -> None:
    """A closed one is an unknown host, a dead one no connection, tried twice."""
    twilio.tunnels.open("https://dead.example", "http://127.0.0.1:9")
    dead = await twilio.deliver("https://dead.example/hook", {})
    assert (dead.failure, dead.attempt) == (Failure.CONNECTION, 2)
    twilio.tunnels.close(PUBLIC_URL)
    closed = await twilio.deliver(f"{PUBLIC_URL}/hook", {})
    assert closed.failure is Failure.BAD_HOST


def test_a_tunnel_ends_on_this_machine(twilio: Simulator) -> None:
    """No request ever leaves it."""
    with pytest.raises(ValueError, match="ends on this machine only"):
        twilio.tunnels.open("https://other.example", "http://192.168.1.2:8123")


async def test_user_information_is_neither_sent_nor_signed(twilio: Simulator, house: House) -> None:
    """As Twilio's security page says."""
    await twilio.deliver("https://user:secret@house.example/hook", {"A": "1"})
    (request,) = house.received
    assert request.headers["Host"] == "house.example"
    assert request.is_signed(twilio.account.auth_token)


async def test_an_answer_that_takes_too_long_is_not_waited_for(
    twilio: Simulator, house: House
) -> None:
    """The fragment shortens the patience."""
    house.held = asyncio.Event()
    delivery = await twilio.deliver(f"{PUBLIC_URL}/hook#rt=100", {})
    house.held.set()
    assert (delivery.failure, delivery.attempt) == (Failure.RETRIEVAL, 1)


@pytest.mark.parametrize(
    ("status", "method", "params"), [(302, "GET", {}), (301, "GET", {}), (307, "POST", {"A": "1"})]
)
async def test_redirects_are_followed(
    twilio: Simulator, house: House, *, status: int, method: str, params: dict[str, str]
) -> None:
    """The older kinds lose the parameters; each step has its own signature."""
    moved = Answer("", None, status, (("Location", "/new"),))
    delivery = await twilio.deliver(house.answer("/old", moved), {"A": "1"})
    (request,) = house.at("/new")
    assert (request.method, dict(request.params)) == (method, params)
    assert request.is_signed(twilio.account.auth_token)
    assert delivery.url == f"{PUBLIC_URL}/new"


async def test_redirects_in_a_circle_end(twilio: Simulator, house: House) -> None:
    """With a code of their own."""
    url = house.answer("/old", Answer("", None, 307, (("Location", "/old"),)))
    delivery = await twilio.deliver(url, {})
    assert delivery.failure is Failure.REDIRECTS


async def test_get_webhooks_sign_their_query(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """The parameters follow those that were configured."""
    number.sms_url = house.answer("/hook", "<Response/>") + "?kind=message#rc=1"
    number.sms_method = "GET"
    await phone.text("hello", to=number)
    (request,) = house.received
    assert request.method == "GET"
    assert request.url.startswith(f"{PUBLIC_URL}/hook?kind=message&")
    assert request.params["Body"] == "hello"
    assert request.is_signed(twilio.account.auth_token)


async def test_a_repeat_is_the_very_same_request(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """Token and signature included."""
    number.sms_url = f"{PUBLIC_URL}/hook"
    delivery = await phone.text("hello", to=number)
    again = await twilio.repeat(delivery)
    first, second = house.received
    assert (first.params, first.headers) == (second.params, second.headers)
    assert again.attempt == 2


@pytest.mark.parametrize("signature", [None, "", "nonsense", "x" * 28])
async def test_a_forgery_carries_what_its_maker_wants(
    twilio: Simulator, house: House, *, signature: str | None
) -> None:
    """No signature, or a wrong one; repeated fields stay repeated."""
    pairs = [("From", "a"), ("From", "b")]
    await twilio.forge(f"{PUBLIC_URL}/hook", pairs, signature=signature)
    (request,) = house.received
    assert request.headers.get("X-Twilio-Signature") == signature
    assert list(request.params.items()) == pairs
    assert not request.is_signed(twilio.account.auth_token)


async def test_repeated_parameters_are_signed_as_the_sdk_does(
    twilio: Simulator, house: House
) -> None:
    """Sorted, and each value once."""
    await twilio.deliver(f"{PUBLIC_URL}/hook", [("A", "2"), ("A", "1"), ("A", "1")])
    assert house.received[0].is_signed(twilio.account.auth_token)


async def test_a_new_token_signs_from_then_on(twilio: Simulator, house: House) -> None:
    """Promoting a token changes signatures at once."""
    old = twilio.account.auth_token
    twilio.account.auth_token = "b6" * 16
    await twilio.deliver(f"{PUBLIC_URL}/hook", {"A": "1"})
    assert house.received[0].is_signed("b6" * 16)
    assert not house.received[0].is_signed(old)
