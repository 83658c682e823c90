"""What is said now of something that was meant some time ago."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from .content import CallContent, Content, MessageContent
from .late_words import async_late_body, async_late_speech
from .lateness import is_late

PATIENCE_SECONDS: Final = 2.0
"""How long the words for it may take to be read: they must not keep an alert from going out."""


async def async_said_now(hass: HomeAssistant, content: Content, age: float) -> Content:
    """Return something as it is; where it comes late, it also says when it was meant.

    `age` is in seconds. TwiML and URLs of a user's own are left alone. Never fails.
    """
    if not is_late(age):
        return content
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _async_late(hass, content, dt_util.utcnow() - timedelta(seconds=age))
    except Exception:  # noqa: BLE001 - rather without a word about the delay than not at all
        LOGGER.exception("When something was meant cannot be said")
        return content


async def _async_late(hass: HomeAssistant, content: Content, meant: datetime) -> Content:
    match content:
        case MessageContent(body=body) if body:
            return replace(content, body=await async_late_body(hass, body, meant))
        case CallContent(message=message) if message:
            return replace(content, message=await async_late_speech(hass, message, meant))
    return content
