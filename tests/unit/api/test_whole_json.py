"""JSON of Twilio without what can be stored nowhere."""

from collections.abc import Callable
import json

import pytest

from custom_components.twilio.api import Refused, TwilioApi
from custom_components.twilio.api.whole_json import whole_json

from . import MESSAGE, a_number, a_page
from .scripted_server import Scripted, ScriptedServer

NAME = "Front door \ud83d"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "b"}', '{"a": "b"}'),
        (r'{"a":"\u00e4\\ud83d"}', r'{"a": "ä\\ud83d"}'),
        (r'{"a":"\ud83d\udeaa"}', '{"a": "🚪"}'),
        (r'{"a":"\ud83d"}', '{"a": "?"}'),
        (r'{"\uD83D":["\uDEAA\uD83D"]}', '{"?": ["??"]}'),
        (r'["\uDfff", 1.50, null]', '["?", 1.5, null]'),
        (r"<p>\ud83d</p>", r"<p>\ud83d</p>"),
        ("[" * 100_000 + r"\ud83d", "[" * 100_000 + r"\ud83d"),
    ],
    ids=[
        *("nothing to do", "backslash", "whole", "first half", "wrong order", "second half"),
        *("no JSON", "too deep"),
    ],
)
def test_whole_json(text: str, expected: str) -> None:
    """Half a character leaves a mark, and everything else means what it meant."""
    assert whole_json(text) == expected


async def test_answer(api_at: Callable[[str], TwilioApi]) -> None:
    """What somebody typed at Twilio can be stored here."""
    number = {**a_number(1), "friendly_name": NAME, "sms_url": f"https://a.example/{NAME}"}
    async with ScriptedServer([a_page([number])]) as server:
        [told] = await api_at(server.url).phone_numbers()
    assert (told.name, told.webhooks.sms_url) == ("Front door ?", "https://a.example/Front door ?")


async def test_refusal(api_at: Callable[[str], TwilioApi]) -> None:
    """What Twilio says of a mistake can be shown here."""
    answer = Scripted(400, json.dumps({"code": 21999, "message": NAME, "status": 400}))
    async with ScriptedServer([answer]) as server:
        with pytest.raises(Refused) as refused:
            await api_at(server.url).send_message(MESSAGE)
    assert refused.value.translation_placeholders == {"code": "21999", "reason": "Front door ?"}
