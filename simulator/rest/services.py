"""messaging.twilio.com/v1/Services: the account's Messaging Services and their numbers."""

from typing import TYPE_CHECKING

from aiohttp import web

from ..errors import NOT_FOUND, ApiError
from .answer import iso_date
from .form import query_of
from .page import Listing, meta_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..number import MessagingService, Number
    from ..switchboard import Switchboard
    from .answer import Resource

HOST = "https://messaging.twilio.com"
PATH = "/v1/Services"


def routes(switchboard: Switchboard) -> Iterable[web.RouteDef]:
    """Return the routes of Messaging Services."""
    services = Services(switchboard)
    return (
        web.get(PATH, services.list),
        web.get(f"{PATH}/{{sid}}", services.fetch),
        web.get(f"{PATH}/{{sid}}/PhoneNumbers", services.numbers),
    )


class Services:
    """The handlers."""

    def __init__(self, switchboard: Switchboard) -> None:
        """Serve a switchboard."""
        self._desk = switchboard.desk

    async def list(self, request: web.Request) -> web.Response:
        """List services."""
        listing = Listing(
            key="services",
            path=request.path,
            query=query_of(request),
            rows=list(self._desk.services.values()),
            render=self._render,
        )
        return web.json_response(meta_page(self._desk, listing, HOST))

    async def fetch(self, request: web.Request) -> web.Response:
        """Read a service."""
        return web.json_response(self._render(self._find(request)))

    async def numbers(self, request: web.Request) -> web.Response:
        """List the phone numbers of a service."""
        service = self._find(request)

        def render(number: Number) -> Resource:
            return self._render_number(service, number)

        listing = Listing(
            key="phone_numbers",
            path=request.path,
            query=query_of(request),
            rows=[number for number in service.numbers if not number.is_whatsapp],
            render=render,
        )
        return web.json_response(meta_page(self._desk, listing, HOST))

    def _find(self, request: web.Request) -> MessagingService:
        if service := self._desk.services.get(request.match_info["sid"]):
            return service
        raise ApiError(NOT_FOUND, path=request.path)

    def _render(self, service: MessagingService) -> Resource:
        url = f"{HOST}{PATH}/{service.sid}"
        return {
            "account_sid": self._desk.account.sid,
            "area_code_geomatch": True,
            "date_created": iso_date(service.created),
            "date_updated": iso_date(service.created),
            "fallback_method": "POST",
            "fallback_to_long_code": True,
            "fallback_url": service.fallback_url or None,
            "friendly_name": service.friendly_name,
            "inbound_method": "POST",
            "inbound_request_url": service.inbound_url or None,
            "links": {"phone_numbers": f"{url}/PhoneNumbers"},
            "mms_converter": True,
            "scan_message_content": "inherit",
            "sid": service.sid,
            "smart_encoding": True,
            "status_callback": service.status_callback or None,
            "sticky_sender": True,
            "synchronous_validation": False,
            "url": url,
            "us_app_to_person_registered": False,
            "use_inbound_webhook_on_number": service.use_inbound_webhook_on_number,
            "usecase": "undeclared",
            "validity_period": 36000,
        }

    def _render_number(self, service: MessagingService, number: Number) -> Resource:
        able = number.capabilities
        abilities = (("Voice", able.voice), ("SMS", able.sms), ("MMS", able.mms))
        return {
            "account_sid": self._desk.account.sid,
            "capabilities": [name for name, is_there in abilities if is_there],
            "country_code": "US",
            "date_created": iso_date(service.created),
            "date_updated": iso_date(service.created),
            "phone_number": number.address,
            "service_sid": service.sid,
            "sid": number.sid,
            "url": f"{HOST}{PATH}/{service.sid}/PhoneNumbers/{number.sid}",
        }
