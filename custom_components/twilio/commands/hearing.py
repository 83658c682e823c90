"""Texts as they come: read for a PIN, told to everybody without it, then obeyed."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
import re
import time
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant, callback

from ..accounts import async_await_reloads
from ..address import number_of
from ..const import LOGGER
from ..contacts.contact import ContactChannel
from ..contacts.pin import PinHash
from ..learned import async_learned
from ..listening.listeners import async_listeners
from ..listening.news import message_of
from ..webhook import InboundMessage, VerifiedRequest
from .desk import CommandDesk, async_command_desk, lane_of
from .heard_text import HeardText
from .lockout_news import async_announce_lockout, async_lockouts, lock_gaps
from .lockouts import lock_key
from .obeying import async_obey
from .other_pins import async_other_pins
from .own_answers import OwnAnswer, async_answer
from .pin_in_text import cut_all
from .pin_trial import UNCHANGED, ReadText, async_read_text
from .refusals import async_leave, async_note_no_right
from .verdict import Pin

if TYPE_CHECKING:
    from ..account import Account, TwilioConfigEntry
    from ..listening.occurrences import MessageReceived

_IS_NO_TEXT: Final = re.compile(r"From|To|WaId|\w*Sid|ApiVersion|Num\w+|Media\w+\d")
"""The fields of a request that never hold what somebody wrote; any other one may repeat it."""

type Tell = Callable[[Account, VerifiedRequest, MessageReceived, Context], None]
"""Tells everybody of a text."""


class Hearing:
    """One text of somebody, from the moment that Twilio brought it."""

    def __init__(
        self, hass: HomeAssistant, entry: TwilioConfigEntry, request: VerifiedRequest, tell: Tell
    ) -> None:
        """Hear nothing yet."""
        self._hass = hass
        self._entry = entry
        self._account = entry.runtime_data
        """As it was when the text came: meanwhile the entry may be loaded no more."""
        self._request = request
        self._tell = tell

    @callback
    def async_begin(self, inbound: InboundMessage) -> None:
        """Tell of a text: at once where nobody has to look for a PIN, else in a moment.

        Texts of one contact keep their order. Raises nothing later on.
        """
        message = message_of(self._account, inbound, self._request)
        others = async_other_pins(self._hass, self._entry, message.from_)
        contact = message.contact
        if others or (contact and (contact.pin or contact.may_command)):
            hearing = self._async_hear(inbound, message, others)
            self._hass.async_create_task(hearing, "Twilio text")
            return
        self._tell(self._account, self._request, message, Context())
        if contact:
            async_note_no_right(self._hass, message)

    async def _async_hear(
        self, inbound: InboundMessage, message: MessageReceived, others: Sequence[PinHash]
    ) -> None:
        desk, channel = async_command_desk(self._hass), ContactChannel.of_message(message.from_)
        async with desk.reading.turn(lane_of(self._entry.entry_id, message.from_)):
            key = lock_key(number_of(message.from_), channel)
            is_damaged = message.contact is not None and message.contact.is_damaged
            is_locked = is_damaged or self._remaining(key) > 0
            read = await self._async_read(desk, message, others, is_locked=is_locked)
            # Else a STOP would be told while nobody hears it.
            await async_await_reloads(self._hass)
            context = Context()
            told = self._async_tell(inbound, message, read, context)
            seconds = self._count(key, read.pin)
            if (contact := told.contact) is None:
                self._async_redact(told)
                return
            heard = HeardText(
                message=told,
                contact=contact,
                written=message.body,
                context=context,
                pin=read.pin,
                is_locked=is_locked,
            )
            if seconds:
                self._async_lock(heard, channel, seconds)
            # Created in here, it gets its place behind that of the text before.
            self._hass.async_create_background_task(
                self._async_obey(heard, is_said=seconds > 0), "Twilio command"
            )

    @callback
    def _async_tell(
        self, inbound: InboundMessage, message: MessageReceived, read: ReadText, context: Context
    ) -> MessageReceived:
        """Tell everybody what is left of a text, and return that."""
        body = read.clean(message.body)
        fields = {
            name: value if _IS_NO_TEXT.fullmatch(name) else read.clean(value)
            for name, value in self._request.fields.items()
        }
        told = replace(message, body=body, data=fields, is_cut=body != message.body)
        if read.is_secret:
            self._account.redactor.async_note(message.message_sid)
        request = replace(self._request, fields=fields, inbound=replace(inbound, body=body))
        self._tell(self._account, request, told, context)
        return told

    async def _async_read(
        self,
        desk: CommandDesk,
        message: MessageReceived,
        others: Sequence[PinHash],
        *,
        is_locked: bool,
    ) -> ReadText:
        """Read a text; where that fails, all goes that may be a PIN."""
        contact, channel = message.contact, ContactChannel.of_message(message.from_)
        pin = contact.pin if contact else None

        def fitting(text: str) -> list[bool]:
            if contact is None or not contact.may_command_on(channel):
                return []
            is_pin_free = contact.is_pin_free_on(channel)
            candidates = async_listeners(self._hass).async_commands(message, text)
            return [candidate.requires_pin and not is_pin_free for candidate in candidates]

        def may_try(times: int) -> bool:
            number = number_of(message.from_)
            return desk.tries.take(number, self._hass.loop.time(), times)

        try:
            return await async_read_text(
                self._hass,
                message.body,
                pin,
                others,
                fitting=fitting,
                may_try=may_try,
                is_locked=is_locked,
            )
        except Exception as err:  # noqa: BLE001 - nothing may fail, and what did may quote the PIN
            LOGGER.error("A text could not be read for a PIN: %s", type(err).__name__)
            failed = ReadText(Pin.UNTRIED, cut_all, is_secret=True)
            return failed if pin or others else UNCHANGED

    def _remaining(self, key: str) -> float:
        lockouts = async_lockouts(self._hass, self._entry)
        return lockouts.remaining(key, time.time(), self._hass.loop.time())

    @callback
    def _count(self, key: str, pin: Pin) -> float:
        """Count a PIN; return for how many seconds that locks whoever wrote."""
        learned, lockouts = async_learned(self._hass), async_lockouts(self._hass, self._entry)
        if pin is Pin.RIGHT and lockouts.succeed(key):
            learned.async_save()
        if pin is not Pin.WRONG:
            return 0.0
        learned.async_save()
        return lockouts.fail(key, time.time(), self._hass.loop.time())

    @callback
    def _async_lock(self, heard: HeardText, channel: ContactChannel, seconds: float) -> None:
        LOGGER.warning("A contact is locked after five wrong PINs")
        hass, entry = self._hass, self._entry
        async_announce_lockout(hass, entry, heard.contact, channel, seconds)
        gaps = lock_gaps(hass, channel, seconds)
        async_answer(hass, entry, heard.message, OwnAnswer.LOCKED_NOW, is_limited=False, **gaps)

    async def _async_obey(self, heard: HeardText, *, is_said: bool) -> None:
        """Obey, and then have the PIN taken out of Twilio's log, which is asked before that."""
        try:
            if not is_said:
                await async_obey(self._hass, self._entry, heard)
        except Exception as err:  # noqa: BLE001 - as above
            LOGGER.error("A command could not be handled: %s", type(err).__name__)
            with suppress(Exception):
                async_leave(self._hass, self._entry, heard)
        self._async_redact(heard.message)

    @callback
    def _async_redact(self, told: MessageReceived) -> None:
        # An account that is not loaded takes that up when it is.
        if self._entry.state is ConfigEntryState.LOADED:
            self._entry.runtime_data.redactor.async_start(told.message_sid)
