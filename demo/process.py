"""The process that Home Assistant runs in."""

import asyncio
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Mapping
from contextlib import suppress
import os
from pathlib import Path

from .config_directory import REPOSITORY
from .errors import HouseError

PYTHON = REPOSITORY / ".venv-house" / "bin" / "python"
RESTART_EXIT_CODE = 100
STOP_SECONDS = 60
LOG_NAME = "house.log"  # Home Assistant moves a home-assistant.log away


class HomeAssistantProcess:
    """Starts, watches and ends one Home Assistant; its log is one file over all starts."""

    def __init__(self, directory: Path, port: int, environment: Mapping[str, str]) -> None:
        """Remember the configuration directory, the port of its settings, what else it finds."""
        self._directory = directory
        self._port = port
        self._further = dict(environment)
        self._process: Process | None = None
        self.log = directory / LOG_NAME

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start Home Assistant without installing anything."""
        if not PYTHON.exists():
            raise HouseError("There is no Home Assistant here yet. Run scripts/setup first.")
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                PYTHON,
                "-P",  # what is imported must not depend on the directory
                "-m",
                "homeassistant",
                "--config",
                self._directory,
                "--skip-pip",
                "--log-no-color",
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                cwd=self._directory,
                env=self._environment(),
                start_new_session=True,  # Ctrl-C in a terminal is for us, who then stop it
            )

    async def wait(self) -> int:
        """Wait for the end of the process, and return its exit code."""
        if self._process is None:
            raise HouseError("Home Assistant was never started.")
        return await self._process.wait()

    async def stop(self) -> int:
        """Ask the process to end, and insist after a while."""
        if self._process is not None and self.running:
            with suppress(ProcessLookupError):
                self._process.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                await self.kill()
        return await self.wait()

    async def kill(self) -> None:
        """End the process as a power cut does."""
        if self._process is not None and self.running:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    def _environment(self) -> dict[str, str]:
        """Return an environment without the proxies and settings of this shell."""
        return {
            "PATH": os.pathsep.join((str(PYTHON.parent), os.environ.get("PATH", os.defpath))),
            "HOME": str(self._directory),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONUNBUFFERED": "1",
            "HA_DISABLE_LOG_FILE": "1",
            # Should the port be taken after all, Home Assistant's fallback must not be 8123.
            "SETUP_PORT": str(self._port),
            **self._further,
        }
