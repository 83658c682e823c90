"""Phones: texting, calling, answering, and waiting for what comes in."""

from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web

from ..address import is_e164
from ..handset import HandsetBehaviour, HandsetLine
from ..messaging.message import DeliveryError, MessageStatus
from .body import read_body, refuse, seen, waiting_time
from .views import (
    show_call,
    show_delivery,
    show_handset,
    show_heard,
    show_message,
    show_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..handset import Handset
    from ..simulator import Simulator
    from ..voice.handset_call import HandsetCall
    from .body import Body


_ACTS = ("answer", "decline", "hang_up", "let_ring_out", "press", "speak", "keep_silent")


def routes(simulator: Simulator) -> Iterable[web.RouteDef]:
    """Return the routes of phones."""
    phones = Phones(simulator)
    one = "/simulator/handsets/{number}"
    call = f"{one}/calls/{{sid}}"
    return (
        web.get("/simulator/handsets", phones.list),
        web.get(one, phones.fetch),
        web.patch(one, phones.change),
        web.get(f"{one}/thread", phones.thread),
        web.get(f"{one}/texts", phones.texts),
        web.post(f"{one}/texts", phones.text),
        web.get(f"{one}/calls", phones.calls),
        web.post(f"{one}/calls", phones.dial),
        web.get(call, phones.call),
        web.get(f"{call}/transcript", phones.transcript),
        web.post(f"{call}/{{act:{'|'.join(_ACTS)}}}", phones.act),
    )


class Phones:
    """The handlers."""

    def __init__(self, simulator: Simulator) -> None:
        """Serve a simulator."""
        self._simulator = simulator

    async def list(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler
        """List the phones."""
        return web.json_response([show_handset(phone) for phone in self._simulator.handsets])

    async def fetch(self, request: web.Request) -> web.Response:
        """Show a phone; it comes into being when first mentioned."""
        return web.json_response(show_handset(self._phone(request)))

    async def change(self, request: web.Request) -> web.Response:
        """Change how a phone behaves."""
        phone, body = self._phone(request), await read_body(request)
        phone.behaviour = body.choice("behaviour", HandsetBehaviour, phone.behaviour)
        phone.line = body.choice("line", HandsetLine, phone.line)
        phone.owner = body.text("owner", phone.owner)
        phone.verstat = body.text("verstat", phone.verstat)
        phone.greeting = body.text("greeting", phone.greeting)
        phone.sends_receipts = body.flag("sends_receipts", usual=phone.sends_receipts)
        if "delivery_error" in body:
            phone.delivery_error = _delivery_error(body)
        if "opted_out_of" in body:
            phone.opt_out(body.text("opted_out_of"))
        self._simulator.bulletin.publish(phone.number)
        return web.json_response(show_handset(phone))

    async def thread(self, request: web.Request) -> web.Response:
        """Show the messages between a phone and the house."""
        thread = self._simulator.thread(self._phone(request))
        return web.json_response([show_message(message) for message in thread])

    async def texts(self, request: web.Request) -> web.Response:
        """Show a phone's inbox, waiting until there is more than the program knows."""
        phone = self._phone(request)
        await self._wait(request, lambda: len(phone.inbox), phone.number)
        return web.json_response([show_text(text) for text in phone.inbox[seen(request) :]])

    async def text(self, request: web.Request) -> web.Response:
        """Text the house."""
        phone, body = self._phone(request), await read_body(request)
        to = self._own_number(body.text("to"))
        shown_as = self._phone_at(body.text("shown_as", phone.number))
        delivery = await phone.text(
            body.text("body", ""), to=to, media=body.texts("media"), shown_as=shown_as
        )
        return web.json_response(show_delivery(delivery), status=201)

    async def calls(self, request: web.Request) -> web.Response:
        """Show a phone's calls, waiting until there is more than the program knows."""
        phone = self._phone(request)
        await self._wait(request, lambda: len(phone.calls), phone.number)
        return web.json_response([show_call(call) for call in phone.calls[seen(request) :]])

    async def dial(self, request: web.Request) -> web.Response:
        """Call the house."""
        phone, body = self._phone(request), await read_body(request)
        call = await phone.dial(self._own_number(body.text("to")))
        return web.json_response(show_call(call), status=201)

    async def call(self, request: web.Request) -> web.Response:
        """Show a call, waiting for its end if asked to (``ended=1``)."""
        call = self._call(request)
        if request.query.get("ended"):
            await self._until(request, lambda: call.status.is_final, f"end of {call.sid}")
        return web.json_response(show_call(call))

    async def transcript(self, request: web.Request) -> web.Response:
        """Show what was heard, waiting until there is more than the program knows."""
        call = self._call(request)
        await self._wait(request, lambda: len(call.transcript), call.sid)
        return web.json_response([show_heard(item) for item in call.transcript[seen(request) :]])

    async def act(self, request: web.Request) -> web.Response:
        """Do something in a call: answer, press keys, speak, hang up and so on."""
        call, body = self._call(request), await read_body(request)
        try:
            match request.match_info["act"]:
                case "press":
                    call.press(body.text("digits"))
                case "speak":
                    call.speak(body.text("text"), body.number("confidence", 0.9))
                case "keep_silent":
                    await call.keep_silent(waiting_time(request))
                case act:
                    await getattr(call, act)()
        except TimeoutError as err:
            raise web.HTTPConflict(text=f"There is {err}.\n") from err
        except RuntimeError as err:
            raise web.HTTPConflict(text=f"{err}\n") from err
        return web.json_response(show_call(call))

    def _phone(self, request: web.Request) -> Handset:
        return self._phone_at(request.match_info["number"])

    def _phone_at(self, number: str) -> Handset:
        if not is_e164(number):
            refuse("A phone's number is in international format, such as +15551234567.")
        return self._simulator.handset(number)

    def _call(self, request: web.Request) -> HandsetCall:
        sid = request.match_info["sid"]
        for call in self._phone(request).calls:
            if call.sid == sid:
                return call
        raise web.HTTPNotFound(text=f"There is no call {sid}.\n")

    def _own_number(self, address: str) -> str:
        if all(number.address != address for number in self._simulator.numbers):
            refuse(f"{address} is not a number of the account.")
        return address

    async def _wait(self, request: web.Request, count: Callable[[], int], what: str) -> None:
        known = seen(request)
        await self._until(request, lambda: count() > known, f"news of {what}")

    async def _until(self, request: web.Request, holds: Callable[[], bool], what: str) -> None:
        with suppress(TimeoutError):
            await self._simulator.bulletin.until(
                lambda: True if holds() else None, what, waiting_time(request)
            )


def _delivery_error(body: Body) -> DeliveryError | None:
    code = int(body.number("delivery_error", 0))
    status = body.choice("delivery_status", MessageStatus, MessageStatus.UNDELIVERED)
    return DeliveryError(code=code, status=status) if code else None
