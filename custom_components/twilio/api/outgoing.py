"""What is handed to Twilio."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to hand to Twilio; exactly one of `from_` and `messaging_service_sid`."""

    to: str
    body: str
    from_: str | None = None
    messaging_service_sid: str | None = None
    media_urls: tuple[str, ...] = ()
    status_callback: str | None = None
    validity_seconds: int | None = None
    """After how many seconds Twilio drops it unsent: 1 to 36,000, which is also the usual."""


@dataclass(frozen=True, slots=True)
class OutgoingCall:
    """A call to hand to Twilio; exactly one of `twiml` and `url`."""

    to: str
    from_: str
    twiml: str | None = None
    url: str | None = None
    status_callback: str | None = None
    status_callback_events: tuple[str, ...] = ()
    """Which progress is reported: `initiated`, `ringing`, `answered`, `completed`; else the end."""
    ring_timeout: int | None = None
    """Seconds that the phone rings."""
