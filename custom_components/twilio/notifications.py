"""Who asked for what a thread of Home Assistant sends: core's own notifiers do not tell."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Context, Event, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .origin import async_origin_of_context

MOST_NOTIFICATIONS: Final = 200
"""How many are remembered, for the seconds until their thread gets here."""
_NOTIFY: Final = "notify"


@dataclass(frozen=True, slots=True)
class Notification:
    """What a notifier was asked to say, and in which context."""

    message: str = field(repr=False)
    targets: frozenset[str] = field(repr=False)
    context: Context

    def is_for(self, to: str, message: str) -> bool:
        """Tell whether something is part of it; a group's targets are named elsewhere."""
        return self.message == message and (not self.targets or to in self.targets)


@dataclass(slots=True)
class Notifications:
    """The last that notifiers were asked for."""

    _last: deque[Notification] = field(default_factory=lambda: deque(maxlen=MOST_NOTIFICATIONS))

    @callback
    def async_note(self, event: Event) -> None:
        """Note what a notifier is asked for."""
        asked = event.data["service_data"]
        targets = frozenset(map(str, cv.ensure_list(asked.get("target"))))
        self._last.append(Notification(str(asked.get("message")), targets, event.context))

    def context_of(self, to: str, message: str) -> Context | None:
        """Return the context of the last one that something is part of."""
        return next(
            (known.context for known in reversed(self._last) if known.is_for(to, message)), None
        )


DATA_NOTIFICATIONS: Final[HassKey[Notifications]] = HassKey(f"{DOMAIN}_notifications")


@callback
def _is_for_a_notifier(data: Mapping[str, Any]) -> bool:
    return bool(data["domain"] == _NOTIFY)


@singleton(DATA_NOTIFICATIONS)
@callback
def async_notifications(hass: HomeAssistant) -> Notifications:
    """Return what the notifiers of this house are asked for, from the first call on."""
    notifications = Notifications()
    hass.bus.async_listen(EVENT_CALL_SERVICE, notifications.async_note, _is_for_a_notifier)
    return notifications


@callback
def async_origin_of_notification(hass: HomeAssistant, to: str, message: str) -> str | None:
    """Return who asked a notifier for something, none where nobody can tell."""
    context = async_notifications(hass).context_of(to, message)
    return async_origin_of_context(hass, context) if context else None
