"""What is said to the user."""

from typing import Any

import pytest

from .repository import TRANSLATIONS, english, read_json
from .texts import differences, flatten, flaws


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"title": "Twilio"}, []),
        ({"a": {"b": "Call {name}: it's 3 < 5"}}, []),
        ({"a": ""}, ["a is empty"]),
        ({"a": " b"}, ["a has a blank at its edge"]),
        ({"a": "b\n"}, ["a has a blank at its edge"]),
        ({"a": "see https://b.example"}, ["a has an address; use a placeholder"]),
        ({"a": "see www.b.example"}, ["a has an address; use a placeholder"]),
        ({"a": "b<br/>c"}, ["a has HTML"]),
        ({"a": "'{b}' is wrong"}, ["a has a placeholder in single quotes"]),
        ({"a": "[%key:common::b%]"}, ["a refers to another text"]),
        ({"a": {"B": "c"}}, ["a.B: its key is no slug"]),
        ({"a_": "c"}, ["a_: its key is no slug"]),
    ],
)
def test_flaws(document: dict[str, Any], expected: list[str]) -> None:
    """The check finds each flaw, and nothing where there is none."""
    assert flaws(dict(flatten(document))) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, []),
        ({"a": "Hallo {name}"}, []),
        ({"a": "Hallo"}, ["a has other placeholders than in English"]),
        ({"a": "{name} {more}"}, ["a has other placeholders than in English"]),
        ({"b": "Hallo"}, ["b is not in English"]),
    ],
)
def test_differences(other: dict[str, str], expected: list[str]) -> None:
    """The check finds what does not fit, and lets a partial translation be."""
    assert differences({"a": "Hello {name}", "c": "Bye"}, other) == expected


def test_english_obeys_the_validator() -> None:
    """Home Assistant's validator has nothing to refuse."""
    assert flaws(dict(flatten(english()))) == []


def test_other_languages_fit_english() -> None:
    """A translation may be partial, not different."""
    complete = dict(flatten(english()))
    wrong = [
        f"{path.name}: {problem}"
        for path in sorted(TRANSLATIONS.glob("*.json"))
        if (texts := dict(flatten(read_json(path))))
        for problem in (*flaws(texts), *differences(complete, texts))
    ]
    assert wrong == []


def test_each_exception_has_a_message() -> None:
    """An exception is a message and nothing else."""
    exceptions = english()["exceptions"]
    assert [key for key, texts in exceptions.items() if set(texts) != {"message"}] == []


def test_each_issue_is_explained_once() -> None:
    """An issue has a title, and either a description or a flow that fixes it."""
    issues = english().get("issues", {})
    assert [
        key
        for key, texts in issues.items()
        if "title" not in texts or ("description" in texts) is ("fix_flow" in texts)
    ] == []


def _forms(document: Any) -> list[dict[str, Any]]:
    """Return everything below that has `data_description`."""
    if not isinstance(document, dict):
        return []
    below = [form for value in document.values() for form in _forms(value)]
    return [document, *below] if "data_description" in document else below


def test_each_explained_field_has_a_name() -> None:
    """A form explains only fields that it names."""
    assert [
        field
        for form in _forms(english())
        for field in form["data_description"]
        if field not in form.get("data", {})
    ] == []
