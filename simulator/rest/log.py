"""A record of each request to the REST API."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..webhook.delivery import Params


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request and how it was answered; no status means that the connection was cut."""

    method: str
    path: str
    query: Params
    form: Params
    user: str
    status: int | None
    headers: Params = field(default=(), repr=False)
    answer: str = field(default="", repr=False)
    answer_headers: Params = field(default=(), repr=False)

    @property
    def params(self) -> Params:
        """Return the parameters of the query and of the form."""
        return self.query + self.form

    def param(self, name: str) -> str | None:
        """Return the first value of a parameter."""
        return next((value for key, value in self.params if key == name), None)

    def values(self, name: str) -> list[str]:
        """Return all values of a parameter."""
        return [value for key, value in self.params if key == name]
