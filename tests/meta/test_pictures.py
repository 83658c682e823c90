"""The pictures that users see: small, and each made by a walk through the user interface."""

from pathlib import Path
import re
from typing import Final

import pytest

from .repository import ROOT

_PICTURES: Final = ROOT / "docs" / "images"
_WALKS: Final = ROOT / "tests" / "browser"
_PAGES: Final = (ROOT / "README.md", *sorted((ROOT / "docs" / "user").glob("*.md")))
_SHOWN: Final = re.compile(r"""(?:]\(|src=")(?:docs|\.\.)/images/([^)"]+)""")
_MADE: Final = re.compile(r"""\.publish\([^"]+"([a-z-]+)"\)""")
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MOST_BYTES: Final = 150_000


def _shown() -> set[Path]:
    return {_PICTURES / name for page in _PAGES for name in _SHOWN.findall(page.read_text())}


def _made() -> list[Path]:
    """Return the pictures that the walks make, in whatever order."""
    walks = (path.read_text() for path in sorted(_WALKS.glob("test_*.py")))
    return [_PICTURES / f"{name}.png" for walk in walks for name in _MADE.findall(walk)]


def test_pictures_are_made_and_shown() -> None:
    """What a walk makes, a page shows; nothing else lies there, and no name is made twice."""
    made = _made()
    assert made
    assert sorted(made) == sorted(_shown()) == sorted(_PICTURES.iterdir())


@pytest.mark.parametrize("path", sorted(_shown()), ids=lambda path: path.stem)
def test_picture_is_small(path: Path) -> None:
    """A picture is a PNG that a reader does not wait for."""
    content = path.read_bytes()
    assert content.startswith(_PNG)
    assert len(content) < _MOST_BYTES
