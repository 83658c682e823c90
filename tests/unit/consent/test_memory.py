"""What is kept over a restart."""

import json
from typing import Any, Final

import pytest

from custom_components.twilio.consent.memory import ConsentMemory
from custom_components.twilio.consent.opt_outs import Cause, OptOut

from . import ANNA, HOUSE

OPT_OUT: Final = {"party": ANNA, "sender": HOUSE, "service": None, "at": 1.5, "cause": "text"}


def test_stored_and_read() -> None:
    """All of it comes back."""
    memory = ConsentMemory()
    opt_out = OptOut(party=ANNA, sender=HOUSE, service="MG1", at=1.5, cause=Cause.TWILIO)
    memory.opt_outs.add(opt_out)
    memory.confirmations.ask(ANNA, "question", 2.0)
    memory.confirmations.confirm(ANNA, 3.0)
    read = ConsentMemory.from_json(json.loads(json.dumps(memory.as_json())))
    assert list(read.opt_outs) == [opt_out]
    assert read.confirmations == memory.confirmations
    assert ConsentMemory.from_json({}).as_json() == ConsentMemory().as_json()


@pytest.mark.parametrize(
    "damage",
    [
        {"opt_outs": None},
        {"opt_outs": ["STOP"]},
        {"opt_outs": [{**OPT_OUT, "party": ""}]},
        {"opt_outs": [{**OPT_OUT, "sender": 5}]},
        {"opt_outs": [{**OPT_OUT, "at": -1}]},
        {"opt_outs": [{**OPT_OUT, "cause": "wind"}]},
        {"opt_outs": [{"party": ANNA}]},
        {"confirmations": None},
        {"confirmations": {"asked": {}}},
        {"confirmations": {"asked": {ANNA: "today"}, "confirmed": {}}},
        {"confirmations": {"asked": [ANNA], "confirmed": {}}},
    ],
)
def test_damage(damage: dict[str, Any]) -> None:
    """What is damaged is told in one of two ways, and nothing else happens."""
    stored = {"opt_outs": [OPT_OUT], "confirmations": {"asked": {}, "confirmed": {}}}
    assert [opt_out.at for opt_out in ConsentMemory.from_json(stored).opt_outs] == [1.5]
    with pytest.raises((TypeError, ValueError)):
        ConsentMemory.from_json({**stored, **damage})
