"""The judge finds what is wrong, each kind of it, and nothing wrong in what is right."""

from dataclasses import replace
from typing import Any, Final

import pytest

from simulator import Request

from .asking import Params, answered, ask, error
from .description import Description
from .judge import Judge

MESSAGES: Final = "/Messages.json"
MESSAGE: Final = {"To": "+15551234567", "From": "+15550006000", "Body": "Hello"}
CALL: Final = {"To": "+15551234567", "From": "+15550006000", "Url": "https://house.example/"}
ONE_MESSAGE: Final = f"/Messages/SM{'a' * 32}.json"
ONE_NUMBER: Final = f"/IncomingPhoneNumbers/PN{'a' * 32}.json"


@pytest.fixture
def judge(description: Description) -> Judge:
    """Return a judge."""
    return Judge(description)


@pytest.fixture
def message(description: Description) -> dict[str, Any]:
    """Return a message as Twilio itself shows it."""
    found = description.find("POST", ask("POST", MESSAGES).path)
    assert found
    return dict(found[0].examples(201)[0])


@pytest.mark.parametrize(
    "right",
    [
        ask("POST", MESSAGES, form=MESSAGE),
        ask("POST", MESSAGES, form=MESSAGE | {"From": "My Brand", "To": "whatsapp:+15551234567"}),
        ask("POST", MESSAGES, form=MESSAGE | {"SmartEncoded": "true", "ValidityPeriod": "60"}),
        ask(
            "POST",
            MESSAGES,
            form=MESSAGE | {"MediaUrl": ["https://a.example", "https://b.example"]},
        ),
        ask("POST", "/Calls.json", form=CALL | {"To": "client:nobody_1"}),
        ask("POST", "/Calls.json", form=CALL | {"Twiml": "<Response/>"}),
        ask("POST", ONE_NUMBER, form={"SmsUrl": "", "VoiceApplicationSid": ""}),
        ask("GET", MESSAGES, query={"DateSent>": "2026-11-21", "PageSize": "1000"}),
        ask("GET", MESSAGES, query={"DateSent": "2026-11-21T10:00:00Z"}),
        ask("DELETE", ONE_MESSAGE),
        ask("GET", "/v2/PhoneNumbers/+15550006000"),
        ask("GET", f"/Recordings/RE{'a' * 32}.wav"),
    ],
    ids=lambda request: f"{request.method} {request.path.rpartition('/')[2]}",
)
def test_right_requests(judge: Judge, right: Request) -> None:
    """Nothing is wrong with what Twilio takes; files are prose, not in the description."""
    assert judge.of(right) == []


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (ask("GET", "/Nothing.json"), "is no operation"),
        (ask("PUT", MESSAGES, form=MESSAGE), "is no operation"),
        (ask("GET", MESSAGES, query={"Direction": "inbound"}), "'Direction' was unexpected"),
        (ask("POST", MESSAGES, form=MESSAGE | {"Text": "x"}), "'Text' was unexpected"),
        (ask("POST", MESSAGES, query={"To": "+15551234567"}, form=MESSAGE), "'To' was unexpected"),
        (ask("POST", MESSAGES, form={"Body": "Hello"}), "'To' is a required property"),
        (ask("POST", MESSAGES, form=MESSAGE | {"Body": ["a", "b"]}), "Body is there 2 times"),
        (ask("DELETE", ONE_MESSAGE, form={"Body": ""}), "'Body' was unexpected"),
        (replace(ask("POST", MESSAGES, form=MESSAGE), headers=()), "sent as another type"),
    ],
)
def test_wrong_names(judge: Judge, wrong: Request, complaint: str) -> None:
    """What Twilio does not have is wrong even where it is refused."""
    [found] = judge.of_names(wrong)
    assert complaint in found
    assert judge.of_names(replace(wrong, status=400)) == [found]


