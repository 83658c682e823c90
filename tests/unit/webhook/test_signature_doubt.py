"""Signatures that do not fit, of which the household hears when they go on."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.webhook.signature_doubt import ENOUGH

from .. import HOOK_ID, WEBHOOK_URL
from ..repair import issues_of
from . import MESSAGE, House, sdk_signature

OTHER_TOKEN = "c7" * 16


async def knock(
    house: House, account: MockConfigEntry, token: str | None = None, **changes: str
) -> int:
    """Post a message, rightly signed unless a token is named, and return the status."""
    fields = {**MESSAGE, "AccountSid": account.data["account_sid"], **changes}
    signature = sdk_signature(WEBHOOK_URL, fields, token or account.data["auth_token"])
    headers = {"X-Twilio-Signature": signature}
    answer = await house.post(f"/api/webhook/{HOOK_ID}", data=fields, headers=headers)
    return answer.status


async def test_wrong_signatures(
    hass: HomeAssistant, house: House, account: MockConfigEntry
) -> None:
    """Several in a row are told, once; the next right one takes it back."""
    for _ in range(2):
        for _ in range(ENOUGH - 1):
            assert await knock(house, account, token=OTHER_TOKEN) == 403
            assert "bad_signatures" not in issues_of(hass, account)
        assert await knock(house, account, token=OTHER_TOKEN) == 403
        issue = issues_of(hass, account)["bad_signatures"]
        assert (issue.severity, issue.is_fixable) == (ir.IssueSeverity.ERROR, True)
        assert issue.translation_placeholders == {"account": "Twilio"}
        assert await knock(house, account, token=OTHER_TOKEN) == 403
        assert issues_of(hass, account)["bad_signatures"] is issue

        assert await knock(house, account) == 200
        assert "bad_signatures" not in issues_of(hass, account)
    assert ENOUGH == 3


async def test_right_ones_between(
    hass: HomeAssistant, house: House, account: MockConfigEntry
) -> None:
    """Now and then a wrong one is nothing to tell."""
    for _ in range(ENOUGH):
        for _ in range(ENOUGH - 1):
            await knock(house, account, token=OTHER_TOKEN)
        await knock(house, account)
    assert "bad_signatures" not in issues_of(hass, account)


async def test_another_account(hass: HomeAssistant, house: House, account: MockConfigEntry) -> None:
    """What is for somebody else says nothing of this account."""
    for _ in range(ENOUGH + 1):
        assert await knock(house, account, token=OTHER_TOKEN, AccountSid="AC" + "7" * 32) == 403
    assert "bad_signatures" not in issues_of(hass, account)


async def test_no_signature(hass: HomeAssistant, house: House, account: MockConfigEntry) -> None:
    """Twilio signs everything, so this was a stranger."""
    fields = {**MESSAGE, "AccountSid": account.data["account_sid"]}
    for _ in range(ENOUGH + 1):
        answer = await house.post(f"/api/webhook/{HOOK_ID}", data=fields)
        assert answer.status == 403
    assert "bad_signatures" not in issues_of(hass, account)


async def test_another_token(hass: HomeAssistant, house: House, account: MockConfigEntry) -> None:
    """What is right has changed, so it is judged anew."""
    for _ in range(ENOUGH):
        await knock(house, account, token=OTHER_TOKEN)
    assert "bad_signatures" in issues_of(hass, account)
    hass.config_entries.async_update_entry(
        account, data={**account.data, "auth_token": OTHER_TOKEN}
    )
    await hass.async_block_till_done()
    assert "bad_signatures" not in issues_of(hass, account)
    assert await knock(house, account) == 200
