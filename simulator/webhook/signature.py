"""The signature that proves a request to be Twilio's."""

import re
from typing import TYPE_CHECKING

from multidict import MultiDict
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from .delivery import Params


_USER_INFORMATION = re.compile(r"^([a-z]+://)[^/?#]*@", re.IGNORECASE)


def sign(auth_token: str, url: str, params: Params) -> str:
    """Return the signature of a request; neither fragment nor user information is signed."""
    signed = _USER_INFORMATION.sub(r"\1", url.partition("#")[0])
    return str(RequestValidator(auth_token).compute_signature(signed, MultiDict(params)))
