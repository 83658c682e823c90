"""Twilio's API, as this integration reaches it."""

import json
from typing import Any

from custom_components.twilio.api import OutgoingCall, OutgoingMessage
from simulator import Simulator

from .scripted_server import Scripted

PHONE = "+15551234567"
SENDER = "+15550006000"
MESSAGE = OutgoingMessage(PHONE, "Hello", from_=SENDER)
CALL = OutgoingCall(PHONE, SENDER, twiml="<Response><Hangup/></Response>")
SID = "AC" + "5151" * 8
TOKEN = "a5" * 16
LIST_PATH = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json"


def a_number(index: int) -> dict[str, Any]:
    """Return a number as Twilio lists it, as far as anybody reads it."""
    return {
        "sid": f"PN{index}",
        "phone_number": f"+1555000000{index}",
        "friendly_name": "",
        "capabilities": {"sms": True, "mms": True, "voice": True},
    }


def a_page(numbers: list[dict[str, Any]], next_page_uri: str | None = None) -> Scripted:
    """Return a page of numbers."""
    page = {"incoming_phone_numbers": numbers, "next_page_uri": next_page_uri, "page": 0}
    return Scripted(200, json.dumps(page))


def outgoing(twilio: Simulator) -> list[str]:
    """Return what the simulator has taken on, by body."""
    return [message.body for message in twilio.messages if not message.is_inbound]


def statuses(twilio: Simulator) -> list[int | None]:
    """Return how each request was answered, none where the connection was cut."""
    return [request.status for request in twilio.requests]
