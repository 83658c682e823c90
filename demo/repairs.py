"""What a house reports to its owner, in the words that the owner reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .house import House


@dataclass(frozen=True, slots=True)
class Repair:
    """An issue of the repairs dashboard, as its dialog shows it."""

    title: str
    description: str


async def repairs_of(house: House, integration: str) -> tuple[Repair, ...]:
    """Return the open issues of an integration."""
    listed = await house.websocket.call("repairs/list_issues")
    answer = await house.websocket.call(
        "frontend/get_translations", language="en", category="issues", integration=[integration]
    )
    words: Mapping[str, str] = answer["resources"]
    return tuple(
        _in_words(words, f"component.{integration}.issues.{issue['translation_key']}", issue)
        for issue in listed["issues"]
        if issue["domain"] == integration and not issue["ignored"]
    )


def _in_words(words: Mapping[str, str], key: str, issue: Mapping[str, Any]) -> Repair:
    dialog = f"{key}.fix_flow.step.confirm" if issue["is_fixable"] else key
    texts = [words[f"{dialog}.title"], words[f"{dialog}.description"]]
    for name, value in (issue["translation_placeholders"] or {}).items():
        texts = [text.replace(f"{{{name}}}", str(value)) for text in texts]
    return Repair(*texts)
