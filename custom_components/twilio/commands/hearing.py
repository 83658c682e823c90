"""Texts as they come: read for a PIN, told to everybody without it, then obeyed."""

from collections.abc import Callable
from dataclasses import replace
import re
import time
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant, callback

from ..const import LOGGER
from ..contacts.contact import Contact, ContactChannel
from ..learned import async_learned
from ..listening.listeners import async_listeners
from ..listening.news import message_of
from ..webhook import InboundMessage, VerifiedRequest
from .desk import CommandDesk, async_command_desk
from .heard_text import HeardText
from .lockout_news import async_announce_lockout, async_lockouts, lock_gaps
from .lockouts import lock_key
from .obeying import async_obey
from .own_answers import OwnAnswer, async_answer
from .pin_in_text import cut_all
from .pin_trial import UNCHANGED, ReadText, async_read_text
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
        contact = message.contact
        if contact is None or not (contact.pin or contact.may_command):
            self._tell(self._account, self._request, message, Context())
            return
        self._hass.async_create_task(self._async_hear(inbound, message, contact), "Twilio text")

    async def _async_hear(
        self, inbound: InboundMessage, message: MessageReceived, contact: Contact
    ) -> None:
        desk, lane = async_command_desk(self._hass), f"{contact.number}_{self._entry.entry_id}"
        async with desk.reading.turn(lane):
            channel = ContactChannel.of_message(message.from_)
            key = lock_key(contact.number, channel)
            is_locked = self._remaining(key) > 0
            read = await self._async_read(desk, message, contact, is_locked=is_locked)
            fields = {
                name: value if _IS_NO_TEXT.fullmatch(name) else read.clean(value)
                for name, value in self._request.fields.items()
            }
            body = read.clean(message.body)
            told = replace(message, body=body, data=fields)
            holds_pin = body != message.body
            if holds_pin:
                self._account.redactor.async_note(message.message_sid)
            context = Context()
            request = replace(self._request, fields=fields, inbound=replace(inbound, body=body))
            self._tell(self._account, request, told, context)
            seconds = self._count(key, read.pin)
            heard = HeardText(
                message=told,
                contact=contact,
                written=message.body,
                context=context,
                pin=read.pin,
                is_locked=is_locked,
                holds_pin=holds_pin,
            )
            if seconds:
                self._async_lock(heard, channel, seconds)
            # Created in here, it gets its place behind that of the text before.
            self._hass.async_create_background_task(
                self._async_obey(heard, is_said=seconds > 0), "Twilio command"
            )

    async def _async_read(
        self, desk: CommandDesk, message: MessageReceived, contact: Contact, *, is_locked: bool
    ) -> ReadText:
        """Read a text; where that fails, all goes that may be a PIN."""
        channel = ContactChannel.of_message(message.from_)
        is_pin_free = contact.is_pin_free_on(channel)

        def fitting(text: str) -> list[bool]:
            if not contact.may_command_on(channel):
                return []
            candidates = async_listeners(self._hass).async_commands(message, text)
            return [candidate.requires_pin and not is_pin_free for candidate in candidates]

        def may_try(times: int) -> bool:
            return desk.tries.take(contact.number, self._hass.loop.time(), times)

        try:
            return await async_read_text(
                self._hass,
                message.body,
                contact.pin,
                fitting=fitting,
                may_try=may_try,
                is_locked=is_locked,
            )
        except Exception as err:  # noqa: BLE001 - nothing may fail, and what did may quote the PIN
            LOGGER.error("A text could not be read for a PIN: %s", type(err).__name__)
            return ReadText(Pin.UNTRIED, cut_all) if contact.pin else UNCHANGED

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
        async_answer(hass, entry, heard.message, OwnAnswer.LOCKED_NOW, **gaps)

    async def _async_obey(self, heard: HeardText, *, is_said: bool) -> None:
        """Obey, and then have the PIN taken out of Twilio's log, which is asked before that."""
        try:
            if not is_said:
                await async_obey(self._hass, self._entry, heard)
        except Exception as err:  # noqa: BLE001 - as above
            LOGGER.error("A command could not be handled: %s", type(err).__name__)
        # One that is not loaded takes that up when it is.
        if heard.holds_pin and self._entry.state is ConfigEntryState.LOADED:
            self._entry.runtime_data.redactor.async_start(heard.message.message_sid)
