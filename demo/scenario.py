"""What the demo shows: an alarm that is armed and disarmed by text, and that calls for help."""

from http import HTTPStatus

from simulator import DEFAULT_NUMBER, HandsetBehaviour

from .alarm import ALARM, disarm
from .commands import COMMANDS
from .config_directory import INTEGRATION
from .contacts import introduce_owner_of_phone
from .cut_line import CUT_LINE
from .pin_search import PIN_SEARCH
from .repairs import repairs_of
from .stage import PHONE_NUMBER, Stage
from .strangers import STRANGERS
from .transcript import Step, expect

COMMAND = "ARM SV"
LIGHT = "light.hall"
NEIGHBOUR = "+15551239876"
REASON = (
    "The phone cannot be reached: it is switched off, out of coverage, or does not take messages."
)


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
    await call.said("alarm")
    await call.hang_up()  # An automation of this house waits for keys, so the call goes on.
    expect("what the phone heard", ["The alarm at SV has gone off."], call.speech)
    await disarm(stage)


async def house_answers_a_text(stage: Stage) -> None:
    """Ask; the automation's conversation response comes back as a text."""
    await stage.phone.text("Status.", to=DEFAULT_NUMBER)
    text = await stage.phone.next_text()
    expect("the text on the phone", "SV is disarmed.", text.body)


async def caller_turns_on_the_light(stage: Stage) -> None:
    """Call the house, press a key, listen."""
    expect("the light", "off", (await stage.house.state(LIGHT)).value)
    call = await stage.phone.dial(DEFAULT_NUMBER)
    await call.listening()
    call.press("5")
    await stage.house.wait_for_state(LIGHT, "on")
    await call.said("The light is on.")
    await call.hang_up()
    await stage.house.call_service("light", "turn_off", {"entity_id": LIGHT})


async def failed_text_is_reported(stage: Stage) -> None:
    """Text somebody whose phone is off, and read what the house reports."""
    stage.twilio.handset(NEIGHBOUR).behaviour = HandsetBehaviour.OFF
    await text_the_neighbour(stage)
    (repair,) = await repairs_of(stage.house, INTEGRATION)
    expect("the repair", f"A message to {NEIGHBOUR} did not arrive", repair.title)
    expect("its reason", REASON, repair.description.partition("not delivered. ")[2][: len(REASON)])


async def report_is_taken_back(stage: Stage) -> None:
    """Switch the phone on; the next text arrives."""
    stage.twilio.handset(NEIGHBOUR).behaviour = HandsetBehaviour.ANSWERS
    await text_the_neighbour(stage)
    expect("the repairs", (), await repairs_of(stage.house, INTEGRATION))


async def text_the_neighbour(stage: Stage) -> None:
    """Send a text, and wait until the repairs change."""
    async with stage.house.events("repairs_issue_registry_updated") as events:
        await stage.house.call_service(
            "twilio", "send_message", {"to": [NEIGHBOUR], "message": "Are you at home?"}
        )
        await events.next()


SCENARIO = (
    Step("The phone's owner becomes a contact, with a PIN.", introduce_owner_of_phone),
    Step("The phone texts ARM SV, and the house arms its alarm.", phone_arms_the_house),
    Step("The house answers with a text, and the phone shows it.", house_confirms),
    Step("Somebody disarms the house.", disarm),
    Step("A forged ARM SV gets 403 and changes nothing.", forgery_is_refused),
    Step("The alarm goes off, the phone rings and hears why.", alarm_calls),
    Step("The phone asks by text, and an automation answers.", house_answers_a_text),
    Step("A caller presses 5, and the light goes on.", caller_turns_on_the_light),
    Step("A text to a switched-off phone ends in a repair, in words.", failed_text_is_reported),
    Step("The phone is on again, a text arrives, and the repair goes.", report_is_taken_back),
    *CUT_LINE,
    *COMMANDS,
    *PIN_SEARCH,
    *STRANGERS,
)
