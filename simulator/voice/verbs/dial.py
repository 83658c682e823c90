"""Dial: the caller is put through to other phones."""

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..bridge import Bridge
from ..call import CallStatus
from ..ear import Key
from ..order import Order
from ..recorder import Recorder
from ..steps import Bridged, Fetch
from ..transcript import Dialled
from .dial_outcome import Outcome
from .dial_terms import Leg, Terms, read
from .registry import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from ..live_call import LiveCall


async def dial(call: LiveCall, verb: Element) -> Fetch | None:
    """Put the caller through; afterwards comes the action, or else the next verb."""
    terms = read(call, verb)
    if not terms.answers_on_bridge:
        call.take()
    outcome = Outcome()
    for legs in terms.groups:
        outcome = await _try(call, terms, legs)
        if outcome.is_answered:
            break
    return _continue(terms, outcome)


async def _try(call: LiveCall, terms: Terms, wanted: tuple[Leg, ...]) -> Outcome:
    bridge = Bridge(call)
    legs = [_ring(call, terms, leg, bridge) for leg in wanted]
    try:
        leg = await bridge.joined()
        if leg is None:
            return Outcome(status=legs[-1].record.status, leg=legs[-1])
        _drop(call, [other for other in legs if other is not leg])
        call.take()
        with _recording(call, terms) as recorder:
            await _talk(call, terms, bridge)
        if not bridge.is_left:
            call.exchange.drop(leg)
            await leg.ended.wait(call.desk.activity)
    except asyncio.CancelledError:
        if call.is_hung_up:
            call.farewell = _continue(terms, _broken_off(bridge, legs))
        raise
    finally:
        bridge.close()
        _drop(call, [] if bridge.is_left else legs)
    url = recorder.recording.url if recorder else ""
    return Outcome(status=CallStatus.COMPLETED, leg=leg, is_bridged=True, recording_url=url)


def _broken_off(bridge: Bridge, legs: list[LiveCall]) -> Outcome:
    if bridge.leg:
        return Outcome(status=CallStatus.COMPLETED, leg=bridge.leg, is_bridged=True)
    return Outcome(status=CallStatus.CANCELED, leg=legs[-1])


async def _talk(call: LiveCall, terms: Terms, bridge: Bridge) -> None:
    def listen() -> None:
        if terms.hangs_up_on_star and ear.has_heard(Key("*")):
            bridge.close()

    with call.listening(frozenset({Key})) as ear:
        ear.on_input = listen
        limit = call.desk.clock.alarm(terms.longest, bridge.close)
        try:
            await bridge.over()
        finally:
            call.desk.clock.cancel(limit)


def _ring(call: LiveCall, terms: Terms, leg: Leg, bridge: Bridge) -> LiveCall:
    order = Order(
        to=leg.number,
        from_=terms.caller,
        source=leg.whisper or Bridged(bridge),
        subscription=leg.subscription,
        ring_seconds=terms.ring_seconds,
        digits=leg.digits,
    )
    call.phone.hear(Dialled(leg.number))
    live = call.exchange.extend(call, order)
    bridge.add(live)
    return live


@contextmanager
def _recording(call: LiveCall, terms: Terms) -> Iterator[Recorder | None]:
    recorder = Recorder.start(call, terms.recording) if terms.recording else None
    try:
        yield recorder
    finally:
        if recorder:
            recorder.stop()


def _drop(call: LiveCall, legs: list[LiveCall]) -> None:
    for leg in legs:
        call.exchange.drop(leg)


def _continue(terms: Terms, outcome: Outcome) -> Fetch | None:
    if not terms.action:
        return None
    return Fetch(url=terms.action, method=terms.method, params=outcome.params)


DIAL = (Verb(name="Dial", perform=dial, takes_call=False),)
