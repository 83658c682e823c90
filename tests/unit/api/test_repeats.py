"""Which requests are sent again, and after what pause."""

from collections.abc import Awaitable, Callable
from types import SimpleNamespace

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.twilio.api import (
    NumberField,
    TooManyRequests,
    TwilioApi,
    TwilioApiError,
    Uncertain,
    Unreachable,
    transport,
)
from custom_components.twilio.api.transport import LONGEST_PAUSE, PAUSES, Transport
from simulator import BREAKDOWN, OUTAGE, OVERLOAD, Drop, DropPoint, Fault, Refuse, Simulator
from simulator.errors import TOO_MANY_REQUESTS as TOO_MANY

from . import CALL, MESSAGE, outgoing, statuses
from .scripted_server import Scripted, ScriptedServer

ATTEMPTS = 3
WEBHOOK = "https://house.example/api/webhook/x"


async def change(api: TwilioApi, twilio: Simulator) -> None:
    """Change where a number's messages go."""
    await api.update_number(twilio.number.sid, {NumberField.SMS_URL: WEBHOOK})


@pytest.mark.parametrize(
    "answered",
    [
        pytest.param([429, 200], id="too many requests"),
        pytest.param([429, 429, 200], id="too many requests twice"),
    ],
)
async def test_change_is_repeated_where_twilio_took_nothing(
    twilio: Simulator, api: TwilioApi, pauses: list[float], answered: list[int]
) -> None:
    """429 means that the request was never processed, so it is sent again, and taken once."""
    twilio.faults.add(Fault(OVERLOAD, "POST", times=len(answered) - 1))
    await change(api, twilio)
    assert (twilio.number.sms_url, statuses(twilio)) == (WEBHOOK, answered)
    assert len(pauses) == len(answered) - 1


async def test_change_is_given_up_where_twilio_stays_busy(
    twilio: Simulator, api: TwilioApi, pauses: list[float]
) -> None:
    """The last answer is what the caller hears."""
    twilio.faults.add(Fault(OVERLOAD, "POST", times=None))
    with pytest.raises(TooManyRequests) as refused:
        await change(api, twilio)
    assert (refused.value.status, refused.value.code) == (429, 20429)
    assert (twilio.number.sms_url, statuses(twilio)) == ("", [429] * ATTEMPTS)
    assert len(pauses) == ATTEMPTS - 1


@pytest.mark.parametrize("effect", [BREAKDOWN, OUTAGE, Drop(), Drop(DropPoint.AFTER_ACCEPTING)])
async def test_change_is_not_repeated_where_twilio_may_have_acted(
    twilio: Simulator, api: TwilioApi, pauses: list[float], effect: Refuse | Drop
) -> None:
    """Nobody can tell what a second POST would do."""
    twilio.faults.add(Fault(effect, "POST", times=None))
    with pytest.raises(Uncertain):
        await change(api, twilio)
    assert (len(twilio.requests), pauses) == (1, [])


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        pytest.param(OVERLOAD, TooManyRequests, id="429"),
        pytest.param(BREAKDOWN, Uncertain, id="500"),
        pytest.param(OUTAGE, Uncertain, id="503"),
        pytest.param(Drop(), Uncertain, id="dropped"),
    ],
)
@pytest.mark.parametrize(
    "send",
    [
        pytest.param(lambda api: api.send_message(MESSAGE), id="message"),
        pytest.param(lambda api: api.place_call(CALL), id="call"),
    ],
)
async def test_what_is_sent_is_attempted_once(
    twilio: Simulator,
    api: TwilioApi,
    pauses: list[float],
    send: Callable[[TwilioApi], Awaitable[object]],
    effect: Refuse | Drop,
    error: type[TwilioApiError],
) -> None:
    """Whoever sends knows better when, and whether, to send again."""
    twilio.faults.add(Fault(effect, "POST"))
    with pytest.raises(error):
        await send(api)
    assert (len(twilio.requests), pauses) == (1, [])
    await send(api)
    assert statuses(twilio)[1:] == [201]


