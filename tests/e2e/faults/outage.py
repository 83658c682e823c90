"""What waits while the line is cut, and arrives after that."""

from demo.observation import PATIENCE_SECONDS

from .errands import Errands, missing, often
from .household import Household, until


async def let_wait(home: Household, errands: Errands) -> None:
    """Cut the line, and ask for something that waits then."""
    await home.stage.line.cut()
    errands.start()
    everything = sum(len(errand.to) for errand in errands.all)
    assert await home.waits(lambda states: states == ["waiting"] * everything)


async def expect_arrivals(home: Household, errands: Errands) -> None:
    """Wait until everything has arrived, and expect that it is there once."""
    twilio = home.stage.twilio
    await until(lambda: not missing(errands.all, twilio), PATIENCE_SECONDS)
    assert (missing(errands.all, twilio), often(errands.all, twilio)) == ([], {})
    assert said_to_be_late(errands) == []
    await home.is_settled(PATIENCE_SECONDS)
    assert await home.waiting() == []


def said_to_be_late(errands: Errands) -> list[str]:
    """Return the texts that say when they were meant, of the phones that errands are for."""
    phones = {phone for errand in errands.all for phone in errand.to}
    texts = (text for phone in phones for text in errands.stage.twilio.handset(phone).inbox)
    return [text.body for text in texts if "\n" in text.body]
