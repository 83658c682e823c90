"""The configuration directory that a house is started with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import json
from pathlib import Path
import shutil

from .ports import LOOPBACK

REPOSITORY = Path(__file__).resolve().parent.parent
INTEGRATION = "twilio"
COMPANIONS = ("twilio_sms", "twilio_call")
# Disabled, as a user can do it: it would look for its catalogue on the internet.
_MARKETPLACE = {
    "entry_id": "marketplace",
    "domain": "marketplace",
    "title": "Marketplace",
    "version": 1,
    "source": "system",
    "disabled_by": "user",
    "data": {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseConfig:
    """What a house is made of: YAML files, our integrations, proxies, entries of before.

    The environment is what its process finds besides its own.
    """

    template: Path = REPOSITORY / "demo"
    domains: tuple[str, ...] = (INTEGRATION, *COMPANIONS)
    trusted_proxies: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    entries: tuple[Mapping[str, object], ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


def prepare(directory: Path, config: HouseConfig, port: int) -> None:
    """Fill a configuration directory; what is in it stays."""
    storage = directory / ".storage"
    storage.mkdir(parents=True, exist_ok=True)
    for source in config.template.glob("*.yaml"):
        if not (directory / source.name).exists():
            shutil.copyfile(source, directory / source.name)
    if config.secrets:
        (directory / "secrets.yaml").write_text(json.dumps(dict(config.secrets)))
    _link_components(directory / "custom_components", config.domains)
    _write_store(storage / "http", version=1, data=_http_settings(config, port))
    if not (onboarding := storage / "onboarding").exists():
        # Only the account is left to make: the other steps add integrations that
        # look for their servers on the internet at every start.
        done = ["core_config", "analytics", "integration"]
        _write_store(onboarding, version=4, data={"done": done})
    if not (entries := storage / "core.config_entries").exists():
        _write_store(entries, version=1, data={"entries": [_MARKETPLACE, *config.entries]})


def _link_components(directory: Path, domains: tuple[str, ...]) -> None:
    """Link exactly these integrations of the repository."""
    if directory.is_symlink():
        directory.unlink()
    directory.mkdir(exist_ok=True)
    for link in directory.iterdir():
        if link.is_symlink():
            link.unlink()
    for domain in domains:
        (directory / domain).symlink_to(REPOSITORY / "custom_components" / domain)


def _http_settings(config: HouseConfig, port: int) -> Mapping[str, object]:
    """Return HTTP settings as if confirmed: those from YAML are reverted after five minutes."""
    settings: dict[str, object] = {"server_host": [LOOPBACK], "server_port": port}
    if config.trusted_proxies:
        settings["use_x_forwarded_for"] = True
        settings["trusted_proxies"] = list(config.trusted_proxies)
    return settings


def _write_store(path: Path, *, version: int, data: Mapping[str, object]) -> None:
    """Write a file of Home Assistant's storage."""
    document = {"version": version, "minor_version": 1, "key": path.name, "data": data}
    path.write_text(json.dumps(document, indent=2))
