"""Whom an action is for: numbers, names of contacts, and their notify entities."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError

from .account import Account
from .accounts import async_account, async_await_reloads, async_origin
from .const import ATTR_CONFIG_ENTRY_ID, ATTR_SENDER, ATTR_TO
from .contacts.addressee import Addressee
from .delivery import Recipient, Result, read_recipient
from .entities.contact_lookup import NamedContact, async_contact_of_entity, async_note_sent
from .errors import InvalidInput

type Send = Callable[[Account, str | None, Sequence[Recipient]], Awaitable[tuple[Result, ...]]]
"""Sends from an account, from the sender that was asked for if any, to recipients."""


@dataclass(slots=True)
class Batch:
    """The recipients of one account, and the sender that was asked for."""

    account: Account
    sender: str | None = None
    recipients: list[Recipient] = field(default_factory=list)


@dataclass(slots=True)
class Recipients:
    """Everybody whom an action is for, each through the account that it belongs to."""

    hass: HomeAssistant = field(repr=False)
    order: list[Recipient] = field(default_factory=list)
    """As they were asked for."""
    refused: list[Result] = field(default_factory=list)
    contacts: list[NamedContact] = field(default_factory=list)
    batches: dict[str, Batch] = field(default_factory=dict)
    """By config entry."""

    def name(self, entity_id: str, as_reached: Callable[[NamedContact], Addressee]) -> None:
        """Add whom a notify entity reaches, or why it reaches nobody."""
        try:
            named = async_contact_of_entity(self.hass, entity_id)
            contact = replace(named, addressee=as_reached(named))
        except InvalidInput as err:
            self.order.append(entity_id)
            self.refused.append(Result(entity_id, error=err, asked=(entity_id,)))
        else:
            self.order.append(contact.addressee)
            self.contacts.append(contact)

    @property
    def only_account(self) -> str | None:
        """The config entry of all contacts, where they have the same."""
        entry_ids = {contact.entry_id for contact in self.contacts}
        return entry_ids.pop() if len(entry_ids) == 1 else None

    async def async_sort(self, origin: Batch | None) -> None:
        """Sort the contacts by account; those of another one do not have the sender asked for."""
        sender = origin.sender if origin else None
        if origin:
            self.order[:0] = origin.recipients
            self.batches[origin.account.entry.entry_id] = origin
        for contact in self.contacts:
            try:
                batch = await self._async_batch(contact, sender)
            except HomeAssistantError as err:
                self.refused.append(_refused(contact.addressee, err))
            else:
                batch.recipients.append(contact.addressee)

    async def _async_batch(self, contact: NamedContact, sender: str | None) -> Batch:
        if known := self.batches.get(contact.entry_id):
            return known
        if sender is not None:
            raise InvalidInput("contact_of_other_account", entity=contact.entity_id, sender=sender)
        batch = Batch(await async_account(self.hass, contact.entry_id, None))
        return self.batches.setdefault(contact.entry_id, batch)

    async def async_send(self, send: Send) -> tuple[Result, ...]:
        """Send to everybody, side by side; return the results in the order asked."""
        batches = [batch for batch in self.batches.values() if batch.recipients]
        sent = await gather(*(self._async_send(batch, send) for batch in batches))
        results = [*self.refused, *(result for some in sent for result in some)]
        for contact in self.contacts:
            if any(contact.addressee in result.asked for result in results if not result.error):
                async_note_sent(self.hass, contact.entity_id)
        return tuple(sorted(results, key=self._place))

    async def _async_send(self, batch: Batch, send: Send) -> tuple[Result, ...]:
        """Send to those of one account; where it cannot at all, others still may."""
        try:
            return await send(batch.account, batch.sender, batch.recipients)
        except HomeAssistantError as err:
            if len(self.batches) == 1:
                raise
            return tuple(_refused(recipient, err) for recipient in batch.recipients)

    def _place(self, result: Result) -> int:
        return min(map(self.order.index, result.asked))


def _refused(recipient: Recipient, error: HomeAssistantError) -> Result:
    to = recipient if isinstance(recipient, str) else recipient.address
    return Result(to, error=error, asked=(recipient,))


async def async_recipients(
    call: ServiceCall, as_reached: Callable[[NamedContact], Addressee]
) -> Recipients:
    """Read whom an action is for; `as_reached` says how it reaches a contact.

    Numbers and names go through the account that is named, else through the one of the sender,
    else through the one of the entities; entities go through their own. Raises as `async_origin`
    does, and `InvalidInput` (`no_recipient`).
    """
    hass, data = call.hass, call.data
    if not data[ATTR_TO] and not data[ATTR_ENTITY_ID]:
        raise InvalidInput("no_recipient")
    await async_await_reloads(hass)
    recipients = Recipients(hass)
    for entity_id in dict.fromkeys(data[ATTR_ENTITY_ID]):
        recipients.name(entity_id, as_reached)
    await recipients.async_sort(await _async_origin(call, recipients.only_account))
    return recipients


async def _async_origin(call: ServiceCall, account_of_contacts: str | None) -> Batch | None:
    """Return from where numbers and names are reached, none where there are no such things."""
    texts, sender = call.data[ATTR_TO], call.data.get(ATTR_SENDER)
    if not texts and sender is None:
        return None
    entry_id = call.data.get(ATTR_CONFIG_ENTRY_ID)
    if entry_id is None and sender is None:
        entry_id = account_of_contacts
    account, address = await async_origin(call.hass, entry_id, sender)
    return Batch(account, address, [read_recipient(account, text) for text in texts])
