"""Every blueprint is one that Home Assistant takes, and asks for what it says."""

from pathlib import Path

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.util.yaml import load_yaml_dict
import pytest

from .repository import ADDRESS, ROOT

BLUEPRINTS = sorted((ROOT / "blueprints").rglob("*.yaml"))


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_home_assistant_takes_it(path: Path) -> None:
    """It has the form of a blueprint of its domain, and no input is missing or unused."""
    blueprint = Blueprint(
        load_yaml_dict(str(path)),
        expected_domain=path.relative_to(ROOT / "blueprints").parts[0],
        path=path.name,
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )
    assert blueprint.validate() is None
    assert blueprint.metadata["source_url"] == f"{ADDRESS}/blob/main/{path.relative_to(ROOT)}"
