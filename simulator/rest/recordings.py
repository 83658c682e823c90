"""Recordings.json: reading, fetching and deleting what was recorded, and recording live calls."""

from typing import TYPE_CHECKING

from aiohttp import web

from ..errors import INVALID_PARAMETER, NOT_FOUND, ApiError
from ..voice.audio import mp3, wav
from ..voice.recorder import Recorder
from ..voice.recording import RecordingSource, RecordingStatus
from .answer import API_VERSION, CURRENCY, Resource, account_path, date
from .call_options import read_recording
from .form import query_of, read_form
from .page import Listing, on_days, page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..switchboard import Switchboard
    from ..voice.call import Call
    from ..voice.recording import Recording

PRICE = "-0.00250"
CURRENT = "Twilio.CURRENT"
_SUBRESOURCES = {"add_on_results": "AddOnResults", "transcriptions": "Transcriptions"}
_CHANGES = {
    "paused": RecordingStatus.PAUSED,
    "in-progress": RecordingStatus.IN_PROGRESS,
    "stopped": RecordingStatus.STOPPED,
}


def routes(switchboard: Switchboard) -> Iterable[web.RouteDef]:
    """Return the routes of recordings."""
    recordings = Recordings(switchboard)
    path = account_path("{account}")
    of_call = f"{path}/Calls/{{call}}/Recordings"
    one = "{sid:RE[0-9a-f]{32}}"
    return (
        web.get(f"{path}/Recordings.json", recordings.list),
        web.get(f"{path}/Recordings/{one}.json", recordings.fetch),
        web.delete(f"{path}/Recordings/{one}.json", recordings.delete),
        web.get(f"{path}/Recordings/{one}{{suffix:(?:[.]wav|[.]mp3)?}}", recordings.download),
        web.get(f"{of_call}.json", recordings.list),
        web.post(f"{of_call}.json", recordings.start),
        web.get(f"{of_call}/{one}.json", recordings.fetch),
        web.post(f"{of_call}/{{sid}}.json", recordings.update),
        web.delete(f"{of_call}/{one}.json", recordings.delete),
    )


class Recordings:
    """The handlers."""

    def __init__(self, switchboard: Switchboard) -> None:
        """Serve a switchboard."""
        self._board = switchboard
        self._desk = switchboard.desk

    async def list(self, request: web.Request) -> web.Response:
        """List recordings, of one call or of all."""
        query = query_of(request)
        call_sid = request.match_info.get("call") or query.text("CallSid")
        rows = [
            recording
            for recording in self._desk.recordings
            if call_sid in ("", recording.call_sid)
            and on_days(query, "DateCreated", recording.created)
        ]
        listing = Listing(
            key="recordings",
            path=request.path,
            query=query,
            rows=rows,
            render=self._renderer(request),
        )
        return web.json_response(page(self._desk, listing))

    async def fetch(self, request: web.Request) -> web.Response:
        """Read what is known about a recording."""
        return web.json_response(self._renderer(request)(self._find(request)))

    async def delete(self, request: web.Request) -> web.Response:
        """Delete a recording."""
        self._desk.recordings.remove(self._find(request))
        return web.Response(status=204)

    async def download(self, request: web.Request) -> web.Response:
        """Give the sound away: of silence, as long as the recording."""
        recording = self._find(request)
        if recording.duration is None:
            raise ApiError(NOT_FOUND, path=request.path)
        if request.match_info["suffix"] == ".mp3":
            return web.Response(body=mp3(recording.duration), content_type="audio/mpeg")
        channels = min(recording.channels, int(request.query.get("RequestedChannels", "2")))
        body = wav(recording.duration, channels)
        return web.Response(body=body, content_type="audio/x-wav")

    async def start(self, request: web.Request) -> web.Response:
        """Record a call that is in progress from now on."""
        live = self._board.exchange.live(self._call(request))
        order = read_recording(await read_form(request), RecordingSource.CALL_API)
        recorder = Recorder.start(live, order)
        return web.json_response(self._of_call(recorder.recording), status=201)

    async def update(self, request: web.Request) -> web.Response:
        """Pause, continue or stop the recording of a call that is in progress."""
        live = self._board.exchange.live(self._call(request))
        form, sid = await read_form(request), request.match_info["sid"]
        status = _CHANGES.get(form.text("Status"))
        if status is None:
            raise ApiError(INVALID_PARAMETER, name="Status")
        running = [item for item in live.recorders if item.recording.status.is_running]
        for recorder in reversed(running):
            if sid in (CURRENT, recorder.recording.sid):
                recorder.stop() if status is RecordingStatus.STOPPED else recorder.change(status)
                return web.json_response(self._of_call(recorder.recording))
        raise ApiError(NOT_FOUND, path=request.path)

    def _call(self, request: web.Request) -> Call:
        for call in self._board.exchange.calls:
            if call.sid == request.match_info["call"]:
                return call
        raise ApiError(NOT_FOUND, path=request.path)

    def _find(self, request: web.Request) -> Recording:
        call_sid = request.match_info.get("call")
        for recording in self._desk.recordings:
            if recording.sid == request.match_info["sid"] and call_sid in (
                None,
                recording.call_sid,
            ):
                return recording
        raise ApiError(NOT_FOUND, path=request.path)

    def _renderer(self, request: web.Request) -> Callable[[Recording], Resource]:
        return self._of_call if "call" in request.match_info else self._of_account

    def _of_account(self, recording: Recording) -> Resource:
        base = f"{account_path(self._desk.account.sid)}/Recordings/{recording.sid}"
        ended = recording.duration is not None
        return self._common(recording) | {
            "media_url": recording.url,
            "price": PRICE if ended else None,
            "price_unit": CURRENCY,
            "subresource_uris": {key: f"{base}/{name}.json" for key, name in _SUBRESOURCES.items()},
            "uri": f"{base}.json",
        }

    def _of_call(self, recording: Recording) -> Resource:
        path = account_path(self._desk.account.sid)
        ended = recording.duration is not None
        return self._common(recording) | {
            "price": float(PRICE) if ended else None,
            "price_unit": CURRENCY,
            "track": recording.track,
            "uri": f"{path}/Calls/{recording.call_sid}/Recordings/{recording.sid}.json",
        }

    def _common(self, recording: Recording) -> Resource:
        return {
            "account_sid": self._desk.account.sid,
            "api_version": API_VERSION,
            "call_sid": recording.call_sid,
            "channels": recording.channels,
            "conference_sid": None,
            "date_created": date(recording.created),
            "date_updated": date(recording.updated),
            "duration": None if recording.duration is None else str(recording.duration),
            "encryption_details": None,
            "error_code": None,
            "sid": recording.sid,
            "source": recording.source.value,
            "start_time": date(recording.created),
            "status": recording.status.value,
        }
