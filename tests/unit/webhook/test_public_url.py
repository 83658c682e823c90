"""Where Twilio reaches a house, and what it is given as an address."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.webhook import (
    RequestKind,
    async_configured_addresses,
    async_external_url,
    async_public_url,
    async_webhook_url,
    is_public_url,
)

from .. import HOOK_ID

PATH: Final = f"/api/webhook/{HOOK_ID}"


@pytest.mark.parametrize(
    "url",
    [
        "https://house.example",
        "https://house.example/",
        "https://house.example:8443",
        "https://house.example/prefix",
        "https://HOUSE.example",
        "https://xn--huser-kva.example",
        "https://house.example.",
        "https://1.1.1.1",
        "https://[2606:4700::1111]",
        "https://[2606:4700::1111]:8443/prefix",
    ],
)
def test_public_urls(url: str) -> None:
    """What Twilio accepts as the base of an address is accepted."""
    assert is_public_url(url)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="empty"),
        pytest.param("house.example", id="no scheme"),
        pytest.param("http://house.example", id="http"),
        pytest.param("ftp://house.example", id="ftp"),
        pytest.param("https://", id="no host"),
        pytest.param("https:///path", id="no host, but a path"),
        pytest.param("https://user@house.example", id="user"),
        pytest.param("https://user:pass@house.example", id="password"),
        pytest.param("https://@house.example", id="empty user"),
        pytest.param("https://my_house.example", id="underscore"),
        pytest.param("https://häuser.example", id="not ascii"),
        pytest.param("https://house.example?a=1", id="query"),
        pytest.param("https://house.example/?", id="empty query"),
        pytest.param("https://house.example/#a", id="fragment"),
        pytest.param("https://house.example#", id="empty fragment"),
        pytest.param("https://house.example:port", id="no port number"),
        pytest.param("https://house.example:99999", id="impossible port"),
        pytest.param("https://house.example:", id="empty port"),
        pytest.param("https://[2606:4700::1111", id="open bracket"),
        pytest.param("https://house", id="no domain"),
        pytest.param("https://localhost:8123", id="this machine"),
        pytest.param("https://homeassistant.local", id="local name"),
        pytest.param("https://house.home.arpa.", id="home name"),
        pytest.param("https://192.168.1.2", id="private address"),
        pytest.param("https://127.0.0.1", id="loopback address"),
        pytest.param("https://[fe80::1]", id="link-local address"),
        pytest.param("https://-house.example", id="hyphen first"),
        pytest.param("https://house..example", id="empty label"),
        pytest.param("https://house.example/\n", id="line feed"),
        pytest.param("https://house .example", id="space in the host"),
        pytest.param("https://house.example/a b", id="space in the path"),
        pytest.param("https://house.example\\@evil.example", id="backslash"),
        pytest.param("https://house.example/\\evil", id="backslash in the path"),
    ],
)
def test_other_urls(url: str) -> None:
    """What Twilio refuses, or could read otherwise than we do, is refused."""
    assert not is_public_url(url)


@pytest.mark.parametrize(
    ("external_url", "usable"),
    [
        (None, None),
        ("https://house.example", "https://house.example"),
        ("https://house.example/", "https://house.example"),
        ("http://house.example:8123", None),
        ("https://my_house.example", None),
    ],
)
async def test_external_url(
    hass: HomeAssistant, external_url: str | None, usable: str | None
) -> None:
    """The external URL counts where Twilio can use it."""
    await hass.config.async_update(external_url=external_url)
    assert async_external_url(hass) == usable


@pytest.mark.parametrize(
    ("data", "public_url"),
    [
        (
            {"receive_mode": "custom", "public_url": "https://own.example/x/"},
            "https://own.example/x",
        ),
        ({"receive_mode": "external"}, "https://house.example"),
        (
            {"receive_mode": "external", "public_url": "https://own.example"},
            "https://house.example",
        ),
        ({"receive_mode": "none"}, None),
        ({"receive_mode": "none", "public_url": "https://own.example"}, None),
        ({}, None),
    ],
)
async def test_public_url(
    hass: HomeAssistant, data: Mapping[str, Any], public_url: str | None
) -> None:
    """The way that a user chose leads to the base, and to URLs that say what they are for."""
    await hass.config.async_update(external_url="https://house.example/")
    entry = MockConfigEntry(domain="twilio", data={"hook_id": HOOK_ID, **data})
    assert async_public_url(hass, entry) == public_url
    assert async_webhook_url(hass, entry, RequestKind.CALL_STATUS) == (
        f"{public_url}{PATH}?kind=call_status" if public_url else None
    )
    assert async_webhook_url(hass, entry, RequestKind.TURN, turn="1-ab") == (
        f"{public_url}{PATH}?kind=turn&turn=1-ab#rc=3&rp=5xx,ct" if public_url else None
    )


@pytest.mark.parametrize(
    ("data", "external_url", "addresses"),
    [
        pytest.param({}, None, [], id="none"),
        pytest.param({}, "http://10.0.0.1:8123/", [f"http://10.0.0.1:8123{PATH}"], id="external"),
        pytest.param(
            {"public_url": "https://own.example/x/"},
            "https://house.example",
            [f"https://own.example/x{PATH}", f"https://house.example{PATH}"],
            id="custom and external",
        ),
        pytest.param(
            {"cloudhook_url": "https://hooks.nabu.casa/xyz", "public_url": None},
            None,
            ["https://hooks.nabu.casa/xyz"],
            id="cloud",
        ),
    ],
)
async def test_configured_addresses(
    hass: HomeAssistant, data: Mapping[str, Any], external_url: str | None, addresses: list[str]
) -> None:
    """Twilio may have been given any address that is configured, whatever is chosen now."""
    await hass.config.async_update(external_url=external_url)
    entry = MockConfigEntry(domain="twilio", data={"hook_id": HOOK_ID, **data})
    assert list(async_configured_addresses(hass, entry)) == addresses
