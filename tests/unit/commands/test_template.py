"""Sentence templates of commands: what they fit, and which are refused."""

from time import perf_counter

from hassil.intents import Intents
from hassil.recognize import recognize_all
from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.commands.template import CommandTemplate
from custom_components.twilio.errors import InvalidInput

LONGEST_TEXT = 1_600


@pytest.mark.parametrize(
    ("template", "text", "expected"),
    [
        ("arm sv", "arm sv", {}),
        ("arm sv", "ARM SV", {}),
        ("Arm SV", " arm\n sv ", {}),
        ("arm sv", "Arm  SV", {}),
        ("arm sv", "arm sv.", {}),
        ("arm sv", "arm sv!?", {}),
        ("arm sv", "ARM SV 👍🏽", {}),
        ("arm sv", "🔒❤️ Arm sv👩‍💻", {}),
        ("arm sv", "¡Arm, sv!", {}),
        ("arm sv", "\u200farm\u00a0sv\u200b", {}),
        ("arm sv", "\uff21\uff32\uff2d\u3000\uff33\uff36\u3002", {}),
        ("arm sv", "armsv", None),
        ("arm sv", "arm sv now", None),
        ("arm sv", "disarm sv", None),
        ("arm sv", "arm s v", None),
        ("arm sv", "arm", None),
        ("arm sv", "", None),
        ("arm sv", "👍", None),
        ("arm 1", "ARM \u0661", {}),
        ("straße zu", "STRASSE ZU", {}),
        ("fermé", "FERME\u0301", {}),
        ("I'm home", "I\u2019m home!", {}),
        ("commands?", "COMMANDS", {}),
        ("commands?", "commands ?", {}),
        ("commands", "Commands?", {}),
        ("heat 21°", "heat 21°", {}),
        ("heat 21°", "heat 21", None),
        # What may be missing, and what may be one or the other.
        ("[please] arm [the] house [now]", "arm house", {}),
        ("[please] arm [the] house [now]", "Please, arm the house now!", {}),
        ("[please] arm [the] house [now]", "arm thehouse", None),
        ("light[s] (on|off)", "LIGHTS off", {}),
        ("light[s] (on|off)", "light dim", None),
        ("(arm|disarm|set the alarm) sv", "set the alarm sv", {}),
        ("arm sv | disarm sv", "disarm sv", {}),
        ("(sirens;back yard;on)", "on sirens back yard", {}),
        ("(sirens;back yard;on)", "on sirens", None),
        # What stands for anything.
        ("arm {site}", "arm SV", {"site": "SV"}),
        ("arm {site}", "ARM  The  Back\nYard!", {"site": "The Back Yard"}),
        ("arm {site}", "arm Dr. Müller\u2019s house.", {"site": "Dr. Müller\u2019s house"}),
        ("arm {site}", "arm \uff33\uff36", {"site": "\uff33\uff36"}),
        ("arm {site}", "arm", None),
        ("arm {site}", "arm .", None),
        ("arm {site}", "arm 👍", None),
        ("arm {site}", "arming", None),
        ("arm {site}", "arm Tom 👍", {"site": "Tom"}),
        ("arm {site}", "arm me 👍 up", {"site": "me 👍 up"}),
        ("arm {site} [now]", "arm house now", {"site": "house"}),
        ("arm {site} [now]", "arm now", {"site": "now"}),
        ("sirens {site} (on|off)", "SIRENS back OFF on", {"site": "back OFF"}),
        ("sirens {site} (on|off)", "sirens off", None),
        ("{who} is home", "Ada is home", {"who": "Ada"}),
        ("from {a} to {b}", "from A to B to C", {"a": "A", "b": "B to C"}),
        ("from {a} [to {b}]", "from A", {"a": "A"}),
        ("say {a} {b}", "say one two three", {"a": "one", "b": "two three"}),
        ("say {a} {b}", "say one", None),
        ("at {hour}:{minute}", "at 17:30.", {"hour": "17", "minute": "30"}),
        ("zone{number} on", "Zone5 on", {"number": "5"}),
        ("zone{number} on", "zone on", None),
        ("at {hour}:{minute}", "at 1730", None),
        ("(hi|hello), {who}", "Hello Ada", {"who": "Ada"}),
        ("{a} {b} on", "x\u00b4y on", None),
        ("(arm|arm ){site}", "arm SV", {"site": "SV"}),
        (r"arm \(sv\)", "arm (sv)", {}),
        ("stop {what}", "stop it", {"what": "it"}),
        ("{text} all", "arm all", {"text": "arm"}),
    ],
)
def test_match(template: str, text: str, expected: dict[str, str] | None) -> None:
    """A text fits as a whole, whatever its case, spaces and ornaments; slots keep what they had."""
    assert CommandTemplate.parse(template).match(text) == expected


