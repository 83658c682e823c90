"""Calls.json: calling, reading, redirecting, ending."""

from typing import TYPE_CHECKING

from aiohttp import web

from ..address import formatted
from ..errors import CALL_URL_INVALID, INVALID_PARAMETER, NOT_COMPLETE, NOT_FOUND, ApiError
from ..voice.call import CallStatus
from .answer import API_VERSION, CURRENCY, Resource, account_path, date
from .call_order import read_order, read_source, read_subscription, read_time_limit
from .form import query_of, read_form
from .page import Listing, on_days, page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..switchboard import Switchboard
    from ..voice.call import Call
    from .form import Form

_SUBRESOURCES = ("notifications", "recordings", "payments", "events", "siprec", "streams")


def routes(switchboard: Switchboard) -> Iterable[web.RouteDef]:
    """Return the routes of calls."""
    calls = Calls(switchboard)
    path = account_path("{account}")
    return (
        web.post(f"{path}/Calls.json", calls.create),
        web.get(f"{path}/Calls.json", calls.list),
        web.get(f"{path}/Calls/{{sid}}.json", calls.fetch),
        web.post(f"{path}/Calls/{{sid}}.json", calls.update),
        web.delete(f"{path}/Calls/{{sid}}.json", calls.delete),
    )


class Calls:
    """The handlers."""

    def __init__(self, switchboard: Switchboard) -> None:
        """Serve a switchboard."""
        self._board = switchboard
        self._desk = switchboard.desk

    async def create(self, request: web.Request) -> web.Response:
        """Call somebody."""
        order = read_order(await read_form(request), self._board)
        return web.json_response(self._render(self._board.exchange.place(order)), status=201)

    async def list(self, request: web.Request) -> web.Response:
        """List calls."""
        query = query_of(request)
        rows = [
            call
            for call in self._board.exchange.calls
            if query.text("To") in ("", call.to)
            and query.text("From") in ("", call.from_)
            and query.text("Status") in ("", call.status)
            and query.text("ParentCallSid") in ("", call.parent_sid)
            and on_days(query, "StartTime", call.started)
            and on_days(query, "EndTime", call.ended)
        ]
        listing = Listing(
            key="calls", path=request.path, query=query, rows=rows, render=self._render
        )
        return web.json_response(page(self._desk, listing))

    async def fetch(self, request: web.Request) -> web.Response:
        """Read a call."""
        return web.json_response(self._render(self._find(request)))

    async def update(self, request: web.Request) -> web.Response:
        """Continue a call elsewhere, or end it."""
        call = self._find(request)
        form = await read_form(request)
        if status := form.text("Status"):
            if status not in (CallStatus.CANCELED, CallStatus.COMPLETED):
                raise ApiError(INVALID_PARAMETER, name="Status")
            await self._board.exchange.end(call, CallStatus(status))
        else:
            if form.text("Url") and form.text("Twiml"):
                raise ApiError(CALL_URL_INVALID, url=form.text("Url"))
            self._redirect(call, form)
        return web.json_response(self._render(call))

    async def delete(self, request: web.Request) -> web.Response:
        """Delete a call's record."""
        call = self._find(request)
        if not call.status.is_final:
            raise ApiError(NOT_COMPLETE)
        self._board.exchange.calls.remove(call)
        return web.Response(status=204)

    def _redirect(self, call: Call, form: Form) -> None:
        live, source = self._board.exchange.live(call), read_source(form)
        live.longest = read_time_limit(form) or live.longest
        if form.text("StatusCallback"):
            live.progress.subscription = read_subscription(form)
        live.interrupt(source)

    def _find(self, request: web.Request) -> Call:
        sid = request.match_info["sid"]
        for call in self._board.exchange.calls:
            if call.sid == sid:
                return call
        raise ApiError(NOT_FOUND, path=request.path)

    def _render(self, call: Call) -> Resource:
        uri = f"{account_path(self._desk.account.sid)}/Calls/{call.sid}"
        return {
            "account_sid": self._desk.account.sid,
            "answered_by": call.answered_by,
            "api_version": API_VERSION,
            "caller_name": "",
            "date_created": date(call.created),
            "date_updated": date(call.updated),
            "direction": call.direction.value,
            "duration": None if call.duration is None else str(call.duration),
            "end_time": date(call.ended),
            "forwarded_from": "",
            "from": call.from_,
            "from_formatted": formatted(call.from_),
            "group_sid": None,
            "parent_call_sid": call.parent_sid,
            "phone_number_sid": call.number_sid,
            "price": call.price,
            "price_unit": CURRENCY,
            "queue_time": "0",
            "sid": call.sid,
            "start_time": date(call.started),
            "status": call.status.value,
            "subresource_uris": {name: f"{uri}/{name.capitalize()}.json" for name in _SUBRESOURCES},
            "to": call.to,
            "to_formatted": formatted(call.to),
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }
