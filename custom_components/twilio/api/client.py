"""What this integration asks of Twilio's API."""

from collections.abc import Mapping
from datetime import date, datetime

from aiohttp import ClientSession
from twilio.base import values
from twilio.rest import Client

from .calls import call_state, placed_call
from .credentials import Credentials, Region
from .failures import translated_errors
from .messages import logged_message, message_state, received_messages, sent_message
from .models import (
    AcceptedCall,
    AcceptedMessage,
    AccountState,
    CallState,
    LoggedMessage,
    MessageState,
    MessagingService,
    NumberField,
    PhoneNumber,
    PlacedCall,
    ReceivedMessage,
    SentMessage,
)
from .numbers import messaging_service, phone_number, told
from .outgoing import OutgoingCall, OutgoingMessage
from .recent import PAGE_SIZE, recent
from .transport import Transport, Witness


class TwilioApi:
    """One account at Twilio's API.

    Every method raises `TwilioApiError`: `Refused` with Twilio's code, `Unreachable` where
    nothing was sent, `Unsendable` where nothing can be, `Uncertain` where the answer is missing.
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
        self._client = self._make_client(credentials)
        self._single = self._make_client(credentials, once=True)
        self._account_sid = credentials.account_sid

    async def send_message(self, message: OutgoingMessage) -> AcceptedMessage:
        """Hand over a message in one attempt (POST Messages)."""
        with translated_errors():
            created = await self._single.messages.create_async(
                to=message.to,
                from_=_given(message.from_),
                messaging_service_sid=_given(message.messaging_service_sid),
                body=_given(message.body),
                media_url=_given(list(message.media_urls)),
                status_callback=_given(message.status_callback),
                validity_period=_given(message.validity_seconds),
            )
            segments = int(created.num_segments or 0) or None
            return AcceptedMessage(told(created.sid), told(created.status), segments)

    async def inbound_messages(self, to: str, since: date) -> tuple[ReceivedMessage, ...]:
        """List what a number received since the start of a UTC day, newest first (GET Messages).

        The list may lack what came in the last moments.
        """
        with translated_errors():
            found = await self._client.messages.list_async(
                to=to, date_sent_after=since.isoformat(), page_size=1000
            )
            return received_messages(found)

    async def sent_messages(self, to: str | None, since: datetime) -> tuple[SentMessage, ...]:
        """List what was sent to somebody, or to all, since a moment, newest first (GET Messages).

        Found by when it was created: a filter of dates knows only days, and nothing of what is
        queued. The list may lack what came in the last moments.
        """
        with translated_errors():
            page = await self._client.messages.page_async(to=_given(to), page_size=PAGE_SIZE)
            return await recent(page, sent_message, since)

    async def message_state(self, sid: str) -> MessageState:
        """Tell how far a message of ours got (GET Messages/{sid})."""
        with translated_errors():
            return message_state(await self._client.messages(sid).fetch_async())

    async def logged_message(self, sid: str) -> LoggedMessage:
        """Tell what a message is, either way, in one attempt (GET Messages/{sid})."""
        with translated_errors():
            return logged_message(await self._single.messages(sid).fetch_with_http_info_async())

    async def redact_message(self, sid: str) -> None:
        """Empty a message in Twilio's log (POST Messages/{sid} with an empty Body).

        Until that is done, whoever may look into the log of the account can read the text.
        """
        with translated_errors():
            await self._single.messages(sid).update_async(body="")

    async def place_call(self, call: OutgoingCall) -> AcceptedCall:
        """Hand over a call in one attempt (POST Calls)."""
        with translated_errors():
            created = await self._single.calls.create_async(
                to=call.to,
                from_=call.from_,
                twiml=_given(call.twiml),
                url=_given(call.url),
                status_callback=_given(call.status_callback),
                status_callback_event=_given(list(call.status_callback_events)),
                timeout=_given(call.ring_timeout),
            )
            return AcceptedCall(told(created.sid), told(created.status))

    async def placed_calls(self, to: str | None, since: datetime) -> tuple[PlacedCall, ...]:
        """List the calls to somebody, or to all, as `sent_messages` lists messages (GET Calls)."""
        with translated_errors():
            page = await self._client.calls.page_async(to=_given(to), page_size=PAGE_SIZE)
            return await recent(page, placed_call, since)

    async def call_state(self, sid: str) -> CallState:
        """Tell how far a call got (GET Calls/{sid})."""
        with translated_errors():
            return call_state(await self._client.calls(sid).fetch_async())

    async def end_call(self, sid: str) -> None:
        """Hang up, whether it rings or is talked on (POST Calls/{sid}); 21220 where it is over."""
        with translated_errors():
            await self._client.calls(sid).update_async(status="completed")

    async def phone_numbers(self) -> tuple[PhoneNumber, ...]:
        """List all numbers of the account, in Twilio's order (GET IncomingPhoneNumbers)."""
        with translated_errors():
            found = await self._client.incoming_phone_numbers.list_async(page_size=1000)
            return tuple(map(phone_number, found))

    async def update_number(self, sid: str, changes: Mapping[NumberField, str]) -> PhoneNumber:
        """Change webhooks of a number, an empty URL clears it (POST IncomingPhoneNumbers/{sid})."""
        with translated_errors():
            number = self._client.incoming_phone_numbers(sid)
            fields = {field.value: value for field, value in changes.items()}
            return phone_number(await number.update_async(**fields))

    async def messaging_services(self) -> tuple[MessagingService, ...]:
        """List all Messaging Services of the account (GET messaging/v1/Services)."""
        with translated_errors():
            found = await self._client.messaging.v1.services.list_async(page_size=100)
            return tuple(map(messaging_service, found))

    async def service_numbers(self, service_sid: str) -> frozenset[str]:
        """List the SIDs of a Messaging Service's numbers (GET Services/{sid}/PhoneNumbers)."""
        with translated_errors():
            service = self._client.messaging.v1.services(service_sid)
            found = await service.phone_numbers.list_async(page_size=100)
            return frozenset(told(number.sid) for number in found)

    async def inbound_region(self, number: str) -> str:
        """Tell in which region calls to a number in E.164 are handled (GET routes/v2)."""
        with translated_errors():
            route = await self._client.routes.v2.phone_numbers(number).fetch_async()
            return told(route.voice_region)

    async def check(self) -> None:
        """Prove the credentials by listing one number, which every kind of key may do."""
        with translated_errors():
            await self._client.incoming_phone_numbers.list_async(limit=1, page_size=1)

    async def account_state(self) -> AccountState:
        """Tell whether the account may do anything; needs the Auth Token, not a key."""
        with translated_errors():
            account = await self._client.api.v2010.accounts(self._account_sid).fetch_async()
            return AccountState(account.status)

    async def is_trial(self) -> bool:
        """Tell an account that nobody pays for; needs the Auth Token, not a key."""
        with translated_errors():
            account = await self._client.api.v2010.accounts(self._account_sid).fetch_async()
            return bool(account.type == "Trial")

    def _make_client(self, credentials: Credentials, *, once: bool = False) -> Client:
        is_home = credentials.region is Region.US1 or credentials.api_base_url is not None
        base_url, witness = credentials.api_base_url, self._witness
        return Client(
            credentials.username,
            credentials.password,
            account_sid=credentials.account_sid,
            region=None if is_home else credentials.region.value,
            edge=None if is_home else credentials.region.edge,
            http_client=Transport(self._session, base_url, witness, once=once),
            # Not empty, or the SDK reads the credentials of whoever started Home Assistant.
            environment={"_": ""},
        )


def _given[T](value: T | None) -> T | object:
    """Return the SDK's own "not given" for none and for what is empty."""
    return value or values.unset
