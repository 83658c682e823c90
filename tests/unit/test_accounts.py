"""Which account is meant."""

from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.accounts import async_account_of_yaml
from custom_components.twilio.errors import Failed, InvalidInput
from custom_components.twilio.yaml_account import async_take_over_yaml
from simulator import Fault, Refuse, Simulator
from simulator.errors import AUTHENTICATE

MESSAGE = {"to": "+15551234567", "message": "Hello"}
HOME = "+15550006000"
HOLIDAY_HOME = "+15550007000"


async def send(hass: HomeAssistant, **data: Any) -> None:
    """Send a message by the action."""
    await hass.services.async_call("twilio", "send_message", {**MESSAGE, **data}, blocking=True)


def senders(*simulators: Simulator) -> list[list[str | None]]:
    """Return what each account sent from."""
    return [[message.from_ for message in twilio.messages] for twilio in simulators]


async def test_only_account(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """With one account, nobody has to name it."""
    await send(hass)
    assert senders(twilio) == [[HOME]]


async def test_named_account(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
) -> None:
    """The account that is named sends, by its own number."""
    await send(hass, config_entry_id=other_account.entry_id)
    assert senders(twilio, other_twilio) == [[], [HOLIDAY_HOME]]


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        pytest.param(HOME, [[HOME], []], id="first"),
        pytest.param(HOLIDAY_HOME, [[], [HOLIDAY_HOME]], id="second"),
        pytest.param("1 (555) 000-7000", [[], [HOLIDAY_HOME]], id="as people write"),
        pytest.param(15550007000, [[], [HOLIDAY_HOME]], id="as templates write"),
        pytest.param(
            f"whatsapp:{HOLIDAY_HOME}", [[], [f"whatsapp:{HOLIDAY_HOME}"]], id="on WhatsApp"
        ),
    ],
)
async def test_owner_of_the_sender(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
    sender: object,
    expected: list[list[str]],
) -> None:
    """A number says whose it is."""
    other_twilio.add_whatsapp_sender(HOLIDAY_HOME)
    await send(hass, sender=sender)
    assert senders(twilio, other_twilio) == expected


async def test_owner_while_numbers_are_unknown(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
) -> None:
    """Accounts whose numbers nobody knows yet are asked for them; a silent one stops nobody."""
    account.runtime_data.numbers.data = None
    other_account.runtime_data.numbers.data = None
    twilio.faults.add(Fault(Refuse(AUTHENTICATE), "GET", times=None))
    await send(hass, sender=HOLIDAY_HOME)
    assert senders(twilio, other_twilio) == [[], [HOLIDAY_HOME]]


async def test_only_account_is_not_asked_for_numbers(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """With one account, whose number it is need not be known."""
    account.runtime_data.numbers.data = None
    asked = len(twilio.requests)
    await send(hass, sender=HOME)
    assert [request.method for request in twilio.requests[asked:]] == ["POST"]


async def test_named_account_and_a_sender(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, other_account: MockConfigEntry
) -> None:
    """Who names an account means it; its Twilio judges the sender."""
    with pytest.raises(
        Failed, match=r"^\+15551234567 was not reached: This sender cannot text this recipient\. "
    ):
        await send(hass, sender=HOLIDAY_HOME, config_entry_id=account.entry_id)
    assert [request.status for request in twilio.requests if request.method == "POST"] == [400]


@pytest.mark.parametrize("sender", [None, "+15550009999", "MyBrand"])
async def test_account_that_nobody_named(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
    sender: str | None,
) -> None:
    """Between two accounts, Home Assistant asks for one."""
    with pytest.raises(ServiceValidationError, match="multiple"):
        await send(hass, **({"sender": sender} if sender else {}))
    assert senders(twilio, other_twilio) == [[], []]


@pytest.mark.parametrize("config_entry_id", ["nonsense", ""])
async def test_unknown_account(
    hass: HomeAssistant, account: MockConfigEntry, config_entry_id: str
) -> None:
    """An account that does not exist is named in the error."""
    with pytest.raises(ServiceValidationError, match="not found"):
        await send(hass, config_entry_id=config_entry_id)


async def test_account_of_something_else(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Another integration's entry is no account."""
    lamp = MockConfigEntry(domain="lamp", title="Lamp")
    lamp.add_to_hass(hass)
    with pytest.raises(ServiceValidationError, match="Lamp"):
        await send(hass, config_entry_id=lamp.entry_id)


async def test_account_that_is_not_loaded(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """An account that is switched off sends nothing."""
    await hass.config_entries.async_set_disabled_by(account.entry_id, ConfigEntryDisabler.USER)
    with pytest.raises(
        ServiceValidationError, match="Config entry Twilio for integration twilio is not loaded"
    ):
        await send(hass, config_entry_id=account.entry_id)


async def test_account_without_credentials(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """An account without credentials says so; beside it, the other one works by its number."""
    new = MockConfigEntry(
        domain="twilio", title="Cottage", data={"webhook_id": "12" * 32, "cloudhook": False}
    )
    new.add_to_hass(hass)
    assert await hass.config_entries.async_setup(new.entry_id)
    with pytest.raises(
        InvalidInput, match=r"Cottage has no credentials yet\. Open the integration and enter them"
    ):
        await send(hass, config_entry_id=new.entry_id)
    await send(hass, sender=HOME)
    assert senders(twilio) == [[HOME]]
    assert await async_account_of_yaml(hass, "MyBrand") is account.runtime_data


async def test_yaml_means_the_owner(
    hass: HomeAssistant, account: MockConfigEntry, other_account: MockConfigEntry
) -> None:
    """A notifier's number says whose it is."""
    assert await async_account_of_yaml(hass, HOME) is account.runtime_data
    assert await async_account_of_yaml(hass, HOLIDAY_HOME) is other_account.runtime_data


async def test_yaml_means_its_own_account(
    hass: HomeAssistant, account: MockConfigEntry, other_account: MockConfigEntry
) -> None:
    """A sender that no number tells is the one of the `twilio:` block."""
    async_take_over_yaml(
        hass,
        {
            "account_sid": other_account.data["account_sid"],
            "auth_token": other_account.data["auth_token"],
        },
    )
    assert await async_account_of_yaml(hass, "MyBrand") is other_account.runtime_data
    assert await async_account_of_yaml(hass, HOME) is account.runtime_data


async def test_yaml_means_the_oldest(
    hass: HomeAssistant, account: MockConfigEntry, other_account: MockConfigEntry
) -> None:
    """Without a block, the first account of the house stays what it was."""
    assert account.created_at < other_account.created_at
    assert await async_account_of_yaml(hass, "MyBrand") is account.runtime_data
    assert await hass.config_entries.async_remove(account.entry_id)
    assert await async_account_of_yaml(hass, "MyBrand") is other_account.runtime_data


async def test_yaml_means_none(hass: HomeAssistant) -> None:
    """Without an account, a notifier says what to do."""
    assert await async_setup_component(hass, "twilio", {})
    with pytest.raises(
        InvalidInput,
        match=r"No Twilio account is set up and loaded\. Add the Twilio integration first",
    ):
        await async_account_of_yaml(hass, "MyBrand")


async def test_yaml_means_no_nonsense(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """A sender that is none is nobody's."""
    with pytest.raises(InvalidInput, match=r"^this is no sender is not a sender that Twilio knows"):
        await async_account_of_yaml(hass, "this is no sender")
