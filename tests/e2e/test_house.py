"""The house that the other tests are played in."""

from pathlib import Path
import socket

import pytest

from demo.config_directory import HouseConfig, prepare
from demo.errors import HouseError, HouseRefusedError
from demo.house import House
from demo.ports import LOOPBACK, free_port
from demo.stage import Stage


def test_free_port_passes_over_a_taken_one() -> None:
    """A port that somebody listens on, on whatever address, is not free."""
    with socket.create_server(("0.0.0.0", 0)) as listener:  # noqa: S104 - the case in question
        taken = listener.getsockname()[1]
        assert free_port(taken) != taken


async def test_taken_port_is_named(tmp_path: Path) -> None:
    """A house is not started where it would come up in recovery mode."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(HouseError, match=f"Port {port} is taken"):
            async with House(tmp_path, port=port):
                pytest.fail("the house is up")


async def test_broken_configuration_fails_with_the_log(tmp_path: Path) -> None:
    """A house in recovery mode is not taken for a house."""
    template = tmp_path / "template"
    template.mkdir()
    (template / "configuration.yaml").write_text("frontend: [")
    with pytest.raises(HouseError, match=r"(?s)recovery mode.*configuration\.yaml"):
        async with House(tmp_path / "house", HouseConfig(template=template, domains=())):
            pytest.fail("the house is up")


async def test_http_settings_are_not_on_trial(stage: Stage) -> None:
    """It listens on loopback only, and will not restart to ask whether that is right."""
    settings = await stage.house.websocket.call("http/config")
    assert settings["active_config_type"] == "stable"
    assert settings["pending"] is None
    assert settings["stable"]["server_host"] == [LOOPBACK]
    assert settings["stable"]["server_port"] == stage.house.port


async def test_house_has_nothing_to_repair(stage: Stage) -> None:
    """The demo's configuration is as Home Assistant wants it, whoever texts."""
    listed = await stage.house.websocket.call("repairs/list_issues")
    assert [issue for issue in listed["issues"] if issue["domain"] != "twilio"] == []


async def test_refused_command_raises(stage: Stage) -> None:
    """What Home Assistant refuses does not go unseen."""
    with pytest.raises(HouseRefusedError, match="not_found"):
        await stage.house.call_service("notify", "nobody", {"message": "Hello"})


def test_what_somebody_wrote_stays(tmp_path: Path) -> None:
    """A house that is kept keeps its configuration, too."""
    prepare(tmp_path, HouseConfig(), 8123)
    automations = tmp_path / "automations.yaml"
    assert automations.read_text()
    automations.write_text("[]")
    prepare(tmp_path, HouseConfig(), 8123)
    assert automations.read_text() == "[]"
