"""What leads past a number's own URLs: trunks, applications, fax, regions, Messaging Services."""

import pytest

from simulator import Handset, Number, Simulator

from .house import House
from .rest import Rest

FAX = "fax"
APPLICATION, TRUNK = "AP" + "1" * 32, "TK" + "1" * 32
BEFORE = {
    "sms_application_sid": APPLICATION,
    "sms_url": "https://before.example/",
    "trunk_sid": TRUNK,
    "voice_application_sid": APPLICATION,
    "voice_url": "https://before.example/",
}


@pytest.fixture(autouse=True)
def pointed(house: House, number: Number) -> None:
    """Point the number at the house."""
    number.sms_url = house.answer("/sms", "<Response/>")
    number.voice_url = house.answer("/voice", "<Response><Say>Hello</Say></Response>")
    number.status_callback = house.answer("/status", "")


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("trunk_sid", TRUNK),
        ("voice_application_sid", APPLICATION),
        ("voice_receive_mode", FAX),
        ("inbound_region", "ie1"),
    ],
)
async def test_calls_go_past_the_number(
    twilio: Simulator, house: House, phone: Handset, number: Number, *, attribute: str, value: str
) -> None:
    """The house hears nothing of such a call; texts still come."""
    setattr(number, attribute, value)
    call = await phone.dial(number)
    await call.ended()
    await twilio.settled()
    assert house.received == []
    assert (await phone.text("Hello", to=number)).status == 200


@pytest.mark.parametrize(
    ("service_path", "defers", "paths", "logged"),
    [
        pytest.param("/service", False, ["/service"], 1, id="takes"),
        pytest.param("", False, [], 0, id="drops"),
        pytest.param("/service", True, ["/sms"], 1, id="defers"),
        pytest.param("", True, ["/sms"], 1, id="defers without a URL"),
    ],
)
async def test_messages_of_a_service(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    service_path: str,
    defers: bool,
    paths: list[str],
    logged: int,
) -> None:
    """A service takes messages, drops them unlogged, or leaves them to the number."""
    url = house.answer(service_path, "<Response/>") if service_path else ""
    twilio.add_service(number, inbound_url=url, use_inbound_webhook_on_number=defers)
    await phone.text("Hello", to=number)
    assert [request.path for request in house.received] == paths
    assert len(twilio.messages) == logged


@pytest.mark.parametrize(
    ("setting", "cleared"),
    [
        ({"SmsApplicationSid": APPLICATION}, "sms_url"),
        ({"VoiceApplicationSid": APPLICATION}, "voice_url"),
        ({"SmsUrl": "https://house.example/"}, "sms_application_sid"),
        ({"VoiceUrl": "https://house.example/"}, "voice_application_sid"),
        ({"TrunkSid": TRUNK}, "voice_application_sid"),
        ({"VoiceApplicationSid": APPLICATION}, "trunk_sid"),
    ],
)
async def test_rivals(rest: Rest, number: Number, *, setting: dict[str, str], cleared: str) -> None:
    """Setting one clears the other; clearing one brings the other not back."""
    (name,) = setting
    setattr(number, cleared, BEFORE[cleared])
    path = f"IncomingPhoneNumbers/{number.sid}.json"
    await rest.post(path, {name: ""})
    assert getattr(number, cleared) == BEFORE[cleared]
    await rest.post(path, setting)
    assert getattr(number, cleared) == ""


async def test_fax(rest: Rest, number: Number) -> None:
    """Whether calls are faxes is set and read like the rest."""
    path = f"IncomingPhoneNumbers/{number.sid}.json"
    assert (await rest.post(path, {"VoiceReceiveMode": "telex"})).code == 20001
    assert (await rest.post(path, {"VoiceReceiveMode": FAX})).body["voice_receive_mode"] == FAX
    assert number.voice_receive_mode == FAX


async def test_services_are_listed(twilio: Simulator, rest: Rest, number: Number) -> None:
    """Page by page, with the address of the next in full."""
    other = twilio.add_number("+15550006001", sms=False, mms=False)
    first = twilio.add_service(number, other, inbound_url="https://other.example/")
    second = twilio.add_service(use_inbound_webhook_on_number=True)
    answer = await rest.ask("GET", "/v1/Services?PageSize=1")
    [service] = answer.body["services"]
    assert (service["sid"], service["inbound_request_url"]) == (second.sid, None)
    assert service["use_inbound_webhook_on_number"] is True
    meta = answer.body["meta"]
    assert (meta["key"], meta["page"], meta["page_size"]) == ("services", 0, 1)
    host, path = meta["next_page_url"].split("/v1/")
    assert (host, meta["previous_page_url"]) == ("https://messaging.twilio.com", None)
    answer = await rest.ask("GET", f"/v1/{path}")
    [service] = answer.body["services"]
    assert (service["sid"], service["friendly_name"]) == (first.sid, "A pool")
    assert service["inbound_request_url"] == "https://other.example/"
    assert answer.body["meta"]["next_page_url"] is None
    assert answer.body["meta"]["previous_page_url"].endswith("/v1/Services?PageSize=1&Page=0")
    read = await rest.ask("GET", f"/v1/Services/{first.sid}")
    assert read.body == service


async def test_numbers_of_a_service(twilio: Simulator, rest: Rest, number: Number) -> None:
    """The service's phone numbers, not its WhatsApp senders."""
    service = twilio.add_service(number, twilio.add_whatsapp_sender("+15550007000"))
    answer = await rest.ask("GET", f"/v1/Services/{service.sid}/PhoneNumbers")
    [listed] = answer.body["phone_numbers"]
    assert (listed["sid"], listed["phone_number"]) == (number.sid, number.address)
    assert listed["capabilities"] == ["Voice", "SMS", "MMS"]
    unknown = await rest.ask("GET", f"/v1/Services/MG{'0' * 32}/PhoneNumbers")
    assert (unknown.status, unknown.code) == (404, 20404)


async def test_region(rest: Rest, number: Number) -> None:
    """Where calls are handled is read and changed by the number or its SID."""
    answer = await rest.ask("GET", f"/v2/PhoneNumbers/{number.address}")
    assert answer.body["voice_region"] == "us1"
    path = f"/v2/PhoneNumbers/{number.sid}"
    assert (await rest.ask("POST", path, "VoiceRegion=de1")).code == 20001
    assert (await rest.ask("POST", path, "VoiceRegion=au1")).body["voice_region"] == "au1"
    assert number.inbound_region == "au1"
    assert (await rest.ask("GET", "/v2/PhoneNumbers/+15550009999")).code == 20404


async def test_restricted_key(twilio: Simulator, rest: Rest, number: Number) -> None:
    """A key does what it may, and nothing else; the Auth Token does everything."""
    account = twilio.account
    account.key_rights = {"GET IncomingPhoneNumbers", "POST Messages"}
    path = f"IncomingPhoneNumbers/{number.sid}.json"

    async def statuses() -> list[int]:
        return [
            (await rest.get("IncomingPhoneNumbers.json")).status,
            (await rest.get(path)).status,
            (await rest.post(path, {})).status,
            (await rest.get("Messages.json")).status,
            (await rest.ask("GET", "/v1/Services")).status,
            (await rest.ask("GET", f"/v2/PhoneNumbers/{number.address}")).status,
        ]

    assert await statuses() == [200] * 6
    rest.user, rest.password = account.api_key_sid, account.api_key_secret
    assert await statuses() == [200, 200, 401, 401, 401, 401]
    assert (await rest.ask("GET", "/v1/Services")).code == 20003
    account.key_rights.add("GET Services")
    assert (await rest.ask("GET", "/v1/Services")).status == 200
