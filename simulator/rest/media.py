"""Media of messages: where a webhook's media URLs lead."""

from typing import TYPE_CHECKING

from aiohttp import web

from ..errors import NOT_FOUND, ApiError
from .answer import account_path, date
from .form import query_of
from .page import Listing, page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..messaging.message import Media, Message
    from ..switchboard import Switchboard
    from .answer import Resource


def routes(switchboard: Switchboard) -> Iterable[web.RouteDef]:
    """Return the routes of media."""
    files = Files(switchboard)
    path = f"{account_path('{account}')}/Messages/{{message}}/Media"
    return (
        web.get(f"{path}.json", files.list),
        web.get(f"{path}/{{sid}}.json", files.fetch),
        web.get(f"{path}/{{sid}}", files.download),
    )


class Files:
    """The handlers."""

    def __init__(self, switchboard: Switchboard) -> None:
        """Serve a switchboard."""
        self._board = switchboard

    async def list(self, request: web.Request) -> web.Response:
        """List a message's files."""
        message = self._board.log.find(request.match_info["message"])
        if message is None:
            raise ApiError(NOT_FOUND, path=request.path)
        rows = [_Row(media, message) for media in message.media]
        listing = Listing(
            key="media_list",
            path=request.path,
            query=query_of(request),
            rows=rows,
            render=self._render,
        )
        return web.json_response(page(self._board.desk, listing))

    async def fetch(self, request: web.Request) -> web.Response:
        """Read what is known about a file."""
        return web.json_response(self._render(self._find(request)))

    async def download(self, request: web.Request) -> web.Response:
        """Redirect to where the file is, as Twilio does to its content network."""
        media = self._find(request).media
        if media.content is None:
            raise web.HTTPTemporaryRedirect(media.origin or media.url)
        raise web.HTTPTemporaryRedirect(f"{self._board.desk.base_url}/simulator/files/{media.sid}")

    def _find(self, request: web.Request) -> _Row:
        message = self._board.log.find(request.match_info["message"])
        for media in message.media if message else ():
            if message and media.sid == request.match_info["sid"]:
                return _Row(media, message)
        raise ApiError(NOT_FOUND, path=request.path)

    def _render(self, row: _Row) -> Resource:
        path = account_path(self._board.desk.account.sid)
        return {
            "account_sid": self._board.desk.account.sid,
            "content_type": row.media.content_type,
            "date_created": date(row.created),
            "date_updated": date(row.created),
            "parent_sid": row.message.sid,
            "sid": row.sid,
            "uri": f"{path}/Messages/{row.message.sid}/Media/{row.sid}.json",
        }


class _Row:
    """A file as a row of a list."""

    def __init__(self, media: Media, message: Message) -> None:
        self.media = media
        self.message = message
        self.sid = media.sid
        self.created = message.created
