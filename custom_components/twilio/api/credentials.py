"""What opens an account, and where it lives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from ..const import (
    CONF_ACCOUNT_SID,
    CONF_API_BASE_URL,
    CONF_API_KEY_SECRET,
    CONF_API_KEY_SID,
    CONF_AUTH_TOKEN,
    CONF_REGION,
)


class Region(StrEnum):
    """Where Twilio keeps an account's data."""

    US1 = "us1"
    IE1 = "ie1"
    AU1 = "au1"

    @property
    def edge(self) -> str | None:
        """The edge to name with the region: a region's host without one was switched off."""
        return {Region.US1: None, Region.IE1: "dublin", Region.AU1: "sydney"}[self]


@dataclass(frozen=True, slots=True)
class Credentials:
    """An Account SID with its Auth Token, and an API key where one is used for requests."""

    account_sid: str
    auth_token: str = field(repr=False)
    api_key_sid: str | None = None
    api_key_secret: str | None = field(default=None, repr=False)
    region: Region = Region.US1
    api_base_url: str | None = None

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read the credentials of a config entry."""
        return cls(
            account_sid=data[CONF_ACCOUNT_SID],
            auth_token=data[CONF_AUTH_TOKEN],
            api_key_sid=data.get(CONF_API_KEY_SID),
            api_key_secret=data.get(CONF_API_KEY_SECRET),
            region=Region(data.get(CONF_REGION, Region.US1)),
            api_base_url=data.get(CONF_API_BASE_URL),
        )

    @property
    def server(self) -> str:
        """The address of the server that is asked, without a path of Twilio's."""
        if self.api_base_url:
            return self.api_base_url
        if self.region is Region.US1:
            return "https://api.twilio.com"
        return f"https://api.{self.region.edge}.{self.region}.twilio.com"

    @property
    def username(self) -> str:
        """The user of HTTP Basic authentication."""
        return self.api_key_sid or self.account_sid

    @property
    def password(self) -> str:
        """The password of HTTP Basic authentication."""
        return self.api_key_secret or self.auth_token if self.api_key_sid else self.auth_token
