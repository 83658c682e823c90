"""Whether Twilio signed a request (https://www.twilio.com/docs/usage/security)."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
import hashlib
import hmac
from typing import Final
from urllib.parse import urlsplit

SIGNATURE_HEADER: Final = "X-Twilio-Signature"
BODY_HASH: Final = "bodySHA256"

type Parameters = Sequence[tuple[str, str]]
"""The decoded fields of a form in the order of the body, repeated ones included."""

type Query = Mapping[str, Sequence[str]]
"""The decoded parameters of a query, each with all its values, empty ones included."""


class Algorithm(StrEnum):
    """How a key signs."""

    SHA1 = "sha1"
    """An account's Auth Token."""
    SHA256 = "sha256"
    """A SharedKey."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret that requests may be signed with."""

    secret: str = field(repr=False)
    algorithm: Algorithm = Algorithm.SHA1


def expected_signature(url: str, parameters: Parameters, key: SigningKey) -> str:
    """Return the signature that Twilio computes for a request, in base64.

    `url` is the address exactly as Twilio called it, query included, fragment not.
    """
    return _sign(url + signed_form(parameters), key)


def matching_signature(
    urls: Iterable[str], parameters: Parameters, signature: str | None, keys: Iterable[SigningKey]
) -> str | None:
    """Return the signature if one of the keys made it for one of the addresses, none else.

    A key without a secret matches nothing.
    """
    if not signature:
        return None
    given = signature.encode("utf-8", "surrogatepass")
    form = signed_form(parameters)
    usable = [key for key in keys if key.secret]
    for url in urls:
        for key in usable:
            expected = _sign(url + form, key)
            if hmac.compare_digest(expected.encode("ascii"), given):
                return expected
    return None


def is_body_intact(query: Query, body: bytes, *, required: bool) -> bool:
    """Tell whether the body has the hash that the signed query names.

    A JSON body has no other protection: there it is `required`.
    """
    match query.get(BODY_HASH):
        case None:
            return not required
        case [value]:
            actual = hashlib.sha256(body).hexdigest()
            return hmac.compare_digest(actual.encode(), value.encode())
    return False


@lru_cache(maxsize=64)  # Addresses are asked for with each request, and hardly ever change.
def with_port_variants(url: str) -> tuple[str, ...]:
    """Return an address as it is, and without its port or, where it has none, with the default.

    Twilio signs the one or the other and does not say which; its own SDKs try both. User
    information is never signed.
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    name, colon, port = host.rpartition(":")
    if colon and port.isdecimal():
        other = name
    else:
        other = f"{host}:{443 if parts.scheme == 'https' else 80}"
    return tuple(parts._replace(netloc=variant).geturl() for variant in (host, other))


def signed_form(parameters: Parameters) -> str:
    """Return a form as it is signed: by name, each name's values sorted, each once."""
    values = dict(parameters)
    if len(values) == len(parameters):  # Nothing is repeated: the names alone give the order.
        return "".join([name + values[name] for name in sorted(values)])
    return "".join([name + value for name, value in sorted(set(parameters))])


def _sign(text: str, key: SigningKey) -> str:
    signed = text.encode("utf-8", "surrogatepass")
    digest = hmac.digest(key.secret.encode(), signed, key.algorithm.value)
    return b64encode(digest).decode("ascii")
