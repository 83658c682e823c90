"""Windows of the browser, all alike, so that pictures are too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, Page, StorageState, ViewportSize, expect

DESK: Final = ViewportSize(width=1000, height=900)
PHONE: Final = ViewportSize(width=390, height=520)
_SHARPNESS: Final = 2
_PATIENCE_MS: Final = 15_000


@asynccontextmanager
async def open_window(
    browser: Browser, *, size: ViewportSize = DESK, remembered: StorageState | None = None
) -> AsyncIterator[Page]:
    """Open a window that remembers a log-in, or nothing."""
    expect.set_options(timeout=_PATIENCE_MS)
    context = await browser.new_context(
        viewport=size,
        device_scale_factor=_SHARPNESS,
        color_scheme="light",
        locale="en-US",
        timezone_id="UTC",
        reduced_motion="reduce",
        storage_state=remembered,
    )
    context.set_default_timeout(_PATIENCE_MS)
    try:
        yield await context.new_page()
    finally:
        await context.close()
