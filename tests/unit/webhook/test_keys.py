"""Which key opens the door: the configuration says so, in every state of a rotation."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, SIGNATURE_SETTINGS_HEADER

from custom_components.twilio.webhook import RequestKind
from simulator import Simulator

from .. import HOOK_ID, PUBLIC_URL, WEBHOOK_URL
from . import (
    AUTH_TOKEN,
    MESSAGE,
    OTHER_ACCOUNT_SID,
    REQUESTS,
    House,
    sdk_signature,
)

type Events = list[Event[dict[str, Any]]]

NEXT_TOKEN: Final = "c7" * 16
SHARED_KEY: Final = "shared-key-secret"
OTHER_HOOK_ID: Final = "ef" * 32
OTHER_URL: Final = f"{PUBLIC_URL}/api/webhook/{OTHER_HOOK_ID}"


async def configure(
    hass: HomeAssistant, entry: MockConfigEntry, signing: Mapping[str, str]
) -> None:
    """Change the keys through the options, as a user does."""
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    result = await hass.config_entries.options.async_configure(
        flow["flow_id"], {"limits": {}, "signing": signing}
    )
    assert result["type"] == "create_entry"
    await hass.async_block_till_done()


async def knock(
    house: House, key: str, algorithm: str = HMAC_SHA1, headers: Mapping[str, str] | None = None
) -> int:
    """Post a message signed with a key, and return the status."""
    response = await house.post(
        f"/api/webhook/{HOOK_ID}",
        data=MESSAGE,
        headers={
            **(headers or {}),
            "X-Twilio-Signature": sdk_signature(WEBHOOK_URL, MESSAGE, key, algorithm),
        },
    )
    return response.status


@pytest.mark.parametrize(
    ("signing", "accepted"),
    [
        pytest.param({}, {(AUTH_TOKEN, HMAC_SHA1)}, id="token"),
        pytest.param(
            {"secondary_auth_token": NEXT_TOKEN},
            {(AUTH_TOKEN, HMAC_SHA1), (NEXT_TOKEN, HMAC_SHA1)},
            id="rotation",
        ),
        pytest.param(
            {"shared_key_secret": SHARED_KEY}, {(SHARED_KEY, HMAC_SHA256)}, id="shared key"
        ),
        pytest.param(
            {"secondary_auth_token": NEXT_TOKEN, "shared_key_secret": SHARED_KEY},
            {(SHARED_KEY, HMAC_SHA256)},
            id="shared key and rotation",
        ),
        pytest.param(
            {"secondary_auth_token": "  ", "shared_key_secret": " "},
            {(AUTH_TOKEN, HMAC_SHA1)},
            id="blanks",
        ),
    ],
)
async def test_accepted_keys(
    hass: HomeAssistant,
    account: MockConfigEntry,
    house: House,
    signing: Mapping[str, str],
    accepted: set[tuple[str, str]],
) -> None:
    """Changed keys count at once, without a reload, each with its own algorithm."""
    await configure(hass, account, signing)
    tried = {
        (key, algorithm)
        for key in (AUTH_TOKEN, NEXT_TOKEN, SHARED_KEY, "", " ", HOOK_ID)
        for algorithm in (HMAC_SHA1, HMAC_SHA256)
    }
    opened = {
        (key, algorithm)
        for key, algorithm in sorted(tried)
        if await knock(house, key, algorithm) == HTTPStatus.OK
    }
    assert opened == accepted


async def test_rotation_of_the_token(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, events: Events
) -> None:
    """Before, while and after Twilio promotes the next token, no message is lost."""
    phone = twilio.handset("+15551230001")
    await configure(hass, account, {"secondary_auth_token": NEXT_TOKEN})
    assert (await phone.text("before", to=twilio.number)).status == HTTPStatus.OK
    twilio.account.auth_token = NEXT_TOKEN
    assert (await phone.text("after", to=twilio.number)).status == HTTPStatus.OK
    hass.config_entries.async_update_entry(account, data={**account.data, "auth_token": NEXT_TOKEN})
    await configure(hass, account, {})
    assert (await phone.text("done", to=twilio.number)).status == HTTPStatus.OK
    assert await knock(house, AUTH_TOKEN) == HTTPStatus.FORBIDDEN
    assert [event.data["Body"] for event in events] == ["before", "after", "done"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"auth_token": ""}, id="empty token"),
        pytest.param({"auth_token": None}, id="no token"),
    ],
)
@pytest.mark.parametrize("algorithm", [HMAC_SHA1, HMAC_SHA256])
async def test_empty_key(
    hass: HomeAssistant,
    account: MockConfigEntry,
    house: House,
    events: Events,
    data: Mapping[str, Any],
    algorithm: str,
) -> None:
    """Without a secret nobody gets in, not even with the empty one."""
    options = {"signing": {"secondary_auth_token": "", "shared_key_secret": ""}}
    assert await knock(house, AUTH_TOKEN) == HTTPStatus.OK
    hass.config_entries.async_update_entry(account, data={**account.data, **data}, options=options)
    for key in ("", "None", AUTH_TOKEN):
        assert await knock(house, key, algorithm) == HTTPStatus.FORBIDDEN
    assert len(events) == 1


@pytest.mark.parametrize(
    ("signing", "key", "algorithm", "settings", "status"),
    [
        pytest.param(
            {}, AUTH_TOKEN, HMAC_SHA256, "key=x,algorithm=HMAC_SHA256", 403, id="token by sha256"
        ),
        pytest.param({}, AUTH_TOKEN, HMAC_SHA1, "key=x,algorithm=HMAC_SHA256", 200, id="token"),
        pytest.param({}, "", HMAC_SHA256, "key=,algorithm=HMAC_SHA256", 403, id="empty key"),
        pytest.param(
            {"shared_key_secret": SHARED_KEY},
            AUTH_TOKEN,
            HMAC_SHA1,
            None,
            403,
            id="no way back to the token",
        ),
        pytest.param(
            {"shared_key_secret": SHARED_KEY},
            SHARED_KEY,
            HMAC_SHA1,
            "key=x,algorithm=HMAC_SHA1",
            403,
            id="shared key by sha1",
        ),
        pytest.param(
            {"shared_key_secret": SHARED_KEY}, SHARED_KEY, HMAC_SHA256, None, 200, id="shared key"
        ),
        pytest.param(
            {"shared_key_secret": SHARED_KEY},
            SHARED_KEY,
            HMAC_SHA256,
            "key=x,algorithm=none",
            200,
            id="shared key whatever the header",
        ),
    ],
)
async def test_algorithm_chosen_by_header(
    hass: HomeAssistant,
    account: MockConfigEntry,
    house: House,
    signing: Mapping[str, str],
    key: str,
    algorithm: str,
    settings: str | None,
    status: int,
) -> None:
    """The header that names an algorithm is anybody's, and not asked."""
    await configure(hass, account, signing)
    headers = {SIGNATURE_SETTINGS_HEADER: settings} if settings else {}
    assert await knock(house, key, algorithm, headers) == status


