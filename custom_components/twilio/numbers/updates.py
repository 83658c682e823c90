"""Writing on several numbers side by side."""

import asyncio
from collections.abc import Mapping
from typing import Final

from ..api import PhoneNumber, TwilioApi, TwilioApiError, Uncertain
from .plan import Changes

MOST_AT_ONCE: Final = 5

type Update = PhoneNumber | TwilioApiError
"""The number as it is now, or why it may not be what it should."""


async def async_update_numbers(
    api: TwilioApi, changes: Mapping[str, Changes], *, deadline: float | None = None
) -> Mapping[str, Update]:
    """Write changes by the SIDs of numbers; the trouble of one stops no other.

    At the `deadline`, by the clock of the loop, what is not written yet is given up.
    """
    free = asyncio.Semaphore(MOST_AT_ONCE)

    async def async_update(sid: str, changed: Changes) -> Update:
        try:
            async with asyncio.timeout_at(deadline), free:
                return await api.update_number(sid, changed)
        except TwilioApiError as err:
            return err
        except TimeoutError:
            return Uncertain()

    updates = await asyncio.gather(*(async_update(*item) for item in changes.items()))
    return dict(zip(changes, updates, strict=True))
