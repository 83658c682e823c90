"""Signed fields cut anew: the text that is signed stays what it is."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from hypothesis import strategies as st

from custom_components.twilio.webhook.signature import signed_form

from .strings import NAMES

OFTEN: Final = st.booleans()
RARELY: Final = st.integers(0, 15).map(lambda drawn: drawn == 1)

_NAMES: Final = (*NAMES, "BodyX", "FromCity", "FromX", "MessageSidX", "SmsSidX", "ToCity", "ToX")
"""Names that Twilio sends, and some that only look like it."""

type Pairs = tuple[tuple[str, str], ...]


@st.composite
def cut_anew(draw: st.DrawFn, pairs: Sequence[tuple[str, str]]) -> Pairs:
    """Draw other fields that carry the same signature."""
    signed = signed_form(pairs)
    written = range(signed.find("Body"), signed.find("Body") + len(dict(pairs).get("Body", "")) + 5)
    # Few cuts are the dangerous ones: a request without its other fields is easily told. Most of
    # them go through what the stranger wrote.
    lost = {end for end in _ends(pairs) if draw(OFTEN if end in written else RARELY)}
    gained = {seam for seam in _seams(signed) if draw(OFTEN if seam in written else RARELY)}
    strewn = draw(st.sets(st.integers(0, len(signed)), max_size=1)) if draw(RARELY) else set()
    starts = sorted({0, *(_ends(pairs) - lost), *gained, *strewn} - {len(signed)})
    cut: list[tuple[str, str]] = []
    for piece in _pieces(signed, starts):
        ends = [end for end in _name_ends(piece) if not cut or cut[-1] < _at(piece, end)]
        if ends:
            cut.append(_at(piece, ends[0] if draw(st.booleans()) else draw(st.sampled_from(ends))))
        else:
            # Whatever name it had, it would be signed further in front.
            name, value = cut.pop()
            cut.append((name, value + piece))
    twice = [draw(st.sampled_from(cut))] if draw(RARELY) else []
    forged = (*twice, *cut)
    return forged if signed_form(forged) == signed else tuple(pairs)


def _ends(pairs: Sequence[tuple[str, str]]) -> set[int]:
    """Return where the fields end in what is signed."""
    return set(accumulate(len(name) + len(value) for name, value in sorted(set(pairs))))


def _seams(signed: str) -> Iterator[int]:
    """Yield where a name of Twilio's begins, in a name or in a text."""
    for name in _NAMES:
        start = signed.find(name)
        while start >= 0:
            yield start
            start = signed.find(name, start + 1)


def _pieces(signed: str, starts: Sequence[int]) -> Iterator[str]:
    for start, end in zip(starts, [*starts[1:], len(signed)], strict=True):
        yield signed[start:end]


def _name_ends(piece: str) -> list[int]:
    """Return where a name may end, at those of Twilio's first, the longest of them first."""
    known = sorted((len(name) for name in _NAMES if piece.startswith(name)), reverse=True)
    return list(dict.fromkeys((*known, *range(len(piece) + 1))))


def _at(piece: str, end: int) -> tuple[str, str]:
    return piece[:end], piece[end:]
