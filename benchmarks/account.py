"""An account of ours as a house has it stored."""

from collections.abc import Mapping

from demo.stage import PUBLIC_URL
from simulator import Simulator


def stored_account(
    twilio: Simulator, *, api_base_url: str = "", options: Mapping[str, object] | None = None
) -> Mapping[str, object]:
    """Return the entry of an account with one number, at a simulator or on the way to it."""
    number = twilio.number.address
    return {
        "entry_id": "ours",
        "domain": "twilio",
        "title": "Twilio",
        "unique_id": twilio.account.sid,
        "version": 1,
        "minor_version": 2,
        "source": "user",
        "options": dict(options or {}),
        "data": {
            "account_sid": twilio.account.sid,
            "auth_token": twilio.account.auth_token,
            "region": "us1",
            "api_base_url": api_base_url or twilio.url,
            "hook_id": "ab" * 32,
            "webhook_id": "cd" * 32,
            "cloudhook": False,
            "receive_mode": "custom",
            "public_url": PUBLIC_URL,
        },
        "subentries": [
            {
                "subentry_id": "number",
                "subentry_type": "sender",
                "title": number,
                "unique_id": number,
                "data": {"address": number, "receive": True},
            }
        ],
    }
