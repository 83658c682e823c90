"""Pictures of what a walk saw: all of them for who looks into a failure, some for the README."""

from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from pathlib import Path
import re
from typing import Final

from PIL import Image
from playwright.async_api import FloatRect, Locator, Page

from demo.config_directory import REPOSITORY

ARTIFACTS: Final = REPOSITORY / "artifacts" / "browser"
_COLOURS: Final = 128
_SECRET: Final = re.compile(r"/api/webhook/|[0-9a-f]{32}")
_MARGIN: Final = 12


@dataclass(slots=True)
class Album:
    """Keeps the pictures of one walk; those of the README only where a folder for them is given."""

    walk: str
    pictures: Path | None = None
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def clear(self) -> None:
        """Throw away what is left of an earlier walk."""
        for path in ARTIFACTS.glob(f"{self.walk}-[0-9][0-9]-*.png"):
            path.unlink()

    async def keep(self, page: Page, name: str) -> None:
        """Keep what a page shows, under the walk's name and the number of the step."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTIFACTS / f"{self.walk}-{next(self._numbers):02d}-{name}.png"
        await page.screenshot(path=path, animations="disabled")

    async def publish(self, page: Page, subject: Locator, name: str) -> None:
        """Write the picture of that name for the README, cut to its subject."""
        assert not _SECRET.search(await subject.aria_snapshot()), "a secret is to be seen"
        if self.pictures is None:
            return
        await page.wait_for_load_state("networkidle")  # icons arrive last
        self.pictures.mkdir(parents=True, exist_ok=True)
        shown = await page.screenshot(clip=await _clip(subject), animations="disabled")
        with Image.open(BytesIO(shown)) as image:
            few_colours = image.convert("RGB").quantize(_COLOURS)
            few_colours.save(self.pictures / f"{name}.png", optimize=True)


async def _clip(subject: Locator) -> FloatRect:
    """Return where the subject is, with a margin."""
    box = await subject.bounding_box()
    assert box, "the subject of a picture is not to be seen"
    return FloatRect(
        x=box["x"] - _MARGIN,
        y=box["y"] - _MARGIN,
        width=box["width"] + 2 * _MARGIN,
        height=box["height"] + 2 * _MARGIN,
    )
