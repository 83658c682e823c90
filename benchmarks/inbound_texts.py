"""Texts as Twilio brings them to a webhook, signed and written down before the clock runs."""

from collections.abc import Iterator
from itertools import count
from urllib.parse import urlencode, urlsplit

from demo.stage import Stage
from simulator import sign

PHONES = 50
"""From how many phones the texts come."""


class InboundTexts:
    """Requests with a new SID each, for one webhook or another."""

    def __init__(self, stage: Stage) -> None:
        """Sign for the account of a house."""
        self._url = stage.message_url
        self._twilio = stage.twilio
        self._numbers = count(1)

    @property
    def path(self) -> str:
        """The path and query of the webhook under test."""
        parts = urlsplit(self._url)
        return f"{parts.path}?{parts.query}"

    def take(self, amount: int, path: str) -> list[bytes]:
        """Return the next requests; the others are signed too, though nobody checks it."""
        return [_as_http(path, *signed) for _, signed in zip(range(amount), self._signed())]  # noqa: B905 - one is endless

    def _signed(self) -> Iterator[tuple[str, str]]:
        """Yield bodies and their signatures."""
        account, number = self._twilio.account, self._twilio.number
        for index in self._numbers:
            sid = f"SM{index:032x}"
            fields = {
                "ToCountry": "US",
                "ToState": "NY",
                "SmsMessageSid": sid,
                "NumMedia": "0",
                "ToCity": "NEW YORK",
                "FromZip": "10001",
                "SmsSid": sid,
                "FromState": "NY",
                "SmsStatus": "received",
                "FromCity": "NEW YORK",
                "Body": f"Is the garage door still open, and is anybody home? {index}",
                "FromCountry": "US",
                "To": number.address,
                "ToZip": "10001",
                "NumSegments": "1",
                "MessageSid": sid,
                "AccountSid": account.sid,
                "From": f"+1555123{index % PHONES:04d}",
                "ApiVersion": "2010-04-01",
            }
            yield urlencode(fields), sign(account.auth_token, self._url, tuple(fields.items()))


def _as_http(path: str, body: str, signature: str) -> bytes:
    """Write a request as it goes over the wire."""
    return (
        f"POST {path} HTTP/1.1\r\n"
        "Host: house.example\r\n"
        "User-Agent: TwilioProxy/1.1\r\n"
        "Accept: */*\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Twilio-Signature: {signature}\r\n"
        "\r\n"
        f"{body}"
    ).encode()
