"""A prompt: what the house says while it already listens."""

import asyncio
from typing import TYPE_CHECKING

from ..twiml import TwimlError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from .ear import Ear
    from .live_call import LiveCall


async def play_prompt(
    call: LiveCall, verbs: Sequence[Element], ear: Ear, *, barge_in: bool
) -> None:
    """Carry the verbs of a prompt out, until somebody barges in."""
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def end() -> None:
        if not over.done():
            over.set_result(None)

    async def play() -> None:
        try:
            for verb in verbs:
                await call.perform(verb)
        except TwimlError as err:
            if not over.done():
                over.set_exception(err)
        end()

    if barge_in:
        ear.on_input = end
    playing = call.desk.activity.start(play(), f"prompt of {call.record.sid}")
    try:
        await call.desk.activity.until(over)
    finally:
        playing.cancel()
        await asyncio.wait({playing})
