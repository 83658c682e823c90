"""The three manifests, by the rules of Home Assistant's validator."""

import re
import tomllib
from typing import Final

from awesomeversion import AwesomeVersion
import pytest

from .repository import ADDRESS, CUSTOM_COMPONENTS, DOMAINS, ROOT, manifest

_ALLOWED: Final = frozenset(
    {
        *("after_dependencies", "codeowners", "config_flow", "dependencies", "disabled"),
        *("documentation", "domain", "import_executor", "integration_type", "iot_class"),
        *("issue_tracker", "loggers", "name", "preview_features", "quality_scale"),
        *("requirements", "single_config_entry", "version"),
    }
)
_REQUIRED: Final = frozenset(
    {
        *("codeowners", "documentation", "domain", "iot_class", "issue_tracker", "name"),
        *("integration_type", "version"),
    }
)


@pytest.mark.parametrize("domain", DOMAINS)
def test_keys(domain: str) -> None:
    """Only known keys, all that are needed, domain and name first, the others in order."""
    keys = list(manifest(domain))
    assert set(keys) <= _ALLOWED
    assert set(keys) >= _REQUIRED
    assert keys == ["domain", "name", *sorted(keys[2:])]


@pytest.mark.parametrize("domain", DOMAINS)
def test_values(domain: str) -> None:
    """The manifest is the one of its folder, and leads to this repository."""
    found = manifest(domain)
    assert found["domain"] == domain
    assert found["documentation"].startswith(ADDRESS)
    assert found["issue_tracker"] == f"{ADDRESS}/issues"
    assert [owner for owner in found["codeowners"] if not re.fullmatch(r"@[\w/-]+", owner)] == []


def test_there_are_these_three() -> None:
    """No folder is without a manifest, and no manifest lies elsewhere but what they race with."""
    found = {path.parent for path in ROOT.glob("[!.]*/**/manifest.json")}
    assert found - {ROOT / "benchmarks" / "rivals"} == {
        CUSTOM_COMPONENTS / domain for domain in DOMAINS
    }


def test_versions_agree() -> None:
    """One version, which Home Assistant can read, in all manifests and for packagers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    versions = {manifest(domain)["version"] for domain in DOMAINS}
    assert versions == {project["version"]}
    assert AwesomeVersion(project["version"]).valid


@pytest.mark.parametrize("domain", ["twilio_call", "twilio_sms"])
def test_companions_bring_nothing(domain: str) -> None:
    """A companion needs the integration and nothing that the integration does not need."""
    found = manifest(domain)
    assert found["dependencies"] == ["twilio"]
    assert not found.get("requirements")
    assert "config_flow" not in found


def test_requirements_are_bounded() -> None:
    """The next major version of a library cannot break a house by itself."""
    requirements = manifest("twilio")["requirements"]
    assert [line for line in requirements if not re.fullmatch(r"[\w-]+>=[\d.]+,<\d+", line)] == []
    assert any(line.startswith("twilio>=9") for line in requirements)
