"""The account's error log, as Twilio's debugger shows it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AlertLevel(StrEnum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that went wrong between Twilio and the house."""

    code: int
    message: str
    moment: datetime
    level: AlertLevel = AlertLevel.ERROR
    resource_sid: str = ""
    url: str = ""
