"""The README calls things what Home Assistant's user interface calls them."""

import re
from typing import Any, Final

from .repository import ROOT, english, read_json

_README: Final = (ROOT / "README.md").read_text(encoding="utf-8")


def _table(heading: str, page: str = _README) -> list[list[str]]:
    """Return the rows of the table with a heading in its first column."""
    lines = page.splitlines()
    begin = next(i for i, line in enumerate(lines) if line.strip().startswith(f"| {heading} |"))
    rows = []
    for line in lines[begin + 2 :]:
        if not line.strip().startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return rows


def _first_column(heading: str, page: str = _README) -> set[str]:
    return {row[0] for row in _table(heading, page)}


def _names(document: dict[str, Any]) -> set[str]:
    """Return the names of fields in the sections of a form."""
    return {name for section in document["sections"].values() for name in section["data"].values()}


def test_entities() -> None:
    """Each entity is in the table of its page, under its name, and each type of an event."""
    entities = english()["entity"]
    page = (ROOT / "docs" / "user" / "entities.md").read_text(encoding="utf-8")
    assert _first_column("entity", page) == {
        texts["name"] for platform in entities.values() for texts in platform.values()
    }
    told = {texts["name"]: texts["state_attributes"].copy() for texts in entities["event"].values()}
    types = {name: set(attributes.pop("event_type")["state"]) for name, attributes in told.items()}
    rows = _table("event", page)
    assert {row[0]: set(re.findall(r"`(\w+)`", row[1])) for row in rows} == types
    assert {row[0]: set(re.findall(r"`(\w+)`", row[2])) for row in rows} == {
        name: set(attributes) for name, attributes in told.items()
    }


def test_ways_to_receive() -> None:
    """Each way is in the table, in the words of the form."""
    assert _first_column("choice") == set(english()["selector"]["receive_mode"]["options"].values())


def test_advanced_settings() -> None:
    """Each advanced setting is in the table."""
    said = {
        name
        for row in _table("advanced setting")
        for name in re.sub(r"^(API key) SID and secret$", r"\1 SID|\1 secret", row[0]).split("|")
    }
    assert said == _names(english()["config"]["step"]["user"])


def test_options() -> None:
    """Each option is in the table, those on limits in one row."""
    sections = english()["options"]["step"]["init"]["sections"]
    limits = sections.pop("limits")
    said = _first_column("option")
    assert said == {
        limits["name"],
        *(name for section in sections.values() for name in section["data"].values()),
    }
    # The replies of a day are a share of the messages, and the pause after failures is fixed.
    assert len(_table("limit")) == len(limits["data"]) + 2


def test_actions() -> None:
    """Each action is in the table with all of its fields."""
    assert {
        row[0].strip("`").removeprefix("twilio."): set(re.findall(r"`(\w+)`", row[1]))
        for row in _table("action")
    } == {name: set(action["fields"]) for name, action in english()["services"].items()}


def test_oldest_home_assistant() -> None:
    """The version that is asked for is the one that stores enforce."""
    oldest = read_json(ROOT / "hacs.json")["homeassistant"]
    asked = re.findall(r"Home Assistant (\d+\.\d+) or newer", _README)
    assert [f"{version}.0" for version in asked] == [oldest]


def test_readme_is_short() -> None:
    """What takes longer to say is in a page of its own."""
    assert len(_README.splitlines()) <= 260
