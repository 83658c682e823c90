"""What can go wrong between a house and Twilio, and how it ends."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from demo.observation import PATIENCE_SECONDS
from simulator import (
    BREAKDOWN,
    LATE_BREAKDOWN,
    OUTAGE,
    AccountStatus,
    CallbackOrder,
    Drop,
    DropPoint,
    Fault,
    Hang,
    Latency,
    Refuse,
)
from simulator.errors import TOO_MANY_REQUESTS
from simulator.faults import Effect

from .errands import posts
from .household import Household, until

FLOWS = "/api/config/config_entries/flow"
STRUCK = 10
"""How many of the requests are struck; alerts are the first of them."""
MOST_SECONDS = 6
LAG_SECONDS = 9.0
"""So long that both looks for an alert find nothing."""
NEW_TOKEN = "b6" * 16

type Ask = Callable[[], None]
type Strike = Callable[[Household, Ask], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that goes wrong."""

    name: str
    strike: Strike
    """Break something, ask for what is to go out, mend it; tell whether it was felt."""
    nobody_can_tell: bool = False
    """Whether Twilio may have taken something and never say so in time."""


def by_fault(effect: Effect, *, callbacks: CallbackOrder = CallbackOrder.IN_ORDER) -> Strike:
    """Let something happen to the next requests that send or call."""

    async def strike(home: Household, ask: Ask) -> bool:
        twilio = home.stage.twilio
        twilio.callbacks = callbacks
        twilio.faults.add(Fault(effect, "POST", "s.json", STRUCK))
        before = count_posts(home)
        ask()
        # A house that hears nothing but this asks less and less often.
        await until(lambda: not len(twilio.faults), MOST_SECONDS)
        twilio.faults.clear()
        return count_posts(home) >= before + STRUCK // 2

    return strike


def with_lagging_lists(strike: Strike) -> Strike:
    """Keep what Twilio took out of its lists for a while."""

    async def lag(home: Household, ask: Ask) -> bool:
        home.stage.twilio.list_lag = LAG_SECONDS
        return await strike(home, ask)

    return lag


async def line_is_cut(home: Household, ask: Ask) -> bool:
    """Refuse connections until everything waits."""
    await home.stage.line.cut()
    ask()
    is_felt = await home.waits(all_of_it)
    await home.stage.line.mend()
    return is_felt


async def line_is_silent(home: Household, ask: Ask) -> bool:
    """Swallow everything until the house no longer knows what to think."""
    await home.stage.line.silence()
    ask()
    is_felt = await home.waits(something_uncertain)
    await home.stage.line.mend()
    return is_felt


async def answers_are_lost(home: Household, ask: Ask) -> bool:
    """Swallow what Twilio answers, and tell nobody by other ways."""
    twilio = home.stage.twilio
    twilio.callbacks = CallbackOrder.NEVER
    before = count_posts(home)
    await home.stage.line.silence(answers_only=True)
    ask()
    is_felt = await until(lambda: count_posts(home) >= before + STRUCK // 2, patience=10)
    await home.stage.line.mend()
    return is_felt


async def line_is_slow(home: Household, ask: Ask) -> bool:
    """Pass everything on late."""
    before = count_posts(home)
    await home.stage.line.slow(1)
    ask()
    is_felt = await until(lambda: count_posts(home) > before, patience=10)
    await home.stage.line.mend()
    return is_felt


async def token_is_revoked(home: Household, ask: Ask) -> bool:
    """Change the token at Twilio, and give it to the house when it asks for it."""
    home.stage.twilio.account.auth_token = NEW_TOKEN
    ask()
    is_felt = await home.waits(all_of_it)
    if not await until(lambda: reauthentications(home), PATIENCE_SECONDS):
        return False
    [flow] = await reauthentications(home)
    form = {"account_sid": home.stage.twilio.account.sid, "auth_token": NEW_TOKEN}
    await home.stage.house.rest.post(f"{FLOWS}/{flow}", form)
    return is_felt


async def reauthentications(home: Household) -> list[str]:
    """Return the flows in which the house asks for credentials."""
    flows = await home.stage.house.websocket.call("config_entries/flow/progress")
    return [flow["flow_id"] for flow in flows if flow["context"]["source"] == "reauth"]


async def account_is_suspended(home: Household, ask: Ask) -> bool:
    """Suspend the account, and let it go on."""
    home.stage.twilio.account.status = AccountStatus.SUSPENDED
    ask()
    is_felt = await home.waits(all_of_it)
    home.stage.twilio.account.status = AccountStatus.ACTIVE
    return is_felt


async def account_is_reloaded(home: Household, ask: Ask) -> bool:
    """Reload the account while requests are under way."""
    twilio = home.stage.twilio
    twilio.faults.add(Fault(Latency(1), "POST", "s.json", STRUCK))
    ask()
    is_felt = await until(lambda: len(twilio.faults) == 0, patience=10)
    await home.stage.house.reload_entry(home.stage.entry_id)
    return is_felt


def count_posts(home: Household) -> int:
    """Count how often Twilio was asked to take something, whatever it answered."""
    return sum(1 for _ in posts(home.stage.twilio))


def all_of_it(waiting: list[str]) -> bool:
    """Tell whether everything waits that was asked for."""
    return len(waiting) >= ASKED


def something_uncertain(waiting: list[str]) -> bool:
    """Tell whether something was sent and not answered."""
    return "uncertain" in waiting


ASKED = 13
"""How many texts and calls are asked for in each trouble."""

TROUBLES = (
    # The first ones are those after which an ordinary text is not sent again before a minute.
    Trouble(name="error before", strike=by_fault(BREAKDOWN)),
    Trouble(name="outage", strike=by_fault(OUTAGE)),
    Trouble(name="dropped before", strike=by_fault(Drop(DropPoint.BEFORE_READING))),
    Trouble(name="silence", strike=line_is_silent),
    Trouble(
        name="taken and never answered",
        strike=by_fault(Hang(takes_effect=True), callbacks=CallbackOrder.NEVER),
    ),
    Trouble(
        name="lagging lists",
        strike=with_lagging_lists(
            by_fault(Drop(DropPoint.AFTER_ACCEPTING), callbacks=CallbackOrder.NEVER)
        ),
        nobody_can_tell=True,
    ),
    Trouble(name="cut", strike=line_is_cut),
    Trouble(name="slow", strike=line_is_slow),
    Trouble(name="answers lost", strike=answers_are_lost),
    Trouble(name="error after", strike=by_fault(LATE_BREAKDOWN)),
    Trouble(
        name="too many", strike=by_fault(Refuse(TOO_MANY_REQUESTS, retry_after=2, as_date=True))
    ),
    Trouble(name="too many, for how long nobody says", strike=by_fault(Refuse(TOO_MANY_REQUESTS))),
    Trouble(
        name="dropped after",
        strike=by_fault(Drop(DropPoint.AFTER_ACCEPTING), callbacks=CallbackOrder.NEVER),
    ),
    Trouble(
        name="callbacks reversed",
        strike=by_fault(Drop(DropPoint.AFTER_ACCEPTING), callbacks=CallbackOrder.REVERSED),
    ),
    Trouble(
        name="callbacks twice",
        strike=by_fault(Drop(DropPoint.AFTER_ACCEPTING), callbacks=CallbackOrder.TWICE),
    ),
    Trouble(name="token revoked", strike=token_is_revoked),
    Trouble(name="suspended", strike=account_is_suspended),
    Trouble(name="reload", strike=account_is_reloaded),
)
