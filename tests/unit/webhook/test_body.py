"""Bodies: bounded before anything else, then a form or JSON, or refused."""

from typing import Final

from homeassistant.util.aiohttp import MockStreamReader
from hypothesis import example, given, strategies as st
import pytest

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

from . import FORM, REPEATABLE, with_frozen_gc

pytestmark = with_frozen_gc

JSON: Final = "application/json"


class Dripping(MockStreamReader):
    """A body that comes byte by byte, and counts how much of it was taken."""

    def __init__(self, content: bytes) -> None:
        """Have nothing taken yet."""
        super().__init__(content)
        self.taken = 0

    async def read(self, byte_count: int = -1) -> bytes:
        """Give less than was asked for."""
        chunk = await super().read(min(byte_count, 1000))
        self.taken += len(chunk)
        return chunk


@pytest.mark.parametrize("size", [0, 1, 65_536, MAX_BYTES - 1, MAX_BYTES])
async def test_read_to_the_end(size: int) -> None:
    """What is not too large is read whole, however it comes."""
    assert await read_bounded(MockStreamReader(b"x" * size)) == b"x" * size
    assert await read_bounded(Dripping(b"x" * size)) == b"x" * size


async def test_read_stops_where_it_is_too_much() -> None:
    """What is too large is not read on."""
    stream = Dripping(b"x" * 10 * MAX_BYTES)
    with pytest.raises(BodyTooLargeError):
        await read_bounded(stream)
    assert MAX_BYTES < stream.taken <= MAX_BYTES + 1000


@pytest.mark.parametrize(
    ("raw", "content_type", "parameters"),
    [
        pytest.param(b"", FORM, [], id="empty"),
        pytest.param(b"a=1&b=&c", FORM, [("a", "1"), ("b", ""), ("c", "")], id="empty values"),
        pytest.param(b"b=2&a=1&b=1", FORM, [("b", "2"), ("a", "1"), ("b", "1")], id="repeats"),
        pytest.param(b"a=1+2%2B3", FORM, [("a", "1 2+3")], id="spaces and plus"),
        pytest.param(b"a=%F0%9F%9A%A8", FORM, [("a", "🚨")], id="emoji"),
        pytest.param("a=ä".encode(), f"{FORM}; charset=utf-8", [("a", "ä")], id="unescaped"),
        pytest.param(b"a=1;b=2", f"{FORM};charset=UTF-8", [("a", "1;b=2")], id="semicolon"),
        pytest.param(b"a=%0A%00", f'{FORM}; charset="utf-8"', [("a", "\n\0")], id="controls"),
        pytest.param(b"a=1", FORM.upper(), [("a", "1")], id="upper case"),
        pytest.param(b"a=1", f"{FORM}; charset=us-ascii", [("a", "1")], id="ascii"),
        pytest.param(b"a=1", f"{FORM}; boundary=x", [("a", "1")], id="other parameter"),
    ],
)
def test_forms(raw: bytes, content_type: str, parameters: list[tuple[str, str]]) -> None:
    """Fields come decoded, in order, with all repeats and empty values."""
    assert parse_body(raw, content_type) == Body(BodyKind.FORM, raw, parameters)


@pytest.mark.parametrize("raw", [b'{"a": [1, "\\u00e4"]}', b"[]", b"null"])
def test_json(raw: bytes) -> None:
    """JSON has no fields; they are not signed."""
    assert parse_body(raw, f"{JSON}; charset=utf-8") == Body(BodyKind.JSON, raw, ())


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        pytest.param(b"a=1", None, id="no content type"),
        pytest.param(b"a=1", "", id="empty content type"),
        pytest.param(b"a=1", "text/plain", id="text"),
        pytest.param(b"a=1", "multipart/form-data; boundary=x", id="multipart"),
        pytest.param(b"a=1", f"{FORM}, text/plain", id="two types"),
        pytest.param(b"a=1", "\udcff", id="undecodable type"),
        pytest.param(b"a=1", f"{FORM}; charset=latin-1", id="latin-1"),
        pytest.param(b"a=1", f"{FORM};charset=utf-16", id="utf-16"),
        pytest.param(b"a=1", f"{FORM}; CHARSET = x", id="unknown charset"),
        pytest.param(b"a=1", f"{FORM}; charset=", id="empty charset"),
        pytest.param(b"a=%ff", FORM, id="escaped byte that is no utf-8"),
        pytest.param(b"a=%ed%a0%80", FORM, id="escaped surrogate"),
        pytest.param(b"%ff=a", FORM, id="name that is no utf-8"),
        pytest.param(b"a=\xff", FORM, id="byte that is no utf-8"),
        pytest.param(b"", JSON, id="no json"),
        pytest.param(b"{", JSON, id="cut json"),
        pytest.param(b'"\xff"', JSON, id="json that is no utf-8"),
        pytest.param(b"1" * 5000, JSON, id="number of 5,000 digits"),
        pytest.param(b"[" * MAX_BYTES, JSON, id="deep json"),
    ],
)
def test_unreadable(raw: bytes, content_type: str | None) -> None:
    """What is neither a form nor JSON is refused."""
    with pytest.raises(BodyUnreadableError):
        parse_body(raw, content_type)


def test_number_of_parameters() -> None:
    """A thousand fields are taken, one more is not, however empty."""
    raw = b"&".join(b"%d=" % index for index in range(MAX_PARAMETERS))
    assert len(parse_body(raw, FORM).parameters) == MAX_PARAMETERS
    with pytest.raises(BodyTooLargeError):
        parse_body(raw + b"&x=", FORM)
    with pytest.raises(BodyTooLargeError):
        parse_body(b"&" * MAX_PARAMETERS, FORM)


CONTENT_TYPES = st.builds(
    "{};{}".format,
    st.sampled_from([FORM, JSON, "a/b"]),
    st.text(alphabet=[*"charset*=;'\"0129 utf-8%\t\\", "ÿ", "\udcff"], max_size=40),
)


@REPEATABLE
@given(raw=st.binary(max_size=40), content_type=CONTENT_TYPES | st.text(max_size=30))
@example(b"{}", f"{JSON}; charset*{'9' * 5000}=utf-8")
@example(b"{}", f"{JSON};ÿ\udcff")
@example(b"{}", f"{JSON}; charset*0=a; charset*=b")
def test_nothing_else_is_raised(raw: bytes, content_type: str) -> None:
    """Whatever a stranger sends is read or refused."""
    try:
        body = parse_body(raw, content_type)
    except BodyUnreadableError:
        return
    assert body.kind in content_type.lower()
