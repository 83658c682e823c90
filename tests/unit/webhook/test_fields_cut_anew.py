"""A signature binds neither where a field ends nor which comes first: what that opens, and not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from homeassistant.core import Event
import pytest

from custom_components.twilio.webhook import RequestKind
from simulator import Simulator

from .. import WEBHOOK_URL
from . import (
    ACCOUNT_SID,
    EMPTY_RESPONSE,
    MESSAGE,
    MESSAGE_SID,
    OWNER,
    REQUESTS,
    STRANGER,
    Fields,
    House,
    sdk_signature,
)

type Pairs = Sequence[tuple[str, str]]
type Events = list[Event[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A signed message, other fields with the same signature, and why a house refuses them."""

    body: str = "DISARM"
    sender: str = OWNER
    lost: str = ""
    gained: Pairs
    reason: str | None = None
    """None where only a house that saw the original can tell."""

    @property
    def signed(self) -> Fields:
        """What Twilio sent."""
        return {**MESSAGE, "Body": self.body, "From": self.sender}

    @property
    def forged(self) -> Pairs:
        """What arrives instead."""
        kept = {name: value for name, value in self.signed.items() if name not in self.lost.split()}
        return (*self.gained, *kept.items())


CUTS: Final[Mapping[str, Cut]] = {
    "MessageSid swallows NumMedia": Cut(
        lost="MessageSid NumMedia",
        gained=[("MessageSid", f"{MESSAGE_SID}NumMedia0")],
        reason="MessageSid does not have its form",
    ),
    "AccountSid swallows Body": Cut(
        lost="AccountSid Body",
        gained=[("AccountSid", f"{ACCOUNT_SID}BodyDISARM")],
        reason="AccountSid does not have its form",
    ),
    "Body swallows From": Cut(
        lost="Body From",
        gained=[("Body", f"DISARMFrom{OWNER}")],
        reason="From is missing",
    ),
    "Body gives birth to From": Cut(
        body=f"DISARMFrom{OWNER}",
        sender=STRANGER,
        lost="Body",
        gained=[("Body", "DISARM"), ("From", OWNER)],
        reason="From is repeated",
    ),
    "Body gives birth to MessageSid": Cut(
        body=f"DISARMMessageSidSM{'0' * 32}",
        lost="Body From MessageSid",
        gained=[
            ("Body", "DISARM"),
            ("MessageSid", f"SM{'0' * 32}From{OWNER}MessageSid{MESSAGE_SID}"),
        ],
        reason="MessageSid does not have its form",
    ),
    "From twice the same": Cut(gained=[("From", OWNER)], reason="From is repeated"),
    **{
        f"Body gives birth to From, and the true one goes {where}": Cut(
            body=f"DISARMFrom{OWNER}From{rest}",
            sender=STRANGER,
            lost="Body From",
            gained=[("Body", "DISARM"), ("From", OWNER), (name, value)],
            reason="a field holds another field",
        )
        for where, rest, name, value in [
            ("into a new value", "X", "FromX", f"From{STRANGER}"),
            ("into a new name", "X", "FromXFrom", STRANGER),
            ("in between", "X", "FromXFr", f"om{STRANGER}"),
            ("into a known field", "CityX", "FromCity", f"XFrom{STRANGER}"),
        ]
    },
    "the name MessageSid loses its end": Cut(
        lost="MessageSid",
        gained=[("MessageSi", f"d{MESSAGE_SID}")],
        reason="a field holds another field",
    ),
    "the name MessageSid grows": Cut(
        lost="MessageSid",
        gained=[("MessageSidS", MESSAGE_SID.removeprefix("S"))],
        reason="a field holds another field",
    ),
    "the names MessageSid and NumMedia and Body lose their ends": Cut(
        lost="MessageSid NumMedia Body",
        gained=[("MessageSi", f"d{MESSAGE_SID}"), ("NumMedi", "a0"), ("Bod", "yDISARM")],
        reason="a field holds another field",
    ),
    "the name Body loses its end": Cut(lost="Body", gained=[("Bod", "yDISARM")]),
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_cut_is_an_attack(cut: Cut) -> None:
    """Twilio's SDK sees no difference, so the signature alone cannot."""
    assert sorted(cut.forged) != sorted(cut.signed.items())
    assert sdk_signature(WEBHOOK_URL, cut.forged) == sdk_signature(WEBHOOK_URL, cut.signed)


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
async def test_fields_cut_anew_after_the_original(
    twilio: Simulator, house: House, events: Events, cut: Cut
) -> None:
    """Whoever cuts a request anew that the house has seen gets no second event."""
    original = await twilio.deliver(WEBHOOK_URL, cut.signed)
    forged = await twilio.forge(WEBHOOK_URL, cut.forged, sdk_signature(WEBHOOK_URL, cut.signed))
    assert (original.status, original.text) == (HTTPStatus.OK, EMPTY_RESPONSE)
    assert (forged.status, forged.text) == (
        (HTTPStatus.BAD_REQUEST, "") if cut.reason else (HTTPStatus.OK, EMPTY_RESPONSE)
    )
    assert [event.data["Body"] for event in events] == [cut.body]


@pytest.mark.parametrize(
    "cut",
    [pytest.param(cut, id=name) for name, cut in CUTS.items() if cut.reason],
)
async def test_fields_cut_anew_before_the_original(
    twilio: Simulator,
    house: House,
    events: Events,
    caplog: pytest.LogCaptureFixture,
    cut: Cut,
) -> None:
    """What Twilio cannot have sent so is refused even where the original never came."""
    forged = await twilio.forge(WEBHOOK_URL, cut.forged, sdk_signature(WEBHOOK_URL, cut.signed))
    assert (forged.status, forged.text) == (HTTPStatus.BAD_REQUEST, "")
    assert events == []
    assert f"webhook: {cut.reason} (" in caplog.text
    original = await twilio.deliver(WEBHOOK_URL, cut.signed)
    assert original.status == HTTPStatus.OK
    assert [event.data["From"] for event in events] == [cut.sender]


async def test_caller_name_gives_birth_to_digits(
    twilio: Simulator, house: House, events: Events
) -> None:
    """A call does not become a key that was pressed."""
    call = {**REQUESTS[RequestKind.CALL], "CallerName": "xDigits1"}
    original = await twilio.deliver(WEBHOOK_URL, call)
    forged = {**call, "CallerName": "x", "Digits": "1"}
    answer = await twilio.forge(WEBHOOK_URL, forged, sdk_signature(WEBHOOK_URL, call))
    assert (answer.status, answer.body) == (HTTPStatus.OK, original.body)
    assert [event.data["CallerName"] for event in events] == ["xDigits1"]


async def test_order_of_repeated_fields(twilio: Simulator, house: House, events: Events) -> None:
    """Another order of a repeated field is not signed, and no other request."""
    signed = [*MESSAGE.items(), ("New", "a"), ("New", "b")]
    forged = [*MESSAGE.items(), ("New", "b"), ("New", "a"), ("New", "b")]
    signature = sdk_signature(WEBHOOK_URL, signed)
    assert signature == sdk_signature(WEBHOOK_URL, forged)
    await twilio.deliver(WEBHOOK_URL, signed)
    assert (await twilio.forge(WEBHOOK_URL, forged, signature)).status == HTTPStatus.OK
    assert [event.data["New"] for event in events] == ["a"]
