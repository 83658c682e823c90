"""What a house asks of Twilio, and so pays for."""

from simulator import Request

from .stage import Stage

_PAID = ("/Messages", "/Calls")


def costs(stage: Stage, since: int) -> list[str]:
    """Return what was asked about messages and calls, but for answers to the phone's owner."""
    return [
        f"{request.method} {request.path}"
        for request in stage.twilio.requests[since:]
        if any(part in request.path for part in _PAID) and not _is_answer(stage, request)
    ]


def _is_answer(stage: Stage, request: Request) -> bool:
    return request.method == "POST" and request.param("To") == stage.phone.number
