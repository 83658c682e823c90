"""What the repository holds."""

from fnmatch import fnmatch
import json
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
CUSTOM_COMPONENTS: Final = ROOT / "custom_components"
INTEGRATION: Final = CUSTOM_COMPONENTS / "twilio"
TRANSLATIONS: Final = INTEGRATION / "translations"
DOMAINS: Final = ("twilio", "twilio_call", "twilio_sms")
ADDRESS: Final = "https://github.com/home-assistant-twilio/home-assistant-twilio"


def _ignored() -> tuple[str, ...]:
    """Return the patterns of names that git leaves out."""
    lines = (ROOT / ".gitignore").read_text().splitlines()
    return (".git", *(line.strip("/") for line in lines if line and not line.startswith("#")))


def files() -> list[str]:
    """Return the files that git keeps, relative to the root; asks no git, an archive has none."""
    ignored = _ignored()

    def is_kept(name: str) -> bool:
        return not any(fnmatch(name, pattern) for pattern in ignored)

    found = []
    for folder, folders, names in ROOT.walk():
        folders[:] = filter(is_kept, folders)
        found += [(folder / name).relative_to(ROOT) for name in names if is_kept(name)]
    return sorted(path.as_posix() for path in found)


def read_json(path: Path) -> Any:
    """Read a JSON file, its keys in the order of the file."""
    return json.loads(path.read_text(encoding="utf-8"))


def read_yaml(path: Path) -> Any:
    """Read a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def manifest(domain: str) -> dict[str, Any]:
    """Read the manifest of one of our integrations."""
    document: dict[str, Any] = read_json(CUSTOM_COMPONENTS / domain / "manifest.json")
    return document


def english() -> dict[str, Any]:
    """Read the English texts, which are the complete ones."""
    document: dict[str, Any] = read_json(TRANSLATIONS / "en.json")
    return document
