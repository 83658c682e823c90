"""The text that asks a contact whether the house may write."""

import secrets
import time
from typing import Final

from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations

from ..account import Account
from ..const import DOMAIN, LOGGER
from ..contacts.addressee import Addressee
from ..contacts.contact import Contact, ContactChannel
from ..outbox.content import MessageContent
from ..outbox.submission import Terms, async_submit

_QUESTION: Final = f"component.{DOMAIN}.selector.consent_request.options.question"
_TEXTED: Final = (ContactChannel.SMS, ContactChannel.WHATSAPP)


async def async_ask_unasked(account: Account) -> None:
    """Ask each contact who has to agree first, once; who could not be asked comes next time."""
    confirmations = account.consent.memory.confirmations
    for contact in account.contacts:
        is_open = contact.may_receive and not account.consent.is_confirmed(contact)
        is_new = confirmations.asked_at(contact.number) is None
        if is_open and is_new and not contact.channels.isdisjoint(_TEXTED):
            try:
                await async_ask(account, contact)
            except HomeAssistantError as err:
                LOGGER.warning("A contact was not asked to agree yet: %s", err.translation_key)


async def async_ask(account: Account, contact: Contact) -> None:
    """Ask a contact; raises what keeps the question from going out."""
    consent = account.consent
    ways = await account.async_ways(None)
    usual = [channel for channel in _TEXTED if channel in contact.channels]
    route = ways.routes(Addressee(contact.number, contact), usual)[0]
    body = await _async_question(account)
    message = MessageContent(to=route.to, sender=route.sender.address, body=body)
    # First, so that a reload meanwhile asks no second time.
    question = secrets.token_hex(16)
    consent.memory.confirmations.ask(contact.number, question, time.time())
    consent.async_changed()
    try:
        await async_submit(account, message, Terms(asks_for_consent=True, reference=question))
    except HomeAssistantError:
        consent.memory.confirmations.unask(contact.number)
        consent.async_changed()
        raise


async def _async_question(account: Account) -> str:
    """Return the question in the language of the house; the words to answer with are Twilio's."""
    config = account.hass.config
    texts = await async_get_translations(account.hass, config.language, "selector", [DOMAIN])
    return texts[_QUESTION].replace("{house}", config.location_name)
