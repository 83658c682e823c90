"""What answers of Twilio become, and what becomes of answers that are none."""

from collections.abc import Awaitable, Callable
from datetime import date
import json
from typing import Any

import pytest

from custom_components.twilio.api import (
    AccountNotActive,
    CredentialsRejected,
    OutgoingCall,
    Refused,
    TooManyRequests,
    TwilioApi,
    TwilioApiError,
    Uncertain,
)
from simulator import Fault, HandsetLine, Refuse, Simulator
from simulator.errors import ACCOUNT_NOT_ACTIVE

from . import CALL, MESSAGE, PHONE, SENDER, a_number, a_page
from .scripted_server import Scripted, ScriptedServer

type Ask = Callable[[TwilioApi], Awaitable[object]]

METHODS = pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda api: api.send_message(MESSAGE), id="send_message"),
        pytest.param(lambda api: api.inbound_messages(SENDER, date.min), id="inbound_messages"),
        pytest.param(lambda api: api.place_call(CALL), id="place_call"),
        pytest.param(lambda api: api.phone_numbers(), id="phone_numbers"),
        pytest.param(lambda api: api.update_number("PN" + "1" * 32, {}), id="update_number"),
        pytest.param(lambda api: api.messaging_services(), id="messaging_services"),
        pytest.param(lambda api: api.service_numbers("MG" + "1" * 32), id="service_numbers"),
        pytest.param(lambda api: api.inbound_region(SENDER), id="inbound_region"),
        pytest.param(lambda api: api.check(), id="check"),
        pytest.param(lambda api: api.account_state(), id="account_state"),
    ],
)


@METHODS
async def test_wrong_token(twilio: Simulator, api: TwilioApi, ask: Ask) -> None:
    """What does not open the account is rejected, whatever is asked."""
    twilio.account.auth_token = "b6" * 16
    with pytest.raises(CredentialsRejected) as rejected:
        await ask(api)
    assert (rejected.value.status, rejected.value.code) == (401, 20003)
    assert rejected.value.translation_key == "twilio_20003"


@METHODS
async def test_suspended_account(twilio: Simulator, api: TwilioApi, ask: Ask) -> None:
    """A suspended account is told from wrong credentials."""
    twilio.faults.add(Fault(Refuse(ACCOUNT_NOT_ACTIVE)))
    with pytest.raises(AccountNotActive) as inactive:
        await ask(api)
    assert (inactive.value.status, inactive.value.code) == (401, 20005)
    assert inactive.value.translation_key == "twilio_20005"


async def test_refusal_with_a_sentence_of_our_own(twilio: Simulator, api: TwilioApi) -> None:
    """A code of the catalogue is said in the project's own words."""
    twilio.handset(PHONE).line = HandsetLine.LANDLINE
    with pytest.raises(Refused) as refused:
        await api.send_message(MESSAGE)
    assert (refused.value.status, refused.value.code) == (400, 21614)
    assert refused.value.translation_key == "twilio_21614"


async def test_refusal_in_the_words_of_twilio(twilio: Simulator, api: TwilioApi) -> None:
    """A code that is not in the catalogue comes with what Twilio says."""
    with pytest.raises(Refused) as refused:
        await api.place_call(OutgoingCall(PHONE, SENDER, twiml="x" * 4_001))
    assert type(refused.value) is Refused
    assert refused.value.code == 32018
    assert refused.value.translation_key == "refused"
    assert refused.value.translation_placeholders == {
        "code": "32018",
        "reason": "Twiml size exceeded maximum allowed value of 4000 characters",
    }


PROBLEM = {
    "type": "https://www.twilio.com/docs/errors/20429",
    "title": "Too many requests",
    "status": 429,
    "code": 20429,
}


