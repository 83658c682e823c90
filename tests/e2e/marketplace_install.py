"""What the Marketplace does with an archive of this repository, by its own code.

A program for the newest Home Assistant: `marketplace_install.py ARCHIVE CONFIG`. It prints what
it found as JSON, and leaves the integration in the configuration directory.
"""

import asyncio
import json
from pathlib import Path
import sys
from types import SimpleNamespace
from typing import Final

from awesomeversion import AwesomeVersion
from homeassistant.components.marketplace.base import (  # type: ignore[import-not-found,unused-ignore]  # newer than the Home Assistant of the unit tests
    LovelaceMode,
    MarketplaceCore,
)
from homeassistant.components.marketplace.repositories.base import (  # type: ignore[import-not-found,unused-ignore]  # as above
    RepositoryArchive,
    RepositoryManifest,
)
from homeassistant.components.marketplace.repositories.integration import (  # type: ignore[import-not-found,unused-ignore]  # as above
    IntegrationRepository,
)
from homeassistant.components.marketplace.utils.validate import (  # type: ignore[import-not-found,unused-ignore]  # as above
    INTEGRATION_MANIFEST_VALUES,
)
from homeassistant.const import __version__

REPOSITORY: Final = "home-assistant-twilio/home-assistant-twilio"


async def install(archive: RepositoryArchive, config: Path) -> dict[str, object]:
    """Install the integration of an archive, and return what the Marketplace made of it."""
    loop = asyncio.get_running_loop()
    marketplace = SimpleNamespace(
        core=MarketplaceCore(config_path=str(config), lovelace_mode=LovelaceMode.STORAGE),
        hass=SimpleNamespace(
            async_add_executor_job=lambda job, *args: loop.run_in_executor(None, job, *args)
        ),
        version=AwesomeVersion(__version__),
    )
    repository = IntegrationRepository(marketplace, REPOSITORY)
    hacs = json.loads(archive.read("hacs.json"))
    repository.repository_manifest = RepositoryManifest.from_dict(hacs)
    repository._check_minimum_version(repository.repository_manifest)
    repository.tree = archive.tree
    repository.treefiles = [entry.path for entry in archive.tree]
    resolved = repository.try_resolve_content()
    directory = repository.content.path.remote
    manifest = json.loads(archive.read(f"{directory}/manifest.json"))
    repository._use_integration_manifest(manifest)
    repository.content.path.local = repository.localpath
    archive.extract_directory(directory, repository.content.path.local)
    await repository.async_check_written_content()
    return {
        "resolved": resolved,
        "directory": directory,
        "written_to": str(Path(repository.localpath).relative_to(config)),
        "domain": repository.data.domain,
        "name": repository.data.manifest_name,
        "config_flow": repository.data.config_flow,
        "replaces_built_in": await repository.async_replaces_built_in(),
        "read_from_hacs_json": repository.repository_manifest.manifest,
        "read_from_manifest_json": {
            key: validate(manifest[key]) for key, validate in INTEGRATION_MANIFEST_VALUES.items()
        },
        "errors": [str(error) for error in repository.validate.errors],
    }


if __name__ == "__main__":
    archive_path, config_path = map(Path, sys.argv[1:])
    found = asyncio.run(install(RepositoryArchive(archive_path.read_bytes()), config_path))
    sys.stdout.write(json.dumps(found))
