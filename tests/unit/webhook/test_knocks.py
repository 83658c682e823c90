"""Requests that were turned away, in a log that nobody can flood."""

import logging
from typing import Final

import pytest

from custom_components.twilio.webhook.knocks import QUIET_SECONDS, Knocks

WARNING: Final = (
    "Turned away a request to the Twilio webhook: {} ({} more since the last warning). "
    "If Twilio sent it, check that the Auth Token is current and that the address set at "
    "Twilio is the public address of this house"
)


def test_knocks(caplog: pytest.LogCaptureFixture) -> None:
    """One warning in five minutes, which then says how many were left out."""
    caplog.set_level(logging.DEBUG)
    knocks = Knocks()
    for now in (5.0, 6.0, 5.0 + QUIET_SECONDS - 0.001, 5.0 + QUIET_SECONDS, 6.0 + QUIET_SECONDS):
        knocks.note(f"it came at {now}", now)
    assert QUIET_SECONDS == 300
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", WARNING.format("it came at 5.0", 0)),
        ("DEBUG", "Turned away a request: it came at 6.0"),
        ("DEBUG", "Turned away a request: it came at 304.999"),
        ("WARNING", WARNING.format("it came at 305.0", 2)),
        ("DEBUG", "Turned away a request: it came at 306.0"),
    ]


def test_each_webhook_has_its_own(caplog: pytest.LogCaptureFixture) -> None:
    """One account's noise does not hide another's."""
    Knocks().note("one", 0)
    Knocks().note("other", 0)
    assert caplog.messages == [WARNING.format("one", 0), WARNING.format("other", 0)]
