"""The question of which numbers of an account this house uses, and which it receives on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.helpers import selector
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from .api import PhoneNumber
from .const import (
    CONF_ADDRESS,
    CONF_DEFAULT,
    CONF_RECEIVE,
    CONF_RECEIVE_ON,
    CONF_SENDERS,
    DOMAIN,
    SUBENTRY_SENDER,
)
from .numbers.pointing import NumberPointing, Override, Pointing, number_pointing

_WORDS: Final = f"component.{DOMAIN}.selector"


class SelectionRefusedError(Exception):
    """A number is to receive that is no sender; its text is the number."""


@dataclass(frozen=True, slots=True)
class OfferedNumber:
    """A number of the account that can become a sender, and where it leads now."""

    number: PhoneNumber
    pointing: NumberPointing

    @property
    def is_free(self) -> bool:
        """Whether nobody else uses what it receives: it leads nowhere, or here already."""
        leads_to = {self.pointing.messages, self.pointing.calls} - {None}
        return bool(leads_to) and not (self.pointing.overrides or Pointing.ELSEWHERE in leads_to)

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What it can do, as keys of translations."""
        can = {"sms": self.number.sms, "mms": self.number.mms, "voice": self.number.voice}
        return tuple(capability for capability, has in can.items() if has)


@dataclass(frozen=True, slots=True)
class Selection:
    """The numbers that somebody ticked; `receive_on` holds numbers in E.164."""

    senders: tuple[PhoneNumber, ...] = ()
    receive_on: frozenset[str] = frozenset()

    @property
    def default(self) -> PhoneNumber | None:
        """The first number that texts, rather one that receives; else one that calls, or any."""
        return max(self.senders, key=self._fitness, default=None)

    def _fitness(self, number: PhoneNumber) -> tuple[bool, bool, bool]:
        return number.sms, number.number in self.receive_on, number.voice


def offered_numbers(
    numbers: Iterable[PhoneNumber],
    addresses: Collection[str],
    overrides: Mapping[str, Collection[Override]] | None = None,
) -> tuple[OfferedNumber, ...]:
    """Return what the form offers, given the addresses of this house without query.

    `overrides` tells by number in E.164 what does not stand on the number itself.
    """
    known = overrides or {}
    return tuple(
        OfferedNumber(
            number, number_pointing(number, addresses, overrides=known.get(number.number, ()))
        )
        for number in numbers
    )


async def async_labels(hass: HomeAssistant, offered: Iterable[OfferedNumber]) -> dict[str, str]:
    """Return how numbers are offered, in the language of the house."""
    words = await async_get_translations(hass, hass.config.language, "selector", [DOMAIN])
    return {offer.number.number: _label(offer, words) for offer in offered}


async def async_senders_schema(
    hass: HomeAssistant, offered: Sequence[OfferedNumber], *, can_receive: bool
) -> vol.Schema:
    """Return the form: all numbers ticked, and to receive on those that nobody else uses."""
    labels = await async_labels(hass, offered)
    options = [
        selector.SelectOptionDict(value=number, label=label) for number, label in labels.items()
    ]
    ticks = selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=options, multiple=True, mode=selector.SelectSelectorMode.LIST
        )
    )
    fields: dict[vol.Marker, Any] = {vol.Optional(CONF_SENDERS, default=list(labels)): ticks}
    if can_receive:
        fields[vol.Optional(CONF_RECEIVE_ON, default=_free(offered))] = ticks
    return vol.Schema(fields)


def read_selection(offered: Sequence[OfferedNumber], user_input: Mapping[str, Any]) -> Selection:
    """Read the form; raises `SelectionRefusedError`.

    A number that is no sender stays what it is, although the form had ticked it to receive.
    Where somebody ticked it himself, he wants both at once, and has to say which.
    """
    senders = set(user_input[CONF_SENDERS])
    receive_on = set(user_input.get(CONF_RECEIVE_ON, ()))
    for number in sorted(receive_on - senders - set(_free(offered))):
        raise SelectionRefusedError(number)
    chosen = tuple(offer.number for offer in offered if offer.number.number in senders)
    return Selection(chosen, frozenset(receive_on & senders))


def new_senders(selection: Selection) -> list[ConfigSubentryData]:
    """Return the senders of a new account."""
    return [
        ConfigSubentryData(
            data={
                CONF_ADDRESS: number.number,
                CONF_DEFAULT: number == selection.default,
                CONF_RECEIVE: number.number in selection.receive_on,
            },
            subentry_type=SUBENTRY_SENDER,
            title=number.name,
            unique_id=number.number,
        )
        for number in selection.senders
    ]


def _free(offered: Iterable[OfferedNumber]) -> list[str]:
    return [offer.number.number for offer in offered if offer.is_free]


def _label(offer: OfferedNumber, words: Mapping[str, str]) -> str:
    """Return number, name, what it can do, and who has what it receives."""
    number = offer.number
    capabilities = [words[f"{_WORDS}.capability.options.{key}"] for key in offer.capabilities]
    overrides = [
        words[f"{_WORDS}.override.options.{override}"]
        for override in Override
        if override in offer.pointing.overrides
    ]
    parts = (number.number, _given_name(number), ", ".join(capabilities))
    label = " · ".join(part for part in parts if part)
    leads_to = overrides or offer.pointing.hosts
    return f"{label} → {', '.join(leads_to)}" if leads_to else label


def _given_name(number: PhoneNumber) -> str:
    """Return the name of a number, empty where Twilio only wrote the number differently."""
    digits = "".join(filter(str.isdecimal, number.name))
    is_number = len(digits) > len(number.number) // 2 and number.number.endswith(digits)
    return "" if is_number else number.name
