"""From where, and on which channel, somebody is written to."""

from typing import Any, Final

import pytest

from custom_components.twilio.address import parse_sender
from custom_components.twilio.consent.opt_outs import Cause, OptOut, OptOuts
from custom_components.twilio.consent.routing import Ways, open_routes
from custom_components.twilio.contacts.addressee import Addressee
from custom_components.twilio.contacts.contact import Contact, ContactChannel
from custom_components.twilio.errors import InvalidInput

from . import ANNA, HOUSE, SECOND

WHATSAPP: Final = "whatsapp:+15550006000"
WHATSAPP_2: Final = "whatsapp:+15550006001"
SERVICE: Final = "MG" + "5a" * 16
AGENT: Final = "rcs:my_house"
SMS: Final = ContactChannel.SMS
WA: Final = ContactChannel.WHATSAPP
CALL: Final = ContactChannel.CALL


def ways(*senders: str, named: str | None = None) -> Ways:
    """Return the ways of an account with some senders."""
    all_of_them = tuple(map(parse_sender, senders))
    return Ways(
        account="Home",
        named=parse_sender(named) if named else None,
        texting=tuple(sender for sender in all_of_them if not sender.channel),
        others=tuple(sender for sender in all_of_them if sender.channel),
    )


def anna(
    *channels: ContactChannel,
    address: str = ANNA,
    entity: tuple[ContactChannel, ...] = (),
    **settings: Any,
) -> Addressee:
    """Return a contact who uses some channels, named by a number or by an entity."""
    contact = Contact(
        subentry_id="anna",
        entry_id="home",
        name="Anna",
        number=ANNA,
        channels=frozenset(channels),
        **settings,
    )
    return Addressee(address, contact, entity)


@pytest.mark.parametrize(
    ("known", "to", "chosen", "expected"),
    [
        (ways(HOUSE, SECOND), ANNA, (), [(HOUSE, ANNA), (SECOND, ANNA)]),
        (ways(HOUSE, SECOND, named=SECOND), ANNA, (), [(SECOND, ANNA)]),
        (ways(HOUSE, WHATSAPP), ANNA, (), [(HOUSE, ANNA)]),
        (ways(HOUSE, WHATSAPP), f"whatsapp:{ANNA}", (), [(WHATSAPP, f"whatsapp:{ANNA}")]),
        (ways(HOUSE, named=HOUSE), f"whatsapp:{ANNA}", (), [(HOUSE, f"whatsapp:{ANNA}")]),
        (ways(HOUSE, named=WHATSAPP), ANNA, (), [(WHATSAPP, f"whatsapp:{ANNA}")]),
        (ways(HOUSE, named=AGENT), ANNA, (), [(AGENT, f"rcs:{ANNA}")]),
        (ways(HOUSE, AGENT), f"rcs:{ANNA}", (), [(AGENT, f"rcs:{ANNA}"), (HOUSE, f"rcs:{ANNA}")]),
        (ways(HOUSE, named=SERVICE), f"rcs:{ANNA}", (), [(SERVICE, f"rcs:{ANNA}")]),
        (ways(HOUSE, WHATSAPP), ANNA, (WA,), [(WHATSAPP, f"whatsapp:{ANNA}")]),
        (
            ways(HOUSE, WHATSAPP),
            ANNA,
            (WA, SMS),
            [(WHATSAPP, f"whatsapp:{ANNA}"), (HOUSE, ANNA)],
        ),
        (ways(HOUSE), ANNA, (WA, SMS), [(HOUSE, ANNA)]),
        (ways(HOUSE, WHATSAPP), f"whatsapp:{ANNA}", (SMS,), [(HOUSE, ANNA)]),
        (
            ways(SERVICE, WHATSAPP),
            ANNA,
            (WA,),
            [(WHATSAPP, f"whatsapp:{ANNA}"), (SERVICE, f"whatsapp:{ANNA}")],
        ),
        (ways(HOUSE, WHATSAPP, named=SERVICE), ANNA, (WA,), [(SERVICE, f"whatsapp:{ANNA}")]),
        (
            ways(HOUSE, WHATSAPP, WHATSAPP_2, named=WHATSAPP_2),
            ANNA,
            (WA, SMS),
            [(WHATSAPP_2, f"whatsapp:{ANNA}"), (HOUSE, ANNA)],
        ),
        (ways(HOUSE, WHATSAPP, named=SECOND), ANNA, (WA,), [(WHATSAPP, f"whatsapp:{ANNA}")]),
    ],
)
def test_routes(
    known: Ways, to: str, chosen: tuple[ContactChannel, ...], expected: list[tuple[str, str]]
) -> None:
    """What was named goes before what there is, and each channel has its senders."""
    routes = known.routes(Addressee(to), chosen)
    assert [(route.sender.address, route.to) for route in routes] == expected


