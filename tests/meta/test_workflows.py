"""What GitHub runs: nothing that can change under us, with no more rights than needed."""

from pathlib import Path
import re
from typing import Any, Final

import pytest

from .repository import ROOT, read_yaml

_GITHUB: Final = ROOT / ".github"
_WORKFLOWS: Final = sorted((_GITHUB / "workflows").glob("*.yml"))
_PINNED: Final = re.compile(r"[\w./-]+@[0-9a-f]{40} # \S.*")

each_workflow = pytest.mark.parametrize("path", _WORKFLOWS, ids=lambda path: path.stem)


def _jobs(path: Path) -> list[dict[str, Any]]:
    return list(read_yaml(path)["jobs"].values())


def _steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in _jobs(path) for step in job["steps"]]


def test_workflows_are_there() -> None:
    """The checks and the release are."""
    assert [path.stem for path in _WORKFLOWS] == ["release", "test", "validate"]


@each_workflow
def test_actions_are_pinned(path: Path) -> None:
    """An action is named by its commit, with its version beside it for the reader."""
    used = re.findall(r"uses:\s*(.+)", path.read_text())
    assert [line for line in used if not _PINNED.fullmatch(line)] == []
    assert len(used) == sum("uses" in step for step in _steps(path))


@each_workflow
def test_rights_are_asked_for_one_by_one(path: Path) -> None:
    """A workflow starts with no right, and each job names its own."""
    assert read_yaml(path)["permissions"] == {}
    for job in _jobs(path):
        assert isinstance(job["permissions"], dict)
        assert set(job["permissions"].values()) <= {"read", "write"}


@pytest.mark.parametrize("name", ["test", "validate"])
def test_checks_cannot_write(name: str) -> None:
    """What runs for a stranger's pull request reads and nothing else."""
    path = _GITHUB / "workflows" / f"{name}.yml"
    assert [job["permissions"] for job in _jobs(path)] == [{"contents": "read"}] * len(_jobs(path))
    assert "pull_request_target" not in path.read_text()


@each_workflow
def test_runs_are_bounded(path: Path) -> None:
    """No run waits for ever, none runs beside its successor."""
    assert [job for job in _jobs(path) if not 0 < job["timeout-minutes"] <= 30] == []
    assert "group" in read_yaml(path)["concurrency"]


@each_workflow
def test_checkouts_keep_no_credentials(path: Path) -> None:
    """The token of a run is not left in the folder that the steps work in."""
    checkouts = [step for step in _steps(path) if "actions/checkout@" in step.get("uses", "")]
    assert [step for step in checkouts if step["with"]["persist-credentials"]] == []


@each_workflow
def test_scripts_take_no_text_from_events(path: Path) -> None:
    """What a stranger can name reaches a shell through its environment only."""
    assert [step["run"] for step in _steps(path) if "${{" in step.get("run", "")] == []


def test_tests_run_as_on_a_desk() -> None:
    """What is checked for a pull request is what a contributor runs."""
    runs = [step["run"] for step in _steps(_GITHUB / "workflows" / "test.yml") if "run" in step]
    assert runs == ["scripts/test"]


@pytest.mark.parametrize("name", ["bug", "feature"])
def test_forms_ask_each_thing_once(name: str) -> None:
    """A form has the parts that GitHub needs, each field with an id and a label of its own."""
    form = read_yaml(_GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml")
    assert {"name", "description", "body"} <= form.keys()
    fields = [part for part in form["body"] if part["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields)
    assert len({field["attributes"]["label"] for field in fields}) == len(fields)
