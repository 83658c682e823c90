"""Each error that the code raises has a sentence, with the gaps that the code fills."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import re
from typing import Final

from custom_components.twilio.api.error_codes import KNOWN_CODES

from .repository import INTEGRATION, english
from .texts import placeholders

_ERRORS: Final = {"Failed", "InvalidInput", "NotWanted"}


@dataclass(frozen=True, slots=True)
class Raised:
    """A place that makes an error: which key it names, and what it fills in."""

    where: str
    key: re.Pattern[str]
    filled: frozenset[str]


def _key(node: ast.expr) -> re.Pattern[str] | None:
    """Return which translation keys an argument can be, none if it is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return re.compile(re.escape(text))
        case ast.JoinedStr(values=parts):
            return re.compile(
                "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                    for part in parts
                )
            )
    return None


def _errors(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that make one of our errors, those in constructors of subclasses too."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in _ERRORS:
                yield node
            case ast.Call(
                func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__")
            ):
                yield node


def _raised() -> list[Raised]:
    return [
        Raised(
            f"{path.relative_to(INTEGRATION)}:{call.lineno}",
            key,
            frozenset(keyword.arg for keyword in call.keywords if keyword.arg),
        )
        for path in sorted(INTEGRATION.rglob("*.py"))
        for call in _errors(ast.parse(path.read_text(encoding="utf-8")))
        if call.args and (key := _key(call.args[0]))
    ]


def test_each_error_has_its_sentence() -> None:
    """What the code raises is in the translations, and the code fills every gap."""
    sentences = {key: texts["message"] for key, texts in english()["exceptions"].items()}
    unsaid = {}
    for raised in _raised():
        matching = [key for key in sentences if raised.key.fullmatch(key)]
        gaps = frozenset[str]().union(*(placeholders(sentences[key]) for key in matching))
        if not matching or not gaps <= raised.filled:
            unsaid[raised.where] = (raised.key.pattern, sorted(gaps - raised.filled))
    assert unsaid == {}


def test_each_sentence_is_used() -> None:
    """No sentence is left over from an error that is gone."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in INTEGRATION.rglob("*.py"))
    raised = _raised()
    assert [
        key
        for key in english()["exceptions"]
        if f'"{key}"' not in sources and not any(error.key.fullmatch(key) for error in raised)
    ] == []


def test_each_code_of_twilio_has_its_sentence() -> None:
    """The catalogue of codes and the sentences for them are the same list."""
    said = {
        int(found[1])
        for key in english()["exceptions"]
        if (found := re.fullmatch(r"twilio_(\d+)", key))
    }
    assert said == KNOWN_CODES
