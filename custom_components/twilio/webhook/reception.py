"""The webhook of every account: registered first, answered in every state of the house."""

from asyncio import Task, shield, timeout
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
import time
from typing import Any, Final

from aiohttp import ClientError, web
from homeassistant.components import webhook
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.aiohttp import MockRequest
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_ACCOUNT_SID, CONF_HOOK_ID, DOMAIN, LOGGER
from .addresses import Addresses
from .answer import Answer
from .body import BodyTooLargeError, BodyUnreadableError, parse_body, read_bounded
from .knocks import Knocks
from .memory import WebhookMemories
from .public_url import async_configured_addresses
from .repeats import RequestIdentity
from .signature import SIGNATURE_HEADER
from .signature_doubt import SignatureDoubt
from .verification import (
    ArrivedRequest,
    RequestRejectedError,
    VerifiedRequest,
    WrongSignatureError,
    caught_up,
    signing_keys,
    verify,
)

BODY_SECONDS: Final = 10.0
"""How long a body may take: Twilio itself gives up after 15 seconds."""

DATA_RECEPTION: HassKey[Reception] = HassKey(f"{DOMAIN}_reception")

type Reaction = Callable[[ConfigEntry, VerifiedRequest], Answer | Coroutine[Any, Any, Answer]]
"""What this house does with a verified request: its answer, or where that takes time, the rest."""


@callback
def async_open_webhooks(hass: HomeAssistant, memories: WebhookMemories, react: Reaction) -> None:
    """Register the webhook of each enabled entry, now and whenever entries change."""
    reception = hass.data[DATA_RECEPTION] = Reception(hass, memories, react)

    @callback
    def async_entry_changed(change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            reception.async_register(entry, is_removed=change is ConfigEntryChange.REMOVED)

    for entry in hass.config_entries.async_entries(DOMAIN):
        reception.async_register(entry)
    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, async_entry_changed)


async def async_take_in(
    hass: HomeAssistant, entry: ConfigEntry, fields: Mapping[str, str], age: float
) -> bool:
    """Handle a message that did not come by a request, unless it is known by one.

    `fields` are those of the request, `age` is in seconds. Returns whether anybody listens now;
    raises nothing.
    """
    return await hass.data[DATA_RECEPTION].async_take_in(entry, fields, age)


@dataclass(slots=True)
class Desk:
    """Where the requests of one account are handled."""

    entry: ConfigEntry = field(repr=False)
    hook_id: str = field(repr=False)
    doubt: SignatureDoubt = field(repr=False)
    pending: dict[RequestIdentity, Task[Answer]] = field(default_factory=dict)
    knocks: Knocks = field(default_factory=Knocks)


