"""Requests of Twilio as they arrive."""

from datetime import UTC, datetime

from freezegun.api import FrozenDateTimeFactory

from custom_components.twilio.arrivals import Arrivals
from custom_components.twilio.webhook import RequestKind, VerifiedRequest, WebhookMemory
from custom_components.twilio.webhook.repeats import RequestIdentity

REQUEST = VerifiedRequest(
    kind=RequestKind.UNKNOWN,
    is_ours=False,
    fields={},
    inbound=None,
    identity=RequestIdentity(RequestKind.UNKNOWN, "f", None),
)


def test_last(freezer: FrozenDateTimeFactory) -> None:
    """It is known to whoever remembers it, and never before the first."""
    memory = WebhookMemory()
    assert Arrivals(memory).last is None
    freezer.move_to("2026-11-20T10:00:00.25+00:00")
    Arrivals(memory).async_note(REQUEST)
    assert Arrivals(memory).last == datetime(2026, 11, 20, 10, 0, 0, 250_000, UTC)


def test_listeners() -> None:
    """Each hears of each request, until it has heard enough; one may stop while it is told."""
    arrivals = Arrivals(WebhookMemory())
    heard: list[tuple[str, VerifiedRequest]] = []

    def once(request: VerifiedRequest) -> None:
        heard.append(("once", request))
        stop_once()

    stop_always = arrivals.async_listen(lambda request: heard.append(("always", request)))
    stop_once = arrivals.async_listen(once)
    arrivals.async_note(REQUEST)
    assert sorted(name for name, _ in heard) == ["always", "once"]
    arrivals.async_note(REQUEST)
    stop_always()
    arrivals.async_note(REQUEST)
    assert [name for name, _ in heard].count("always") == 2
    assert [name for name, _ in heard].count("once") == 1
    assert {id(request) for _, request in heard} == {id(REQUEST)}
