"""The papers of the repository, and what must not be in it."""

import hashlib
from pathlib import Path
import re
from typing import Final

import pytest

from .repository import ADDRESS, ROOT, files, manifest

_HOLDER: Final = "Copyright 2026 The home-assistant-twilio authors"
_BLANK_HOLDER: Final = "Copyright [yyyy] [name of copyright owner]"
_APACHE_2: Final = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"

_MACHINE_PATH: Final = re.compile(r"(?<![\w.}~-])/(?:root|work|tmp/bash\w*)(?:/|\b(?![\w-]))")
_LOCKED: Final = re.compile(
    r"[\w.-]+(?:\[[\w,-]+\])?==[\w.+!]+(?: ; [^/:@]+)?(?: +--hash=sha256:[0-9a-f]{64})*"
)
_LINK: Final = re.compile(r"\[[^]]*\]\((?!https?:|mailto:|#)([^)#]+)")


@pytest.mark.parametrize(
    "name", ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md", "hacs.json"]
)
def test_papers_are_there(name: str) -> None:
    """A reader and a store find what they look for first."""
    assert name in files()


def test_license_is_apache_2() -> None:
    """The text is the official one, but for who holds the copyright."""
    text = (ROOT / "LICENSE").read_text()
    assert text.count(_HOLDER) == 1
    official = text.replace(_HOLDER, _BLANK_HOLDER).encode()
    assert hashlib.sha256(official).hexdigest() == _APACHE_2


def test_changelog_knows_the_version() -> None:
    """What changes is under a heading: what is to come first, or else the version of today."""
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] in {"Unreleased", manifest("twilio")["version"]}
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize("name", [name for name in files() if name.endswith(".md")])
def test_links_lead_somewhere(name: str) -> None:
    """A link inside of the repository has a file at its other end."""
    path = ROOT / name
    links = _LINK.findall(path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("name", [name for name in files() if name.endswith(".md")])
def test_one_address(name: str) -> None:
    """Every link to this project leads to the same repository."""
    mentioned = re.findall(
        r"https://github\.com/[\w-]*assistant[\w-]*/[\w-]*twilio[\w-]*", (ROOT / name).read_text()
    )
    assert set(mentioned) <= {ADDRESS}


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("cd /root" + "/project", True),
        ('"/work' + '/main"', True),
        ("=/tmp/bash" + "_jobs.0/x", True),
        ("see /work", True),
        ("$UNPACKED/root/usr/bin", False),
        ("docs/work/more", False),
        ("a/root/b and /roots", False),
        ("https://house.example/work", False),
    ],
)
def test_machine_path(line: str, *, is_one: bool) -> None:
    """The check below tells a path of somebody's machine from others."""
    assert bool(_MACHINE_PATH.search(line)) is is_one


def test_no_machine_is_mentioned() -> None:
    """What is true on one machine only is in no file."""
    found = {}
    for name in files():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if name != Path(__file__).relative_to(ROOT).as_posix() and (
            hit := _MACHINE_PATH.search(text)
        ):
            found[name] = hit.group()
    assert found == {}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_locked_requirements_name_versions_only(path: Path) -> None:
    """Exact versions, from whichever index a machine uses: no address, no path, no range."""
    whole_lines = path.read_text().replace("\\\n", "").splitlines()
    lines = [line for line in whole_lines if line.strip()]
    assert lines
    assert [line for line in lines if not _LOCKED.fullmatch(line)] == []
