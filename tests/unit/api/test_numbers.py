"""Numbers, Messaging Services and regions, asked of Twilio and changed there."""

from collections.abc import Mapping

import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.twilio.api import (
    Credentials,
    CredentialsRejected,
    MessagingService,
    NumberField,
    Refused,
    Region,
    TwilioApi,
)
from simulator import Simulator

from . import SENDER, SID, TOKEN


@pytest.mark.parametrize(
    ("changes", "params"),
    [
        pytest.param(
            {
                NumberField.SMS_URL: "https://house.example/?kind=message#rc=3&rp=5xx,ct",
                NumberField.SMS_METHOD: "POST",
                NumberField.VOICE_URL: "https://house.example/ä",
                NumberField.VOICE_METHOD: "GET",
                NumberField.STATUS_CALLBACK: "https://house.example/?kind=call_status",
                NumberField.STATUS_CALLBACK_METHOD: "POST",
            },
            {
                "SmsUrl": "https://house.example/?kind=message#rc=3&rp=5xx,ct",
                "SmsMethod": "POST",
                "VoiceUrl": "https://house.example/ä",
                "VoiceMethod": "GET",
                "StatusCallback": "https://house.example/?kind=call_status",
                "StatusCallbackMethod": "POST",
            },
            id="all",
        ),
        pytest.param({NumberField.SMS_URL: ""}, {"SmsUrl": ""}, id="cleared"),
    ],
)
async def test_update(
    twilio: Simulator,
    api: TwilioApi,
    changes: Mapping[NumberField, str],
    params: Mapping[str, str],
) -> None:
    """What is named is sent, an empty URL too, and the number comes back as it is now."""
    twilio.number.sms_url = "https://other.example/"
    number = await api.update_number(twilio.number.sid, changes)
    [request] = twilio.requests
    assert (request.method, dict(request.params)) == ("POST", params)
    assert request.path.endswith(f"/IncomingPhoneNumbers/{twilio.number.sid}.json")
    assert (number.sid, number.number) == (twilio.number.sid, SENDER)
    assert {field: number.webhooks[field] for field in changes} == changes
    assert [number] == list(await api.phone_numbers())


async def test_update_that_is_refused(twilio: Simulator, api: TwilioApi) -> None:
    """Twilio's reason is handed on."""
    with pytest.raises(Refused) as refused:
        await api.update_number(twilio.number.sid, {NumberField.SMS_URL: "nonsense"})
    assert refused.value.code == 21502
    with pytest.raises(Refused) as refused:
        await api.update_number("PN" + "0" * 32, {})
    assert refused.value.code == 20404


async def test_messaging_services(twilio: Simulator, api: TwilioApi) -> None:
    """All of them, over several pages, the newest first."""
    services = [twilio.add_service() for _ in range(201)]
    last = twilio.add_service(
        inbound_url="https://other.example/", use_inbound_webhook_on_number=True
    )
    listed = await api.messaging_services()
    assert [service.sid for service in listed] == [
        last.sid,
        *(service.sid for service in reversed(services)),
    ]
    assert listed[:2] == (
        MessagingService(
            last.sid, "A pool", "https://other.example/", use_inbound_webhook_on_number=True
        ),
        MessagingService(services[-1].sid, "A pool"),
    )
    assert [request.path for request in twilio.requests] == ["/v1/Services"] * 3


async def test_numbers_of_a_service(twilio: Simulator, api: TwilioApi) -> None:
    """All of them, over several pages."""
    numbers = [twilio.add_number(f"+1555000{index:04}") for index in range(101)]
    service = twilio.add_service(*numbers)
    assert await api.service_numbers(service.sid) == {number.sid for number in numbers}
    assert len(twilio.requests) == 2


async def test_inbound_region(twilio: Simulator, api: TwilioApi) -> None:
    """Where calls to a number are handled."""
    assert await api.inbound_region(SENDER) == "us1"
    twilio.number.inbound_region = "au1"
    assert await api.inbound_region(SENDER) == "au1"
    with pytest.raises(Refused) as refused:
        await api.inbound_region("+15550009999")
    assert refused.value.status == 404


async def test_key_without_the_right(twilio: Simulator, api: TwilioApi) -> None:
    """A key that may not look is told so, product by product."""
    account = twilio.account
    account.key_rights = {"GET IncomingPhoneNumbers"}
    api.use(
        Credentials(
            account.sid,
            account.auth_token,
            account.api_key_sid,
            account.api_key_secret,
            api_base_url=twilio.url,
        )
    )
    service = twilio.add_service(twilio.number)
    for asked in (
        api.messaging_services(),
        api.service_numbers(service.sid),
        api.inbound_region(SENDER),
        api.update_number(twilio.number.sid, {}),
    ):
        with pytest.raises(CredentialsRejected):
            await asked
    [number] = await api.phone_numbers()
    assert number.number == SENDER


@pytest.mark.parametrize(
    ("credentials", "base_urls"),
    [
        pytest.param(
            Credentials(SID, TOKEN),
            ("https://messaging.twilio.com", "https://routes.twilio.com"),
            id="us1",
        ),
        pytest.param(
            Credentials(SID, TOKEN, region=Region.IE1),
            ("https://messaging.dublin.ie1.twilio.com", "https://routes.dublin.ie1.twilio.com"),
            id="ie1",
        ),
        pytest.param(
            Credentials(SID, TOKEN, region=Region.IE1, api_base_url="https://twilio.example/x"),
            ("https://twilio.example/x", "https://twilio.example/x"),
            id="a server of one's own",
        ),
    ],
)
async def test_hosts_of_other_products(
    aioclient_mock: AiohttpClientMocker, credentials: Credentials, base_urls: tuple[str, str]
) -> None:
    """Each product has a host of its own, in the account's region; a configured one has all."""
    messaging, routes = base_urls
    aioclient_mock.get(
        f"{messaging}/v1/Services",
        json={"services": [], "meta": {"key": "services", "next_page_url": None}},
    )
    aioclient_mock.get(f"{routes}/v2/PhoneNumbers/{SENDER}", json={"voice_region": "ie1"})
    async with aioclient_mock.create_session(None) as session:
        api = TwilioApi(session, credentials)
        assert await api.messaging_services() == ()
        assert await api.inbound_region(SENDER) == "ie1"
    assert len(aioclient_mock.mock_calls) == 2
