"""Actions: what they take, what is said about them, and how they look."""

from collections.abc import Iterator, Mapping
from typing import Any

from .repository import INTEGRATION, english, read_json, read_yaml


def _fields(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of fields, those in sections too."""
    for name, field in fields.items():
        if field is not None and "fields" in field:
            yield from _fields(field["fields"])
        else:
            yield name


def _described() -> dict[str, list[str]]:
    """Return the fields of each action as `services.yaml` has them."""
    actions = read_yaml(INTEGRATION / "services.yaml")
    return {
        name: list(_fields((action or {}).get("fields", {}))) for name, action in actions.items()
    }


def test_first_version_has_its_actions() -> None:
    """The actions that a user is promised are described."""
    actions = {"cancel_outbox", "get_outbox", "make_call", "send_message"}
    assert actions <= _described().keys()


def test_each_action_is_named_and_described() -> None:
    """Names and descriptions are there for each action and field, and for nothing else."""
    said = english()["services"]
    assert {name: list(action.get("fields", {})) for name, action in said.items()} == _described()
    texts = [said[name] for name in said]
    texts += [field for action in said.values() for field in action.get("fields", {}).values()]
    assert [text for text in texts if not {"name", "description"} <= text.keys()] == []


def test_each_action_has_an_icon() -> None:
    """Each action has an icon, and no icon is left over."""
    icons = read_json(INTEGRATION / "icons.json")["services"]
    assert icons.keys() == _described().keys()
    assert [name for name, icon in icons.items() if not icon["service"].startswith("mdi:")] == []


def _selectors(fields: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the selectors of fields, those in sections too, by their type."""
    for field in fields.values():
        if field and "fields" in field:
            yield from _selectors(field["fields"])
        elif field:
            for kind, config in field["selector"].items():
                yield kind, config or {}


def test_choices_are_translated() -> None:
    """What an action lets choose from is said in the language of the user."""
    said = english()["selector"]
    chosen = [
        (config["translation_key"], option)
        for action in read_yaml(INTEGRATION / "services.yaml").values()
        for kind, config in _selectors(action["fields"])
        if kind == "select" and "translation_key" in config
        for option in config["options"]
    ]
    assert [f"{key}.{option}" for key, option in chosen if option not in said[key]["options"]] == []


def test_only_our_devices_are_offered() -> None:
    """A selector for devices or accounts leaves out those of other integrations."""
    offered = [
        config if kind == "config_entry" else config.get("filter", {})
        for action in read_yaml(INTEGRATION / "services.yaml").values()
        for kind, config in _selectors(action["fields"])
        if kind in {"config_entry", "device", "entity"}
    ]
    assert offered
    assert [
        part
        for found in offered
        for part in (found if isinstance(found, list) else [found])
        if part.get("integration") != "twilio"
    ] == []
