"""The gate of the REST API: records, faults, limits and credentials."""

import asyncio
from base64 import b64decode
from datetime import timedelta
import re
from time import perf_counter
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from ..account import AccountStatus
from ..errors import (
    ACCOUNT_NOT_ACTIVE,
    AUTHENTICATE,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    NOT_PERMITTED,
    TOO_MANY_REQUESTS,
    ApiError,
)
from ..faults import Drop, DropPoint, Faults, Hang, Hold, Latency, Refuse
from ..sids import new_sid
from . import regions, services
from .answer import account_path, error_answer, http_date, refusal
from .log import Request

if TYPE_CHECKING:
    from ..desk import Desk

ROOT = account_path("")
# What Twilio has on hosts of their own; here all share one.
OTHER_ROOTS = (services.PATH, regions.PATH)
JSON = "application/json"
_RESOURCE = re.compile(r"/([A-Z][A-Za-z]+)(?=[./]|$)")


class Gate:
    """What every request to the REST API passes."""

    def __init__(self, desk: Desk, faults: Faults, most_at_once: int) -> None:
        """Guard a desk."""
        self._desk = desk
        self._faults = faults
        self.most_at_once = most_at_once
        self._in_flight = 0
        self.requests: list[Request] = []

    @property
    def middleware(self) -> Middleware:
        """Return the gate as aiohttp wants it."""

        @web.middleware
        async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._pass(request, handler)

        return gate

    async def _pass(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith((ROOT, *OTHER_ROOTS)):
            return await handler(request)
        self._in_flight += 1
        at_once = self._in_flight
        begun = perf_counter()
        try:
            answer = await self._answer(request, handler, at_once)
        finally:
            self._in_flight -= 1
        answer.headers["Date"] = http_date(self._desk.clock.now())
        answer.headers["Twilio-Concurrent-Requests"] = str(at_once)
        answer.headers["Twilio-Request-Id"] = new_sid("RQ")
        answer.headers["Twilio-Request-Duration"] = f"{perf_counter() - begun:.3f}"
        answer.headers["X-Home-Region"] = "us1"
        return answer

    async def _answer(
        self, request: web.Request, handler: Handler, at_once: int
    ) -> web.StreamResponse:
        match self._faults.strike(request.method, request.path):
            case Drop(DropPoint.BEFORE_READING):
                return await self._cut(request, read=False)
            case Drop(DropPoint.AFTER_ACCEPTING):
                await self._handle(request, handler)
                return await self._cut(request, read=True)
            case Refuse() as effect:
                if effect.takes_effect:
                    await self._handle(request, handler)
                return await self._record(request, self._refusal(effect))
            case Hang(takes_effect, reached, released):
                answer = await self._handle(request, handler) if takes_effect else None
                await self._record(request, None)
                reached.set()
                await released.wait()
                return answer or self._abort(request)
            case Latency(seconds):
                await asyncio.sleep(seconds)
            case Hold(reached, released):
                reached.set()
                await released.wait()
            case None:
                pass
        if at_once > self.most_at_once:
            problem = TOO_MANY_REQUESTS
            return await self._record(
                request, error_answer(problem, problem.message, retry_after=1)
            )
        return await self._record(request, await self._handle(request, handler))

    async def _handle(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._check_credentials(request)
            return await handler(request)
        except ApiError as err:
            return refusal(err)
        except web.HTTPNotFound:
            return refusal(ApiError(NOT_FOUND, path=request.path))
        except web.HTTPMethodNotAllowed:
            return refusal(ApiError(METHOD_NOT_ALLOWED))
        except web.HTTPRedirection as redirect:
            return web.Response(
                status=redirect.status, headers={"Location": redirect.headers["Location"]}
            )

    def _check_credentials(self, request: web.Request) -> None:
        account = self._desk.account
        user, password = _credentials(request)
        own_path = f"{account_path(account.sid)}.json"
        if (user, password) == (account.api_key_sid, account.api_key_secret):
            if request.path == own_path or not _is_allowed(request, account.key_rights):
                raise ApiError(NOT_PERMITTED)
        elif (user, password) != (account.sid, account.auth_token):
            raise ApiError(AUTHENTICATE)
        own_paths = (f"{account_path(account.sid)}/", own_path, *OTHER_ROOTS)
        if not request.path.startswith(own_paths):
            raise ApiError(NOT_FOUND, path=request.path)
        if account.status is not AccountStatus.ACTIVE and request.path != own_path:
            raise ApiError(ACCOUNT_NOT_ACTIVE, sid=account.sid)

    def _refusal(self, effect: Refuse) -> web.Response:
        problem, seconds = effect.problem, effect.retry_after
        answer = error_answer(problem, problem.message, retry_after=seconds)
        if effect.as_date and seconds is not None:
            until = self._desk.clock.now() + timedelta(seconds=seconds)
            answer.headers["Retry-After"] = http_date(until)
        return answer

    async def _cut(self, request: web.Request, *, read: bool) -> web.Response:
        await self._record(request, None, read=read)
        return self._abort(request)

    def _abort(self, request: web.Request) -> web.Response:
        if request.transport:
            request.transport.abort()
        return web.Response()

    async def _record[T: web.StreamResponse | None](
        self, request: web.Request, answer: T, *, read: bool = True
    ) -> T:
        posted = await request.post() if read else {}
        form = [(key, value) for key, value in posted.items() if isinstance(value, str)]
        is_json = answer is not None and answer.content_type == JSON
        text = answer.text if isinstance(answer, web.Response) and is_json else None
        self.requests.append(
            Request(
                method=request.method,
                path=request.path,
                query=tuple(request.query.items()),
                form=tuple(form),
                user=_credentials(request)[0],
                status=None if answer is None else answer.status,
                headers=tuple(request.headers.items()),
                answer=text or "",
                answer_headers=() if answer is None else tuple(answer.headers.items()),
            )
        )
        self._desk.bulletin.publish("requests")
        return answer


def _is_allowed(request: web.Request, rights: set[str] | None) -> bool:
    """Tell whether a key may do what a request asks; the last name in the path is the resource."""
    *_, resource = _RESOURCE.findall(request.path)
    return rights is None or f"{request.method} {resource}" in rights


def _credentials(request: web.Request) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return user, password
