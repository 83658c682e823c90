"""The integration as the Marketplace and HACS see it."""

import ast
from pathlib import PurePosixPath
import re
import struct
from typing import Final

from homeassistant.const import __version__
import pytest

from .repository import CUSTOM_COMPONENTS, DOMAINS, INTEGRATION, ROOT, files, read_json

_HACS_KEYS: Final[dict[str, type | tuple[type, ...]]] = {
    "content_in_root": bool,
    "country": (str, list),
    "filename": str,
    "hacs": str,
    "hide_default_branch": bool,
    "homeassistant": str,
    "name": str,
    "persistent_directory": str,
    "render_readme": bool,
    "zip_release": bool,
}
_PNG_HEADER: Final = struct.Struct(">8s4x4sIIBB3x")
_RGBA: Final = 6


def test_hacs_json() -> None:
    """The stores know every key, and the name is there."""
    found = read_json(ROOT / "hacs.json")
    assert found["name"] == "Twilio"
    assert [
        key for key, value in found.items() if not isinstance(value, _HACS_KEYS.get(key, ()))
    ] == []


def test_oldest_home_assistant_is_a_tested_one() -> None:
    """The version that stores demand is the one that these tests run on."""
    oldest = read_json(ROOT / "hacs.json")["homeassistant"]
    assert __version__.split(".")[:2] == oldest.split(".")[:2]


def test_first_folder_is_the_integration() -> None:
    """A store installs one folder: the first one of git's tree, which ends folders in a slash."""
    paths = (PurePosixPath(name).parts for name in files())
    folders = {f"{parts[1]}/" for parts in paths if parts[0] == "custom_components" and parts[2:]}
    assert sorted(folders) == ["twilio/", "twilio_call/", "twilio_sms/"]


def _imported(node: ast.AST, depth: int) -> set[str]:
    """Return the packages that a statement imports, `outside` for what is above the folder."""
    match node:
        case ast.Import(names=aliases):
            return {alias.name.partition(".")[0] for alias in aliases}
        case ast.ImportFrom(level=0, module=str(module)):
            return {module.partition(".")[0]}
        case ast.ImportFrom(level=level) if level > depth:
            return {"outside"}
    return set()


def test_integration_stands_alone() -> None:
    """The installed folder imports nothing of ours that lies outside of it."""
    ours = {"custom_components", "demo", "outside", "simulator", "tests"}
    assert [
        f"{path.relative_to(INTEGRATION)}:{getattr(node, 'lineno', 0)}"
        for path in sorted(INTEGRATION.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if ours & _imported(node, len(path.relative_to(INTEGRATION).parts))
    ] == []


@pytest.mark.parametrize(("name", "size"), [("icon.png", 256), ("icon@2x.png", 512)])
def test_images(name: str, size: int) -> None:
    """The images are square, of the size that their name promises, with a clear background."""
    header = (INTEGRATION / "brand" / name).read_bytes()[: _PNG_HEADER.size]
    magic, chunk, width, height, depth, colours = _PNG_HEADER.unpack(header)
    assert (magic, chunk) == (b"\x89PNG\r\n\x1a\n", b"IHDR")
    assert (width, height, depth, colours) == (size, size, 8, _RGBA)


def test_only_sources_are_installed() -> None:
    """Nothing but source, text and images is in the installed folders."""
    installed = [name for name in files() if name.startswith("custom_components/")]
    suffixes = {PurePosixPath(name).suffix for name in installed}
    assert suffixes <= {".json", ".png", ".py", ".yaml"}


@pytest.mark.parametrize("domain", DOMAINS)
def test_configuration_is_judged(domain: str) -> None:
    """An integration that is set up from YAML says what YAML it takes."""
    tree = ast.parse((CUSTOM_COMPONENTS / domain / "__init__.py").read_text(encoding="utf-8"))
    sets_up = any(getattr(node, "name", None) == "async_setup" for node in tree.body)
    assigned = [ast.unparse(node) for node in tree.body if isinstance(node, ast.Assign)]
    assert any(line.startswith("CONFIG_SCHEMA = ") for line in assigned) is sets_up


def test_documents_end_in_a_line() -> None:
    """The last line of each document ends as a line does, and is not empty."""
    documents = [
        name
        for name in files()
        if name.startswith("custom_components/") and name.endswith((".json", ".yaml"))
    ]
    assert documents
    assert [
        name for name in documents if not re.search(r"\S\n\Z", (ROOT / name).read_text("utf-8"))
    ] == []
