"""Calls whose whole text is one address: instructions for Twilio, if the house allows it."""

from typing import Final
from urllib.parse import parse_qs, urlsplit

from homeassistant.core import callback
from homeassistant.helpers.network import is_hass_url
from yarl import URL

from .account import Account
from .errors import InvalidInput
from .webhook import async_public_url

TWIMLET: Final = "http://twimlets.com/message?"
"""Where Home Assistant's own twilio_call sends the words of a call to be read aloud."""


def is_address(text: str) -> bool:
    """Tell whether a text is one web address and nothing else."""
    text = text.strip()
    return text.startswith(("http://", "https://")) and not any(map(str.isspace, text))


def words_of_twimlet(url: str) -> str | None:
    """Return the words in an address that twilio_call made, none for other addresses."""
    if not url.startswith(TWIMLET):
        return None
    match parse_qs(urlsplit(url).query, keep_blank_values=True):
        case {"Message": [words], **others} if not others:
            return words
    return None


@callback
def async_allowed_twiml_url(account: Account, url: str) -> str:
    """Return an address that Twilio may take instructions from, or raise `InvalidInput`.

    A stranger's text that is forwarded as a call must not become the stranger's own call:
    the address has to be the house's, or on `allowlist_external_urls`.
    """
    url = url.strip()
    hass = account.hass
    try:
        url.encode()  # Half a character goes nowhere.
        public_url = async_public_url(hass, account.entry)
        is_own = public_url is not None and URL(public_url).origin() == URL(url).origin()
        if is_own or is_hass_url(hass, url) or hass.config.is_allowed_external_url(url):
            return url
    except ValueError:
        pass
    raise InvalidInput("twiml_url_not_allowed", url=url)
