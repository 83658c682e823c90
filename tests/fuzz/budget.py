"""How long is searched: a moment in each test run, as long as wanted by `scripts/fuzz`."""

from collections import Counter
from collections.abc import Awaitable, Callable
from functools import wraps
import inspect
import os
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

SECONDS: Final = float(os.environ.get("FUZZ_SECONDS", "0"))
"""How long to go on, round by round; none for the one round that is the same each time."""

TRIED: Final[Counter[str]] = Counter()
"""How many examples each test has seen."""

_CHECKS: Final = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
_ONCE: Final = settings(
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=200,
    print_blob=True,
    suppress_health_check=_CHECKS,
)
_ROUND: Final = settings(
    _ONCE,
    # What fails is tried first in the next run, until it is mended.
    database=settings.get_profile("default").database,
    derandomize=False,
    max_examples=500,
)


def fuzzed[**P](
    **strategies: SearchStrategy[Any],
) -> Callable[[Callable[P, Any]], Callable[..., Any]]:
    """Search for what breaks a test, and count."""

    def decorate(test: Callable[P, Any]) -> Callable[..., Any]:
        is_async = inspect.iscoroutinefunction(test)
        counted: Callable[P, Any] = _counted_async(test) if is_async else _counted(test)
        return (_ROUND if SECONDS else _ONCE)(given(**strategies)(counted))

    return decorate


def _counted[**P](test: Callable[P, None]) -> Callable[P, None]:
    @wraps(test)
    def counted(*args: P.args, **kwargs: P.kwargs) -> None:
        TRIED[test.__name__] += 1
        test(*args, **kwargs)

    return counted


def _counted_async[**P](test: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    @wraps(test)
    async def counted(*args: P.args, **kwargs: P.kwargs) -> None:
        TRIED[test.__name__] += 1
        await test(*args, **kwargs)

    return counted