@pytest.mark.parametrize(
    ("path", "form", "complaint"),
    [
        (MESSAGES, {"To": "hello there, phone"}, "is not a 'phone-number'"),
        (MESSAGES, {"To": ""}, "is not a 'phone-number'"),
        (MESSAGES, {"StatusCallback": "/status"}, "is not a 'uri'"),
        (MESSAGES, {"StatusCallback": "https://my_house.example/"}, "is not a 'uri'"),
        (MESSAGES, {"StatusCallback": ""}, "is not a 'uri'"),
        (MESSAGES, {"MediaUrl": ["https://a.example/", "b"]}, "is not a 'uri'"),
        (MESSAGES, {"MessagingServiceSid": "MG1"}, "does not match"),
        (MESSAGES, {"ValidityPeriod": "soon"}, "is not of type 'integer'"),
        (MESSAGES, {"SmartEncoded": "True"}, "is not of type 'boolean'"),
        (MESSAGES, {"ScheduleType": "later"}, "is not one of"),
        (MESSAGES, {"SendAt": "tomorrow"}, "is not a 'date-time'"),
        ("/Calls.json", {"To": "client:not a name"}, "is not a 'endpoint'"),
        ("/Calls.json", {"Method": "PUT"}, "is not one of"),
        ("/Calls.json", {"Twiml": "<Response>"}, "is not a 'twiml'"),
        ("/Calls.json", {"Twiml": "<Response>" + " " * 4000 + "</Response>"}, "is not a 'twiml'"),
    ],
)
def test_wrong_values(judge: Judge, path: str, form: Params, complaint: str) -> None:
    """A wrong value is wrong, unless Twilio says so itself."""
    usual = MESSAGE if path == MESSAGES else CALL
    request = ask("POST", path, form={**usual, **form})
    found = judge.of_values(request)
    assert any(complaint in item for item in found)
    assert judge.of_names(request) == []
    assert judge.of_values(replace(request, status=400)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ask("GET", "/Messages/SM1.json"),
        ask("GET", MESSAGES, query={"PageSize": "1001"}),
        ask("GET", MESSAGES, query={"DateSent<": "yesterday"}),
        ask("GET", "/Calls.json", query={"Status": "gone"}),
        replace(ask("GET", MESSAGES), path="/2010-04-01/Accounts/AC1/Messages.json"),
    ],
    ids=["SID", "page size", "date", "status", "account"],
)
def test_wrong_places_and_queries(judge: Judge, wrong: Request) -> None:
    """Paths and queries have values too."""
    assert judge.of_names(wrong) == []
    assert judge.of_values(wrong) != []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({}, None),
        ({"from": None}, None),
        ({"mood": "good"}, "'mood' was unexpected"),
        ({"status": "gone"}, "is not one of"),
        ({"sid": "SM1"}, "does not match"),
        ({"num_segments": 1}, "is not of type 'string'"),
        ({"error_code": "30003"}, "is not of type 'integer'"),
        ({"date_sent": "2026-11-21T10:00:00Z"}, "is not a 'date-time-rfc-2822'"),
        ({"status": None}, "is not one of"),
    ],
)
def test_answers(
    judge: Judge, message: dict[str, Any], changes: dict[str, Any], complaint: str | None
) -> None:
    """An answer has the keys and the types of the description."""
    request = ask("POST", MESSAGES, form=MESSAGE)
    found = judge.of_answer(answered(request, 201, message | changes))
    assert found == [] if complaint is None else any(complaint in item for item in found)


@pytest.mark.parametrize("key", ["sid", "from", "date_sent", "subresource_uris"])
def test_a_key_that_twilio_always_shows_is_missed(
    judge: Judge, message: dict[str, Any], key: str
) -> None:
    """The description requires none, its examples all have them."""
    del message[key]
    request = ask("POST", MESSAGES, form=MESSAGE)
    [found] = judge.of_answer(answered(request, 201, message))
    assert f"'{key}' is a required property" in found


@pytest.mark.parametrize(
    ("status", "body", "complaint"),
    [
        (400, error(400, 21211), None),
        (503, error(503, 20503), None),
        (418, error(418, 20418), "is not answered with 418"),
        (200, {}, "is not answered with 200"),
        (400, {"error": "no"}, "'error' was unexpected"),
        (400, error(404, 21211), "tells of 404"),
        (400, error(400, 21211) | {"code": 20404}, "tells of 400, 20404"),
    ],
)
def test_errors(judge: Judge, status: int, body: object, complaint: str | None) -> None:
    """Refusals have Twilio's shape, and agree with themselves."""
    request = ask("POST", MESSAGES, form=MESSAGE)
    found = judge.of_answer(answered(request, status, body))
    assert found == [] if complaint is None else any(complaint in item for item in found)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (replace(ask("DELETE", ONE_MESSAGE), status=204, answer="gone"), "has a body with 204"),
        (replace(ask("GET", MESSAGES), status=200, answer="{}"), "but not in JSON"),
        (answered(ask("GET", "/Nothing.json"), 200, {}), "is no operation"),
        (answered(ask("GET", "/Nothing.json"), 404, {}), "is a required property"),
    ],
)
def test_wrong_answers(judge: Judge, wrong: Request, complaint: str) -> None:
    """Bodies are where they belong, in JSON, and only for what Twilio has."""
    assert complaint in judge.of_answer(wrong)[0]
