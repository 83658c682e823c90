"""The IncomingPhoneNumbers resource."""

import pytest

from simulator import DEFAULT_NUMBER, Simulator

from .rest import Rest


async def test_numbers_are_listed_with_their_capabilities(twilio: Simulator, rest: Rest) -> None:
    """WhatsApp senders are not among them."""
    twilio.add_number("+4915550000", mms=False, voice=False)
    twilio.add_whatsapp_sender("+15550007000")
    answer = await rest.get("IncomingPhoneNumbers.json", {"PageSize": "1"})
    (newest,) = answer.body["incoming_phone_numbers"]
    assert newest["capabilities"] == {"fax": False, "mms": False, "sms": True, "voice": False}
    second = await rest.ask("GET", answer.body["next_page_uri"])
    (oldest,) = second.body["incoming_phone_numbers"]
    assert oldest["phone_number"] == DEFAULT_NUMBER
    assert oldest["friendly_name"] == "(555) 000-6000"
    assert oldest["sid"] == twilio.number.sid
    assert second.body["next_page_uri"] is None


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"PhoneNumber": "+15550006000"}, 1),
        ({"PhoneNumber": "6000"}, 1),
        ({"PhoneNumber": "+15550009999"}, 0),
        ({"FriendlyName": "(555) 000-6000"}, 1),
        ({"FriendlyName": "(555)"}, 0),
    ],
)
async def test_numbers_are_filtered(rest: Rest, *, params: dict[str, str], count: int) -> None:
    """By part of the number, or by the whole name."""
    answer = await rest.get("IncomingPhoneNumbers.json", params)
    assert len(answer.body["incoming_phone_numbers"]) == count


async def test_webhooks_are_changed_and_read_back(twilio: Simulator, rest: Rest) -> None:
    """Fragments survive; what is not named stays."""
    path = f"IncomingPhoneNumbers/{twilio.number.sid}.json"
    twilio.number.voice_url = "https://other.example/voice"
    url = "https://house.example/api/webhook/x?kind=message#rc=3&rp=5xx,ct"
    answer = await rest.post(
        path, {"SmsUrl": url, "SmsMethod": "GET", "StatusCallback": "", "FriendlyName": "Home"}
    )
    assert answer.status == 200
    read = (await rest.get(path)).body
    assert read == answer.body
    assert (read["sms_url"], read["sms_method"]) == (url, "GET")
    assert (read["voice_url"], read["voice_method"]) == ("https://other.example/voice", "POST")
    assert (read["status_callback"], read["friendly_name"]) == ("", "Home")
    assert twilio.number.sms_url == url


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"VoiceUrl": "house.example"}, 21502),
        ({"SmsUrl": "https://my_house.example/"}, 21502),
        ({"SmsMethod": "PUT"}, 20001),
        ({"SmsApplicationSid": "AP1"}, 20001),
        ({"TrunkSid": "AP" + "1" * 32}, 20001),
    ],
)
async def test_a_refused_change_changes_nothing(
    twilio: Simulator, rest: Rest, *, params: dict[str, str], code: int
) -> None:
    """Not even what was right in it."""
    path = f"IncomingPhoneNumbers/{twilio.number.sid}.json"
    answer = await rest.post(path, {"FriendlyName": "Home", **params})
    assert (answer.status, answer.code) == (400, code)
    assert twilio.number.friendly_name == "(555) 000-6000"


async def test_a_number_of_somebody_else_is_not_found(rest: Rest) -> None:
    """Neither read nor changed."""
    path = f"IncomingPhoneNumbers/PN{'0' * 32}.json"
    assert (await rest.get(path)).code == 20404
    assert (await rest.post(path, {})).code == 20404
