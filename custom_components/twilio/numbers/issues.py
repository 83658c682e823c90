"""What is wrong with the webhooks of an account's numbers, said to the household."""

from collections.abc import Iterable, Iterator
import re
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..api import CredentialsRejected
from ..issues import Issue, async_update_issues, issue_id
from ..webhook import async_webhook_address
from .pointing import Override, Pointing
from .webhooks import AccountWebhooks, NumberState

_ELSEWHERE: Final = "number_points_elsewhere"
_NOT_SET: Final = "number_not_set"
_OVERRIDDEN: Final = {override: f"number_overridden_{override}" for override in Override}
_KEYS: Final = (_ELSEWHERE, _NOT_SET, *_OVERRIDDEN.values())

_URL: Final = re.compile(r"https?://\S+")
_CONSOLE: Final = "https://console.twilio.com/us1/develop/phone-numbers/manage/incoming"


@callback
def async_watch_webhooks(
    hass: HomeAssistant, entry: ConfigEntry, webhooks: AccountWebhooks
) -> None:
    """Tell the household of numbers that should lead here and do not, as long as it is so."""

    @callback
    def async_check() -> None:
        # Without an address, that is what the household hears of.
        has_address = async_webhook_address(hass, entry) is not None
        states = tuple(webhooks.states.values()) if has_address else ()
        # Taken back, what somebody ignores would be shown to him again once Twilio was asked.
        undecided = {
            issue_id(_OVERRIDDEN[override], entry, _about(state))
            for state in states
            if state.wanted
            for override in state.pointing.unchecked
        }
        async_update_issues(hass, entry, _KEYS, number_issues(states), undecided=undecided)

    entry.async_on_unload(webhooks.async_listen(async_check))


def number_issues(states: Iterable[NumberState]) -> Iterator[Issue]:
    """Return what the household has to know of numbers, after all was done that can be done."""
    for state in states:
        if state.wanted:
            yield from _issues_of(state)


def _issues_of(state: NumberState) -> Iterator[Issue]:
    number = {"number": state.number, "name": state.name}
    about = _about(state)
    for override in Override:
        if override in state.pointing.overrides:
            yield Issue(
                key=_OVERRIDDEN[override],
                about=about,
                placeholders=number,
                learn_more_url=_CONSOLE,
            )
    if _is_refused(state):
        yield Issue(
            key=_NOT_SET,
            about=about,
            severity=IssueSeverity.ERROR,
            placeholders={**number, "reason": reason_of(state.error)},
            learn_more_url=_CONSOLE,
        )
    elif state.error is None and _leads_elsewhere(state):
        yield Issue(
            key=_ELSEWHERE,
            about=about,
            is_fixable=True,
            placeholders={**number, "host": ", ".join(state.pointing.hosts)},
        )


def _about(state: NumberState) -> str:
    return state.number.removeprefix("+")


def reason_of(error: BaseException | None) -> str:
    """Return why something was refused; Twilio may repeat a URL, which holds a secret of ours."""
    return _URL.sub("…", str(error))


def _is_refused(state: NumberState) -> bool:
    """Tell whether Twilio said no for good; an outage ends, and credentials have their own."""
    error = state.error
    return error is not None and error.is_final and not isinstance(error, CredentialsRejected)


def _leads_elsewhere(state: NumberState) -> bool:
    return Pointing.ELSEWHERE in {state.pointing.messages, state.pointing.calls}
