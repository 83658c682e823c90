"""The README calls things what Home Assistant's user interface calls them."""

from collections.abc import Mapping
import re
from typing import Any, Final

from custom_components.twilio.limits import LIMITS_IN_ALL, LIMITS_OF_ALERTS, LIMITS_TO_ONE
from custom_components.twilio.runaways import DEFAULT_PACE

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


_LIMITED: Final[Mapping[str, tuple[str, Mapping[Any, int]]]] = {
    "limit": ("limits", LIMITS_IN_ALL),
    "limit of one recipient": ("recipient_limits", LIMITS_TO_ONE),
    "limit of alerts": ("alert_limits", LIMITS_OF_ALERTS),
    "automations that run wild": (
        "runaway",
        {"times": DEFAULT_PACE.times, "minutes": DEFAULT_PACE.minutes},
    ),
}


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
    """Each option is in the table, those of a section in one row but the keys."""
    form = english()["options"]["step"]["init"]
    sections = form["sections"].copy()
    keys = sections.pop("signing")["data"].values()
    named = {texts["name"] for texts in sections.values()}
    assert _first_column("option") == {*form["data"].values(), *named, *keys}


def test_limits() -> None:
    """Each limit is in a table of its page, under its name, with its default."""
    page = (ROOT / "docs" / "user" / "limits.md").read_text(encoding="utf-8")
    sections = english()["options"]["step"]["init"]["sections"]
    said = {row[0]: row[1] for name in _LIMITED for row in _table(name, page)}
    assert said == {
        sections[section]["data"][limit]: f"{default:,}"
        for section, defaults in _LIMITED.values()
        for limit, default in defaults.items()
    }


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
