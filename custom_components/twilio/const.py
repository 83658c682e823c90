"""Names that more than one part of the Twilio integration uses."""

from enum import StrEnum
import logging
from typing import Final

DOMAIN: Final = "twilio"
LOGGER = logging.getLogger(__package__)

EVENT_DATA_RECEIVED: Final = f"{DOMAIN}_data_received"

CONF_ACCOUNT_SID: Final = "account_sid"
CONF_ADDRESS: Final = "address"
CONF_API_BASE_URL: Final = "api_base_url"
CONF_API_KEY_SECRET: Final = "api_key_secret"
CONF_API_KEY_SID: Final = "api_key_sid"
CONF_AUTH_TOKEN: Final = "auth_token"
CONF_CALLS_PER_SECOND: Final = "calls_per_second"
CONF_CLOUDHOOK: Final = "cloudhook"
CONF_CLOUDHOOK_URL: Final = "cloudhook_url"
CONF_COUNTRIES: Final = "countries"
CONF_DEFAULT: Final = "default"
CONF_ENTRY_ID: Final = "entry_id"
CONF_FALLBACK: Final = "fallback"
CONF_GREETING: Final = "greeting"
CONF_HOOK_ID: Final = "hook_id"
CONF_LANGUAGE: Final = "language"
CONF_PUBLIC_URL: Final = "public_url"
CONF_RECEIVE: Final = "receive"
CONF_RECEIVE_MODE: Final = "receive_mode"
CONF_RECEIVE_ON: Final = "receive_on"
CONF_REGION: Final = "region"
CONF_RESPONSE_TIMEOUT: Final = "response_timeout"
CONF_SECONDARY_AUTH_TOKEN: Final = "secondary_auth_token"
CONF_SENDERS: Final = "senders"
CONF_SHARED_KEY_SECRET: Final = "shared_key_secret"
CONF_VOICE: Final = "voice"

SUBENTRY_SENDER: Final = "sender"

SECTION_ADVANCED: Final = "advanced"
SECTION_ALERT_LIMITS: Final = "alert_limits"
SECTION_CALLS: Final = "calls"
SECTION_LIMITS: Final = "limits"
SECTION_RATES: Final = "rates"
SECTION_RECIPIENT_LIMITS: Final = "recipient_limits"
SECTION_RUNAWAY: Final = "runaway"
SECTION_SIGNING: Final = "signing"

ATTR_ALERT: Final = "alert"
ATTR_CONFIG_ENTRY_ID: Final = "config_entry_id"
ATTR_LANGUAGE: Final = "language"
ATTR_MEDIA_URL: Final = "media_url"
ATTR_MESSAGE: Final = "message"
ATTR_SENDER: Final = "sender"
ATTR_TAG: Final = "tag"
ATTR_TO: Final = "to"
ATTR_TWIML: Final = "twiml"
ATTR_VALID_FOR: Final = "valid_for"
ATTR_VOICE: Final = "voice"
ATTR_WAIT_FOR_DELIVERY: Final = "wait_for_delivery"


class ReceiveMode(StrEnum):
    """How requests of Twilio reach this house."""

    CLOUD = "cloud"
    EXTERNAL = "external"
    CUSTOM = "custom"
    NONE = "none"
