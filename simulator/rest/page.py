"""Lists, page by page: the newest first."""

from dataclasses import dataclass
import datetime as dt
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from ..errors import INVALID_PARAMETER, PAGE_OUT_OF_RANGE, ApiError
from .form import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..desk import Desk
    from .answer import Json, Resource

USUAL_SIZE = 50
LARGEST_SIZE = 1000
_TOKEN = "PA"  # noqa: S105 - where the next page begins


class Listed(Protocol):
    """What lists are made of."""

    @property
    def sid(self) -> str:
        """Return the SID."""
        ...

    @property
    def created(self) -> dt.datetime:
        """Return when it came into being."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing[T: Listed]:
    """A list that was asked for."""

    key: str
    path: str
    query: Form
    rows: Sequence[T]
    render: Callable[[T], Resource]


def page[T: Listed](desk: Desk, listing: Listing[T]) -> Resource:
    """Return the page that a query asks for; rows appear only after the desk's lag."""
    cut = _cut(desk, listing)
    return {
        listing.key: cut.shown,
        "page": cut.number,
        "page_size": cut.size,
        "start": cut.number * cut.size,
        "end": cut.number * cut.size + max(len(cut.shown) - 1, 0),
        "uri": cut.uri,
        "first_page_uri": cut.first,
        "next_page_uri": cut.next,
        "previous_page_uri": cut.previous,
    }


def meta_page[T: Listed](desk: Desk, listing: Listing[T], host: str) -> Resource:
    """Return the page that a query asks for, as the newer products of a host write it."""
    cut = _cut(desk, listing)
    return {
        listing.key: cut.shown,
        "meta": {
            "key": listing.key,
            "page": cut.number,
            "page_size": cut.size,
            "url": host + cut.uri,
            "first_page_url": host + cut.first,
            "next_page_url": host + cut.next if cut.next else None,
            "previous_page_url": host + cut.previous if cut.previous else None,
        },
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """A part of a list, with the ways to the others."""

    shown: list[Json]
    number: int
    size: int
    uri: str
    first: str
    next: str | None
    previous: str | None


def _cut[T: Listed](desk: Desk, listing: Listing[T]) -> _Cut:
    query = listing.query
    size = query.number("PageSize", USUAL_SIZE, range(1, LARGEST_SIZE + 1), INVALID_PARAMETER)
    number = query.number("Page", 0, range(1_000_000), INVALID_PARAMETER)
    rows = [row for row in reversed(listing.rows) if _has_appeared(desk, row)]
    start = _start(rows, query.text("PageToken"), number * size)
    shown = rows[start : start + size]
    filters = [(k, v) for k, v in query.pairs if k not in ("PageSize", "Page", "PageToken")]

    def uri(of_page: int, token: str = "") -> str:
        pairs = [*filters, ("PageSize", str(size)), ("Page", str(of_page))]
        return f"{listing.path}?{urlencode(pairs + ([('PageToken', token)] if token else []))}"

    more = start + size < len(rows)
    return _Cut(
        shown=[listing.render(row) for row in shown],
        number=number,
        size=size,
        uri=uri(number),
        first=uri(0),
        next=uri(number + 1, _TOKEN + shown[-1].sid) if more else None,
        previous=uri(number - 1) if number else None,
    )


def _has_appeared(desk: Desk, row: Listed) -> bool:
    """Tell whether a row lags no more; where they come in disorder, each has a lag of its own."""
    if not desk.list_lag:
        return True
    share = int(row.sid[2:10], 16) / 0xFFFFFFFF if desk.list_disorder else 1
    return row.created + dt.timedelta(seconds=desk.list_lag * share) <= desk.clock.now()


def on_days(query: Form, name: str, moment: dt.datetime | None) -> bool:
    """Tell whether a moment passes the filters of a date; only whole UTC days count."""
    return all(
        moment is not None and keeps(moment.date(), _day(value))
        for suffix, keeps in (
            ("", dt.date.__eq__),
            ("<", dt.date.__le__),
            (">", dt.date.__ge__),
        )
        for value in query.texts(name + suffix)
    )


def _day(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError as err:
        raise ApiError(INVALID_PARAMETER, name="date") from err


def _start(rows: Sequence[Listed], token: str, usual: int) -> int:
    if not token:
        return usual
    for index, row in enumerate(rows):
        if _TOKEN + row.sid == token:
            return index + 1
    raise ApiError(PAGE_OUT_OF_RANGE)
