"""What a house reports to its owner, in the words that the owner reads, and how it is mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import HouseError
from .house import House
from .observation import PATIENCE_SECONDS

FIX = "/api/repairs/issues/fix"


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


async def wait_for_issue(house: House, integration: str, kind: str) -> str:
    """Wait until an integration reports an issue of a kind, and return its id."""
    async with house.events("repairs_issue_registry_updated") as events:
        while (issue_id := await issue_of(house, integration, kind)) is None:
            await events.next(PATIENCE_SECONDS)
    return issue_id


async def issue_of(house: House, integration: str, kind: str) -> str | None:
    """Return the id of the first open issue of a kind."""
    listed = await house.websocket.call("repairs/list_issues")
    return next(
        (
            str(issue["issue_id"])
            for issue in listed["issues"]
            if (issue["domain"], issue["translation_key"]) == (integration, kind)
        ),
        None,
    )


async def fix(house: House, integration: str, issue_id: str, **answers: object) -> None:
    """Press the button that mends an issue, and answer its only question."""
    step = await house.rest.post(FIX, {"handler": integration, "issue_id": issue_id})
    ended = await house.rest.post(f"{FIX}/{step['flow_id']}", answers)
    if ended["type"] != "create_entry":
        raise HouseError(f"The issue {issue_id} was not fixed: {ended}")


def _in_words(words: Mapping[str, str], key: str, issue: Mapping[str, Any]) -> Repair:
    dialog = f"{key}.fix_flow.step.confirm" if issue["is_fixable"] else key
    texts = [words[f"{dialog}.title"], words[f"{dialog}.description"]]
    for name, value in (issue["translation_placeholders"] or {}).items():
        texts = [text.replace(f"{{{name}}}", str(value)) for text in texts]
    return Repair(*texts)
