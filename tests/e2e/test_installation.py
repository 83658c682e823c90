"""What the Marketplace installs from this repository is the integration, whole, and it works."""

from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
import json
from pathlib import Path
import shutil
from typing import Any, Final
import zipfile

import pytest
import pytest_asyncio

from demo.config_directory import HouseConfig
from demo.process import PYTHON
from demo.stage import PHONE_NUMBER, set_stage
from simulator import DEFAULT_NUMBER
from tests.meta.repository import ROOT, files, manifest, read_json

INSTALLER: Final = Path(__file__).parent / "marketplace_install.py"
DIRECTORY: Final = "custom_components/twilio"


def _contents(directory: Path) -> dict[str, bytes]:
    """Return all files below a directory."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def repository() -> dict[str, bytes]:
    """Return all files that git keeps, in the order of its tree."""
    return {name: (ROOT / name).read_bytes() for name in files()}


@pytest.fixture(scope="module")
def archive(repository: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what GitHub serves: all files below one folder."""
    path = tmp_path_factory.mktemp("archive") / "main.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in repository.items():
            archive.writestr(f"home-assistant-twilio-main/{name}", content)
    return path


@pytest.fixture(scope="module")
def config_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the configuration directory that is installed into."""
    return tmp_path_factory.mktemp("installed")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def installed(archive: Path, config_directory: Path) -> Any:
    """Install, and return what the Marketplace said."""
    installer = await create_subprocess_exec(
        PYTHON, "-P", INSTALLER, archive, config_directory, stdout=PIPE, stderr=PIPE
    )
    out, err = await installer.communicate()
    assert (installer.returncode, err.decode()) == (0, "")
    return json.loads(out)


async def test_marketplace_takes_it(installed: dict[str, Any]) -> None:
    """It finds the right folder, has nothing to object to, and reads all that we say of it."""
    ours = manifest("twilio")
    assert installed == {
        "resolved": True,
        "directory": DIRECTORY,
        "written_to": DIRECTORY,
        "domain": "twilio",
        "name": "Twilio",
        "config_flow": True,
        "replaces_built_in": True,
        "read_from_hacs_json": read_json(ROOT / "hacs.json"),
        "read_from_manifest_json": {
            key: ours[key] for key in ("codeowners", "config_flow", "name")
        },
        "errors": [],
    }


async def test_exactly_the_integration_is_installed(
    installed: dict[str, Any], config_directory: Path, repository: dict[str, bytes]
) -> None:
    """Every file of it is there, byte for byte, and none of anything else."""
    assert _contents(config_directory) == {
        name: content for name, content in repository.items() if name.startswith(f"{DIRECTORY}/")
    }


async def test_it_works(installed: dict[str, Any], config_directory: Path, tmp_path: Path) -> None:
    """A house with what was installed adds an account, sends a text and gets one."""
    shutil.copytree(config_directory, tmp_path, dirs_exist_ok=True)
    async with set_stage(tmp_path, config=HouseConfig(domains=())) as stage:
        described = await stage.house.websocket.call("manifest/get", integration="twilio")
        assert (described["is_built_in"], described["version"]) == (
            False,
            manifest("twilio")["version"],
        )
        sent = await stage.house.call_service(
            "twilio",
            "send_message",
            {"to": PHONE_NUMBER, "message": "Installed."},
            return_response=True,
        )
        assert [result["error_message"] for result in sent["results"]] == [None]
        text = await stage.phone.next_text()
        assert (text.body, text.from_) == ("Installed.", DEFAULT_NUMBER)
        async with stage.house.events("twilio_data_received") as events:
            delivery = await stage.phone.text("Well done", to=DEFAULT_NUMBER)
            assert delivery.status == 200
            assert [event.data["Body"] for event in await events.so_far()] == ["Well done"]
