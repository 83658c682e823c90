"""Triggers and conditions: what they take, what is said about them, and how they look."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from custom_components.twilio.condition import CONDITIONS, SenderCondition
from custom_components.twilio.listening.occurrence_trigger import OccurrenceTrigger
from custom_components.twilio.trigger import TRIGGERS

from .repository import INTEGRATION, english, read_json, read_yaml

_CLASSES: Final[Mapping[str, Mapping[str, type[OccurrenceTrigger | SenderCondition]]]] = {
    "trigger": {made.kind.value: made for made in TRIGGERS},
    "condition": CONDITIONS,
}

each_kind = pytest.mark.parametrize("kind", ["trigger", "condition"])


def _described(kind: str) -> dict[str, Any]:
    """Return what the editor is told, without the parts that are there to be repeated."""
    document = read_yaml(INTEGRATION / f"{kind}s.yaml")
    return {name: part for name, part in document.items() if not name.startswith(".")}


def _fields(kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, part in _described(kind).items():
        for field, description in part.get("fields", {}).items():
            yield f"{name}.{field}", description


@each_kind
def test_editor_offers_what_there_is(kind: str) -> None:
    """Each one is described with just the fields that it takes."""
    assert {name: set(part.get("fields", {})) for name, part in _described(kind).items()} == {
        name: set(map(str, made.options)) for name, made in _CLASSES[kind].items()
    }


@each_kind
def test_each_is_named_and_described(kind: str) -> None:
    """Names and descriptions are there for each and for its fields, and for nothing else."""
    said = english()[f"{kind}s"]
    assert {name: list(texts.get("fields", {})) for name, texts in said.items()} == {
        name: list(part.get("fields", {})) for name, part in _described(kind).items()
    }
    texts = [*said.values(), *(field for part in said.values() for field in _said_fields(part))]
    assert [text for text in texts if text.keys() - {"fields"} != {"name", "description"}] == []


def _said_fields(part: Mapping[str, Any]) -> list[dict[str, str]]:
    return list(part.get("fields", {}).values())


@each_kind
def test_descriptions_begin_alike(kind: str) -> None:
    """They begin as those of Home Assistant do."""
    begin = {"trigger": "Triggers when ", "condition": "Tests if "}[kind]
    assert [
        name
        for name, texts in english()[f"{kind}s"].items()
        if not texts["description"].startswith(begin)
    ] == []


@each_kind
def test_each_has_an_icon(kind: str) -> None:
    """Each has an icon, and no icon is left over."""
    icons = read_json(INTEGRATION / "icons.json")[f"{kind}s"]
    assert icons.keys() == _described(kind).keys()
    assert [name for name, icon in icons.items() if icon.keys() != {kind}] == []


@each_kind
def test_choices_are_translated(kind: str) -> None:
    """What a field lets choose from is said in the language of the user, and nothing else."""
    said = english()["selector"]
    chosen = {
        field: description["selector"]["select"]
        for field, description in _fields(kind)
        if "select" in description["selector"]
    }
    assert chosen
    assert [
        field
        for field, select in chosen.items()
        if list(said[select["translation_key"]]["options"]) != select["options"]
    ] == []


@each_kind
def test_only_our_senders_are_offered(kind: str) -> None:
    """The editor shows senders, by their events: a button is none that anybody would choose."""
    target = {"entity": {"integration": "twilio", "domain": "event"}}
    assert [name for name, part in _described(kind).items() if part["target"] != target] == []


@each_kind
def test_little_has_to_be_filled_in(kind: str) -> None:
    """Each field is a filter without which everything passes, but for what a command is."""
    needed = {"trigger": ["command_received.commands"], "condition": []}[kind]
    assert [
        field
        for field, description in _fields(kind)
        if "required" in description and "default" not in description
    ] == needed
