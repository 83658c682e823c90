"""JSON of Twilio without what can be stored nowhere."""

import json
import re
from typing import Final

from ..clean_text import whole_text

_MAY_BE_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
"""How JSON writes a character that takes two of its escapes, or half of one."""


def whole_json(text: str) -> str:
    """Put a question mark for each half of a character; what is no JSON stays as it is."""
    if not _MAY_BE_HALF.search(text):
        return text
    try:
        return whole_text(json.dumps(json.loads(text), ensure_ascii=False))
    except ValueError, RecursionError:
        return text