@pytest.mark.parametrize(
    ("addressee", "chosen", "facts", "expected"),
    [
        (anna(SMS, CALL), (), {}, [ANNA]),
        (anna(SMS, WA), (), {}, [ANNA, f"whatsapp:{ANNA}"]),
        (anna(WA), (), {}, [f"whatsapp:{ANNA}"]),
        (anna(SMS), (WA, SMS), {}, [ANNA]),
        (anna(SMS, WA, entity=(WA,)), (), {}, [f"whatsapp:{ANNA}"]),
        (anna(SMS, WA, entity=(WA,)), (SMS,), {}, [ANNA]),
        (anna(CALL), (), {"is_alert": True}, [ANNA, f"whatsapp:{ANNA}"]),
        (anna(SMS), (), {"is_alert": True}, [ANNA, f"whatsapp:{ANNA}"]),
        (anna(WA), (), {"is_alert": True}, [f"whatsapp:{ANNA}", ANNA]),
        (anna(WA, entity=(WA,)), (), {"is_alert": True}, [f"whatsapp:{ANNA}", ANNA]),
        (anna(CALL), (WA,), {"is_alert": True}, [f"whatsapp:{ANNA}"]),
        (
            anna(WA, address=f"whatsapp:{ANNA}"),
            (),
            {"is_alert": True},
            [f"whatsapp:{ANNA}", ANNA],
        ),
        (anna(may_receive=False), (), {"is_reply": True}, [ANNA]),
    ],
)
def test_contact(
    addressee: Addressee,
    chosen: tuple[ContactChannel, ...],
    facts: dict[str, bool],
    expected: list[str],
) -> None:
    """A contact is reached on the channels that the household has ticked, by an alert on any."""
    routes = ways(HOUSE, WHATSAPP).routes(addressee, chosen, **facts)
    assert [route.to for route in routes] == expected


@pytest.mark.parametrize(
    ("known", "addressee", "expected"),
    [
        (ways(HOUSE), anna(WA), [(HOUSE, ANNA)]),
        (ways(WHATSAPP), anna(SMS), [(WHATSAPP, f"whatsapp:{ANNA}")]),
        (
            ways(HOUSE, SECOND, WHATSAPP, named=SECOND),
            anna(SMS),
            [(SECOND, ANNA), (WHATSAPP, f"whatsapp:{ANNA}")],
        ),
        (
            ways(HOUSE, WHATSAPP, named=WHATSAPP),
            anna(SMS),
            [(WHATSAPP, f"whatsapp:{ANNA}"), (HOUSE, ANNA)],
        ),
    ],
)
def test_alert_without_the_usual_sender(
    known: Ways, addressee: Addressee, expected: list[tuple[str, str]]
) -> None:
    """An alert to a contact takes whatever sender there is, the one that was named before all."""
    routes = known.routes(addressee, is_alert=True)
    assert [(route.sender.address, route.to) for route in routes] == expected


@pytest.mark.parametrize(
    ("known", "addressee", "chosen", "facts", "key"),
    [
        (ways(HOUSE), anna(CALL), (), {}, "not_by_sms"),
        (ways(HOUSE, WHATSAPP), anna(SMS), (WA,), {}, "not_by_whatsapp"),
        (ways(HOUSE, named=WHATSAPP), anna(SMS), (), {}, "not_by_whatsapp"),
        (ways(HOUSE), anna(SMS, may_receive=False), (), {}, "may_not_receive"),
        (ways(HOUSE), anna(SMS, may_receive=False), (), {"is_alert": True}, "may_not_receive"),
        (ways(HOUSE), Addressee(ANNA), (WA,), {}, "no_whatsapp_sender"),
        (ways(HOUSE), anna(WA), (WA,), {"is_alert": True}, "no_whatsapp_sender"),
        (ways(WHATSAPP), Addressee(ANNA), (), {}, "no_sender"),
    ],
)
def test_no_route(
    known: Ways,
    addressee: Addressee,
    chosen: tuple[ContactChannel, ...],
    facts: dict[str, bool],
    key: str,
) -> None:
    """Where there is no way, it is said why."""
    with pytest.raises(InvalidInput) as caught:
        known.routes(addressee, chosen, **facts)
    assert caught.value.translation_key == key


@pytest.mark.parametrize(
    ("sender", "to", "is_plain"),
    [
        (HOUSE, ANNA, True),
        (SERVICE, ANNA, False),
        ("12345", ANNA, False),
        (WHATSAPP, f"whatsapp:{ANNA}", False),
    ],
)
def test_plain(sender: str, to: str, *, is_plain: bool) -> None:
    """Only an SMS of a single number is one of those of which networks let few pass."""
    [route] = ways(named=sender).routes(Addressee(to))
    assert route.is_plain is is_plain


def test_stopped_routes() -> None:
    """What somebody has stopped is left out, or the last resort of an alert."""
    routes = ways(HOUSE, SECOND).routes(Addressee(ANNA))
    opt_outs = OptOuts()
    opt_outs.add(OptOut(party=ANNA, sender=HOUSE, at=1.0, cause=Cause.TEXT))
    assert open_routes(routes, opt_outs, is_alert=False) == routes[1:]
    assert open_routes(routes, opt_outs, is_alert=True) == routes[::-1]
