"""Half a character, as a template can make one: no file that knows UTF-8 alone can hold it."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.api import Unsendable
from custom_components.twilio.errors import Failed, InvalidInput
from custom_components.twilio.learned import async_learned
from custom_components.twilio.origin import on_behalf_of
from custom_components.twilio.outbox.content import MessageContent
from custom_components.twilio.outbox.submission import Terms, async_submit
from simulator import Simulator

from .actions import accepted, make_call, results_of, send_message
from .asking import origins
from .limited import HOME, PHONE
from .outbox.waiting import be_busy, entries
from .yaml_house import set_up_notify

HALF: Final = "\ud83d"
TEXT: Final[dict[str, Any]] = {"to": PHONE, "message": "Hello"}

type Order = Callable[[HomeAssistant], Coroutine[Any, Any, None]]


async def stored(
    hass: HomeAssistant, hass_storage: dict[str, Any], account: MockConfigEntry
) -> dict[str, Any]:
    """Return what is on the disk of an account, once that was written."""
    await async_learned(hass).async_write()
    learned: dict[str, Any] = hass_storage["twilio"]["data"][account.entry_id]
    return learned


async def _notify(hass: HomeAssistant) -> None:
    data = {"message": "Hello", "target": [PHONE], "data": {"tag": f"cellar {HALF}"}}
    await hass.services.async_call("notify", "sms", data, blocking=True)


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        pytest.param(partial(send_message, **TEXT, tag=f"cellar {HALF}"), "messages", id="message"),
        pytest.param(partial(make_call, **TEXT, tag=f"cellar {HALF}"), "calls", id="call"),
        pytest.param(_notify, "messages", id="notifier"),
    ],
)
async def test_tag(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    account: MockConfigEntry,
    twilio: Simulator,
    order: Order,
    kind: str,
) -> None:
    """It goes out, and all that is learned is still written."""
    own = {"platform": "twilio", "name": "sms", "type": "sms", "from_number": HOME}
    await set_up_notify(hass, {"notify": [own]})
    await hass.async_block_till_done()
    await order(hass)
    assert [item.to for item in accepted(twilio)] == [PHONE]
    learned = await stored(hass, hass_storage, account)
    assert [record["tag"] for record in learned["tracking"][kind]] == ["cellar ?"]
    await twilio.settled()


async def test_tag_of_the_outbox(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waits can be listed as it is, and is found by the same tag."""
    be_busy(twilio, monkeypatch)
    await send_message(hass, **TEXT, tag=HALF)
    await make_call(hass, to=PHONE, message=f"Fire {HALF}!", tag="call")
    await hass.async_block_till_done()
    assert [entry["tag"] for entry in await entries(hass, tag=HALF)] == ["?"]
    assert [entry["message"] for entry in await entries(hass, tag="call")] == ["Fire !"]


async def test_origin(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    account: MockConfigEntry,
    twilio: Simulator,
) -> None:
    """An automation may have such an id in YAML."""
    with on_behalf_of(f"automation.hall {HALF}"):
        await send_message(hass, **TEXT)
    assert origins(account) == ["automation.hall ?"]
    learned = await stored(hass, hass_storage, account)
    assert [booking["origin"] for booking in learned["ledger"]["bookings"]] == ["automation.hall ?"]
    await twilio.settled()


@pytest.mark.parametrize("url", [f"https://a.example/{HALF}", f"https://{HALF}.example/a.jpg"])
async def test_media(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, url: str
) -> None:
    """An address that cannot be sent is refused before anything is tried."""
    with pytest.raises(ServiceValidationError) as caught:
        await send_message(hass, **TEXT, media_url=["https://a.example/a.jpg", url])
    shown = url.replace(HALF, "?")
    assert str(caught.value).startswith(f"{shown} is not an address that Twilio could fetch")
    assert twilio.messages == []


@pytest.mark.parametrize("allowed", [True, False])
async def test_twiml_url(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, *, allowed: bool
) -> None:
    """Nor does a call go to such an address, on the list of the house or not."""
    if allowed:
        hass.config.allowlist_external_urls = {"https://files.example/"}
    own = {"platform": "twilio", "name": "ring", "type": "call", "from_number": HOME}
    await set_up_notify(hass, {"notify": [own]})
    await hass.async_block_till_done()
    data = {"message": f"https://files.example/{HALF}.xml", "target": [PHONE]}
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call("notify", "ring", data, blocking=True)
    assert caught.value.translation_key == "twiml_url_not_allowed"
    assert twilio.calls == []


async def test_what_slips_through(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator
) -> None:
    """What no request can be made of is refused for good: it is no doubt that others wait for."""
    broken = MessageContent(to=PHONE, sender=HOME, body="Hello", media_urls=(HALF,))
    with pytest.raises(Unsendable):
        await async_submit(account.runtime_data, broken, Terms())
    assert (await entries(hass), origins(account)) == ([], [])
    await send_message(hass, **TEXT)
    assert [item.to for item in accepted(twilio)] == [PHONE]
    await twilio.settled()


async def test_recipient(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Whoever asks for the response can read what was wrong."""
    [result] = await results_of(hass, "send_message", to=HALF, message="Hello")
    assert result["to"] == "?"
    assert result["error_message"].startswith("? is neither a phone number nor")


@pytest.mark.parametrize("error", [InvalidInput, Failed])
def test_error(error: type[InvalidInput | Failed]) -> None:
    """What an error says can be shown anywhere."""
    placeholders = error("refused", code="1", reason=f"No {HALF}").translation_placeholders
    assert placeholders == {"code": "1", "reason": "No ?"}
