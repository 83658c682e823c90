"""What the demo shows: an alarm that is armed by text message and that calls for help."""

from http import HTTPStatus

from simulator import DEFAULT_NUMBER

from .stage import PHONE_NUMBER, Stage
from .transcript import Step, expect

ALARM = "alarm_control_panel.sv"
COMMAND = "ARM SV"


async def phone_arms_the_house(stage: Stage) -> None:
    """Text the command; the automation on the raw event arms."""
    delivery = await stage.phone.text(COMMAND, to=DEFAULT_NUMBER)
    expect("the webhook's answer", HTTPStatus.OK, delivery.status)
    await stage.house.wait_for_state(ALARM, "armed_away")


async def house_confirms(stage: Stage) -> None:
    """Receive the text that notify.sms sends."""
    text = await stage.phone.next_text()
    expect("the text on the phone", "SV is armed.", text.body)
    expect("its sender", DEFAULT_NUMBER, text.from_)


async def house_is_disarmed(stage: Stage) -> None:
    """Disarm by an action."""
    await stage.house.call_service(
        "alarm_control_panel", "alarm_disarm", {"entity_id": ALARM, "code": ""}
    )
    await stage.house.wait_for_state(ALARM, "disarmed")


async def forgery_is_refused(stage: Stage) -> None:
    """Send the command as Twilio would, but without its signature."""
    forged = {
        "MessageSid": "SM" + "0" * 32,
        "AccountSid": stage.twilio.account.sid,
        "From": PHONE_NUMBER,
        "To": DEFAULT_NUMBER,
        "Body": COMMAND,
        "NumMedia": "0",
    }
    async with stage.house.events("twilio_data_received") as events:
        delivery = await stage.twilio.forge(stage.message_url, forged)
        expect("the webhook's answer", HTTPStatus.FORBIDDEN, delivery.status)
        expect("the events that it fired", (), await events.so_far())
    expect("the alarm", "disarmed", (await stage.house.state(ALARM)).value)


async def alarm_calls(stage: Stage) -> None:
    """Set the alarm off, answer the phone and listen."""
    await stage.house.call_service("alarm_control_panel", "alarm_trigger", {"entity_id": ALARM})
    call = await stage.phone.next_call()
    await call.ended()
    expect("what the phone heard", ["The alarm at SV has gone off."], call.speech)
    await house_is_disarmed(stage)


SCENARIO = (
    Step("The phone texts ARM SV, and the house arms its alarm.", phone_arms_the_house),
    Step("The house answers with a text, and the phone shows it.", house_confirms),
    Step("Somebody disarms the house.", house_is_disarmed),
    Step("A forged ARM SV gets 403 and changes nothing.", forgery_is_refused),
    Step("The alarm goes off, the phone rings and hears why.", alarm_calls),
)
