"""When a late message or call was meant, in the language of whom it is for."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..twiml.gather import converse
from ..twiml.speech import TWIML_MAX_LENGTH, Words
from .lateness import late_body, late_remark, meant_at

_LATE: Final = f"component.{DOMAIN}.selector.late.options"
_ENGLISH: Final = "en"


class LateSentence(StrEnum):
    """The sentences, by the names of their texts."""

    WRITTEN = "written"
    SPOKEN = "spoken"


async def async_late_body(hass: HomeAssistant, body: str, meant: datetime) -> str:
    """Return a text that says when it was meant, in the language of the house."""
    words = await _async_sentence(hass, hass.config.language, LateSentence.WRITTEN)
    return late_body(body, _local(meant), words)


async def async_late_speech(hass: HomeAssistant, message: Words, meant: datetime) -> Words:
    """Return what a call says, after when it was meant, in its own language and voice.

    In a language that this house does not know, the time alone; where both are too long for one
    call, the message alone.
    """
    moment = _local(meant)
    language = message.language.partition("-")[0]
    sentence = await _async_sentence(hass, language, LateSentence.SPOKEN)
    english = await _async_sentence(hass, _ENGLISH, LateSentence.SPOKEN)
    is_known = language == _ENGLISH or sentence != english
    remark = late_remark(moment, sentence) if is_known else f"{moment}."
    late = replace(message, text=f"{remark} {message.text}")
    return late if len(converse([late])) <= TWIML_MAX_LENGTH else message


async def _async_sentence(hass: HomeAssistant, language: str, sentence: LateSentence) -> str:
    texts = await async_get_translations(hass, language, "selector", [DOMAIN])
    return texts[f"{_LATE}.{sentence}"]


def _local(meant: datetime) -> str:
    return meant_at(dt_util.as_local(meant), dt_util.now())
