"""Signatures, with the SDKs' own vectors and Twilio's SDK as the oracle."""

from collections.abc import Mapping, Sequence
import hashlib
import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from hypothesis import example, given, strategies as st
from multidict import MultiDict
import pytest
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator, add_port, remove_port

from custom_components.twilio.webhook.kinds import read_query
from custom_components.twilio.webhook.signature import (
    Algorithm,
    Parameters,
    SigningKey,
    expected_signature,
    is_body_intact,
    matching_signature,
    with_port_variants,
)

from . import REPEATABLE, sdk_signature, with_frozen_gc

pytestmark = with_frozen_gc

type Vector = Mapping[str, Any]

VECTORS: Final[Sequence[Vector]] = json.loads(
    (Path(__file__).parent / "data" / "signature_vectors.json").read_text("utf-8")
)
NORMALISED_BY_NODE: Final = "query_apostrophe_node_url_normalisation_only"
"""The one vector over another URL than it shows: the Node SDK writes `'` as `%27` first."""
SDK_ALGORITHMS: Final = {Algorithm.SHA1: HMAC_SHA1, Algorithm.SHA256: HMAC_SHA256}
URL: Final = "https://house.example/api/webhook/ab?kind=call"
FORM: Final = (("Body", "ARM"), ("From", "+15551230001"))
KEY: Final = SigningKey("12345")


def by_name(vector: Vector) -> str:
    """Return the id of a vector's test."""
    return str(vector["name"])


def parameters_of(vector: Vector) -> Parameters:
    """Return the fields of a vector, a list being a repeated one."""
    return [
        (name, value)
        for name, values in vector.get("params", {}).items()
        for value in ([values] if isinstance(values, str) else values)
    ]


def addresses_of_sdk(url: str) -> set[str]:
    """Return the addresses that the SDK tries."""
    return {add_port(urlsplit(url)), remove_port(urlsplit(url))}


@pytest.mark.parametrize("vector", VECTORS, ids=by_name)
def test_vectors(vector: Vector) -> None:
    """Every vector of Twilio's SDKs is judged as they judge it."""
    key = SigningKey(vector["token"])
    urls = addresses_of_sdk(vector["url"])
    if vector["name"] == NORMALISED_BY_NODE:
        assert not matching_signature(urls, parameters_of(vector), vector["signature"], [key])
        urls = {vector["url"].replace("'", "%27")}
    matching = matching_signature(urls, parameters_of(vector), vector["signature"], [key])
    assert matching == (vector["signature"] if vector["valid"] else None)


@pytest.mark.parametrize("vector", VECTORS, ids=by_name)
def test_vectors_on_configured_address(vector: Vector) -> None:
    """The addresses derived from a configured one are those of the SDK, without userinfo."""
    url = vector["url"]
    has_userinfo = "@" in urlsplit(url).netloc
    is_valid = vector["valid"] and not has_userinfo and vector["name"] != NORMALISED_BY_NODE
    if not has_userinfo:
        assert set(with_port_variants(url)) == addresses_of_sdk(url)
    matching = matching_signature(
        with_port_variants(url),
        parameters_of(vector),
        vector["signature"],
        [SigningKey(vector["token"])],
    )
    assert (matching is not None) is is_valid


@pytest.mark.parametrize("vector", [v for v in VECTORS if "body" in v], ids=by_name)
def test_vectors_of_json_bodies(vector: Vector) -> None:
    """The hash in the query is the body's, and no other body's."""
    query, body = read_query(urlsplit(vector["url"]).query), vector["body"].encode()
    assert is_body_intact(query, body, required=True)
    assert not is_body_intact(query, body + b" ", required=False)


