"""The account, its numbers, the tunnels and the faults."""

from typing import TYPE_CHECKING

from aiohttp import web

from ..account import AccountStatus
from ..errors import Problem
from ..faults import Drop, DropPoint, Effect, Fault, Hang, Latency, Refuse
from ..webhook.callbacks import CallbackOrder
from .body import read_body, refuse
from .views import show_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..simulator import Simulator
    from .body import Body


def routes(simulator: Simulator) -> Iterable[web.RouteDef]:
    """Return the routes of the house's side."""
    house = House(simulator)
    return (
        web.patch("/simulator/account", house.change_account),
        web.get("/simulator/numbers", house.numbers),
        web.post("/simulator/numbers", house.add_number),
        web.patch("/simulator/numbers/{address}", house.change_number),
        web.put("/simulator/tunnels", house.open_tunnel),
        web.patch("/simulator/webhooks", house.change_webhooks),
        web.post("/simulator/faults", house.add_fault),
        web.delete("/simulator/faults", house.clear_faults),
        web.patch("/simulator/lists", house.change_lists),
        web.patch("/simulator/clock", house.set_clock),
        web.post("/simulator/clock/advance", house.advance),
    )


class House:
    """The handlers."""

    def __init__(self, simulator: Simulator) -> None:
        """Serve a simulator."""
        self._simulator = simulator

    async def change_account(self, request: web.Request) -> web.Response:
        """Suspend the account, or change its Auth Token."""
        account, body = self._simulator.account, await read_body(request)
        account.status = body.choice("status", AccountStatus, account.status)
        account.auth_token = body.text("auth_token", account.auth_token)
        account.balance = body.text("balance", account.balance)
        if "key_rights" in body:
            account.key_rights = set(body.texts("key_rights"))
        return web.json_response({"sid": account.sid, "status": account.status.value})

    async def numbers(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler
        """List the account's numbers."""
        return web.json_response([show_number(number) for number in self._simulator.numbers])

    async def add_number(self, request: web.Request) -> web.Response:
        """Give the account a number, or a WhatsApp sender."""
        body = await read_body(request)
        if "whatsapp" in body:
            number = self._simulator.add_whatsapp_sender(body.text("whatsapp"))
        else:
            number = self._simulator.add_number(
                body.text("address"),
                sms=body.flag("sms", usual=True),
                mms=body.flag("mms", usual=True),
                voice=body.flag("voice", usual=True),
            )
        return web.json_response(show_number(number), status=201)

    async def change_number(self, request: web.Request) -> web.Response:
        """Point a number's webhooks somewhere."""
        address, body = request.match_info["address"], await read_body(request)
        for number in self._simulator.numbers:
            if number.address == address:
                number.sms_url = body.text("sms_url", number.sms_url)
                number.voice_url = body.text("voice_url", number.voice_url)
                number.status_callback = body.text("status_callback", number.status_callback)
                return web.json_response(show_number(number))
        raise web.HTTPNotFound(text=f"{address} is not a number of the account.\n")

    async def open_tunnel(self, request: web.Request) -> web.Response:
        """Lead a public address to a local one."""
        body = await read_body(request)
        try:
            self._simulator.tunnels.open(body.text("public"), body.text("local"))
        except ValueError as err:
            refuse(str(err))
        return web.Response(status=204)

    async def change_webhooks(self, request: web.Request) -> web.Response:
        """Make webhooks as mean as Twilio's can be."""
        simulator, body = self._simulator, await read_body(request)
        simulator.callbacks = body.choice("callbacks", CallbackOrder, simulator.callbacks)
        if "params" in body:
            simulator.extra_params = body.params()
        params = [[name, value] for name, value in simulator.extra_params]
        return web.json_response({"callbacks": simulator.callbacks.value, "params": params})

    async def add_fault(self, request: web.Request) -> web.Response:
        """Arm a fault."""
        body = await read_body(request)
        fault = Fault(
            _effect(body),
            method=body.text("method") if "method" in body else None,
            path=body.text("path", ""),
            times=int(body.number("times", 1)) or None,
        )
        self._simulator.faults.add(fault)
        return web.Response(status=204)

    async def clear_faults(self, request: web.Request) -> web.Response:  # noqa: ARG002
        """Disarm all faults, and let go of what they hold."""
        self._simulator.faults.clear()
        self._simulator.faults.release()
        return web.Response(status=204)

    async def change_lists(self, request: web.Request) -> web.Response:
        """Let lists lag behind, in or out of order."""
        simulator, body = self._simulator, await read_body(request)
        simulator.list_lag = body.number("lag", simulator.list_lag)
        simulator.list_disorder = body.flag("disorder", usual=simulator.list_disorder)
        return web.json_response({"lag": simulator.list_lag, "disorder": simulator.list_disorder})

    async def set_clock(self, request: web.Request) -> web.Response:
        """Set the clock wrong, compared with this machine's."""
        body = await read_body(request)
        self._simulator.date_skew = body.number("skew", self._simulator.date_skew)
        return web.json_response({"now": self._simulator.clock.now().isoformat()})

    async def advance(self, request: web.Request) -> web.Response:
        """Turn the clock forward."""
        body = await read_body(request)
        self._simulator.clock.advance(body.number("seconds", 0))
        return web.json_response({"now": self._simulator.clock.now().isoformat()})


def _effect(body: Body) -> Effect:
    if "latency" in body:
        return Latency(body.number("latency", 0))
    if "drop" in body:
        return Drop(body.choice("drop", DropPoint, DropPoint.BEFORE_READING))
    takes_effect = body.flag("takes_effect", usual=False)
    if body.flag("hang", usual=False):
        return Hang(takes_effect)
    if "status" in body:
        status = int(body.number("status", 0))
        problem = Problem(
            int(body.number("code", 20000 + status)),
            body.text("message", "A fault on demand"),
            status,
        )
        retry_after = int(body.number("retry_after", 0)) or None
        as_date = body.flag("retry_after_date", usual=False)
        return Refuse(problem, retry_after, as_date, takes_effect)
    return refuse("A fault has a latency, a drop, a hang or a status.")
