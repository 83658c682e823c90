"""What the integration imports is what its manifest asks for."""

import ast
from collections.abc import Iterator
import re
import sys
from typing import Final

from homeassistant.const import Platform
import pytest

from .repository import manifest
from .source import trees

_COMPONENTS: Final = "homeassistant.components"
# Home Assistant's validator asks for no dependency on these: they load others, not the other way.
_ALWAYS_THERE: Final = frozenset(
    {*Platform, "diagnostics", "persistent_notification", "repairs", "system_health"}
)
_COME_WITH_HOME_ASSISTANT: Final = frozenset(
    {"aiohttp", "homeassistant", "multidict", "voluptuous", "yarl"}
)
_COME_WITH_COMPONENT: Final = {"hass_nabucasa": "cloud"}
"""Libraries that a component brings, by which one that is."""


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the full names of what a module imports from elsewhere, wherever it does so."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(level=0, module=str(module), names=names):
                yield from (f"{module}.{alias.name}" for alias in names)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import a.b as c", ["a.b"]),
        ("def f():\n    from a.b import c, d as e", ["a.b.c", "a.b.d"]),
        ("from . import a", []),
        ("from ..a import b", []),
    ],
)
def test_imports_are_seen(code: str, expected: list[str]) -> None:
    """Those inside of functions are, those of neighbours are not."""
    assert list(imported(ast.parse(code))) == expected


def _all_imported() -> set[str]:
    return {name for tree in trees().values() for name in imported(tree)}


def test_components_are_dependencies() -> None:
    """A component that is imported is loaded first, or always there."""
    ours = manifest("twilio")
    declared = {*ours["dependencies"], *ours["after_dependencies"]}
    used = {
        name.removeprefix(f"{_COMPONENTS}.").partition(".")[0]
        for name in _all_imported()
        if name.startswith(f"{_COMPONENTS}.")
    }
    assert used - declared - _ALWAYS_THERE == set()


def test_libraries_are_required() -> None:
    """A library that is imported is installed, and what is installed is imported."""
    required = {re.split(r"\W", line)[0] for line in manifest("twilio")["requirements"]}
    libraries = {name.partition(".")[0] for name in _all_imported()} - sys.stdlib_module_names
    brought = {
        library
        for library, component in _COME_WITH_COMPONENT.items()
        if component in manifest("twilio")["after_dependencies"]
    }
    assert libraries - _COME_WITH_HOME_ASSISTANT - brought == required


def test_cloud_is_imported_late() -> None:
    """Home Assistant Cloud may be missing or broken: only a function that needs it imports it."""
    early = {
        f"{path}: {name}"
        for path, tree in trees().items()
        for statement in tree.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for name in imported(statement)
        if name.startswith((f"{_COMPONENTS}.cloud", "hass_nabucasa"))
    }
    assert early == set()
