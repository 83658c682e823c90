"""A request that is to be brought to a house."""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from .signature import sign

if TYPE_CHECKING:
    from .delivery import Params

FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"


class Signing(Enum):
    """Who signs a request, if its signature is not given."""

    TWILIO = "twilio"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is to be sent, where to, and where to if that fails."""

    url: str
    params: Params = ()
    method: str = "POST"
    signature: str | Signing = Signing.TWILIO
    fallback_url: str = ""
    fallback_method: str = "POST"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request exactly as it is sent."""

    url: str
    method: str
    params: Params
    headers: Params


def prepare(errand: Errand, auth_token: str, token: str) -> Attempt:
    """Return the request of an errand; the idempotency token is the same over all attempts."""
    url, _, _ = errand.url.partition("#")
    posts = errand.method == "POST"
    if errand.params and not posts:
        url += ("&" if "?" in url else "?") + urlencode(errand.params)
    headers = [
        ("User-Agent", "TwilioProxy/1.1"),
        ("Accept", "*/*"),
        ("Cache-Control", "max-age=259200"),
        ("I-Twilio-Idempotency-Token", token),
        ("X-Home-Region", "us1"),
    ]
    if posts:
        headers.append(("Content-Type", FORM))
    if errand.signature is Signing.TWILIO:
        signature = sign(auth_token, url, errand.params if posts else ())
        headers.append(("X-Twilio-Signature", signature))
    elif isinstance(errand.signature, str):
        headers.append(("X-Twilio-Signature", errand.signature))
    return Attempt(url, errand.method, errand.params, tuple(headers))