@pytest.mark.parametrize(
    ("template", "key", "shown"),
    [
        ("", "command_unreadable", {"value": ""}),
        ("arm (sv", "command_unreadable", {"value": "arm (sv"}),
        ("arm sv]", "command_unreadable", {"value": "arm sv]"}),
        ("arm ()", "command_unreadable", {"value": "arm ()"}),
        ("arm {}", "command_unreadable", {"value": "arm {}"}),
        ("arm (sv 4711", "command_unreadable", {"value": "arm (sv …"}),
        ("arm <site>", "command_rule", {"value": "arm <site>"}),
        ("heat {0..30:x}", "command_wildcard", {"value": "heat {0..30:x}"}),
        ("arm {area:site}", "command_wildcard", {"value": "arm {area:site}"}),
        ("arm {@site}", "command_wildcard", {"value": "arm {@site}"}),
        ("arm {my site}", "command_wildcard", {"value": "arm {my site}"}),
        ("{a} to {a}", "command_slot_twice", {"value": "{a} to {a}", "name": "a"}),
        ("{a} [or {a}] on", "command_slot_twice", {"value": "{a} [or {a}] on", "name": "a"}),
        ("close {pin}", "command_slot_pin", {"value": "close {pin}", "name": "pin"}),
        ("[{PIN}] close", "command_slot_pin", {"value": "[{PIN}] close", "name": "PIN"}),
        (
            "close {site} {pin_code}",
            "command_slot_pin",
            {"value": "close {site} {pin_code}", "name": "pin_code"},
        ),
        ("?", "command_no_words", {"value": "?", "example": "arm {site}"}),
        ("[.] 👍", "command_no_words", {"value": "[.] 👍", "example": "arm {site}"}),
        ("{text}", "command_no_words", {"value": "{text}", "example": "arm {site}"}),
        ("[arm] {a} {b}", "command_no_words", {"value": "[arm] {a} {b}", "example": "arm {site}"}),
        ("stop", "command_reserved", {"value": "stop", "word": "STOP"}),
        ("Stop!", "command_reserved", {"value": "Stop!", "word": "STOP"}),
        ("stop [the alarm]", "command_reserved", {"value": "stop [the alarm]", "word": "STOP"}),
        ("(on|yes|ok)", "command_reserved", {"value": "(on|yes|ok)", "word": "YES"}),
        ("opt(-| )out", "command_reserved", {"value": "opt(-| )out", "word": "OPT OUT"}),
        ("disarm sv 4711", "command_digits", {"value": "disarm sv …"}),
        ("disarm sv 4711 [.]", "command_digits", {"value": "disarm sv … [.]"}),
        ("disarm [4711]", "command_digits", {"value": "disarm […]"}),
        ("disarm {site} 47(11|12) !", "command_digits", {"value": "disarm {site} 47(11|12) !"}),
        ("disarm \u0664\u0667\u0661\u0661", "command_digits", {"value": "disarm …"}),
        ("arm " + "x" * 497, "command_too_long", {"value": f"arm {'x' * 96}…"}),
        ("[" * 21 + "a" + "]" * 21, "command_too_long", {"value": "[" * 21 + "a" + "]" * 21}),
        ("(a;b;c;d;e)", "command_too_long", {"value": "(a;b;c;d;e)"}),
        (
            "(a;b;c;(d;e;f;(g;h;i;j)))",
            "command_too_long",
            {"value": "(a;b;c;(d;e;f;(g;h;i;j)))"},
        ),
    ],
)
def test_refused(template: str, key: str, shown: dict[str, str]) -> None:
    """What cannot be meant is refused, without digits that may be somebody's PIN."""
    with pytest.raises(InvalidInput) as refused:
        CommandTemplate.parse(template)
    assert (refused.value.translation_key, refused.value.translation_placeholders) == (key, shown)


