"""What this integration asks of Twilio's API."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
import json
import re

from aiohttp import ClientSession
from twilio.base import values
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.response import Response
from twilio.rest import Client

# Touched here so that the executor imports it, not the event loop at the first message.
import twilio.rest.api
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance

from .credentials import Credentials, Region
from .error_codes import ACCOUNT_NOT_ACTIVE, AUTHENTICATION
from .errors import AccountNotActive, CredentialsRejected, Refused, TwilioApiError, Uncertain
from .models import AcceptedCall, AcceptedMessage, AccountState, NumberWebhooks, PhoneNumber
from .transport import Transport

# What the SDK puts before the words of Twilio.
_PREFIX = re.compile(r"^Unable to \w+ record: ")
_PRELOADED = twilio.rest.api


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to hand to Twilio; exactly one of `from_` and `messaging_service_sid`."""

    to: str
    body: str
    from_: str | None = None
    messaging_service_sid: str | None = None
    media_urls: tuple[str, ...] = ()
    status_callback: str | None = None


@dataclass(frozen=True, slots=True)
class OutgoingCall:
    """A call to hand to Twilio; exactly one of `twiml` and `url`."""

    to: str
    from_: str
    twiml: str | None = None
    url: str | None = None
    status_callback: str | None = None


class TwilioApi:
    """One account at Twilio's API.

    Every method raises `TwilioApiError`: `Refused` with Twilio's code, `Unreachable` where
    nothing was sent, `Uncertain` where the answer is missing.
    """

    def __init__(self, session: ClientSession, credentials: Credentials) -> None:
        """Open nothing yet."""
        self._session = session
        self.use(credentials)

    def use(self, credentials: Credentials) -> None:
        """Change the credentials in place, for whoever holds this object."""
        is_home = credentials.region is Region.US1 or credentials.api_base_url is not None
        self._client = Client(
            credentials.username,
            credentials.password,
            account_sid=credentials.account_sid,
            region=None if is_home else credentials.region.value,
            edge=None if is_home else credentials.region.edge,
            http_client=Transport(self._session, credentials.api_base_url),
            # Not empty, or the SDK reads the credentials of whoever started Home Assistant.
            environment={"_": ""},
        )
        self._account_sid = credentials.account_sid

    async def send_message(self, message: OutgoingMessage) -> AcceptedMessage:
        """Hand over a message (POST Messages)."""
        with _translated_errors():
            created = await self._client.messages.create_async(
                to=message.to,
                from_=_given(message.from_),
                messaging_service_sid=_given(message.messaging_service_sid),
                body=_given(message.body),
                media_url=_given(list(message.media_urls)),
                status_callback=_given(message.status_callback),
            )
            segments = int(created.num_segments or 0) or None
            return AcceptedMessage(_told(created.sid), _told(created.status), segments)

    async def place_call(self, call: OutgoingCall) -> AcceptedCall:
        """Hand over a call (POST Calls)."""
        with _translated_errors():
            created = await self._client.calls.create_async(
                to=call.to,
                from_=call.from_,
                twiml=_given(call.twiml),
                url=_given(call.url),
                status_callback=_given(call.status_callback),
            )
            return AcceptedCall(_told(created.sid), _told(created.status))

    async def phone_numbers(self) -> tuple[PhoneNumber, ...]:
        """List all numbers of the account, in Twilio's order (GET IncomingPhoneNumbers)."""
        with _translated_errors():
            found = await self._client.incoming_phone_numbers.list_async(page_size=1000)
            return tuple(map(_phone_number, found))

    async def check(self) -> None:
        """Prove the credentials by listing one number, which every kind of key may do."""
        with _translated_errors():
            await self._client.incoming_phone_numbers.list_async(limit=1, page_size=1)

    async def account_state(self) -> AccountState:
        """Tell whether the account may do anything; needs the Auth Token, not a key."""
        with _translated_errors():
            account = await self._client.api.v2010.accounts(self._account_sid).fetch_async()
            return AccountState(account.status)


def _phone_number(number: IncomingPhoneNumberInstance) -> PhoneNumber:
    return PhoneNumber(
        sid=_told(number.sid),
        number=_told(number.phone_number),
        name=number.friendly_name or number.phone_number,
        sms=bool(number.capabilities.get("sms")),
        mms=bool(number.capabilities.get("mms")),
        voice=bool(number.capabilities.get("voice")),
        webhooks=NumberWebhooks(
            sms_url=number.sms_url or "",
            sms_method=number.sms_method or "POST",
            voice_url=number.voice_url or "",
            voice_method=number.voice_method or "POST",
            status_callback=number.status_callback or "",
            status_callback_method=number.status_callback_method or "POST",
            sms_application_sid=number.sms_application_sid or "",
            voice_application_sid=number.voice_application_sid or "",
            trunk_sid=number.trunk_sid or "",
            voice_receive_mode=number.voice_receive_mode or "voice",
        ),
    )


def _given[T](value: T | None) -> T | object:
    """Return the SDK's own "not given" for none and for what is empty."""
    return value or values.unset


def _told(value: str | None) -> str:
    """Return what every answer of Twilio holds."""
    if not value:
        raise ValueError
    return value


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Turn what the SDK raises, unreadable answers included, into what this integration raises."""
    try:
        yield
    except TwilioRestException as err:
        raise _error(err.status, err.code, _PREFIX.sub("", err.msg)) from err
    except TwilioServiceException as err:
        raise _error(err.status, err.code, err.detail or err.title) from err
    except TwilioException as err:
        # A list that fails says no more than its response.
        raise _page_error(err) from err
    except (AttributeError, LookupError, TypeError, ValueError) as err:
        raise Uncertain from err


def _page_error(err: TwilioException) -> TwilioApiError:
    match err.args:
        case (_, Response() as response):
            try:
                body = json.loads(response.text)
                return _error(response.status_code, body.get("code"), body.get("message", ""))
            except AttributeError, ValueError:
                return _error(response.status_code, None, "")
    return Uncertain()


def _error(status: int, code: int | None, reason: str) -> TwilioApiError:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Uncertain(status)
    if code == ACCOUNT_NOT_ACTIVE:
        return AccountNotActive(status, code, reason)
    if status == HTTPStatus.UNAUTHORIZED or code == AUTHENTICATION:
        return CredentialsRejected(status, code, reason)
    return Refused(status, code, reason)
