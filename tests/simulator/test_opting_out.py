"""What STOP, START and HELP do, and what a house is told of them."""

import pytest

from simulator import Handset, Keyword, MessageStatus, MessagingService, Number, Simulator

from .house import House
from .rest import Rest, RestAnswer

FROM, TO = "+15550006000", "+15551234567"
WHATSAPP = "+15550007000"


@pytest.fixture
def advanced(twilio: Simulator, house: House, number: Number) -> MessagingService:
    """Return a service with advanced opt-out; its numbers' messages go to their own URLs."""
    number.sms_url = house.answer("/sms", "<Response/>")
    return twilio.add_service(number, use_inbound_webhook_on_number=True, has_advanced_opt_out=True)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("STOP", "STOP"),
        (" stop ", "STOP"),
        ("unsubscribe", "STOP"),
        ("YES", "START"),
        ("info", "HELP"),
        ("Halt", "STOP"),
        ("please stop", None),
        ("Hello", None),
    ],
)
async def test_advanced_opt_out_tells(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    advanced: MessagingService,
    *,
    body: str,
    told: str | None,
) -> None:
    """What a keyword means is in the webhook, also of a word of the household's own."""
    advanced.keywords = {"HALT": Keyword.STOP}
    await phone.text(body, to=number)
    assert house.values("/sms", "OptOutType") == [told]
    assert house.at("/sms")[0].is_signed(twilio.account.auth_token)


@pytest.mark.parametrize("in_service", [False, True])
async def test_default_handling_tells_nothing(
    twilio: Simulator, house: House, phone: Handset, number: Number, *, in_service: bool
) -> None:
    """A number, or a service without advanced opt-out, acts on the word and says so to nobody."""
    number.sms_url = house.answer("/sms", "<Response/>")
    if in_service:
        twilio.add_service(number, use_inbound_webhook_on_number=True).keywords = {
            "HALT": Keyword.STOP
        }
    await phone.text("HALT", to=number)
    assert phone.inbox == []
    await phone.text("STOP", to=number)
    assert house.values("/sms", "OptOutType") == [None, None]
    assert len(phone.inbox) == 1


async def test_own_word_opts_out(
    rest: Rest, phone: Handset, number: Number, advanced: MessagingService
) -> None:
    """It keeps the service away, until a START."""
    advanced.keywords = {"HALT": Keyword.STOP}
    await phone.text("halt", to=number)
    assert (await send(rest)).code == 21610
    await phone.text("START", to=number)
    assert (await send(rest)).status == 201


async def test_own_inbound_url_of_a_service(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """A service that takes its messages tells the same."""
    url = house.answer("/service", "<Response/>")
    twilio.add_service(number, inbound_url=url, has_advanced_opt_out=True)
    await phone.text("STOP", to=number)
    assert house.values("/service", "OptOutType") == ["STOP"]


@pytest.mark.parametrize(("advanced_opt_out", "code"), [(True, 21610), (False, None)])
async def test_whatsapp(
    twilio: Simulator,
    rest: Rest,
    house: House,
    phone: Handset,
    *,
    advanced_opt_out: bool,
    code: int | None,
) -> None:
    """STOP is a word like any other there, but to a service with advanced opt-out."""
    sender = twilio.add_whatsapp_sender(WHATSAPP)
    sender.sms_url = house.answer("/whatsapp", "<Response/>")
    twilio.add_service(
        sender, use_inbound_webhook_on_number=True, has_advanced_opt_out=advanced_opt_out
    )
    await phone.text("STOP", to=sender)
    answer = await send(rest, From=sender.address, To=f"whatsapp:{TO}")
    assert answer.body.get("code") == code
    await twilio.settled()
    # Without an opt-out it is the message that arrived, with one Twilio's own reply.
    assert [(text.from_, text.body == "Hi") for text in phone.inbox] == [
        (sender.address, not advanced_opt_out)
    ]


async def test_late_check_of_a_service(
    twilio: Simulator, rest: Rest, house: House, phone: Handset, number: Number
) -> None:
    """A message that Twilio accepted fails afterwards, and the callback says why."""
    service = twilio.add_service(number)
    service.checks_late = True
    phone.opt_out(number)
    url = house.answer("/status", "")
    message = {"To": TO, "MessagingServiceSid": service.sid, "Body": "Hi", "StatusCallback": url}
    answer = await rest.post("Messages.json", message)
    assert (answer.status, answer.body["status"]) == (201, "accepted")
    await twilio.settled()
    assert house.values("/status", "MessageStatus") == ["failed"]
    assert house.values("/status", "ErrorCode") == ["21610"]
    assert (phone.inbox, twilio.messages[0].status) == ([], MessageStatus.FAILED)
    fetched = await rest.get(f"Messages/{answer.body['sid']}.json")
    assert fetched.body["error_code"] == 21610
    assert fetched.body["error_message"] == "Attempt to send to unsubscribed recipient"


async def test_forged_stop(
    twilio: Simulator, rest: Rest, house: House, phone: Handset, number: Number
) -> None:
    """Whoever shows another's number opts that one out, and Twilio signs it like any other."""
    number.sms_url = house.answer("/sms", "<Response/>")
    forger = twilio.handset("+15557650123")
    await forger.text("STOP", to=number, shown_as=phone)
    (request,) = house.at("/sms")
    assert request.params["From"] == phone.number
    assert request.is_signed(twilio.account.auth_token)
    assert (await send(rest)).code == 21610
    assert (len(phone.inbox), len(forger.inbox)) == (1, 0)
    assert twilio.thread(forger) == []


async def send(rest: Rest, **params: str) -> RestAnswer:
    """Send a message, and return the answer."""
    return await rest.post("Messages.json", {"To": TO, "From": FROM, "Body": "Hi"} | params)
