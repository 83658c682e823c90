"""Houses whose cloud is a Nabu Casa on this machine."""

import json
from pathlib import Path

import pytest

from demo.process import PYTHON
from tests.nabu_casa import NabuCasa, log_in, preferences

HOUSES = Path(__file__).parent / "houses"

# Without a compiler, scripts/setup leaves out what Home Assistant imports along with its cloud.
needs_cloud = pytest.mark.skipif(
    PYTHON.exists()
    and not list(PYTHON.parent.parent.glob("lib/python*/site-packages/pymicro_vad")),
    reason="Home Assistant's cloud cannot be imported without a C++ compiler",
)


def sign_up(directory: Path, template: Path, nabu_casa: NabuCasa) -> None:
    """Let the house that will live in a directory be logged in to its cloud."""
    (directory / ".storage").mkdir(parents=True)
    (directory / ".storage" / "cloud").write_text(json.dumps(preferences()))
    log_in(directory)
    yaml = (template / "configuration.yaml").read_text()
    block = json.dumps(dict(nabu_casa.configuration))
    (directory / "configuration.yaml").write_text(f"{yaml}\ncloud: {block}\n")