HOSTS = st.sampled_from(["house.example", "xn--hser-0ra.example", "10.0.0.1", "a-b.c.example"])
PORTS = st.sampled_from(["", ":443", ":80", ":8123", ":1234"])
QUERIES = st.sampled_from(["", "?kind=turn&turn=x%2By", "?a=&b=%7E'", "?%C3%A9=1;2", "?a=1&a=1"])
NAMES = st.sampled_from(["Body", "From", "To", "Reason", "ReasonX", "é", "😀"]) | st.text(
    max_size=8
)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
FORMS = st.lists(st.tuples(NAMES.filter(lambda name: name.isprintable()), TEXTS), max_size=8)
KEYS = st.builds(SigningKey, TEXTS.filter(bool), st.sampled_from(Algorithm))


@st.composite
def urls(draw: st.DrawFn) -> str:
    """Draw an address as a house may have it configured."""
    scheme = draw(st.sampled_from(["https", "http"]))
    path = draw(st.sampled_from(["/api/webhook/ab", "//x", "/España"]))
    return f"{scheme}://{draw(HOSTS)}{draw(PORTS)}{path}{draw(QUERIES)}"


@REPEATABLE
@given(url=urls(), parameters=FORMS, key=KEYS)
@example(URL, [("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")], KEY)
@example(URL, [], SigningKey("🔑", Algorithm.SHA256))
def test_expected_signature_is_that_of_the_sdk(
    url: str, parameters: Parameters, key: SigningKey
) -> None:
    """Forms with repeats, any text, any port: the SDK computes the same."""
    signature = sdk_signature(url, parameters, key.secret, SDK_ALGORITHMS[key.algorithm])
    assert expected_signature(url, parameters, key) == signature


@REPEATABLE
@given(signed=urls(), configured=urls(), parameters=FORMS, key=KEYS)
@example("https://house.example:443/x", "https://house.example/x", [], KEY)
@example("https://house.example/x", "https://house.example:8123/x", [], KEY)
@example("https://house.example:443/x", "https://house.example:8123/x", [], KEY)
@example("http://house.example:443/x", "http://house.example/x", [], KEY)
def test_addresses_are_judged_as_by_the_sdk(
    signed: str, configured: str, parameters: Parameters, key: SigningKey
) -> None:
    """A signature over one address holds for another exactly where the SDK says so."""
    algorithm = SDK_ALGORITHMS[key.algorithm]
    signature = sdk_signature(signed, parameters, key.secret, algorithm)
    validator = RequestValidator(key.secret)
    is_valid = validator.validate(configured, MultiDict(parameters), signature, algorithm)
    matching = matching_signature(with_port_variants(configured), parameters, signature, [key])
    assert matching == (signature if is_valid else None)


@REPEATABLE
@given(
    forms=FORMS.flatmap(lambda form: st.tuples(st.just(form), st.permutations(form) | FORMS)),
    key=st.builds(SigningKey, TEXTS, st.sampled_from(Algorithm)),
    header=st.none() | st.text(max_size=30),
)
@example(([("a", "b")], [("ab", "")]), KEY, None)
@example(([("a", "b")], [("a", "b"), ("a", "b")]), KEY, None)
def test_any_request_is_judged_as_by_the_sdk(
    forms: tuple[Parameters, Parameters], key: SigningKey, header: str | None
) -> None:
    """Another order, another form, any text for a signature: the SDK decides the same."""
    signed, arrived = forms
    algorithm = SDK_ALGORITHMS[key.algorithm]
    signature = header or sdk_signature(URL, signed, key.secret, algorithm)
    validator = RequestValidator(key.secret)
    is_valid = validator.validate(URL, MultiDict(arrived), signature, algorithm)
    matching = matching_signature(with_port_variants(URL), arrived, signature, [key])
    assert matching == (signature if is_valid and key.secret else None)


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param("nonsense", id="no base64"),
        pytest.param("é" * 28, id="non-ascii"),
        pytest.param("\udcff" * 28, id="undecodable"),
        pytest.param("\ud800", id="lone surrogate"),
        pytest.param(expected_signature(URL, FORM, KEY) + "\n", id="trailing line feed"),
        pytest.param(expected_signature(URL, FORM, KEY).rstrip("="), id="no padding"),
        pytest.param(expected_signature(URL, FORM, KEY).swapcase(), id="other case"),
    ],
)
def test_malformed_signature(signature: str | None) -> None:
    """What is no signature matches nothing, and raises nothing."""
    assert matching_signature([URL], FORM, signature, [KEY]) is None


