"""Repairs, as somebody at the screen finds and mends them."""

from typing import Any, cast

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry


def issues_of(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, ir.IssueEntry]:
    """Return the issues of an account that are shown, by their kinds."""
    return {
        str(issue.translation_key): issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == "twilio" and issue.active and issue.issue_id.endswith(entry.entry_id)
    }


async def begin(client: TestClient[Any, Any], issue: ir.IssueEntry) -> dict[str, Any]:
    """Press "Fix" on an issue, and return the first step."""
    answer = await client.post(
        "/api/repairs/issues/fix", json={"handler": "twilio", "issue_id": issue.issue_id}
    )
    assert answer.status == 200, await answer.text()
    return cast(dict[str, Any], await answer.json())


async def go_on(
    client: TestClient[Any, Any], step: dict[str, Any], **filled: Any
) -> dict[str, Any]:
    """Submit a step, and return the next one."""
    answer = await client.post(f"/api/repairs/issues/fix/{step['flow_id']}", json=filled)
    assert answer.status == 200, await answer.text()
    return cast(dict[str, Any], await answer.json())
