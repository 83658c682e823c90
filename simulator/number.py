"""What the account sends from and receives on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from .address import WHATSAPP_SANDBOX, is_whatsapp

if TYPE_CHECKING:
    from .messaging.optout import Keyword

HOME_REGION = "us1"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a number can do."""

    voice: bool = True
    sms: bool = True
    mms: bool = True


@dataclass(slots=True, kw_only=True)
class Number:
    """A phone number of the account, or a WhatsApp sender, and where its webhooks go."""

    sid: str
    address: str
    capabilities: Capabilities
    created: datetime
    updated: datetime
    friendly_name: str
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_application_sid: str = ""
    voice_application_sid: str = ""
    trunk_sid: str | None = None
    voice_receive_mode: str = "voice"
    inbound_region: str = HOME_REGION

    @property
    def is_whatsapp(self) -> bool:
        """Tell whether this is a WhatsApp sender."""
        return is_whatsapp(self.address)

    @property
    def is_sandbox(self) -> bool:
        """Tell whether only people who joined it can be reached."""
        return self.address == WHATSAPP_SANDBOX

    @property
    def is_called_at_url(self) -> bool:
        """Tell whether calls go to the number's own URL: nothing else takes them."""
        is_taken = self.trunk_sid or self.voice_application_sid
        is_voice = self.voice_receive_mode == "voice"
        return not is_taken and is_voice and self.inbound_region == HOME_REGION


@dataclass(slots=True, kw_only=True)
class MessagingService:
    """A pool of numbers behind one SID."""

    sid: str
    friendly_name: str
    created: datetime
    numbers: list[Number] = field(default_factory=list)
    inbound_url: str = ""
    fallback_url: str = ""
    status_callback: str = ""
    use_inbound_webhook_on_number: bool = False
    has_advanced_opt_out: bool = False
    """Whether webhooks say what a keyword means, on WhatsApp too."""
    keywords: dict[str, Keyword] = field(default_factory=dict)
    """Further words of advanced opt-out, in capitals."""
    checks_late: bool = False
    """Whether a message to somebody who opted out is accepted first, and fails afterwards."""

    @property
    def takes_messages(self) -> bool:
        """Tell whether what its numbers receive goes to the service, or nowhere, not to them."""
        return not self.use_inbound_webhook_on_number
