"""Requests at the webhook: what Twilio signed, and what somebody made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode

from hypothesis import strategies as st

from custom_components.twilio.webhook import RequestKind
from tests.unit import WEBHOOK_URL
from tests.unit.webhook import AUTH_TOKEN, FORM, REQUESTS, Fields, sdk_signature

from .cuts import cut_anew
from .strings import FIELD_NAMES, TEXTS

type Pairs = Sequence[tuple[str, str]]

TOKENS: Final = (AUTH_TOKEN, "", "b6" * 16)
QUERIES: Final = {kind: ("", "home=1", f"kind={kind}&turn=t1&id=r1") for kind in RequestKind}
CONTENT_TYPES: Final = (
    *(FORM, f"{FORM}; charset=UTF-8", f"{FORM}; charset=latin-1", f"{FORM}; charset=utf-16"),
    *("application/json", "multipart/form-data; boundary=x", "text/plain", ""),
)
_numbers = count()


@dataclass(frozen=True, slots=True)
class Knock:
    """A request as it goes over the wire."""

    body: bytes
    query: str
    signature: str | None
    content_type: str = FORM

    @classmethod
    def of(cls, pairs: Pairs, query: str, signature: str | None = None) -> Self:
        """Return a form, signed by Twilio unless with a signature of its own."""
        url = WEBHOOK_URL + (query and f"?{query}")
        return cls(urlencode(pairs).encode(), query, signature or sdk_signature(url, pairs))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The fields; raises `ValueError` where they cannot be read."""
        return parse_qsl(self.body.decode(), keep_blank_values=True, errors="strict")

    @property
    def is_signed(self) -> bool:
        """Whether Twilio's own SDK would take it at the house's address."""
        query = self.query and f"?{self.query}"
        address = WEBHOOK_URL.replace("house.example", "house.example:443")
        try:
            right = {sdk_signature(url + query, self.pairs) for url in (WEBHOOK_URL, address)}
        except ValueError:
            return False
        return self.signature in right


@dataclass(frozen=True, slots=True)
class Forgery:
    """A request of Twilio, and another one that somebody made of it."""

    original: Knock
    forged: Knock


@st.composite
def forgeries(draw: st.DrawFn) -> Forgery:
    """Draw a request that was never there before, and one to three changes to it."""
    kind = draw(st.sampled_from(RequestKind))
    pairs = _fresh(REQUESTS[kind])
    if kind is RequestKind.MESSAGE and draw(st.booleans()):
        pairs = [(name, draw(TEXTS) if name == "Body" else value) for name, value in pairs]
    original = Knock.of(pairs, draw(st.sampled_from(QUERIES[kind])))
    forged = original
    for change in draw(st.lists(st.sampled_from(_CHANGES), min_size=1, max_size=3)):
        forged = draw(change(forged))
    return Forgery(original, forged)


def _fresh(fields: Fields) -> list[tuple[str, str]]:
    """Return fields about something new, by SIDs that no request had before."""
    number = f"{next(_numbers):012x}"
    return [
        (name, value[:-12] + number if name.endswith("Sid") and name != "AccountSid" else value)
        for name, value in fields.items()
    ]


@st.composite
def _other_fields(draw: st.DrawFn, knock: Knock) -> Knock:
    """Lose, add, double, swap or change fields."""
    try:
        pairs = knock.pairs
    except ValueError:
        return knock
    at = draw(st.integers(0, len(pairs)))
    name = draw(FIELD_NAMES)
    lost, rest = pairs[at : at + 1], pairs[at + 1 :]
    changed = draw(
        st.sampled_from(
            [
                [*pairs[:at], *rest],
                [*pairs[:at], (name, "1"), *pairs[at:]],
                [*pairs[:at], *lost, *lost, *rest],
                [*rest, *lost, *pairs[:at]],
                [*pairs[:at], *((name, value) for _, value in lost), *rest],
                [*pairs[:at], *((field, value + "1") for field, value in lost), *rest],
                [*pairs[:at], *((field, value.lower()) for field, value in lost), *rest],
            ]
        )
    )
    return replace(knock, body=urlencode(changed).encode())


@st.composite
def _cut(draw: st.DrawFn, knock: Knock) -> Knock:
    """Cut the fields anew, which the signature does not tell."""
    try:
        pairs = knock.pairs
    except ValueError:
        return knock
    return replace(knock, body=urlencode(draw(cut_anew(pairs))).encode()) if pairs else knock


@st.composite
def _other_bytes(draw: st.DrawFn, knock: Knock) -> Knock:
    """Cut the body short, or put something into it."""
    at = draw(st.integers(0, len(knock.body)))
    put = draw(st.sampled_from([b"%ff", b"\xff", b"&", b"=", b"%", b"+", b"%00", b"\r\n"]))
    head, tail = knock.body[:at], knock.body[at:]
    return replace(knock, body=draw(st.sampled_from([head, head + put + tail])))


@st.composite
def _other_headers(draw: st.DrawFn, knock: Knock) -> Knock:
    """Sign otherwise, or call the body something else."""
    signature = knock.signature or ""
    tokens = draw(st.sampled_from(TOKENS))
    resigned = sdk_signature(f"{WEBHOOK_URL}/", {}, tokens)
    signatures = [None, "", signature.lower(), signature[:-1], f"{signature},", "ä", resigned]
    return draw(
        st.sampled_from(
            [
                *(replace(knock, signature=other) for other in signatures),
                *(replace(knock, content_type=other) for other in CONTENT_TYPES),
            ]
        )
    )


@st.composite
def _other_query(draw: st.DrawFn, knock: Knock) -> Knock:
    """Say that it is for something else."""
    known = [query for queries in QUERIES.values() for query in queries]
    others = [f"{knock.query}&", f"{knock.query}&kind=turn", "kind=message&kind=call", "&"]
    return replace(knock, query=draw(st.sampled_from([*known, *others])))


_CHANGES: Final = (_other_fields, _cut, _other_bytes, _other_headers, _other_query)
