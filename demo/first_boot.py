"""Print what the installed Home Assistant would itself install at its first start."""

import json
from pathlib import Path
import sys

import homeassistant

COMPONENTS = Path(homeassistant.__file__).parent / "components"
SET_UP = (
    "assist_pipeline",
    "assist_satellite",
    "automation",
    "camera",
    "conversation",
    "frontend",
    "hassio",
    "history",
    "infrared",
    "isal",
    "logbook",
    "media_source",
    "radio_frequency",
    "recorder",
    "tts",
)


def first_boot_requirements() -> set[str]:
    """Collect the requirements of the components and of all they depend on."""
    waiting = list(SET_UP)
    seen: set[str] = set()
    requirements: set[str] = set()
    while waiting:
        domain = waiting.pop()
        if domain in seen:
            continue
        seen.add(domain)
        manifest = json.loads((COMPONENTS / domain / "manifest.json").read_text())
        requirements.update(manifest.get("requirements", ()))
        waiting.extend(manifest.get("dependencies", ()))
    return requirements


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in sorted(first_boot_requirements()))
