"""Signatures: what the key did not sign is never taken."""

import hashlib
from urllib.parse import parse_qsl, quote

from hypothesis import strategies as st

from custom_components.twilio.webhook.addresses import REPLACED_SECONDS, Addresses
from custom_components.twilio.webhook.kinds import read_query
from custom_components.twilio.webhook.signature import (
    BODY_HASH,
    Algorithm,
    Parameters,
    SigningKey,
    expected_signature,
    is_body_intact,
    matching_signature,
)
from tests.unit import WEBHOOK_URL
from tests.unit.webhook import AUTH_TOKEN, MESSAGE, sdk_signature

from .budget import fuzzed
from .strings import FIELD_NAMES, TEXTS, WILD_TEXTS

KEYS = st.builds(
    SigningKey, st.sampled_from(["", AUTH_TOKEN, "b6" * 16]), st.sampled_from(Algorithm)
)
URLS = st.sampled_from(
    [
        WEBHOOK_URL,
        f"{WEBHOOK_URL}?kind=message",
        f"{WEBHOOK_URL}?kind=turn&turn=a",
        WEBHOOK_URL.replace("house.example", "house.example:443"),
        WEBHOOK_URL.replace("https", "http"),
    ]
)
FORMS = st.one_of(
    st.just(tuple(MESSAGE.items())),
    st.lists(st.tuples(FIELD_NAMES, WILD_TEXTS), max_size=4).map(tuple),
    st.dictionaries(FIELD_NAMES, TEXTS, max_size=2).map(
        lambda changes: tuple({**MESSAGE, **changes}.items())
    ),
)
BLOTS = st.sampled_from([str, str.lower, str.strip, lambda text: text[:-1], "={}".format])


@fuzzed(
    signed=st.tuples(URLS, FORMS, KEYS),
    arrived=st.tuples(URLS, FORMS),
    keys=st.lists(KEYS, max_size=2),
    blot=BLOTS,
)
def test_only_what_was_signed(
    signed: tuple[str, Parameters, SigningKey],
    arrived: tuple[str, Parameters],
    keys: list[SigningKey],
    blot: object,
) -> None:
    """A signature is taken exactly where one of the keys made it, over this very text."""
    assert callable(blot)
    signature = blot(expected_signature(*signed))
    made = {expected_signature(*arrived, key) for key in keys if key.secret}
    taken = matching_signature([arrived[0]], arrived[1], signature, keys)
    assert taken == (signature if signature in made else None)


@fuzzed(signature=WILD_TEXTS | st.just(sdk_signature(WEBHOOK_URL, MESSAGE)), form=FORMS)
def test_no_key_no_entry(signature: str, form: Parameters) -> None:
    """Without a secret nothing is ever signed."""
    keys = [SigningKey("", algorithm) for algorithm in Algorithm]
    assert matching_signature([WEBHOOK_URL, ""], form, signature, keys) is None


PARTS = st.sampled_from(
    ["bodySHA256", "bodysha256", "bodySHA25%36", "kind", "=", "&", ";", "%ff", "%"]
)


@fuzzed(
    body=st.binary(max_size=20),
    other=st.binary(max_size=20),
    parts=st.lists(PARTS | TEXTS.map(quote) | st.just("HASH") | st.just("OTHER"), max_size=9),
)
def test_body_hash(body: bytes, other: bytes, parts: list[str]) -> None:
    """A body counts as the signed one only by the one hash in the query."""
    hashes = {"HASH": hashlib.sha256(body), "OTHER": hashlib.sha256(other)}
    query = "".join(hashes[part].hexdigest() if part in hashes else part for part in parts)
    named = [value for name, value in parse_qsl(query, keep_blank_values=True) if name == BODY_HASH]
    is_right = named == [hashlib.sha256(body).hexdigest()]
    assert is_body_intact(read_query(query), body, required=True) is is_right
    assert is_body_intact(read_query(query), body, required=False) is (is_right or not named)


@fuzzed(query=TEXTS, age=st.floats(-1, 2 * REPLACED_SECONDS))
def test_only_configured_addresses(query: str, age: float) -> None:
    """Whatever the query holds, the address in front of it is a configured one."""
    old, new = "https://old.example/api/webhook/x", "https://new.example:8443/api/webhook/x"
    addresses = Addresses()
    addresses.update([old], 0)
    addresses.update([new], 0)
    bases = [new, new.replace(":8443", "")]
    if age < REPLACED_SECONDS:
        bases += [old, old.replace(".example", ".example:443")]
    ending = f"?{query}" if query else ""
    assert list(addresses.called(query, age)) == [base + ending for base in bases]
