"""One thing to many people, side by side."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.twilio.address import parse_sender
from custom_components.twilio.api import AcceptedCall, AcceptedMessage, Refused, Unreachable
from custom_components.twilio.contacts.addressee import Addressee
from custom_components.twilio.contacts.contact import Contact, ContactChannel
from custom_components.twilio.delivery import (
    Recipient,
    Result,
    as_response,
    deliver,
    raise_failures,
)
from custom_components.twilio.errors import Failed, InvalidInput
from custom_components.twilio.limits import Limit, LimitReached
from custom_components.twilio.outbox.submission import Submission

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
HUNDRED: Final = [f"+1555123{number:04}" for number in range(100)]


def message_to(to: str) -> Result:
    """Return what becomes of a message that Twilio takes."""
    return Result.of(to, Submission("ab" * 16, AcceptedMessage(f"SM{to}", "queued", 1)))


async def send(to: str) -> Result:
    """Send a message that Twilio takes."""
    return message_to(to)


async def deliver_from(
    entry: MockConfigEntry,
    recipients: Sequence[Recipient],
    send: Callable[[str], Awaitable[Result]],
    sender: str = "+15550006000",
) -> tuple[Result, ...]:
    """Send from an account and a sender, whose channel recipients are on."""

    def address(addressee: Addressee) -> str:
        return parse_sender(sender).on_channel(addressee.address)

    async def send_to(addressee: Addressee) -> Result:
        return await send(address(addressee))

    return await deliver(entry.runtime_data, recipients, address, send_to)


async def test_order(account: MockConfigEntry) -> None:
    """Results come in the order asked, whoever is done first."""
    asked = HUNDRED
    done: list[str] = []
    is_done = {to: asyncio.Event() for to in asked}

    async def send_after_the_next(to: str) -> Result:
        for later in asked[asked.index(to) + 1 :]:
            await is_done[later].wait()
        done.append(to)
        is_done[to].set()
        return message_to(to)

    results = await deliver_from(account, asked, send_after_the_next)
    assert done == asked[::-1]
    assert [result.to for result in results] == asked


@pytest.mark.parametrize(
    ("sender", "recipients", "expected"),
    [
        ("+15550006000", [ANNA, "15551234567", "+1 (555) 123-4567"], [ANNA]),
        ("+15550006000", [ANNA, BEN, ANNA], [ANNA, BEN]),
        ("+15550006000", [ANNA, f"whatsapp:{ANNA}"], [ANNA, f"whatsapp:{ANNA}"]),
        ("whatsapp:+15550006000", [ANNA, f"whatsapp:{ANNA}"], [f"whatsapp:{ANNA}"]),
        ("+15550006000", ["(555) 123-4567", ANNA], [ANNA]),
        ("+15550006000", ["nonsense", ANNA, "nonsense"], ["nonsense", ANNA]),
        ("+15550006000", [], []),
    ],
    ids=["spellings", "repeats", "channels", "same_channel", "national", "nonsense", "nobody"],
)
async def test_each_recipient_once(
    hass: HomeAssistant,
    account: MockConfigEntry,
    sender: str,
    recipients: list[str],
    expected: list[str],
) -> None:
    """Who is named twice gets one message, however the number is spelt."""
    hass.config.country = "US"
    sent = []

    async def send_and_note(to: str) -> Result:
        sent.append(to)
        return message_to(to)

    results = await deliver_from(account, recipients, send_and_note, sender)
    assert [result.to for result in results] == expected
    assert sent == [to for to in expected if to != "nonsense"]


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ("nonsense", InvalidInput("unknown_recipient", recipient="nonsense")),
        ("112", InvalidInput("emergency_number", recipient="112")),
        (HUNDRED[50], Refused(400, 21610, "Attempt to send to unsubscribed recipient")),
        (HUNDRED[50], Unreachable()),
    ],
    ids=["no_number", "emergency_number", "refused", "unreachable"],
)
async def test_one_bad_of_a_hundred(
    account: MockConfigEntry, bad: str, error: HomeAssistantError
) -> None:
    """One who is not reached stops nobody else, and the result says why."""

    async def send_unless_bad(to: str) -> Result:
        if to == bad:
            raise error
        return message_to(to)

    recipients = [*HUNDRED[:50], bad, *HUNDRED[51:]]
    results = await deliver_from(account, recipients, send_unless_bad)
    assert [result.to for result in results] == recipients
    assert [result.to for result in results if result.error] == [bad]
    assert {result.status for result in results if not result.error} == {"queued"}
    failure = results[50]
    assert (failure.sid, failure.status, failure.segments) == (None, "failed", None)
    assert isinstance(failure.error, type(error))
    assert failure.error.translation_key == error.translation_key


async def test_one_who_is_refused_on_one_channel(account: MockConfigEntry) -> None:
    """Who is refused on one channel still gets it on another; each result says for whom it is."""
    mum = Contact(subentry_id="mum", entry_id="account", name="Mum", number=ANNA)
    on_whatsapp = Addressee(ANNA, mum, (ContactChannel.WHATSAPP,))
    by_text = Addressee(ANNA, mum, (ContactChannel.SMS,))

    def address(addressee: Addressee) -> str:
        if ContactChannel.WHATSAPP in addressee.channels:
            raise InvalidInput("no_call_by_whatsapp", entity="notify.mum_whatsapp")
        return addressee.address

    async def send_to(addressee: Addressee) -> Result:
        return message_to(addressee.address)

    asked: list[Recipient] = [on_whatsapp, by_text, on_whatsapp, ANNA]
    results = await deliver(account.runtime_data, asked, address, send_to)
    assert [(result.to, result.status, result.asked) for result in results] == [
        (ANNA, "failed", (on_whatsapp, on_whatsapp)),
        (ANNA, "queued", (by_text, ANNA)),
    ]


async def test_fault_of_our_own(account: MockConfigEntry, caplog: pytest.LogCaptureFixture) -> None:
    """A fault of this program stops nobody else, and is in the log for whoever can repair it."""

    async def break_down(to: str) -> Result:
        if to == ANNA:
            raise ZeroDivisionError(to)
        return message_to(to)

    results = await deliver_from(account, [ANNA, BEN], break_down)
    assert [result.status for result in results] == ["failed", "queued"]
    assert str(results[0].error).startswith("Twilio did not answer in time, so it is unknown")
    [record] = [record for record in caplog.records if record.exc_info]
    assert record.getMessage() == "Something could not be sent"
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


def test_no_failure() -> None:
    """Nothing is raised where everybody was reached, or nobody was meant."""
    raise_failures([message_to(ANNA), message_to(BEN)])
    raise_failures([])


@pytest.mark.parametrize(
    "error",
    [
        InvalidInput("invalid_recipient", recipient="nonsense"),
        LimitReached(Limit.MESSAGES_PER_DAY, 200),
    ],
    ids=["no_number", "limit"],
)
def test_single_failure_of_the_house(error: HomeAssistantError) -> None:
    """What this house itself refuses is raised as it is: it says whom it is about."""
    with pytest.raises(type(error)) as caught:
        raise_failures([Result(ANNA, error=error)])
    assert caught.value is error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            Refused(400, 21614, "Not a mobile number"),
            f"{ANNA} was not reached: This is not a mobile number. Call it, or use WhatsApp",
        ),
        (
            Refused(400, 99999, "Something new"),
            f"{ANNA} was not reached: Twilio refused this (error 99999): Something new",
        ),
    ],
    ids=["known", "unknown"],
)
async def test_single_failure_of_twilio(
    account: MockConfigEntry, error: HomeAssistantError, sentence: str
) -> None:
    """What Twilio refuses is raised with whom it is about, and with its cause."""
    with pytest.raises(Failed) as caught:
        raise_failures([Result(ANNA, error=error)])
    assert str(caught.value) == sentence
    assert caught.value.__cause__ is error


async def test_some_failures(account: MockConfigEntry) -> None:
    """One error names each who was not reached, and why."""
    results = await deliver_from(account, ["nonsense", ANNA, "+44 999"], send)
    with pytest.raises(Failed) as caught:
        raise_failures(results)
    assert str(caught.value) == (
        "2 of 3 recipients were not reached: "
        "nonsense is neither a phone number nor the name of a contact of this account. "
        "Write numbers with + and the country code, for example +15551234567, and several "
        "recipients as a list; "
        "+44 999 is an emergency number. Twilio does not connect to emergency services "
        "reliably, so this house never texts or calls them"
    )


async def test_all_failures(account: MockConfigEntry) -> None:
    """All are named where nobody was reached."""
    results = await deliver_from(account, ["a", "b", "c"], send)
    with pytest.raises(Failed, match=r"^3 of 3 recipients were not reached: a .*; b .*; c "):
        raise_failures(results)


async def test_as_response(account: MockConfigEntry, snapshot: SnapshotAssertion) -> None:
    """An action answers with the same keys for everybody."""
    opted_out = Refused(400, 21610, "Attempt to send to unsubscribed recipient")
    results = [
        message_to(ANNA),
        Result.of(BEN, Submission("cd" * 16, AcceptedMessage("SM2", "accepted", None))),
        Result.of(ANNA, Submission("ef" * 16, AcceptedCall("CA1", "queued"))),
        Result.of(BEN, Submission("09" * 16, None)),
        Result(BEN, error=opted_out),
        Result(BEN, error=Refused(400, 99999, "Something new")),
        Result(BEN, error=Unreachable()),
        Result("112", error=InvalidInput("emergency_number", recipient="112")),
    ]
    assert as_response(results) == snapshot
