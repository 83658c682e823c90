"""The audit by Home Assistant's quality scale: complete, reasoned, and held to what is so."""

import ast
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
import re
import tomllib
from typing import Any, Final

from homeassistant.const import Platform
from homeassistant.helpers.entity import Entity
import pytest

from .repository import INTEGRATION, ROOT, manifest, read_json, read_yaml
from .source import functions, trees

_TIERS: Final[dict[str, tuple[str, ...]]] = {
    "Bronze": (
        *("action-setup", "appropriate-polling", "brands", "common-modules"),
        *("config-flow-test-coverage", "config-flow", "dependency-transparency", "docs-actions"),
        *("docs-conditions", "docs-high-level-description", "docs-installation-instructions"),
        *("docs-removal-instructions", "docs-triggers", "entity-event-setup", "entity-unique-id"),
        *("has-entity-name", "runtime-data", "test-before-configure", "test-before-setup"),
        "unique-config-entry",
    ),
    "Silver": (
        *("action-exceptions", "config-entry-unloading", "docs-configuration-parameters"),
        *("docs-installation-parameters", "entity-unavailable", "integration-owner"),
        *("log-when-unavailable", "parallel-updates", "reauthentication-flow", "test-coverage"),
    ),
    "Gold": (
        *("devices", "diagnostics", "discovery", "discovery-update-info", "docs-data-update"),
        *("docs-examples", "docs-known-limitations", "docs-supported-devices"),
        *("docs-supported-functions", "docs-troubleshooting", "docs-use-cases", "dynamic-devices"),
        *("entity-category", "entity-device-class", "entity-disabled-by-default"),
        *("entity-translations", "exception-translations", "icon-translations"),
        *("reconfiguration-flow", "repair-issues", "stale-devices"),
    ),
    "Platinum": ("async-dependency", "inject-websession", "strict-typing"),
}
_FILE: Final = INTEGRATION / "quality_scale.yaml"
_HEADINGS: Final = {
    "docs-actions": "### Actions",
    "docs-conditions": "### Triggers and conditions",
    "docs-configuration-parameters": "### Options",
    "docs-data-update": "## How it stays up to date",
    "docs-examples": "### Text your house",
    "docs-high-level-description": "# Twilio for Home Assistant",
    "docs-installation-instructions": "## Install",
    "docs-installation-parameters": "## Set up",
    "docs-known-limitations": "## Known limits",
    "docs-removal-instructions": "## Remove",
    "docs-supported-functions": "## Senders, devices and entities",
    "docs-triggers": "### Triggers and conditions",
    "docs-troubleshooting": "## Troubleshooting",
    "docs-use-cases": "## What it is for",
}


def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = read_yaml(_FILE)["rules"]
    return rules


def _status(rule: str) -> str:
    verdict = _rules()[rule]
    return verdict if isinstance(verdict, str) else verdict["status"]


DONE: Final = frozenset(rule for rule in _rules() if _status(rule) == "done")


def _platforms() -> list[str]:
    """Return the modules that add entities to Home Assistant."""
    return [
        path.stem
        for path, tree in trees().items()
        if path.stem in set(Platform)
        and any(
            isinstance(node, ast.AsyncFunctionDef) and node.name == "async_setup_entry"
            for node in tree.body
        )
    ]


def _source(pattern: str = "*.py") -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in INTEGRATION.rglob(pattern))


def test_each_rule_is_judged_in_its_tier() -> None:
    """Every rule is there once, in its tier, and no other is."""
    lines = re.findall(r"^  (?:# )?([\w-]+)(?=:|$)", _FILE.read_text(), re.MULTILINE)
    assert lines == [line for tier, rules in _TIERS.items() for line in (tier, *rules)]
    assert list(_rules()) == [rule for rules in _TIERS.values() for rule in rules]


def test_what_is_not_plainly_done_is_reasoned() -> None:
    """Whoever claims an exemption says why, in a sentence."""
    verdicts = _rules().values()
    reasoned = [verdict for verdict in verdicts if isinstance(verdict, dict)]
    assert {verdict for verdict in verdicts if isinstance(verdict, str)} == {"done"}
    assert [verdict for verdict in reasoned if verdict.keys() != {"status", "comment"}] == []
    assert {verdict["status"] for verdict in reasoned} <= {"done", "exempt", "todo"}
    assert [
        verdict["comment"]
        for verdict in reasoned
        if not re.fullmatch(r"[A-Z].{15,}\.", verdict["comment"])
    ] == []


def test_platforms_limit_their_updates() -> None:
    """`parallel-updates`: each platform says how many requests it makes at a time."""
    assert "parallel-updates" in DONE
    silent = [
        name
        for name in _platforms()
        if not hasattr(import_module(f"custom_components.twilio.{name}"), "PARALLEL_UPDATES")
    ]
    assert _platforms()
    assert silent == []


