"""A record of each request that was sent to a house."""

from dataclasses import dataclass, field
from enum import IntEnum

type Params = tuple[tuple[str, str], ...]


class Failure(IntEnum):
    """Why an answer could not be used; the values are Twilio's codes."""

    INVALID_URL = 11100
    RETRIEVAL = 11200
    CONNECTION = 11205
    BAD_HOST = 11210
    REDIRECTS = 11215
    RETRY_POLICY = 11243
    TOO_LARGE = 11750


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to deliver a request, and what the house answered."""

    url: str = ""
    method: str = "POST"
    params: Params = ()
    headers: Params = ()
    attempt: int = 1
    status: int | None = None
    content_type: str = ""
    body: bytes = field(default=b"", repr=False)
    answer_headers: Params = ()
    failure: Failure | None = None

    @property
    def text(self) -> str:
        """Return the answer's body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def succeeded(self) -> bool:
        """Tell whether the house answered with a 2xx."""
        return self.status is not None and self.failure is None

    def param(self, name: str) -> str | None:
        """Return the first value of a parameter."""
        return next((value for key, value in self.params if key == name), None)

    def header(self, name: str) -> str | None:
        """Return a header that was sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)
