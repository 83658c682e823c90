"""What makes Twilio ignore the URLs of a number, and does not stand on the number itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from homeassistant.util import dt as dt_util

from ..api import MessagingService, PhoneNumber, Refused, Region, TwilioApi, TwilioApiError
from .pointing import Override, without_query

PERIOD: Final = timedelta(hours=23)
"""Less than the time between two lists of the numbers, which it goes with."""
NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class Overrides:
    """What was found out about one number; `unchecked` is what could not be looked at."""

    found: frozenset[Override] = frozenset()
    unchecked: frozenset[Override] = frozenset({Override.MESSAGING_SERVICE, Override.REGION})


class OverrideLookup:
    """Looks at Messaging Services and regions once a day; no right to do so is no trouble."""

    def __init__(self, api: TwilioApi) -> None:
        """Know nothing yet."""
        self._api = api
        self._looked_at: dict[str, datetime] = {}
        self._services: dict[str, MessagingService] | None = None
        """What may take messages, by the SIDs of the numbers; none where nobody may look."""
        self._regions: dict[str, str | None] = {}
        """The regions by numbers, none where nobody may look."""

    async def async_look(self, numbers: Iterable[PhoneNumber]) -> bool:
        """Ask Twilio about numbers unless it was asked today; return whether it was asked now."""
        now = dt_util.utcnow()
        has_asked = False
        for number in numbers:
            if (number.sms or number.mms) and self._is_due("services", now):
                self._services = await self._async_services()
                has_asked = True
            if number.voice and self._is_due(number.number, now):
                self._regions[number.number] = await self._async_region(number.number)
                has_asked = True
        return has_asked

    def of(self, number: PhoneNumber, region: Region, ours: Collection[str]) -> Overrides:
        """Tell what overrides a number of an account in a region, given our addresses."""
        found: set[Override] = set()
        unchecked: set[Override] = set()
        if number.sms or number.mms:
            if self._services is None:
                unchecked.add(Override.MESSAGING_SERVICE)
            elif _takes(self._services.get(number.sid), ours):
                found.add(Override.MESSAGING_SERVICE)
        if number.voice:
            handled_in = self._regions.get(number.number)
            if handled_in is None:
                unchecked.add(Override.REGION)
            elif handled_in != region:
                found.add(Override.REGION)
        return Overrides(frozenset(found), frozenset(unchecked))

    def _is_due(self, topic: str, now: datetime) -> bool:
        looked_at = self._looked_at.get(topic)
        if looked_at and now - looked_at < PERIOD:
            return False
        self._looked_at[topic] = now
        return True

    async def _async_services(self) -> dict[str, MessagingService] | None:
        try:
            return {
                sid: service
                for service in await self._api.messaging_services()
                if not service.use_inbound_webhook_on_number
                for sid in await self._api.service_numbers(service.sid)
            }
        except TwilioApiError:
            return None

    async def _async_region(self, number: str) -> str | None:
        try:
            return await self._api.inbound_region(number)
        except Refused as err:
            # Never routed anywhere else than where Twilio began.
            return Region.US1 if err.status == NOT_FOUND else None
        except TwilioApiError:
            return None


def _takes(service: MessagingService | None, ours: Collection[str]) -> bool:
    """Tell whether a service hands messages to somebody else, or to nobody."""
    return service is not None and without_query(service.inbound_request_url) not in ours
