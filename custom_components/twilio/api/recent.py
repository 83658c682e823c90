"""The newest part of a list of Twilio."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Protocol

from twilio.base.page import Page

PAGE_SIZE: Final = 100

_OUTBOUND: Final = "outbound-api"


class Created(Protocol):
    """What came into being at some moment."""

    @property
    def created(self) -> datetime:
        """When Twilio took it."""


async def recent[T: Created](
    page: Page | None, read: Callable[[Any, datetime], T], since: datetime
) -> tuple[T, ...]:
    """Read what this account created since a moment, from the newest page on, newest first.

    The order of a list is only nearly that of creation: a page counts as a whole. What says not
    when it was created is left out.
    """
    found: list[T] = []
    while page is not None:
        last: datetime | None = None
        for answer in page:
            created = answer.date_created or answer.date_updated
            if not isinstance(created, datetime):
                continue
            last = created
            if created >= since and answer.direction == _OUTBOUND:
                found.append(read(answer, created))
        if last is not None and last < since:
            break
        page = await page.next_page_async()
    return tuple(found)
