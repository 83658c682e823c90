"""The webhook of a real house, called through the tunnel."""

from collections.abc import Callable

import pytest

from demo.stage import PHONE_NUMBER, Stage
from simulator import DEFAULT_NUMBER, sign

from .webhook import InboundText

EMPTY_RESPONSE = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def test_signed_text_fires_the_raw_event(stage: Stage) -> None:
    """An automation gets every field that Twilio sent, and which webhook it came to."""
    async with stage.house.events("twilio_data_received") as events:
        delivery = await stage.phone.text("Is anybody home? ☎", to=DEFAULT_NUMBER)
        event = await events.next()
        assert await events.so_far() == ()
    assert delivery.status == 200
    assert delivery.content_type.partition(";")[0] == "text/xml"
    assert delivery.body == EMPTY_RESPONSE
    assert event.data["Body"] == "Is anybody home? ☎"
    assert event.data["From"] == PHONE_NUMBER
    assert event.data["To"] == DEFAULT_NUMBER
    assert event.data == {**dict(delivery.params), "webhook_id": stage.hook_id}


async def test_repeat_fires_once(stage: Stage) -> None:
    """The same request again gets the same answer."""
    async with stage.house.events("twilio_data_received") as events:
        delivery = await stage.phone.text("Once", to=DEFAULT_NUMBER)
        repeat = await stage.twilio.repeat(delivery)
        assert [event.data["Body"] for event in await events.so_far()] == ["Once"]
    assert (repeat.status, repeat.body) == (200, delivery.body)


type Forge = Callable[[Stage, InboundText], str | None]


def unsigned(_: Stage, __: InboundText) -> None:
    """Return no signature."""


def signed_emptily(_: Stage, __: InboundText) -> str:
    """Return an empty signature."""
    return ""


def signed_with_nonsense(_: Stage, __: InboundText) -> str:
    """Return what only looks like a signature."""
    return "A" * 27 + "="


def signed_for_another_address(stage: Stage, text: InboundText) -> str:
    """Return a signature over the local address."""
    url = f"{stage.house.url}/api/webhook/{stage.hook_id}?kind=message"
    return sign(stage.twilio.account.auth_token, url, tuple(text.params.items()))


def signed_by_another_account(stage: Stage, text: InboundText) -> str:
    """Return a signature that another Auth Token makes."""
    return sign("0" * 32, stage.message_url, tuple(text.params.items()))


def signed_with_another_body(stage: Stage, text: InboundText) -> str:
    """Return the signature of another text."""
    params = {**text.params, "Body": "Hello"}
    return sign(stage.twilio.account.auth_token, stage.message_url, tuple(params.items()))


@pytest.mark.parametrize(
    "signature",
    [
        unsigned,
        signed_emptily,
        signed_with_nonsense,
        signed_for_another_address,
        signed_by_another_account,
        signed_with_another_body,
    ],
)
async def test_forged_text_is_refused(stage: Stage, signature: Forge) -> None:
    """Whatever Twilio did not sign gets 403, fires nothing and moves nothing."""
    text = InboundText(body="ARM SV")
    async with stage.house.events("twilio_data_received") as events:
        delivery = await stage.twilio.forge(stage.message_url, text.params, signature(stage, text))
        assert (delivery.status, delivery.body) == (403, b"")
        assert await events.so_far() == ()
    assert (await stage.house.state("alarm_control_panel.sv")).value == "disarmed"


async def test_other_accounts_text_is_refused(stage: Stage) -> None:
    """A rightly signed request for another account is not ours."""
    text = InboundText(body="ARM SV", account_sid="AC" + "9" * 32)
    async with stage.house.events("twilio_data_received") as events:
        delivery = await stage.twilio.deliver(stage.message_url, text.params)
        assert delivery.status == 400
        assert await events.so_far() == ()


async def test_caller_is_greeted(stage: Stage) -> None:
    """A call to the house is answered, and fires the raw event once."""
    async with stage.house.events("twilio_data_received") as events:
        call = await stage.phone.dial(DEFAULT_NUMBER)
        greeting = await call.said("Hello")
        await call.hang_up()  # An automation of this house waits for keys.
        assert [event.data["CallSid"] for event in await events.so_far()] == [call.sid]
    assert call.speech == [greeting.text]
