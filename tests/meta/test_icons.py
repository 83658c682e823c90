"""Icons: of Material Design, and only for what there is."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .repository import INTEGRATION, english, read_json

_ICONS: Final = read_json(INTEGRATION / "icons.json")


def _values(document: Mapping[str, Any]) -> Iterator[str]:
    for value in document.values():
        if isinstance(value, Mapping):
            yield from _values(value)
        else:
            yield value


def test_icons_are_of_the_set() -> None:
    """Home Assistant has Material Design icons and no others."""
    assert [icon for icon in _values(_ICONS) if not icon.startswith("mdi:")] == []


def test_icons_are_for_what_there_is() -> None:
    """An entity with an icon has a name, with a state of its own a text for it."""
    named = english().get("entity", {})
    assert [
        f"{platform}.{key}"
        for platform, icons in _ICONS.get("entity", {}).items()
        for key, icon in icons.items()
        if key not in named.get(platform, {}) or "default" not in icon
    ] == []


def test_parts_are_known() -> None:
    """Home Assistant reads these parts."""
    assert _ICONS.keys() <= {"conditions", "entity", "services", "triggers"}
