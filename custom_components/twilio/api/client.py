"""What this integration asks of Twilio's API."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
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

from .calls import call_state
from .credentials import Credentials, Region
from .error_codes import ACCOUNT_NOT_ACTIVE, AUTHENTICATION
from .errors import AccountNotActive, CredentialsRejected, Refused, TwilioApiError, Uncertain
from .messages import message_state, received_messages
from .models import (
    AcceptedCall,
    AcceptedMessage,
    AccountState,
    CallState,
    MessageState,
    MessagingService,
    NumberField,
    PhoneNumber,
    ReceivedMessage,
)
from .numbers import messaging_service, phone_number, told
from .transport import Transport, Witness

# What the SDK puts before the words of Twilio.
_PREFIX = re.compile(r"^Unable to \w+ record: ")


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
    status_callback_events: tuple[str, ...] = ()
    """Which progress is reported: `initiated`, `ringing`, `answered`, `completed`; else the end."""
    ring_timeout: int | None = None
    """Seconds that the phone rings."""


class TwilioApi:
    """One account at Twilio's API.

    Every method raises `TwilioApiError`: `Refused` with Twilio's code, `Unreachable` where
    nothing was sent, `Uncertain` where the answer is missing.
    """

    def __init__(
        self, session: ClientSession, credentials: Credentials, witness: Witness | None = None
    ) -> None:
        """Open nothing yet; the witness hears of each request whether Twilio answered."""
        self._session = session
        self._witness = witness
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
            http_client=Transport(self._session, credentials.api_base_url, self._witness),
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
            return AcceptedMessage(told(created.sid), told(created.status), segments)

    async def inbound_messages(self, to: str, since: date) -> tuple[ReceivedMessage, ...]:
        """List what a number received since the start of a UTC day, newest first (GET Messages).

        The list may lack what came in the last moments.
        """
        with _translated_errors():
            found = await self._client.messages.list_async(
                to=to, date_sent_after=since.isoformat(), page_size=1000
            )
            return received_messages(found)

    async def message_state(self, sid: str) -> MessageState:
        """Tell how far a message of ours got (GET Messages/{sid})."""
        with _translated_errors():
            return message_state(await self._client.messages(sid).fetch_async())

    async def place_call(self, call: OutgoingCall) -> AcceptedCall:
        """Hand over a call (POST Calls)."""
        with _translated_errors():
            created = await self._client.calls.create_async(
                to=call.to,
                from_=call.from_,
                twiml=_given(call.twiml),
                url=_given(call.url),
                status_callback=_given(call.status_callback),
                status_callback_event=_given(list(call.status_callback_events)),
                timeout=_given(call.ring_timeout),
            )
            return AcceptedCall(told(created.sid), told(created.status))

    async def call_state(self, sid: str) -> CallState:
        """Tell how far a call got (GET Calls/{sid})."""
        with _translated_errors():
            return call_state(await self._client.calls(sid).fetch_async())

    async def end_call(self, sid: str) -> None:
        """Hang up, whether it rings or is talked on (POST Calls/{sid}); 21220 where it is over."""
        with _translated_errors():
            await self._client.calls(sid).update_async(status="completed")

    async def phone_numbers(self) -> tuple[PhoneNumber, ...]:
        """List all numbers of the account, in Twilio's order (GET IncomingPhoneNumbers)."""
        with _translated_errors():
            found = await self._client.incoming_phone_numbers.list_async(page_size=1000)
            return tuple(map(phone_number, found))

    async def update_number(self, sid: str, changes: Mapping[NumberField, str]) -> PhoneNumber:
        """Change webhooks of a number, an empty URL clears it (POST IncomingPhoneNumbers/{sid})."""
        with _translated_errors():
            number = self._client.incoming_phone_numbers(sid)
            fields = {field.value: value for field, value in changes.items()}
            return phone_number(await number.update_async(**fields))

    async def messaging_services(self) -> tuple[MessagingService, ...]:
        """List all Messaging Services of the account (GET messaging/v1/Services)."""
        with _translated_errors():
            found = await self._client.messaging.v1.services.list_async(page_size=100)
            return tuple(map(messaging_service, found))

    async def service_numbers(self, service_sid: str) -> frozenset[str]:
        """List the SIDs of a Messaging Service's numbers (GET Services/{sid}/PhoneNumbers)."""
        with _translated_errors():
            service = self._client.messaging.v1.services(service_sid)
            found = await service.phone_numbers.list_async(page_size=100)
            return frozenset(told(number.sid) for number in found)

    async def inbound_region(self, number: str) -> str:
        """Tell in which region calls to a number in E.164 are handled (GET routes/v2)."""
        with _translated_errors():
            route = await self._client.routes.v2.phone_numbers(number).fetch_async()
            return told(route.voice_region)

    async def check(self) -> None:
        """Prove the credentials by listing one number, which every kind of key may do."""
        with _translated_errors():
            await self._client.incoming_phone_numbers.list_async(limit=1, page_size=1)

    async def account_state(self) -> AccountState:
        """Tell whether the account may do anything; needs the Auth Token, not a key."""
        with _translated_errors():
            account = await self._client.api.v2010.accounts(self._account_sid).fetch_async()
            return AccountState(account.status)

    async def is_trial(self) -> bool:
        """Tell an account that nobody pays for; needs the Auth Token, not a key."""
        with _translated_errors():
            account = await self._client.api.v2010.accounts(self._account_sid).fetch_async()
            return bool(account.type == "Trial")


def _given[T](value: T | None) -> T | object:
    """Return the SDK's own "not given" for none and for what is empty."""
    return value or values.unset


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
