"""routes.twilio.com/v2/PhoneNumbers: in which region a number's calls are handled."""

from typing import TYPE_CHECKING

from aiohttp import web

from ..errors import INVALID_PARAMETER, NOT_FOUND, ApiError
from ..sids import new_sid
from .answer import iso_date
from .form import read_form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..number import Number
    from ..switchboard import Switchboard
    from .answer import Resource

HOST = "https://routes.twilio.com"
PATH = "/v2/PhoneNumbers"
REGIONS = ("us1", "ie1", "au1")


def routes(switchboard: Switchboard) -> Iterable[web.RouteDef]:
    """Return the routes of inbound processing regions."""
    regions = Regions(switchboard)
    path = f"{PATH}/{{address}}"
    return (web.get(path, regions.fetch), web.post(path, regions.update))


class Regions:
    """The handlers."""

    def __init__(self, switchboard: Switchboard) -> None:
        """Serve a switchboard."""
        self._desk = switchboard.desk

    async def fetch(self, request: web.Request) -> web.Response:
        """Read where a number's calls are handled."""
        return web.json_response(self._render(self._find(request)))

    async def update(self, request: web.Request) -> web.Response:
        """Let another region handle a number's calls."""
        number = self._find(request)
        region = (await read_form(request)).text("VoiceRegion")
        if region not in REGIONS:
            raise ApiError(INVALID_PARAMETER, name="VoiceRegion")
        number.inbound_region = region
        return web.json_response(self._render(number))

    def _find(self, request: web.Request) -> Number:
        address = request.match_info["address"]
        for number in self._desk.numbers.values():
            if address in (number.address, number.sid) and not number.is_whatsapp:
                return number
        raise ApiError(NOT_FOUND, path=request.path)

    def _render(self, number: Number) -> Resource:
        return {
            "account_sid": self._desk.account.sid,
            "date_created": iso_date(number.created),
            "date_updated": iso_date(number.updated),
            "friendly_name": number.friendly_name,
            "phone_number": number.address,
            "sid": new_sid("QQ"),
            "url": f"{HOST}{PATH}/{number.address}",
            "voice_region": number.inbound_region,
        }
