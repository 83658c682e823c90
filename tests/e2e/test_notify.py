"""`notify.sms` of YAML, when Twilio refuses."""

import pytest

from demo.errors import HouseRefusedError
from demo.stage import PHONE_NUMBER, Stage
from simulator import DEFAULT_NUMBER, HandsetLine

STRANGER = "+15557654321"
LANDLINE = "+15557654322"


async def test_every_recipient_is_tried(stage: Stage) -> None:
    """A refusal names the recipient and why, after all the others were served."""
    stage.twilio.handset(STRANGER).opt_out(DEFAULT_NUMBER)
    before = len(stage.phone.inbox)
    with pytest.raises(HouseRefusedError) as refusal:
        await stage.house.call_service(
            "notify", "sms", {"message": "Hello", "target": [STRANGER, PHONE_NUMBER]}
        )
    await stage.twilio.settled()
    assert [text.body for text in stage.phone.inbox[before:]] == ["Hello"]
    assert STRANGER in refusal.value.message
    assert "opted out" in refusal.value.message


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (HandsetLine.LANDLINE, "not a mobile number"),
        (HandsetLine.INVALID, "not a number that Twilio can text"),
    ],
)
async def test_refusal_says_why(stage: Stage, line: HandsetLine, why: str) -> None:
    """The error says in words what Twilio answered by a code."""
    handset = stage.twilio.handset(LANDLINE)
    handset.line = line
    with pytest.raises(HouseRefusedError, match=why):
        await stage.house.call_service("notify", "sms", {"message": "Hello", "target": [LANDLINE]})
    assert handset.inbox == []
