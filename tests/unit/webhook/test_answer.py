"""What Twilio hears back."""

from http import HTTPStatus

from homeassistant.util.aiohttp import serialize_response

from custom_components.twilio.webhook import NOTED, NOTHING_TO_DO, Answer

from . import EMPTY_RESPONSE


def test_twiml() -> None:
    """TwiML goes out as XML, over HTTP and through Home Assistant's cloud alike."""
    response = NOTHING_TO_DO.as_response()
    assert (response.status, response.content_type) == (HTTPStatus.OK, "text/xml")
    assert serialize_response(response) == {
        "status": HTTPStatus.OK,
        "body": EMPTY_RESPONSE,
        "headers": {"Content-Type": "text/xml; charset=utf-8"},
    }


def test_noted() -> None:
    """A report is noted without a word."""
    serialized = serialize_response(NOTED.as_response())
    assert (serialized["status"], serialized["body"]) == (HTTPStatus.NO_CONTENT, None)


def test_answer_can_be_given_again() -> None:
    """Each repeat gets a response of its own: one can be sent only once."""
    answer = Answer(twiml="<Response/>")
    assert answer.as_response() is not answer.as_response()
