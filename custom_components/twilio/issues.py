"""Repair issues of one account."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
import hashlib
import hmac
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import CONF_ACCOUNT_SID, CONF_ENTRY_ID, DOMAIN

DATA_ABOUT: Final = "about"
_PSEUDONYM_DIGITS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something that the household has to know of an account, or can mend with a click."""

    key: str
    """Its kind, under which its words are found."""
    about: str = ""
    """What of the account is meant, where there can be several."""
    severity: ir.IssueSeverity = ir.IssueSeverity.WARNING
    is_fixable: bool = False
    is_persistent: bool = False
    """Whether it outlives a restart, because nothing would bring it up again."""
    placeholders: Mapping[str, str] = field(default_factory=dict)
    """What fills the gaps of its words, besides the account."""
    learn_more_url: str | None = None
    data: Mapping[str, str | int | float | None] = field(default_factory=dict)
    """What is kept with it, besides the account and what is meant."""


def issue_id(key: str, entry: ConfigEntry, about: str = "") -> str:
    """Return the id of an issue that an account has of its own."""
    return "_".join(filter(None, (key, about, entry.entry_id)))


def pseudonym(entry: ConfigEntry, text: str) -> str:
    """Return what stands for a number in an id: bug reports have the ids of all issues."""
    key: str = entry.data.get(CONF_ACCOUNT_SID, "")
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:_PSEUDONYM_DIGITS]


@callback
def async_report(hass: HomeAssistant, entry: ConfigEntry, issue: Issue) -> None:
    """Tell the household; what it ignores stays ignored."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id(issue.key, entry, issue.about),
        data={CONF_ENTRY_ID: entry.entry_id, DATA_ABOUT: issue.about, **issue.data},
        is_fixable=issue.is_fixable,
        is_persistent=issue.is_persistent,
        learn_more_url=issue.learn_more_url,
        severity=issue.severity,
        translation_key=issue.key,
        translation_placeholders={"account": entry.title, **issue.placeholders},
    )


@callback
def async_take_back(hass: HomeAssistant, entry: ConfigEntry, key: str, about: str = "") -> None:
    """Take back an issue whose cause is gone."""
    ir.async_delete_issue(hass, DOMAIN, issue_id(key, entry, about))


@callback
def async_update_issues(
    hass: HomeAssistant,
    entry: ConfigEntry,
    keys: Collection[str],
    issues: Iterable[Issue],
    *,
    undecided: Collection[str] = (),
) -> None:
    """Make these issues the only ones of their kinds; ids of which nobody can tell stay."""
    current = {issue_id(issue.key, entry, issue.about): issue for issue in issues}
    stay = {*current, *undecided}
    for known in _known(hass, entry):
        if known not in stay and known.startswith(tuple(f"{key}_" for key in keys)):
            ir.async_delete_issue(hass, DOMAIN, known)
    for issue in current.values():
        async_report(hass, entry, issue)


@callback
def async_clear_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back whatever was said of an account."""
    for known in _known(hass, entry):
        ir.async_delete_issue(hass, DOMAIN, known)


def _known(hass: HomeAssistant, entry: ConfigEntry) -> list[str]:
    """Return the ids of an account's issues, ignored ones of an earlier run included."""
    return [
        known
        for domain, known in ir.async_get(hass).issues
        if domain == DOMAIN and known.endswith(f"_{entry.entry_id}")
    ]