class Reception:
    """Takes requests, turns away what Twilio did not send, and answers the rest once."""

    def __init__(self, hass: HomeAssistant, memories: WebhookMemories, react: Reaction) -> None:
        """Start without webhooks."""
        self._hass = hass
        self._memories = memories
        self._react = react
        self._desks: dict[str, Desk] = {}

    @callback
    def async_register(self, entry: ConfigEntry, *, is_removed: bool = False) -> None:
        """Bring the registration of an entry's webhook in line with the entry."""
        is_open = not is_removed and not entry.disabled_by
        hook_id = entry.data.get(CONF_HOOK_ID) if is_open else None
        if (desk := self._desks.get(entry.entry_id)) and desk.hook_id != hook_id:
            webhook.async_unregister(self._hass, desk.hook_id)
            del self._desks[entry.entry_id]
        if desk := self._desks.get(entry.entry_id):
            # Perhaps it was the address or the token that changed.
            desk.doubt.async_dispel()
        elif hook_id:
            self._async_open(Desk(entry, hook_id, SignatureDoubt(self._hass, entry)))

    @callback
    def _async_open(self, desk: Desk) -> None:
        async def async_handle(
            _: HomeAssistant, __: str, request: web.Request | MockRequest
        ) -> web.Response:
            return await self._async_handle(desk, request)

        try:
            webhook.async_register(
                self._hass, DOMAIN, "Twilio", desk.hook_id, async_handle, allowed_methods=["POST"]
            )
        except ValueError:
            LOGGER.error("The webhook of %s belongs to another account", desk.entry.title)
        else:
            self._desks[desk.entry.entry_id] = desk

    async def _async_handle(self, desk: Desk, request: web.Request | MockRequest) -> web.Response:
        """Answer a request; raise nothing, which Home Assistant would turn into 200."""
        if desk.entry.disabled_by:
            # While it was not loaded, which nobody announces.
            self.async_register(desk.entry)
            return web.Response()
        try:
            verified = self._verify(desk.entry, await _async_arrived(request))
            desk.doubt.async_dispel()
            if not self._is_ready(desk.entry):
                return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
            answer = await self._async_answer(desk, verified)
        except RequestRejectedError as err:
            if isinstance(err, WrongSignatureError):
                desk.doubt.async_raise()
            desk.knocks.note(str(err), time.monotonic())
            response = web.Response(status=err.status)
            # Nobody waits long for what is still to come of it.
            response.force_close()
            return response
        except Exception:  # noqa: BLE001 - see the docstring
            LOGGER.exception("A request of Twilio could not be handled")
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        return answer.as_response()

    async def async_take_in(
        self, entry: ConfigEntry, fields: Mapping[str, str], age: float
    ) -> bool:
        """See the function of that name; Twilio is not there to hear the answer."""
        desk = self._desks.get(entry.entry_id)
        if desk is None or not self._is_ready(entry):
            return False
        try:
            await self._async_answer(desk, caught_up(fields, entry.data[CONF_ACCOUNT_SID], age))
        except Exception:  # noqa: BLE001 - one message must not keep the others from being handled
            LOGGER.exception("A message of Twilio's log could not be handled")
        return True

    def _is_ready(self, entry: ConfigEntry) -> bool:
        """Tell whether somebody listens: before Home Assistant runs, no automation does."""
        return entry.state is ConfigEntryState.LOADED and self._hass.state is CoreState.running

    def _verify(self, entry: ConfigEntry, arrived: ArrivedRequest) -> VerifiedRequest:
        """Check a request against the configuration of now; change nothing."""
        if not (keys := signing_keys(entry.data, entry.options)):
            raise RequestRejectedError(HTTPStatus.FORBIDDEN, "the account has no credentials yet")
        now = time.time()
        addresses = Addresses(
            tuple(async_configured_addresses(self._hass, entry)),
            self._memories.webhook(entry.entry_id).addresses.replaced,
        )
        return verify(
            arrived, entry.data[CONF_ACCOUNT_SID], keys, lambda query: addresses.called(query, now)
        )

    async def _async_answer(self, desk: Desk, request: VerifiedRequest) -> Answer:
        """Return the answer to a request, the former one where it is a repeat."""
        repeats = self._memories.webhook(desk.entry.entry_id).repeats
        if answer := repeats.recall(request.identity, time.time()):
            return answer
        for identity, task in desk.pending.items():
            if request.identity.is_same(identity):
                return await shield(task)
        reaction = self._react(desk.entry, request)
        if isinstance(reaction, Answer):
            return self._async_remember(desk, request, reaction)
        task = self._hass.async_create_task(
            self._async_answer_later(desk, request, reaction), "Twilio webhook"
        )
        if not task.done():
            desk.pending[request.identity] = task
        # Whoever disconnects ends this wait, not what the request set going.
        return await shield(task)

    async def _async_answer_later(
        self, desk: Desk, request: VerifiedRequest, reaction: Coroutine[Any, Any, Answer]
    ) -> Answer:
        """Wait for the answer to a new request, and remember it."""
        try:
            return self._async_remember(desk, request, await reaction)
        finally:
            desk.pending.pop(request.identity, None)

    @callback
    def _async_remember(self, desk: Desk, request: VerifiedRequest, answer: Answer) -> Answer:
        """Know a request again when it is repeated."""
        repeats = self._memories.webhook(desk.entry.entry_id).repeats
        repeats.remember(request.identity, answer, time.time())
        self._memories.async_save()
        return answer


async def _async_arrived(request: web.Request | MockRequest) -> ArrivedRequest:
    """Read a request that came over HTTP, or through Home Assistant's cloud."""
    headers = request.headers
    # A cloud request makes a new stream at each access.
    stream = request.content
    if isinstance(request, MockRequest):
        query, is_here = request.query_string, True
    else:
        query, is_here = request.rel_url.raw_query_string, request.content.is_eof()
    if "Content-Encoding" in headers:
        raise RequestRejectedError(HTTPStatus.BAD_REQUEST, "it is compressed")
    try:
        async with timeout(None if is_here else BODY_SECONDS):
            raw = await read_bounded(stream)
        body = parse_body(raw, headers.get("Content-Type"))
    except BodyTooLargeError as err:
        raise RequestRejectedError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "it is larger than anything Twilio sends"
        ) from err
    except TimeoutError as err:
        raise RequestRejectedError(HTTPStatus.REQUEST_TIMEOUT, "it does not end") from err
    except (BodyUnreadableError, ConnectionError, ClientError, web.RequestPayloadError) as err:
        raise RequestRejectedError(HTTPStatus.BAD_REQUEST, "it is neither a form nor JSON") from err
    return ArrivedRequest(query, headers.get(SIGNATURE_HEADER), body)