@pytest.mark.parametrize("algorithm", Algorithm)
def test_key_without_secret_matches_nothing(algorithm: Algorithm) -> None:
    """Everybody can sign with an empty key."""
    key = SigningKey("", algorithm)
    signature = expected_signature(URL, FORM, key)
    assert matching_signature([URL], FORM, signature, [key]) is None
    assert matching_signature([URL], FORM, signature, []) is None


def test_each_key_signs_its_own_way() -> None:
    """A key is not tried with the algorithm of another kind of key."""
    sha256 = SigningKey(KEY.secret, Algorithm.SHA256)
    for made, tried in ((KEY, sha256), (sha256, KEY)):
        signature = expected_signature(URL, FORM, made)
        assert matching_signature([URL], FORM, signature, [tried]) is None
        assert matching_signature(["https://x", URL], FORM, signature, [tried, made]) == signature


def test_key_hides_its_secret() -> None:
    """A key that is printed shows nothing that signs."""
    assert repr(SigningKey("a5a5")) == "SigningKey(algorithm=<Algorithm.SHA1: 'sha1'>)"


HASH: Final = hashlib.sha256(b"{}").hexdigest()


@pytest.mark.parametrize(
    ("query", "required", "intact"),
    [
        pytest.param(f"bodySHA256={HASH}", True, True, id="right"),
        pytest.param(f"a=1&bodySHA256={HASH}&b", False, True, id="right, of a form"),
        pytest.param("", True, False, id="missing"),
        pytest.param("", False, True, id="missing, of a form"),
        pytest.param("bodySHA256=", False, False, id="empty"),
        pytest.param("bodySHA256", False, False, id="nothing but the name"),
        pytest.param(f"bodySHA256={HASH.upper()}", True, False, id="upper case"),
        pytest.param(f"bodysha256={HASH}", True, False, id="other name"),
        pytest.param(f"bodySHA256={HASH[:-1]}", False, False, id="cut"),
        pytest.param("bodySHA256=%ff", False, False, id="undecodable"),
        pytest.param("bodySHA256=é", False, False, id="non-ascii"),
        pytest.param(f"bodySHA256={HASH}&bodySHA256={'0' * 64}", True, False, id="two, one wrong"),
        pytest.param(f"bodySHA256={HASH}&bodySHA256={HASH}", True, False, id="two, both right"),
    ],
)
def test_body_hash(query: str, *, required: bool, intact: bool) -> None:
    """Wherever a hash is named it counts, and is the only one; JSON needs one."""
    assert is_body_intact(read_query(query), b"{}", required=required) is intact


@pytest.mark.parametrize(
    ("url", "variants"),
    [
        ("https://h.example/p?q=1", ("https://h.example/p?q=1", "https://h.example:443/p?q=1")),
        ("http://h.example/p", ("http://h.example/p", "http://h.example:80/p")),
        ("https://h.example:8123/p", ("https://h.example:8123/p", "https://h.example/p")),
        ("https://u:p@h.example:1/p", ("https://h.example:1/p", "https://h.example/p")),
        ("https://u:1@h.example/p", ("https://h.example/p", "https://h.example:443/p")),
        ("https://[::1]/p", ("https://[::1]/p", "https://[::1]:443/p")),
        ("https://[::1]:8123/p", ("https://[::1]:8123/p", "https://[::1]/p")),
        ("https://h.example:99999/p", ("https://h.example:99999/p", "https://h.example/p")),
    ],
)
def test_port_variants(url: str, variants: tuple[str, ...]) -> None:
    """Twilio signs with or without the port, and never user information."""
    assert with_port_variants(url) == variants
