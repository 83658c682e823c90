"""Answers of the REST API."""

from email.utils import format_datetime
from typing import TYPE_CHECKING

from aiohttp import web

from ..errors import ApiError, Problem

if TYPE_CHECKING:
    from datetime import datetime

type Json = str | int | float | bool | list[Json] | dict[str, Json] | None
type Resource = dict[str, Json]

API_VERSION = "2010-04-01"
CURRENCY = "USD"


def error_answer(problem: Problem, message: str, *, retry_after: int | None = None) -> web.Response:
    """Answer with a problem."""
    answer = web.json_response(
        {
            "code": problem.code,
            "message": message,
            "more_info": f"https://www.twilio.com/docs/errors/{problem.code}",
            "status": problem.status,
        },
        status=problem.status,
    )
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    if problem.status == web.HTTPUnauthorized.status_code:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return answer


def refusal(error: ApiError) -> web.Response:
    """Answer with what was raised."""
    return error_answer(error.problem, str(error))


def date(moment: datetime | None) -> str | None:
    """Return a moment as the API writes it."""
    return None if moment is None else format_datetime(moment)


def http_date(moment: datetime) -> str:
    """Return a moment as headers have it."""
    return format_datetime(moment, usegmt=True)


def iso_date(moment: datetime) -> str:
    """Return a moment as the newer products write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def account_path(account_sid: str) -> str:
    """Return the path under which an account's resources are."""
    return f"/{API_VERSION}/Accounts/{account_sid}"
