"""No text is left over from something that is gone; what is shown is checked where it is shown."""

import ast
from collections.abc import Iterator, Mapping
import re
from typing import Any, Final

import pytest

from .repository import INTEGRATION, english
from .source import functions, mentions, pattern, trees

# Home Assistant names these itself, in what it does for a flow.
_NAMED_BY_HOME_ASSISTANT: Final = frozenset(
    {
        *("already_configured", "already_in_progress", "reauth_successful"),
        "reconfigure_successful",
    }
)


def _flows(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the texts of each flow with their path."""
    for name in ("config", "options"):
        if name in document:
            yield name, document[name]
    for kind, texts in document.get("config_subentries", {}).items():
        yield f"config_subentries.{kind}", texts
    for key, texts in document.get("issues", {}).items():
        if "fix_flow" in texts:
            yield f"issues.{key}.fix_flow", texts["fix_flow"]


def _field_names(form: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a form calls its fields, sections and menu options."""
    for part in ("data", "menu_options"):
        yield from form.get(part, {})
    for section, texts in form.get("sections", {}).items():
        yield section
        yield from _field_names(texts)


def dead_texts_of_a_flow(flow: Mapping[str, Any]) -> list[str]:
    """Return which texts of a flow nothing in the code could show."""
    steps = flow.get("step", {})
    return [
        *(f"step.{step}" for step in steps if f"async_step_{step}" not in functions()),
        *(
            f"step.{step}.{field}"
            for step, form in steps.items()
            for field in _field_names(form)
            if not mentions(field)
        ),
        *(
            f"{part}.{key}"
            for part in ("error", "abort", "create_entry")
            for key in flow.get(part, {})
            if not (mentions(key) or key in _NAMED_BY_HOME_ASSISTANT)
        ),
    ]


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ({"step": {"user": {"data": {"auth_token": "…"}}}, "abort": {"wrong_account": "…"}}, []),
        ({"step": {"gone": {}}}, ["step.gone"]),
        ({"step": {"user": {"data": {"gone": "…"}}}}, ["step.user.gone"]),
        ({"step": {"user": {"menu_options": {"gone": "…"}}}}, ["step.user.gone"]),
        (
            {"step": {"user": {"sections": {"gone": {"data": {"lost": "…"}}}}}},
            ["step.user.gone", "step.user.lost"],
        ),
        ({"error": {"gone": "…"}, "abort": {"already_configured": "…"}}, ["error.gone"]),
        ({"create_entry": {"gone": "…"}}, ["create_entry.gone"]),
    ],
)
def test_dead_text_is_found(flow: dict[str, Any], expected: list[str]) -> None:
    """The check below finds what nothing could show, and nothing else."""
    assert dead_texts_of_a_flow(flow) == expected


def test_flows_show_all_of_their_texts() -> None:
    """Each step, field, error and ending has its place in the code."""
    assert [
        f"{path}.{dead}" for path, flow in _flows(english()) for dead in dead_texts_of_a_flow(flow)
    ] == []


def test_selectors_are_used() -> None:
    """Each selector with translated options is in a form, and each option can be chosen."""
    assert [
        f"{key}.{option}"
        for key, texts in english()["selector"].items()
        for option in texts["options"]
        if not (mentions(key) and mentions(option))
    ] == []


def test_entities_are_made() -> None:
    """Each text of an entity belongs to a platform that makes it."""
    assert [
        f"{platform}.{key}"
        for platform, texts in english().get("entity", {}).items()
        for key in texts
        if not ((INTEGRATION / f"{platform}.py").exists() and mentions(key))
    ] == []


def test_issues_are_raised() -> None:
    """Each issue has a place that raises it."""
    assert [key for key in english()["issues"] if not mentions(key)] == []


def test_system_health_is_told() -> None:
    """Each line of the system health is filled in."""
    told = english().get("system_health", {}).get("info", {})
    assert [key for key in told if not mentions(key)] == []


def _named_keys() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield each translation key that the code names in place, with where it does so."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "translation_key":
                match node.value:
                    case ast.Constant(value=str(key)):
                        yield f"{path}:{node.value.lineno}", re.compile(re.escape(key))
                    case ast.JoinedStr() as key_with_gap:
                        yield f"{path}:{node.value.lineno}", re.compile(pattern(key_with_gap))


def test_named_keys_have_texts() -> None:
    """A key that is named in the code is one of an entity, an issue, a selector or an error."""
    document = english()
    known = {
        *(key for part in ("issues", "selector", "exceptions") for key in document[part]),
        *(key for texts in document.get("entity", {}).values() for key in texts),
    }
    assert [where for where, key in _named_keys() if not any(map(key.fullmatch, known))] == []


def test_nothing_else_is_said() -> None:
    """Every part of the translations is one that a test knows."""
    assert english().keys() <= {
        *("title", "config", "config_subentries", "options", "entity", "services", "exceptions"),
        *("issues", "selector", "system_health", "triggers", "conditions"),
    }