async def test_another_accounts_request(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
    events: Events,
) -> None:
    """Each account has a door and a key of its own, and its SID in every request."""
    other_twilio.tunnels.open(PUBLIC_URL, f"http://127.0.0.1:{house.port}")
    other_message = {**MESSAGE, "AccountSid": other_twilio.account.sid}
    statuses = [
        (await other_twilio.deliver(WEBHOOK_URL, other_message)).status,
        (await other_twilio.deliver(WEBHOOK_URL, MESSAGE)).status,
        (await twilio.deliver(WEBHOOK_URL, other_message)).status,
        (await twilio.deliver(OTHER_URL, MESSAGE)).status,
        (await twilio.deliver(WEBHOOK_URL, {**MESSAGE, "AccountSid": OTHER_ACCOUNT_SID})).status,
    ]
    assert statuses == [403, 403, 400, 403, 400]
    assert events == []
    assert (await twilio.deliver(WEBHOOK_URL, MESSAGE)).status == HTTPStatus.OK
    assert (await other_twilio.deliver(OTHER_URL, other_message)).status == HTTPStatus.OK
    assert [(event.data["AccountSid"], event.data["webhook_id"]) for event in events] == [
        (twilio.account.sid, HOOK_ID),
        (other_twilio.account.sid, OTHER_HOOK_ID),
    ]


@pytest.mark.parametrize("kind", RequestKind)
async def test_no_credentials(
    hass: HomeAssistant, twilio: Simulator, house: House, events: Events, kind: RequestKind
) -> None:
    """An entry of Home Assistant's own integration lets nobody in before it has credentials."""
    core = MockConfigEntry(
        domain="twilio", version=1, data={"webhook_id": OTHER_HOOK_ID, "cloudhook": False}
    )
    core.add_to_hass(hass)
    assert await hass.config_entries.async_setup(core.entry_id)
    fields = REQUESTS[kind]
    for key in ("", "None", AUTH_TOKEN):
        signature = sdk_signature(OTHER_URL, fields, key)
        assert (await twilio.forge(OTHER_URL, fields, signature)).status == HTTPStatus.FORBIDDEN
    assert (await twilio.forge(OTHER_URL, fields)).status == HTTPStatus.FORBIDDEN
    assert events == []
