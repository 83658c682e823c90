"""Which error of this integration an answer of Twilio, or a failure of the SDK, amounts to."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
import json
import re
from typing import Final

from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.response import Response

from .error_codes import ACCOUNT_NOT_ACTIVE, AUTHENTICATION, SPENT
from .errors import (
    AccountNotActive,
    CredentialsRejected,
    Refused,
    TooManyRequests,
    TwilioApiError,
    Uncertain,
)
from .headers import retry_after

# What the SDK puts before the words of Twilio.
_PREFIX: Final = re.compile(r"^Unable to \w+ record: ")


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn what the SDK raises, unreadable answers included, into what this integration raises."""
    try:
        yield
    except TwilioRestException as err:
        raise _error(err.status, err.code, _PREFIX.sub("", err.msg)) from err
    except TwilioServiceException as err:
        raise _error(err.status, err.code, err.detail or err.title) from err
    except TwilioException as err:
        # A list that fails says no more than its response.
        match err.args:
            case (_, Response() as response):
                raise error_of(response) from err
        raise Uncertain from err
    except (AttributeError, LookupError, TypeError, ValueError) as err:
        raise Uncertain from err


def error_of(response: Response) -> TwilioApiError:
    """Return what an answer amounts to that is no success."""
    code, reason = None, ""
    try:
        body = json.loads(response.text)
        code, reason = body.get("code"), str(body.get("message") or "")
    except AttributeError, ValueError:
        pass
    wish = retry_after(response.headers or {})
    return _error(response.status_code, code, reason, wish)


def _error(status: int, code: object, reason: str, wish: float | None = None) -> TwilioApiError:
    code = code if isinstance(code, int) else None
    if status == HTTPStatus.TOO_MANY_REQUESTS and code not in SPENT:
        return TooManyRequests(status, code, reason, wish)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Uncertain(status)
    if code == ACCOUNT_NOT_ACTIVE:
        return AccountNotActive(status, code, reason)
    if status == HTTPStatus.UNAUTHORIZED or code == AUTHENTICATION:
        return CredentialsRejected(status, code, reason)
    return Refused(status, code, reason)
