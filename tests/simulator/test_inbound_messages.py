"""Texts to the house: the webhook and the replies in its answer."""

import pytest

from simulator import AlertLevel, Handset, Number, Picture, Simulator

from .house import PUBLIC_URL, Answer, House
from .rest import Rest

FROM, TO = "+15551234567", "+15550006000"


async def test_the_webhook_is_twilios(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """Parameters, headers and signature are as documented; the fragment stays away."""
    number.sms_url = house.answer("/sms", "<Response/>") + "?kind=message#rc=3&rp=5xx,ct"
    delivery = await phone.text("Smörgås & \U0001f3e0", to=number)
    (request,) = house.received
    assert request.url == f"{PUBLIC_URL}/sms?kind=message"
    assert request.is_signed(twilio.account.auth_token)
    sid = twilio.messages[0].sid
    assert dict(request.params) == {
        "AccountSid": twilio.account.sid,
        "ApiVersion": "2010-04-01",
        "Body": "Smörgås & \U0001f3e0",
        "From": FROM,
        "FromCity": "",
        "FromCountry": "US",
        "FromState": "",
        "FromZip": "",
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": TO,
        "ToCity": "",
        "ToCountry": "US",
        "ToState": "",
        "ToZip": "",
    }
    assert request.headers["User-Agent"] == "TwilioProxy/1.1"
    assert request.headers["Accept"] == "*/*"
    assert request.headers["X-Home-Region"] == "us1"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=utf-8"
    assert request.headers["Host"] == "house.example"
    assert request.headers["I-Twilio-Idempotency-Token"]
    assert (delivery.status, delivery.content_type, delivery.text) == (
        200,
        "text/xml",
        "<Response/>",
    )
    assert delivery == twilio.deliveries[0]


@pytest.mark.parametrize(
    ("answer", "replies"),
    [
        (Answer("<Response/>"), []),
        (Answer("<Response><Message>Tom &amp; &#xdc;</Message></Response>"), ["Tom & Ü"]),
        (Answer("<Response><Message>a</Message><Message>b</Message></Response>"), ["a", "b"]),
        (
            Answer("<Response><Message><Body>a</Body><Body>b</Body></Message></Response>"),
            ["ab"],
        ),
        (Answer("plainly", "text/plain; charset=utf-8"), ["plainly"]),
        (Answer("", "text/plain"), []),
        (Answer("", None, 204), []),
        (Answer("<Response><Message>html</Message></Response>", "text/html"), ["html"]),
    ],
)
async def test_replies(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    answer: Answer,
    replies: list[str],
) -> None:
    """TwiML and plain text both reply."""
    number.sms_url = house.answer("/sms", answer)
    await phone.text("hello", to=number)
    await twilio.settled()
    assert [text.body for text in phone.inbox] == replies
    assert [message.direction for message in twilio.messages[1:]] == ["outbound-reply"] * len(
        replies
    )
    assert twilio.alerts == []


async def test_a_reply_may_carry_media_and_a_callback(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """Relative URLs belong to the document's."""
    number.sms_url = house.answer(
        "/hooks/sms",
        '<Response><Message statusCallback="status"><Body>look</Body>'
        "<Media>/pic.png</Media></Message></Response>",
    )
    house.answer("/pic.png", Answer(b"png", "image/png"))
    await phone.text("hello", to=number)
    await twilio.settled()
    assert phone.inbox[0].media == (f"{PUBLIC_URL}/pic.png",)
    assert house.values("/hooks/status", "MessageStatus")[-1] == "delivered"


async def test_a_redirect_asks_another_document(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """The parameters come along."""
    number.sms_url = house.answer("/a", "<Response><Redirect>/b</Redirect></Response>")
    house.answer("/b", "<Response><Message>from b</Message></Response>")
    await phone.text("hello", to=number)
    assert house.values("/b", "Body") == ["hello"]
    await twilio.settled()
    assert [text.body for text in phone.inbox] == ["from b"]


@pytest.mark.parametrize(
    ("answer", "code", "level"),
    [
        (Answer("<Response>", "text/xml"), 12100, AlertLevel.ERROR),
        (Answer("<Reply/>", "text/xml"), 12100, AlertLevel.ERROR),
        (Answer("{}", "application/json"), 12300, AlertLevel.ERROR),
        (Answer("x", None), 12300, AlertLevel.ERROR),
        (Answer("x", "text/xml", 500), 11200, AlertLevel.ERROR),
        (Answer("x" * (64 * 1024 + 1), "text/plain"), 11750, AlertLevel.ERROR),
        (Answer("<Response><Say>x</Say></Response>"), 12200, AlertLevel.WARNING),
        (Answer("<Response><Message> </Message></Response>"), 14103, AlertLevel.ERROR),
    ],
)
async def test_answers_that_are_of_no_use(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    answer: Answer,
    code: int,
    level: AlertLevel,
) -> None:
    """Each is an alert with its code."""
    number.sms_url = house.answer("/sms", answer)
    await phone.text("hello", to=number)
    assert [(alert.code, alert.level) for alert in twilio.alerts] == [(code, level)]
    await twilio.settled()
    assert phone.inbox == []


async def test_ten_replies_are_the_most(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """The others are dropped with one alert."""
    number.sms_url = house.answer("/sms", f"<Response>{'<Message>x</Message>' * 12}</Response>")
    await phone.text("hello", to=number)
    await twilio.settled()
    assert len(phone.inbox) == 10
    assert [alert.code for alert in twilio.alerts] == [14109]


async def test_nobody_who_opted_out_gets_a_reply(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """The automatic reply to STOP is the last."""
    number.sms_url = house.answer("/sms", "<Response><Message>bye</Message></Response>")
    await phone.text("STOP", to=number)
    await twilio.settled()
    assert len(phone.inbox) == 1
    assert [alert.code for alert in twilio.alerts] == [21610]


async def test_the_fallback_hears_why(house: House, phone: Handset, number: Number) -> None:
    """It gets the same parameters and the error."""
    number.sms_url = house.answer("/sms", Answer(status=500))
    number.sms_fallback_url = house.answer("/fallback", "<Response/>")
    delivery = await phone.text("hello", to=number)
    assert delivery.status == 200
    (request,) = house.at("/fallback")
    assert request.params["Body"] == "hello"
    assert request.params["ErrorCode"] == "11200"
    assert request.params["ErrorUrl"] == f"{PUBLIC_URL}/sms"


async def test_without_a_webhook_the_text_is_only_logged(
    twilio: Simulator, phone: Handset, number: Number
) -> None:
    """The delivery is empty."""
    delivery = await phone.text("hello", to=number)
    assert (delivery.url, delivery.status) == ("", None)
    assert [message.body for message in twilio.messages] == ["hello"]
    assert twilio.deliveries == []


async def test_a_service_receives_for_its_numbers(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """Its inbound URL goes before the number's, unless it leaves that to the number."""
    number.sms_url = house.answer("/number", "<Response/>")
    service = twilio.add_service(number, inbound_url=house.answer("/service", "<Response/>"))
    await phone.text("one", to=number)
    assert house.values("/service", "MessagingServiceSid") == [service.sid]
    service.use_inbound_webhook_on_number = True
    await phone.text("two", to=number)
    assert house.values("/number", "Body") == ["two"]


async def test_whatsapp_has_other_parameters(
    twilio: Simulator, house: House, phone: Handset
) -> None:
    """Profile and WhatsApp id instead of geography."""
    number = twilio.add_whatsapp_sender("+15550007000")
    number.sms_url = house.answer("/sms", "<Response/>")
    phone.owner = "Ada"
    await phone.text("hello", to=number)
    params = house.received[0].params
    assert params["From"] == f"whatsapp:{FROM}"
    assert params["To"] == "whatsapp:+15550007000"
    assert (params["ProfileName"], params["WaId"]) == ("Ada", "15551234567")
    assert "FromCity" not in params


@pytest.mark.parametrize(("number", "country"), [("+4915112345678", "DE"), ("+8613800", "")])
async def test_other_countries_are_told(
    twilio: Simulator, house: House, *, number: str, country: str
) -> None:
    """As far as the desk knows them."""
    twilio.number.sms_url = house.answer("/sms", "<Response/>")
    await twilio.handset(number).text("hello", to=twilio.number)
    assert house.values("/sms", "FromCountry") == [country]


async def test_pictures_are_behind_the_accounts_media_urls(
    twilio: Simulator, rest: Rest, house: House, phone: Handset, number: Number
) -> None:
    """They need credentials, then lead elsewhere."""
    number.sms_url = house.answer("/sms", "<Response/>")
    here = Picture(content=b"gif", content_type="image/gif")
    await phone.text("look", to=number, media=["http://127.0.0.1/cat.png", here])
    params = house.received[0].params
    assert params["NumMedia"] == "2"
    assert params["MessageSid"].startswith("MM")
    assert [params[f"MediaContentType{n}"] for n in range(2)] == ["image/png", "image/gif"]
    paths = [params[f"MediaUrl{n}"].removeprefix(twilio.url) for n in range(2)]
    there = await rest.ask("GET", paths[0])
    assert (there.status, there.headers["Location"]) == (307, "http://127.0.0.1/cat.png")
    moved = await rest.ask("GET", paths[1])
    file = await rest.ask("GET", moved.headers["Location"].removeprefix(twilio.url))
    assert (file.body, file.headers["Content-Type"]) == (b"gif", "image/gif")
    sid = params["MessageSid"]
    listed = (await rest.get(f"Messages/{sid}/Media.json")).body["media_list"]
    assert [media["content_type"] for media in listed] == ["image/gif", "image/png"]
    assert (await rest.get(f"Messages/SM{'0' * 32}/Media.json")).code == 20404
    assert (await rest.get(f"Messages/{sid}/Media/ME{'0' * 32}")).code == 20404
    rest.user = ""
    assert (await rest.ask("GET", paths[1])).status == 401
