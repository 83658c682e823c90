"""The pages for users lead to each other, down to the heading."""

from pathlib import Path
import re
from typing import Final

import pytest

from .repository import ROOT

_PAGES: Final = (ROOT / "README.md", *sorted((ROOT / "docs" / "user").glob("*.md")))
_LINK: Final = re.compile(r"]\(([\w./-]*\.md)?#([\w-]+)\)")


def _anchors(page: str) -> set[str]:
    """Return what links can name: the headings, as GitHub makes anchors of them."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    plain = (re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.stem)
def test_links_lead_to_a_heading(path: Path) -> None:
    """A link into a page names a heading of that page."""
    links = _LINK.findall(path.read_text(encoding="utf-8"))
    targets = [(path.parent / name if name else path, anchor) for name, anchor in links]
    assert [
        (target.name, anchor)
        for target, anchor in targets
        if anchor not in _anchors(target.read_text(encoding="utf-8"))
    ] == []


def test_each_page_is_linked_from_the_readme() -> None:
    """Nobody has to know that a page is there: the README, or a page that it links, leads to it."""
    readme = _PAGES[0].read_text(encoding="utf-8")
    first = set(re.findall(r"docs/user/([\w-]+)\.md", readme))
    pages = {path.stem: path.read_text(encoding="utf-8") for path in _PAGES[1:]}
    second = {name for page in first for name in re.findall(r"]\(([\w-]+)\.md", pages[page])}
    assert set(pages) <= first | second


def test_blueprints_are_called_by_their_names() -> None:
    """Who looks for a blueprint that a page names finds it."""
    names = {
        name
        for path in (ROOT / "blueprints").rglob("*.yaml")
        for name in re.findall(r"^  name: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    pages = "\n".join(path.read_text(encoding="utf-8") for path in _PAGES)
    assert set(re.findall(r"blueprint \*([^*]+)\*", pages)) <= names
