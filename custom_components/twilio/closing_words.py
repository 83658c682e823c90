"""What somebody reads who has just added an account."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .account_look import AccountFacts
from .const import DOMAIN
from .senders_form import Selection, offered_numbers

_TRIAL: Final = f"component.{DOMAIN}.selector.closing.options.trial"


@dataclass(frozen=True, slots=True)
class ClosingWords:
    """The key of a text in `config.create_entry`, and what fills its gaps."""

    key: str
    placeholders: Mapping[str, str]


async def async_closing_words(
    hass: HomeAssistant, facts: AccountFacts, selection: Selection, webhook_url: str | None
) -> ClosingWords:
    """Return what is true of the new account; a trial account gets a word about its limits."""
    texts = await async_get_translations(hass, hass.config.language, "selector", [DOMAIN])
    reached = selection.receive_on - _overridden(facts, selection)
    return ClosingWords(
        _key(facts, selection, reached, webhook_url),
        {
            "webhook_url": webhook_url or "",
            "numbers": ", ".join(sorted(reached or selection.receive_on)),
            "trial": texts[_TRIAL] if facts.is_trial else "",
        },
    )


async def async_said(hass: HomeAssistant, words: ClosingWords) -> str:
    """Return them as one text, in the language of the house."""
    texts = await async_get_translations(hass, hass.config.language, "config", [DOMAIN])
    text = texts[f"component.{DOMAIN}.config.create_entry.{words.key}"]
    for gap, filling in words.placeholders.items():
        text = text.replace(f"{{{gap}}}", filling)
    return text.strip()


def _overridden(facts: AccountFacts, selection: Selection) -> frozenset[str]:
    """Return the numbers that bring nothing here, whatever is set on them."""
    chosen = offered_numbers(selection.senders, (), facts.overrides)
    return frozenset(offer.number.number for offer in chosen if offer.pointing.overrides)


def _key(
    facts: AccountFacts, selection: Selection, reached: Collection[str], webhook_url: str | None
) -> str:
    if not facts.numbers:
        return "no_numbers" if webhook_url else "no_numbers_sending_only"
    if not webhook_url:
        return "sending_only"
    if reached:
        return "receiving"
    return "overridden" if selection.receive_on else "webhook"
