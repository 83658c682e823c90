"""Requests and answers made by hand, for the judge to look at."""

from collections.abc import Mapping
from dataclasses import replace
import json
from typing import Final

from simulator import Request

ACCOUNT: Final = "/2010-04-01/Accounts/AC" + "a" * 32

_FORM: Final = (("Content-Type", "application/x-www-form-urlencoded"),)
_JSON: Final = (("Content-Type", "application/json; charset=utf-8"),)

type Params = Mapping[str, str | list[str]]


def ask(
    method: str, path: str, *, query: Params | None = None, form: Params | None = None
) -> Request:
    """Return a request whose connection was cut before the answer."""
    return Request(
        method=method,
        path=path if path.startswith("/v") else ACCOUNT + path,
        query=_pairs(query or {}),
        form=_pairs(form or {}),
        user="",
        status=None,
        headers=_FORM if form else (),
    )


def answered(request: Request, status: int, body: object) -> Request:
    """Return a request with an answer in JSON."""
    return replace(request, status=status, answer=json.dumps(body), answer_headers=_JSON)


def error(status: int, code: int) -> dict[str, object]:
    """Return an error in Twilio's shape."""
    more_info = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": "No", "more_info": more_info, "status": status}


def _pairs(params: Params) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value)
        for name, values in params.items()
        for value in ([values] if isinstance(values, str) else values)
    )
