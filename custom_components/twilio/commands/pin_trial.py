"""A text, read for a PIN: what came with it, and what is left."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from homeassistant.core import HomeAssistant

from ..contacts.pin import PinHash
from .pin_in_text import Candidate, candidates_of, cut, cut_all
from .verdict import Pin


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text that anybody may see."""

    pin: Pin
    clean: Callable[[str], str] = field(repr=False)
    """Takes out of any text what was taken out of this one."""


UNCHANGED = ReadText(Pin.NONE, str)


async def async_read_text(
    hass: HomeAssistant,
    text: str,
    pin: PinHash | None,
    *,
    fitting: Callable[[str], Collection[bool]],
    may_try: Callable[[int], bool],
    is_locked: bool,
) -> ReadText:
    """Look for the PIN of whoever wrote, and cut it.

    `fitting` returns the commands that a text fits, by whether they want a PIN. What stands at the
    end of a command is a PIN, be it right or wrong: the only one that is tried. In any other text
    the right one is cut, wherever it stands; no command comes of that, and such tries have to be
    few (`may_try` so many), for nobody counts them. Without a try all goes that may be the PIN.
    """
    candidates = candidates_of(text) if pin else ()
    if pin is None or not candidates:
        return UNCHANGED
    if is_locked:
        return ReadText(Pin.UNTRIED, cut_all)
    last, whole = candidates[0], fitting(text)
    if last.is_at_end and (fitting(cut(text, {last.digits})) or (whole and all(whole))):
        is_right = await _async_try(hass, pin, (last,)) is last
        return ReadText(Pin.RIGHT, _cutting(last)) if is_right else ReadText(Pin.WRONG, cut_all)
    if not all(whole):
        # The digits are part of a command that wants no PIN.
        return UNCHANGED
    if not may_try(len(candidates)):
        return ReadText(Pin.UNTRIED, cut_all)
    right = await _async_try(hass, pin, candidates)
    return ReadText(Pin.STRAY, _cutting(right)) if right else UNCHANGED


async def _async_try(
    hass: HomeAssistant, pin: PinHash, candidates: Sequence[Candidate]
) -> Candidate | None:
    # Home Assistant itself would stop waiting for it when it stops, and the text were lost.
    return await hass.loop.run_in_executor(None, _right_one, pin, candidates)


def _right_one(pin: PinHash, candidates: Iterable[Candidate]) -> Candidate | None:
    return next((candidate for candidate in candidates if pin.fits(candidate.digits)), None)


def _cutting(candidate: Candidate) -> Callable[[str], str]:
    return lambda text: cut(text, {candidate.digits})
