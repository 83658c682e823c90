"""Calls whose whole text is one address."""

from typing import Final
from urllib.parse import quote

from homeassistant.core import HomeAssistant
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.twiml_url import (
    async_allowed_twiml_url,
    is_address,
    words_of_twimlet,
)

from . import PUBLIC_URL

TWIMLET: Final = "http://twimlets.com/message?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.com/twiml", True),
        ("http://example.com", True),
        ("  https://example.com/a?b=c#d \n", True),
        ("https://", True),
        ("https://example.com is down", False),
        ("https://example.com/a\nhttps://example.com/b", False),
        ("https://example.com/\u00a0x", False),
        ("see https://example.com", False),
        ("example.com", False),
        ("ftp://example.com", False),
        ("https:example.com", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_is_address(text: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """Only a text that is one web address and nothing else is one."""
    assert is_address(text) is expected


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"{TWIMLET}Message=Hello%20world", "Hello world"),
        (f"{TWIMLET}Message=1%2B1%20%26%20%3Cb%3E", "1+1 & <b>"),
        (f"{TWIMLET}Message=%C3%84%20%F0%9F%90%B6", "\u00c4 \U0001f436"),
        (f"{TWIMLET}Message=", ""),
        (f"{TWIMLET}Message%5B0%5D=Hello", None),
        (f"{TWIMLET}Message=Hello&Message=world", None),
        (f"{TWIMLET}Message=Hello&Voice=woman", None),
        (TWIMLET, None),
        ("http://twimlets.com/message", None),
        ("http://twimlets.com/menu?Message=Hello", None),
        ("http://twimlets.com.evil.example/message?Message=Hello", None),
        ("https://example.com/?Message=Hello", None),
    ],
)
def test_words_of_twimlet(url: str, words: str | None) -> None:
    """Only what twilio_call itself makes of words is turned back into them."""
    assert words_of_twimlet(url) == words


@given(words=st.text())
def test_any_words_of_twimlet(words: str) -> None:
    """Whatever twilio_call was asked to say comes back unchanged."""
    assert words_of_twimlet(f"{TWIMLET}Message={quote(words, safe='')}") == words


@pytest.mark.parametrize(
    "url",
    [
        "https://twiml.example/alarm.xml",
        "https://twiml.example/alarm.xml?room=1&x=%20",
        "https://files.example/twiml/alarm.xml",
        f"{PUBLIC_URL}/local/alarm.xml",
        PUBLIC_URL.upper(),
        "https://outside.example/local/alarm.xml",
        "http://inside.local:8123/local/alarm.xml",
    ],
    ids=["host", "query", "folder", "own", "own_case", "external", "internal"],
)
async def test_allowed(hass: HomeAssistant, account: MockConfigEntry, url: str) -> None:
    """The house's own addresses and those on the list may say what a call does."""
    hass.config.allowlist_external_urls = {"https://twiml.example/", "https://files.example/twiml/"}
    hass.config.external_url = "https://outside.example"
    hass.config.internal_url = "http://inside.local:8123"
    assert async_allowed_twiml_url(account.runtime_data, f" {url}\n") == url


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/twiml",
        "http://twiml.example/alarm.xml",
        "https://twiml.example.evil.example/alarm.xml",
        "https://twiml.example@evil.example/alarm.xml",
        "https://twiml.example:8443/alarm.xml",
        "https://files.example/other/alarm.xml",
        "https://files.example/twiml/../other/alarm.xml",
        f"{PUBLIC_URL}.evil.example/local/alarm.xml",
        f"{PUBLIC_URL}@evil.example/local/alarm.xml",
        f"{PUBLIC_URL}:8443/local/alarm.xml",
        PUBLIC_URL.replace("https", "http"),
        "https://",
        "https://[x",
        "https://evil.example:port/",
        f"https://evil.example\\@{PUBLIC_URL.removeprefix('https://')}/",
    ],
)
async def test_not_allowed(hass: HomeAssistant, account: MockConfigEntry, url: str) -> None:
    """Everything else is refused, however much it looks like something allowed."""
    hass.config.allowlist_external_urls = {"https://twiml.example/", "https://files.example/twiml/"}
    with pytest.raises(InvalidInput) as caught:
        async_allowed_twiml_url(account.runtime_data, url)
    assert str(caught.value) == (
        f"The call would take its instructions from {url}, which this house does not allow. To "
        "allow it, add the address to allowlist_external_urls in configuration.yaml"
    )


async def test_nothing_is_allowed_without_configuration(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """A house that is not reached from outside has no address of its own to take TwiML from."""
    hass.config_entries.async_update_entry(account, data={**account.data, "receive_mode": "none"})
    with pytest.raises(InvalidInput) as caught:
        async_allowed_twiml_url(account.runtime_data, f"{PUBLIC_URL}/local/alarm.xml")
    assert caught.value.translation_key == "twiml_url_not_allowed"
