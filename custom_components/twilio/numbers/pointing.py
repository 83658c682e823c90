"""Where the webhooks of a number lead."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from ..api import NumberWebhooks, PhoneNumber

_DEMO_HOSTS: Final = frozenset({"demo.twilio.com"})
"""Where Twilio points a number that was just bought; a twimlet is what somebody chose."""


class Pointing(StrEnum):
    """What a webhook URL leads to."""

    HERE = "here"
    NOWHERE = "nowhere"
    ELSEWHERE = "elsewhere"


class Override(StrEnum):
    """What makes Twilio ignore the URLs of a number."""

    TRUNK = "trunk"
    APPLICATION = "application"
    MESSAGING_SERVICE = "messaging_service"
    FAX = "fax"
    REGION = "region"


def pointing_of(url: str, addresses: Collection[str]) -> Pointing:
    """Tell where a webhook URL leads, given the addresses of our webhook without query."""
    if without_query(url) in addresses:
        return Pointing.HERE
    host = host_of(url)
    return Pointing.ELSEWHERE if host and host not in _DEMO_HOSTS else Pointing.NOWHERE


def without_query(url: str) -> str:
    """Return a webhook URL without its query and without Twilio's settings behind the `#`."""
    return url.partition("#")[0].partition("?")[0]


def host_of(url: str) -> str:
    """Return the host of a URL, empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class NumberPointing:
    """Where a number's messages and calls go, as far as can be told; none what it cannot do."""

    messages: Pointing | None
    calls: Pointing | None
    overrides: frozenset[Override] = frozenset()
    unchecked: frozenset[Override] = frozenset()
    """What could not be looked at, because the API key may not."""
    hosts: tuple[str, ...] = ()
    """The foreign hosts that it points to."""

    @property
    def is_here(self) -> bool | None:
        """Whether what the number receives reaches this house; none where nobody can tell."""
        if self.overrides or {self.messages, self.calls} - {None} != {Pointing.HERE}:
            return False
        return None if self.unchecked else True


def number_pointing(
    number: PhoneNumber,
    addresses: Collection[str],
    *,
    overrides: Collection[Override] = (),
    unchecked: Collection[Override] = (),
) -> NumberPointing:
    """Tell where a number leads, given the addresses of our webhook without query."""
    webhooks = number.webhooks
    messages = pointing_of(webhooks.sms_url, addresses) if number.sms or number.mms else None
    calls = pointing_of(webhooks.voice_url, addresses) if number.voice else None
    urls = ((webhooks.sms_url, messages), (webhooks.voice_url, calls))
    elsewhere = (host_of(url) for url, leads in urls if leads is Pointing.ELSEWHERE)
    return NumberPointing(
        messages=messages,
        calls=calls,
        overrides=frozenset({*_own_overrides(webhooks), *overrides}),
        unchecked=frozenset(unchecked),
        hosts=tuple(dict.fromkeys(elsewhere)),
    )


def _own_overrides(webhooks: NumberWebhooks) -> set[Override]:
    """Return what the number itself says of who overrides its URLs."""
    signs = {
        Override.TRUNK: webhooks.trunk_sid,
        Override.APPLICATION: webhooks.sms_application_sid or webhooks.voice_application_sid,
        Override.FAX: webhooks.voice_receive_mode == "fax",
    }
    return {override for override, sign in signs.items() if sign}
