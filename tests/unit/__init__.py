"""Tests of the integration, by the modules that they test."""

from typing import Any, Final

from simulator import Simulator

PUBLIC_URL: Final = "https://house.example"
HOOK_ID: Final = "ab" * 32
WEBHOOK_URL: Final = f"{PUBLIC_URL}/api/webhook/{HOOK_ID}"


def entry_data(twilio: Simulator) -> dict[str, Any]:
    """Return what the config flow stores for an account at the simulator."""
    return {
        "account_sid": twilio.account.sid,
        "auth_token": twilio.account.auth_token,
        "region": "us1",
        "api_base_url": twilio.url,
        "hook_id": HOOK_ID,
        "webhook_id": "cd" * 32,
        "cloudhook": False,
        "receive_mode": "custom",
        "public_url": PUBLIC_URL,
    }
