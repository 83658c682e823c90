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
    is_secret: bool = False
    """Whether it held a PIN, or what was meant as one: Twilio is to forget it too."""


UNCHANGED = ReadText(Pin.NONE, str)


async def async_read_text(
    hass: HomeAssistant,
    text: str,
    pin: PinHash | None,
    others: Sequence[PinHash] = (),
    *,
    fitting: Callable[[str], Collection[bool]],
    may_try: Callable[[int], bool],
    is_locked: bool,
) -> ReadText:
    """Look for the PIN of whoever wrote, and cut it; `others` are those for other accounts.

    `fitting` returns the commands that a text fits, by whether they want a PIN. What stands at the
    end of a command is a PIN, be it right or wrong: the only one that is tried. In any other text
    the right one is cut, wherever it stands; no command comes of that, and such tries have to be
    few (`may_try` so many), for nobody counts them.
    """
    candidates = candidates_of(text)
    if not candidates:
        return UNCHANGED
    last, whole = candidates[0], fitting(text)
    rest = fitting(cut(text, {last.digits})) if last.is_at_end else ()
    if pin is None and rest and all(rest) and all(whole):
        # Somebody thinks that this is the PIN, and it may become that.
        return ReadText(Pin.NONE, _cutting(last), is_secret=True)
    is_given = last.is_at_end and (_is_command(last, rest) or bool(whole and all(whole)))
    if pin and is_locked:
        return ReadText(Pin.UNTRIED, cut_all, is_secret=is_given)
    if pin and is_given:
        return await _async_read_given(hass, pin, last)
    pins = (pin, *others) if pin else others
    if pins and may_try(len(candidates)):
        return await _async_read_stray(hass, pins, candidates)
    # Untried, all goes that may be a PIN, unless a command that wants none asks for digits.
    return ReadText(Pin.UNTRIED, cut_all) if pins and all(whole) else UNCHANGED


async def _async_read_given(hass: HomeAssistant, pin: PinHash, last: Candidate) -> ReadText:
    """Try what somebody has given; where that is wrong, any other may be right."""
    if await _async_try(hass, (pin,), (last,)):
        return ReadText(Pin.RIGHT, _cutting(last), is_secret=True)
    return ReadText(Pin.WRONG, cut_all, is_secret=True)


async def _async_read_stray(
    hass: HomeAssistant, pins: Sequence[PinHash], candidates: Sequence[Candidate]
) -> ReadText:
    """Cut the right one, where nobody has given it as such."""
    right = await _async_try(hass, pins, candidates)
    return ReadText(Pin.STRAY, _cutting(right), is_secret=True) if right else UNCHANGED


def _is_command(last: Candidate, rest: Collection[bool]) -> bool:
    """Tell whether a PIN was meant; several numbers are one only where a command wants one."""
    return any(rest) if last.is_grouped else bool(rest)


async def _async_try(
    hass: HomeAssistant, pins: Sequence[PinHash], candidates: Sequence[Candidate]
) -> Candidate | None:
    # Home Assistant itself would stop waiting for it when it stops, and the text were lost.
    return await hass.loop.run_in_executor(None, _right_one, pins, candidates)


def _right_one(pins: Sequence[PinHash], candidates: Iterable[Candidate]) -> Candidate | None:
    return next((one for one in candidates if any(pin.fits(one.digits) for pin in pins)), None)


def _cutting(candidate: Candidate) -> Callable[[str], str]:
    return lambda text: cut(text, {candidate.digits})
