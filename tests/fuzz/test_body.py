"""Bodies: bounded, and read or refused, however they are cut on the way."""

from contextlib import suppress
from urllib.parse import parse_qsl, urlencode

from homeassistant.util.aiohttp import MockStreamReader
from hypothesis import strategies as st

from custom_components.twilio.webhook.body import (
    MAX_BYTES,
    MAX_PARAMETERS,
    Body,
    BodyKind,
    BodyTooLargeError,
    BodyUnreadableError,
    parse_body,
    read_bounded,
)
from tests.unit.webhook import FORM, REQUESTS

from .budget import fuzzed
from .strings import TEXTS

JSON = "application/json"
CONTENT_TYPES = [
    kind + charset
    for kind in (FORM, JSON, "text/xml")
    for charset in ("", "; charset=utf-8", ';charset="UTF-8"', "; charset=latin-1", "; charset*0=x")
]


class Cut(MockStreamReader):
    """A body that comes in pieces of given sizes, then as it is asked for."""

    def __init__(self, content: bytes, sizes: list[int]) -> None:
        """Plan the pieces."""
        super().__init__(content)
        self._sizes = sizes

    async def read(self, byte_count: int = -1) -> bytes:
        """Give the next piece."""
        size = self._sizes.pop() if self._sizes else byte_count
        return await super().read(min(byte_count, size))


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Draw what Twilio sends, with bytes lost, added or doubled; or anything."""
    if not draw(st.integers(0, 7)):
        return draw(st.binary(max_size=200))
    fields = draw(st.sampled_from(list(REQUESTS.values())))
    raw = urlencode({**fields, "Body": draw(TEXTS)}).encode()
    for _ in range(draw(st.integers(0, 3))):
        at, until = sorted(draw(st.lists(st.integers(0, len(raw)), min_size=2, max_size=2)))
        put = draw(
            st.sampled_from(
                [b"", b"&", b"=", b"%", b"%ff", b"%e4", b"%C3", b"%f", b"\xff", b"\xc3", b"+"]
            )
        )
        inserted = raw[:at] + put + raw[at:]
        raw = draw(
            st.sampled_from([inserted, inserted, raw[:at] + raw[until:], raw[:until] + raw[at:]])
        )
    return raw


@fuzzed(
    raw=bodies(),
    content_type=st.just(FORM) | st.sampled_from(CONTENT_TYPES) | st.none() | TEXTS,
)
def test_body_is_read_or_refused(raw: bytes, content_type: str | None) -> None:
    """What is read holds text only, within the bounds, and says the same written again."""
    with suppress(BodyUnreadableError, BodyTooLargeError):
        body = parse_body(raw, content_type)
        assert body.kind in (content_type or "").lower()
        assert len(body.parameters) <= MAX_PARAMETERS
        if body.kind is BodyKind.FORM:
            assert body.parameters == parse_qsl(
                raw.decode(), keep_blank_values=True, errors="strict"
            )
            again = urlencode(body.parameters, errors="strict").encode()
            assert parse_body(again, FORM) == Body(BodyKind.FORM, again, body.parameters)


@fuzzed(raw=st.binary(max_size=300), sizes=st.lists(st.integers(1, 200), max_size=20))
async def test_body_in_pieces(raw: bytes, sizes: list[int]) -> None:
    """A body is the same however it is cut."""
    assert await read_bounded(Cut(raw, sizes)) == raw


@fuzzed(excess=st.integers(-2, 2), sizes=st.lists(st.integers(1, MAX_BYTES), max_size=8))
async def test_bound_in_pieces(excess: int, sizes: list[int]) -> None:
    """The bound is where it is, however a body is cut."""
    raw = b"x" * (MAX_BYTES + excess)
    try:
        assert await read_bounded(Cut(raw, sizes)) == raw
        assert excess <= 0
    except BodyTooLargeError:
        assert excess > 0
