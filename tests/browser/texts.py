"""What people read, from where the integration keeps it."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from tests.meta.repository import english
from tests.meta.texts import flatten


@cache
def _texts() -> Mapping[str, str]:
    return dict(flatten(english()))


def text(path: str, **gaps: str) -> str:
    """Return the English text with a dotted path, its gaps filled."""
    return _texts()[path].format(**gaps)


TITLE: Final = text("title")
