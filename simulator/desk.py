"""What all parts of the simulator share."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .alert import Alert, AlertLevel

if TYPE_CHECKING:
    from .account import Account
    from .activity import Activity
    from .bulletin import Bulletin
    from .clock import Clock
    from .handsets import Handsets
    from .number import MessagingService, Number
    from .voice.recording import Recording
    from .webhook.callbacks import Callbacks
    from .webhook.courier import Courier
    from .webhook.transport import Transport
    from .webhook.tunnels import Tunnels


@dataclass(slots=True, kw_only=True)
class Desk:
    """The account with its numbers, the handsets, the time, and the way to the house."""

    account: Account
    activity: Activity
    bulletin: Bulletin
    callbacks: Callbacks
    clock: Clock
    courier: Courier
    handsets: Handsets
    transport: Transport
    tunnels: Tunnels
    base_url: str = ""
    list_lag: float = 0
    list_disorder: bool = False
    segment_seconds: float = 0
    numbers: dict[str, Number] = field(default_factory=dict)
    services: dict[str, MessagingService] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)

    def alert(
        self,
        code: int,
        message: str,
        *,
        level: AlertLevel = AlertLevel.ERROR,
        resource_sid: str = "",
        url: str = "",
    ) -> None:
        """Log what went wrong between Twilio and the house."""
        self.alerts.append(
            Alert(
                code=code,
                message=message,
                moment=self.clock.now(),
                level=level,
                resource_sid=resource_sid,
                url=url,
            )
        )
        self.bulletin.publish("alerts")
