"""IncomingPhoneNumbers.json: the account's numbers and where their webhooks go."""

from typing import TYPE_CHECKING

from aiohttp import web

from ..errors import CALLBACK_URL_INVALID, INVALID_PARAMETER, NOT_FOUND, ApiError
from ..sids import is_sid
from .answer import API_VERSION, Resource, account_path, date
from .form import Form, is_web_url, query_of, read_form
from .page import Listing, page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..number import Number
    from ..switchboard import Switchboard

_URLS = (
    ("SmsUrl", "sms_url"),
    ("SmsFallbackUrl", "sms_fallback_url"),
    ("VoiceUrl", "voice_url"),
    ("VoiceFallbackUrl", "voice_fallback_url"),
    ("StatusCallback", "status_callback"),
)
_METHODS = (
    ("SmsMethod", "sms_method"),
    ("SmsFallbackMethod", "sms_fallback_method"),
    ("VoiceMethod", "voice_method"),
    ("VoiceFallbackMethod", "voice_fallback_method"),
    ("StatusCallbackMethod", "status_callback_method"),
)
_OTHERS = (
    ("FriendlyName", "friendly_name"),
    ("SmsApplicationSid", "sms_application_sid"),
    ("TrunkSid", "trunk_sid"),
    ("VoiceApplicationSid", "voice_application_sid"),
    ("VoiceReceiveMode", "voice_receive_mode"),
)
_SIDS = (("SmsApplicationSid", "AP"), ("TrunkSid", "TK"), ("VoiceApplicationSid", "AP"))
# Twilio keeps one of each pair: setting the first clears the second.
_RIVALS = (
    ("SmsUrl", "sms_application_sid"),
    ("SmsApplicationSid", "sms_url"),
    ("VoiceUrl", "voice_application_sid"),
    ("VoiceApplicationSid", "voice_url"),
    ("VoiceApplicationSid", "trunk_sid"),
    ("TrunkSid", "voice_application_sid"),
)


def routes(switchboard: Switchboard) -> Iterable[web.RouteDef]:
    """Return the routes of phone numbers."""
    numbers = Numbers(switchboard)
    path = f"{account_path('{account}')}/IncomingPhoneNumbers"
    return (
        web.get(f"{path}.json", numbers.list),
        web.get(f"{path}/{{sid}}.json", numbers.fetch),
        web.post(f"{path}/{{sid}}.json", numbers.update),
    )


def update(number: Number, form: Form) -> None:
    """Change what a form names; nothing changes when any of it is refused."""
    _check(form)
    for name, attribute in _RIVALS:
        if form.text(name):
            setattr(number, attribute, "")
    for name, attribute in (*_URLS, *_OTHERS):
        if name in form:
            setattr(number, attribute, form.text(name))
    for name, attribute in _METHODS:
        if name in form:
            setattr(number, attribute, form.method(name))


def _check(form: Form) -> None:
    for name, _ in _URLS:
        if (url := form.text(name)) and not is_web_url(url):
            raise ApiError(CALLBACK_URL_INVALID, name=name, url=url)
    for name, _ in _METHODS:
        if name in form and form.method(name) not in ("GET", "POST"):
            raise ApiError(INVALID_PARAMETER, name=name)
    for name, prefix in _SIDS:
        if (sid := form.text(name)) and not is_sid(sid, prefix):
            raise ApiError(INVALID_PARAMETER, name=name)
    if form.text("VoiceReceiveMode", "voice") not in ("voice", "fax"):
        raise ApiError(INVALID_PARAMETER, name="VoiceReceiveMode")


class Numbers:
    """The handlers."""

    def __init__(self, switchboard: Switchboard) -> None:
        """Serve a switchboard."""
        self._desk = switchboard.desk

    async def list(self, request: web.Request) -> web.Response:
        """List numbers."""
        query = query_of(request)
        rows = [
            number
            for number in self._desk.numbers.values()
            if not number.is_whatsapp
            and query.text("PhoneNumber").lstrip("+") in number.address
            and query.text("FriendlyName") in ("", number.friendly_name)
        ]
        listing = Listing(
            key="incoming_phone_numbers",
            path=request.path,
            query=query,
            rows=rows,
            render=self._render,
        )
        return web.json_response(page(self._desk, listing))

    async def fetch(self, request: web.Request) -> web.Response:
        """Read a number."""
        return web.json_response(self._render(self._find(request)))

    async def update(self, request: web.Request) -> web.Response:
        """Point a number's webhooks somewhere else."""
        number = self._find(request)
        update(number, await read_form(request))
        number.updated = self._desk.clock.now()
        return web.json_response(self._render(number))

    def _find(self, request: web.Request) -> Number:
        sid = request.match_info["sid"]
        for number in self._desk.numbers.values():
            if number.sid == sid and not number.is_whatsapp:
                return number
        raise ApiError(NOT_FOUND, path=request.path)

    def _render(self, number: Number) -> Resource:
        return {
            "account_sid": self._desk.account.sid,
            "address_requirements": "none",
            "address_sid": None,
            "api_version": API_VERSION,
            "beta": False,
            "bundle_sid": None,
            "capabilities": {
                "fax": False,
                "mms": number.capabilities.mms,
                "sms": number.capabilities.sms,
                "voice": number.capabilities.voice,
            },
            "date_created": date(number.created),
            "date_updated": date(number.updated),
            "emergency_address_sid": None,
            "emergency_address_status": "unregistered",
            "emergency_status": "Active",
            "friendly_name": number.friendly_name,
            "identity_sid": None,
            "origin": "twilio",
            "phone_number": number.address,
            "sid": number.sid,
            "sms_application_sid": number.sms_application_sid or None,
            "sms_fallback_method": number.sms_fallback_method,
            "sms_fallback_url": number.sms_fallback_url,
            "sms_method": number.sms_method,
            "sms_url": number.sms_url,
            "status": "in-use",
            "status_callback": number.status_callback,
            "status_callback_method": number.status_callback_method,
            "trunk_sid": number.trunk_sid or None,
            "type": "local",
            "uri": f"{account_path(self._desk.account.sid)}/IncomingPhoneNumbers/{number.sid}.json",
            "voice_application_sid": number.voice_application_sid or None,
            "voice_caller_id_lookup": False,
            "voice_fallback_method": number.voice_fallback_method,
            "voice_fallback_url": number.voice_fallback_url,
            "voice_method": number.voice_method,
            "voice_receive_mode": number.voice_receive_mode,
            "voice_url": number.voice_url,
        }