@pytest.mark.parametrize(
    "template",
    [
        "arm zone 123",
        "arm zone 12345678901",
        "zone 4711 on",
        "call 4711{more}",
        "room 47-11 on",
        "room 12 34x",
        "x" * 500,
        "[" * 20 + "a" + "]" * 20,
        "(arm;the;sv;now)",
        "arm {räume}",
        "(arm {site}|{site} arm)",
        "halt [the alarm]",
    ],
)
def test_taken(template: str) -> None:
    """What only looks like a mistake is none."""
    assert CommandTemplate.parse(template).text == template


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("arm {site}", {"arm"}),
        ("[please] (arm|disarm) {site}", {"please", "arm", "disarm"}),
        ("{who} is home", set()),
        ("[{who}] arm", {"arm"}),
    ],
)
def test_first_words(template: str, expected: set[str]) -> None:
    """A template knows with which words of its own a text can begin."""
    assert CommandTemplate.parse(template).first_words == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("arm {site} now", {frozenset({"arm"}), frozenset({"now"})}),
        ("(arm|disarm) {site}", {frozenset({"arm", "disarm"})}),
        ("([the] arm|disarm now) {site}", {frozenset({"arm", "disarm"})}),
        ("[please] light[s] on", {frozenset({"on"})}),
        ("[please ]arm[ now]", {frozenset({"arm"})}),
        ("arm[ing] {site}", set()),
        ("arm! {site}", set()),
        ("zone{number}", set()),
        ("{who}s home", {frozenset({"home"})}),
        ("(sirens;on)", {frozenset({"sirens"}), frozenset({"on"})}),
        ("(arm|[the]) sv", {frozenset({"sv"})}),
    ],
)
def test_needed_words(template: str, expected: set[frozenset[str]]) -> None:
    """A template knows which whole words no text can lack."""
    assert CommandTemplate.parse(template).needed_words == expected


# None of them is the end of another, and none has a space: there Home Assistant's matcher differs.
_WORDS = st.sampled_from(["arm", "the", "house", "on", "zone"])


def _parts(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(smaller, min_size=1, max_size=3).map(" ".join)
    return st.one_of(
        several,
        several.map(lambda part: f"[{part}]"),
        st.tuples(several, several).map(lambda parts: f"({parts[0]}|{parts[1]})"),
    )


_PARTS = st.recursive(_WORDS, _parts, max_leaves=5)


@given(
    st.tuples(_PARTS, _WORDS, st.sampled_from(["", "{x} zone", "{x}"])).map(" ".join),
    st.lists(_WORDS, min_size=1, max_size=6).map(" ".join),
)
def test_as_home_assistant(template: str, text: str) -> None:
    """A text fits where it would fit as a sentence of Home Assistant's own."""
    intents = Intents.from_dict(
        {
            "language": "en",
            "intents": {"Command": {"data": [{"sentences": [template]}]}},
            "lists": {"x": {"wildcard": True}},
        }
    )
    found = [
        {name: entity.text.strip() for name, entity in result.entities.items()}
        for result in recognize_all(text, intents)
    ]
    slots = CommandTemplate.parse(template).match(text)
    assert slots in found if found else slots is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed(template: str, text: str) -> None:
    """Nothing that people type breaks it, and a slot is never empty."""
    try:
        slots = CommandTemplate.parse(template).match(text)
    except InvalidInput:
        return
    assert slots is None or all(slots.values())


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("arm {a} {b} {c} {d} {e} {f}", "arm " + "a" * LONGEST_TEXT),
        ("arm {a} {b} {c} {d} {e} {f} x", "arm " + "a " * (LONGEST_TEXT // 2)),
        ("arm {a} {b} {c}", " " * LONGEST_TEXT),
        ("".join(f"{{a{number}}} a " for number in range(50)), "a " * (LONGEST_TEXT // 2)),
        ("".join(f"{{a{number}}}a" for number in range(60)), "a" * LONGEST_TEXT + "b"),
        ("arm " + "[a ]" * 120 + "{x}b", "arm " + "a " * (LONGEST_TEXT // 2)),
        ("[a] " * 120 + "b", "a " * (LONGEST_TEXT // 2)),
        ("arm {x}", "arm " + "\ufdfa" * LONGEST_TEXT),
        ("arm {x}", "arm " + "👍" * LONGEST_TEXT),
    ],
)
def test_hostile_text(template: str, text: str) -> None:
    """No text keeps the house busy: what takes milliseconds must not take seconds."""
    command = CommandTemplate.parse(template)
    start = perf_counter()
    command.match(text)
    assert perf_counter() - start < 0.5