def test_entities_are_named_after_their_device() -> None:
    """`has-entity-name`, `entity-unique-id`: each entity has both."""
    assert {"has-entity-name", "entity-unique-id"} <= DONE
    entities = {
        entity
        for platform in _platforms()
        for _, entity in getmembers(import_module(f"custom_components.twilio.{platform}"), isclass)
        if issubclass(entity, Entity) and entity.__module__.startswith("custom_components.twilio")
    }
    assert entities
    assert [entity for entity in entities if not entity._attr_has_entity_name] == []
    assert "_attr_unique_id = " in _source()


def test_flows_are_there() -> None:
    """`config-flow` and the rules on what it has to offer."""
    assert {"config-flow", "reauthentication-flow", "reconfiguration-flow"} <= DONE
    assert {"unique-config-entry", "test-before-configure"} <= DONE
    assert manifest("twilio")["config_flow"] is True
    assert {"async_step_user", "async_step_reauth", "async_step_reconfigure"} <= functions()
    flow = (INTEGRATION / "config_flow.py").read_text()
    assert "self._abort_if_unique_id_configured()" in flow
    assert "await async_check_credentials(" in flow


def test_flows_are_tested_whole() -> None:
    """`config-flow-test-coverage`, `test-coverage`: the script that CI runs asks for both."""
    assert {"config-flow-test-coverage", "test-coverage"} <= DONE
    script = (ROOT / "scripts" / "test").read_text()
    assert "--fail-under=100 --include='*/twilio/*_flow.py'" in script
    assert int(re.findall(r"--cov-fail-under=(\d+)", script)[0]) >= 95


def test_each_account_keeps_its_own() -> None:
    """`runtime-data`, `config-entry-unloading`: nothing of an account lies about elsewhere."""
    assert {"runtime-data", "config-entry-unloading"} <= DONE
    assert "entry.runtime_data = " in (INTEGRATION / "__init__.py").read_text()
    assert "hass.data[DOMAIN]" not in _source()
    assert "async_unload_entry" in functions()


def test_actions_are_there_without_an_account() -> None:
    """`action-setup`: they are registered while the integration is set up, not an account."""
    assert "action-setup" in DONE
    registering = {
        node.name
        for node in ast.walk(trees()[Path("__init__.py")])
        if isinstance(node, ast.AsyncFunctionDef)
        and "async_setup_services(hass)" in ast.unparse(node)
    }
    assert registering == {"async_setup"}


def test_what_helps_the_user_is_there() -> None:
    """`diagnostics`, `repair-issues`, `devices`, `brands`: the parts that they are about are."""
    assert {"diagnostics", "repair-issues", "devices", "brands"} <= DONE
    assert {"async_get_config_entry_diagnostics", "async_create_fix_flow"} <= functions()
    assert "async_get_or_create(" in _source()
    assert (INTEGRATION / "brand" / "icon.png").exists()


def test_code_owner() -> None:
    """`integration-owner`: the verdict is that of the manifest."""
    assert _status("integration-owner") == ("done" if manifest("twilio")["codeowners"] else "todo")


@pytest.mark.parametrize(
    ("rule", "kind"), [("docs-triggers", "trigger"), ("docs-conditions", "condition")]
)
def test_each_trigger_and_condition_has_its_lines(rule: str, kind: str) -> None:
    """`docs-triggers`, `docs-conditions`: the page on automations names each of them."""
    assert rule in DONE
    page = (ROOT / "docs" / "user" / "automations.md").read_text()
    named = [name for name in read_yaml(INTEGRATION / f"{kind}s.yaml") if name[0] != "."]
    assert named
    assert [
        name for name in named if not re.search(rf"^\| \[?`twilio.{name}`", page, re.MULTILINE)
    ] == []


def test_nothing_waits_for_twilio() -> None:
    """`async-dependency`, `inject-websession`: one shared session, and no thread for a request."""
    assert {"async-dependency", "inject-websession"} <= DONE
    assert "async_get_clientsession(hass)" in _source()
    assert "ClientSession(" not in _source()
    api = "\n".join(path.read_text() for path in (INTEGRATION / "api").glob("*.py"))
    assert not re.search(r"async_add_executor_job|run_in_executor|to_thread", api)


def test_types_are_strict() -> None:
    """`strict-typing`: mypy runs over the integration and lets nothing pass."""
    assert "strict-typing" in DONE
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert mypy["strict"] is True
    assert "custom_components" in mypy["files"]


def test_icons_and_texts_are_there() -> None:
    """`icon-translations`, `entity-translations`: entities have both; other tests say which."""
    assert {"icon-translations", "entity-translations", "exception-translations"} <= DONE
    assert read_json(INTEGRATION / "icons.json").keys() >= {"entity", "services"}


@pytest.mark.parametrize("rule", sorted(_HEADINGS))
def test_readme_has_what_the_rules_ask_for(rule: str) -> None:
    """A page that is claimed has its heading, with words under it."""
    assert rule in DONE
    readme = (ROOT / "README.md").read_text()
    found = re.search(rf"^{re.escape(_HEADINGS[rule])}\n+(?!#)\S", readme, re.MULTILINE)
    assert found, _HEADINGS[rule]


def test_each_page_is_looked_for() -> None:
    """No claim on documentation goes unchecked."""
    assert {rule for rule in DONE if rule.startswith("docs-")} == _HEADINGS.keys()