@pytest.mark.parametrize(
    ("answer", "error", "status", "code"),
    [
        pytest.param(
            Scripted(400, json.dumps(PROBLEM)), TooManyRequests, 429, 20429, id="RFC 9457"
        ),
        pytest.param(
            Scripted(401, json.dumps({**PROBLEM, "status": 401, "code": 20003, "detail": "No"})),
            CredentialsRejected,
            401,
            20003,
            id="RFC 9457 with a detail",
        ),
        pytest.param(Scripted(429, json.dumps(PROBLEM)), TooManyRequests, 429, 20429, id="429"),
        pytest.param(Scripted(429, "<html>"), TooManyRequests, 429, None, id="429 of a proxy"),
        *(
            pytest.param(
                Scripted(429, json.dumps({"status": 429, "code": code, "message": "Enough"})),
                error,
                429,
                code,
                id=f"429 with {code}",
            )
            for code, error in (
                (63038, Refused),
                (30454, Refused),
                (30023, Refused),
                (21611, TooManyRequests),
            )
        ),
        pytest.param(
            Scripted(400, '{"code": [20003], "message": null}'), Refused, 400, None, id="odd code"
        ),
        pytest.param(Scripted(401, "<html>"), CredentialsRejected, 401, 401, id="401 of a proxy"),
        pytest.param(Scripted(403, "[]"), Refused, 403, 403, id="403 with a list"),
        pytest.param(Scripted(403, "null"), Refused, 403, 403, id="403 with null"),
        pytest.param(Scripted(404, "{}"), Refused, 404, 404, id="404 with nothing"),
        pytest.param(
            Scripted(403, '{"code": 20003}'), CredentialsRejected, 403, 20003, id="20003 with 403"
        ),
        pytest.param(Scripted(500, "<html>"), Uncertain, 500, None, id="500"),
    ],
)
async def test_refusals_of_other_shapes(
    api_at: Callable[[str], TwilioApi],
    pauses: list[float],
    answer: Scripted,
    error: type[TwilioApiError],
    status: int,
    code: int | None,
) -> None:
    """A refusal is one however it is written."""
    async with ScriptedServer([answer]) as server:
        with pytest.raises(TwilioApiError) as raised:
            await api_at(server.url).send_message(MESSAGE)
    assert type(raised.value) is error
    assert (raised.value.status, raised.value.code) == (status, code)


@pytest.mark.parametrize("text", ["", "<html>", "[]", "null", '"no"', "{}"])
@pytest.mark.parametrize("ask", [TwilioApi.phone_numbers, TwilioApi.check])
async def test_refused_lists_of_other_shapes(
    api_at: Callable[[str], TwilioApi], ask: Callable[[TwilioApi], Awaitable[Any]], text: str
) -> None:
    """A list without a reason still tells its status."""
    async with ScriptedServer([Scripted(404, text)]) as server:
        with pytest.raises(Refused) as refused:
            await ask(api_at(server.url))
    assert (refused.value.status, refused.value.code) == (404, None)
    assert refused.value.translation_placeholders == {"code": "404", "reason": ""}


@METHODS
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("<html>Log in to this network</html>", id="HTML"),
        pytest.param("[]", id="a list"),
        pytest.param("null", id="null"),
        pytest.param('"queued"', id="a string"),
        pytest.param("{}", id="an empty object"),
        pytest.param('{"meta": 1, "status": "odd"}', id="an odd object"),
        pytest.param('{"incoming_phone_numbers": 7}', id="numbers that are a number"),
        pytest.param('{"sid": "SM1", "num_segments": "many"}', id="odd segments"),
    ],
)
async def test_answers_that_say_nothing(
    api_at: Callable[[str], TwilioApi], ask: Ask, text: str
) -> None:
    """An answer that cannot be understood is none, and no other exception than ours leaves."""
    async with ScriptedServer([Scripted(200, text)]) as server:
        with pytest.raises(Uncertain) as uncertain:
            await ask(api_at(server.url))
    assert uncertain.value.translation_key == "uncertain"


@pytest.mark.parametrize("missing", ["sid", "phone_number", "capabilities"])
async def test_number_that_lacks_something(
    api_at: Callable[[str], TwilioApi], missing: str
) -> None:
    """A number that cannot be used is no number."""
    async with ScriptedServer([a_page([{**a_number(1), missing: None}])]) as server:
        with pytest.raises(Uncertain):
            await api_at(server.url).phone_numbers()
