"""Messages.json: sending, reading, redacting, deleting."""

from typing import TYPE_CHECKING

from aiohttp import web

from ..address import phone_number
from ..errors import (
    INVALID_PARAMETER,
    NOT_CANCELABLE,
    NOT_COMPLETE,
    NOT_FOUND,
    ApiError,
    delivery_error,
)
from ..messaging.message import MessageStatus
from .answer import API_VERSION, CURRENCY, Resource, account_path, date
from .form import query_of, read_form
from .message_order import read_order
from .page import Listing, on_days, page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..messaging.message import Message
    from ..switchboard import Switchboard


def routes(switchboard: Switchboard) -> Iterable[web.RouteDef]:
    """Return the routes of messages."""
    messages = Messages(switchboard)
    path = account_path("{account}")
    return (
        web.post(f"{path}/Messages.json", messages.create),
        web.get(f"{path}/Messages.json", messages.list),
        web.get(f"{path}/Messages/{{sid}}.json", messages.fetch),
        web.post(f"{path}/Messages/{{sid}}.json", messages.update),
        web.delete(f"{path}/Messages/{{sid}}.json", messages.delete),
    )


class Messages:
    """The handlers."""

    def __init__(self, switchboard: Switchboard) -> None:
        """Serve a switchboard."""
        self._board = switchboard
        self._desk = switchboard.desk

    async def create(self, request: web.Request) -> web.Response:
        """Send a message."""
        order = read_order(await read_form(request), self._board)
        return web.json_response(self._render(self._board.outbound.send(order)), status=201)

    async def list(self, request: web.Request) -> web.Response:
        """List messages."""
        query = query_of(request)
        rows = [
            message
            for message in self._board.log.messages
            if query.text("To") in ("", message.to)
            and query.text("From") in ("", message.from_)
            and on_days(query, "DateSent", message.sent)
        ]
        listing = Listing(
            key="messages", path=request.path, query=query, rows=rows, render=self._render
        )
        return web.json_response(page(self._desk, listing))

    async def fetch(self, request: web.Request) -> web.Response:
        """Read a message."""
        return web.json_response(self._render(self._find(request)))

    async def update(self, request: web.Request) -> web.Response:
        """Redact a message, or cancel a scheduled one."""
        message = self._find(request)
        form = await read_form(request)
        if status := form.text("Status"):
            if status != MessageStatus.CANCELED:
                raise ApiError(INVALID_PARAMETER, name="Status")
            if message.status is not MessageStatus.SCHEDULED:
                raise ApiError(NOT_CANCELABLE)
            await self._board.outbound.cancel(message)
        elif form.text("Body") or "Body" not in form:
            raise ApiError(INVALID_PARAMETER, name="Body")
        elif message.status.is_on_its_way:
            raise ApiError(NOT_COMPLETE)
        else:
            message.body = ""
            message.updated = self._desk.clock.now()
            self._desk.bulletin.publish(phone_number(message.to))
            self._desk.bulletin.publish(phone_number(message.from_ or ""))
        return web.json_response(self._render(message))

    async def delete(self, request: web.Request) -> web.Response:
        """Delete a message."""
        message = self._find(request)
        if message.status.is_on_its_way:
            raise ApiError(NOT_COMPLETE)
        self._board.log.remove(message)
        return web.Response(status=204)

    def _find(self, request: web.Request) -> Message:
        message = self._board.log.find(request.match_info["sid"])
        if message is None:
            raise ApiError(NOT_FOUND, path=request.path)
        return message

    def _render(self, message: Message) -> Resource:
        uri = f"{account_path(self._desk.account.sid)}/Messages/{message.sid}"
        return {
            "account_sid": self._desk.account.sid,
            "api_version": API_VERSION,
            "body": message.body,
            "date_created": date(message.created),
            "date_sent": date(message.sent),
            "date_updated": date(message.updated),
            "direction": message.direction.value,
            "error_code": message.error_code,
            "error_message": (
                None if message.error_code is None else delivery_error(message.error_code)
            ),
            "from": message.from_,
            "messaging_service_sid": message.service_sid,
            "num_media": str(len(message.media)),
            "num_segments": str(message.segments),
            "price": message.price,
            "price_unit": CURRENCY,
            "sid": message.sid,
            "status": message.status.value,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": message.to,
            "uri": f"{uri}.json",
        }