@pytest.mark.parametrize(
    ("effect", "retry_after"),
    [
        pytest.param(Refuse(TOO_MANY), None, id="no wish"),
        pytest.param(Refuse(TOO_MANY, retry_after=7), 7.0, id="seconds"),
        pytest.param(Refuse(TOO_MANY, retry_after=60), 60.0, id="a minute"),
        pytest.param(Refuse(TOO_MANY, retry_after=3600), 60.0, id="an hour"),
        pytest.param(Refuse(TOO_MANY, retry_after=7, as_date=True), 7.0, id="a date"),
        pytest.param(Refuse(TOO_MANY, retry_after=3600, as_date=True), 60.0, id="a date far off"),
        pytest.param(Refuse(TOO_MANY, retry_after=-9, as_date=True), 0.0, id="a date gone"),
    ],
)
@pytest.mark.parametrize(
    ("method", "ask"),
    [
        pytest.param("POST", lambda api: api.send_message(MESSAGE), id="message"),
        pytest.param("POST", lambda api: api.place_call(CALL), id="call"),
        pytest.param("GET", TwilioApi.phone_numbers, id="list"),
        pytest.param("GET", lambda api: api.message_state("SM" + "1" * 32), id="message's state"),
    ],
)
async def test_how_long_twilio_wants_to_be_left_alone(
    twilio: Simulator,
    api: TwilioApi,
    pauses: list[float],
    freezer: FrozenDateTimeFactory,
    method: str,
    ask: Callable[[TwilioApi], Awaitable[object]],
    effect: Refuse,
    retry_after: float | None,
) -> None:
    """The caller is told, by Twilio's own clock, and never of more than a minute."""
    freezer.move_to("2026-11-21 12:00:00")
    twilio.date_skew = 86400
    twilio.faults.add(Fault(effect, method, times=None))
    with pytest.raises(TooManyRequests) as refused:
        await ask(api)
    assert refused.value.retry_after == retry_after


async def test_what_is_sent_is_attempted_once_without_a_connection(
    api_at: Callable[[str], TwilioApi], pauses: list[float], unused_tcp_port: int
) -> None:
    """Twilio has seen nothing, and the caller is told so at once."""
    api = api_at(f"http://127.0.0.1:{unused_tcp_port}")
    for send in (api.send_message(MESSAGE), api.place_call(CALL)):
        with pytest.raises(Unreachable) as unreachable:
            await send
        assert unreachable.value.translation_key == "unreachable"
    assert pauses == []


@pytest.mark.parametrize(
    ("effect", "answered", "taken", "status"),
    [
        pytest.param(BREAKDOWN, 500, [], 500, id="500"),
        pytest.param(OUTAGE, 503, [], 503, id="503"),
        pytest.param(Drop(DropPoint.BEFORE_READING), None, [], None, id="dropped unread"),
        pytest.param(
            Drop(DropPoint.AFTER_ACCEPTING), None, ["Hello"], None, id="dropped once taken"
        ),
    ],
)
async def test_message_is_not_repeated_where_twilio_may_have_acted(
    twilio: Simulator,
    api: TwilioApi,
    pauses: list[float],
    effect: Refuse | Drop,
    answered: int | None,
    taken: list[str],
    status: int | None,
) -> None:
    """A second POST could be a second message, so there is none."""
    twilio.faults.add(Fault(effect, "POST", times=None))
    with pytest.raises(Uncertain) as uncertain:
        await api.send_message(MESSAGE)
    assert uncertain.value.status == status
    assert (statuses(twilio), outgoing(twilio), pauses) == ([answered], taken, [])


@pytest.mark.parametrize(
    ("effect", "answered"),
    [
        pytest.param(OVERLOAD, 429, id="429"),
        pytest.param(BREAKDOWN, 500, id="500"),
        pytest.param(OUTAGE, 503, id="503"),
        pytest.param(Drop(DropPoint.BEFORE_READING), None, id="dropped unread"),
        pytest.param(Drop(DropPoint.AFTER_ACCEPTING), None, id="dropped once answered"),
    ],
)
async def test_question_is_repeated(
    twilio: Simulator,
    api: TwilioApi,
    pauses: list[float],
    effect: Refuse | Drop,
    answered: int | None,
) -> None:
    """A GET changes nothing, so whatever happens to it, it is sent again."""
    twilio.faults.add(Fault(effect, "GET", times=2))
    numbers = await api.phone_numbers()
    assert [number.number for number in numbers] == ["+15550006000"]
    assert statuses(twilio) == [answered, answered, 200]
    # A connection that breaks is replaced by the session itself, at once.
    assert len(pauses) == (1 if answered is None else 2)


async def test_question_is_given_up(twilio: Simulator, api: TwilioApi, pauses: list[float]) -> None:
    """A Twilio that is out of order for longer is not asked for ever."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    with pytest.raises(Uncertain) as uncertain:
        await api.phone_numbers()
    assert (uncertain.value.status, statuses(twilio)) == (503, [503] * ATTEMPTS)


async def test_question_is_repeated_where_no_connection_was_made(
    api_at: Callable[[str], TwilioApi], monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    """A refused connection is tried again."""
    twilio = Simulator(port=unused_tcp_port)
    waited: list[float] = []

    async def open_meanwhile(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == len(PAUSES):
            await twilio.__aenter__()

    monkeypatch.setattr(transport, "asyncio", SimpleNamespace(sleep=open_meanwhile))
    try:
        await api_at(f"http://127.0.0.1:{unused_tcp_port}").check()
        assert statuses(twilio) == [200]
    finally:
        await twilio.__aexit__()
    assert len(waited) == len(PAUSES)


async def test_question_is_given_up_where_no_connection_is_made(
    api_at: Callable[[str], TwilioApi], pauses: list[float], unused_tcp_port: int
) -> None:
    """Twilio has seen nothing, and the caller is told so."""
    with pytest.raises(Unreachable):
        await api_at(f"http://127.0.0.1:{unused_tcp_port}").check()
    assert len(pauses) == len(PAUSES)


@pytest.mark.parametrize(
    ("header", "least"),
    [
        pytest.param((), 0.5, id="none"),
        pytest.param((("Retry-After", "0"),), 0.5, id="at once"),
        pytest.param((("Retry-After", "1"),), 1.0, id="a second"),
        pytest.param((("Retry-After", "3600"),), LONGEST_PAUSE, id="an hour"),
        pytest.param((("Retry-After", "9" * 400),), LONGEST_PAUSE, id="beyond all numbers"),
        pytest.param((("Retry-After", "-1"),), 0.5, id="the past"),
        pytest.param((("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"),), 0.5, id="a date gone"),
        pytest.param(
            (
                ("Date", "Wed, 21 Oct 2026 07:28:00 GMT"),
                ("Retry-After", "Wed, 21 Oct 2026 07:28:03 GMT"),
            ),
            3.0,
            id="a date",
        ),
    ],
)
async def test_pause_follows_the_answer(
    session: ClientSession,
    pauses: list[float],
    header: tuple[tuple[str, str], ...],
    least: float,
) -> None:
    """Twilio's wish counts within reason; chance spreads those who wait by up to a half."""
    answers = [Scripted(429, headers=header), Scripted(429), Scripted(201, "{}")]
    async with ScriptedServer(answers) as server:
        answer = await Transport(session, server.url).request("POST", "https://api.twilio.com/x")
    assert answer.status_code == 201
    first, second = pauses
    assert least <= first <= least * 1.5
    assert 2.0 <= second <= 3.0


@pytest.mark.parametrize(
    ("status", "attempts"), [(400, 1), (401, 1), (404, 1), (429, 2), (499, 1), (500, 2), (599, 2)]
)
async def test_which_answers_to_a_question_are_final(
    session: ClientSession, pauses: list[float], status: int, attempts: int
) -> None:
    """Only what may be different the next time is asked again."""
    async with ScriptedServer([Scripted(status), Scripted(200, "done")]) as server:
        answer = await Transport(session, server.url).request("GET", "https://api.twilio.com/x")
        assert len(server.arrived) == attempts
    assert answer.status_code == (status if attempts == 1 else 200)
    assert len(pauses) == attempts - 1
