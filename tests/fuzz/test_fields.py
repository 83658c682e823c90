"""Fields: read without a crash, and no other sender by another cut."""

from hypothesis import strategies as st

from custom_components.twilio.webhook import RequestKind
from custom_components.twilio.webhook.fields import (
    ImpossibleFieldsError,
    check_fields,
    first_values,
)
from custom_components.twilio.webhook.inbound import read_inbound
from custom_components.twilio.webhook.kinds import kind_in_query, kind_of_fields, read_query
from custom_components.twilio.webhook.repeats import identify
from custom_components.twilio.webhook.signature import Parameters
from tests.unit.webhook import ACCOUNT_SID, MESSAGE, OWNER, REQUESTS, STRANGER

from .budget import fuzzed
from .cuts import cut_anew
from .strings import FIELD_NAMES, TEXTS

PINNED = ("AccountSid", "From", "To", "MessageSid")
"""What somebody who cut a request anew must not have changed."""


def accepted(kind: RequestKind, parameters: Parameters) -> dict[str, str] | None:
    """Return the fields that the house would act on, none where it refuses them."""
    try:
        check_fields(kind, parameters, ACCOUNT_SID)
    except ImpossibleFieldsError:
        return None
    return first_values(parameters)


@st.composite
def requests(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Draw the fields of a request, some of them changed, added, lost or repeated."""
    fields = dict(REQUESTS[draw(st.sampled_from(RequestKind))])
    fields |= draw(st.dictionaries(st.sampled_from(sorted(fields)), TEXTS, max_size=2))
    fields |= draw(st.dictionaries(FIELD_NAMES, TEXTS, max_size=3))
    lost = draw(st.sets(st.sampled_from(sorted(fields)), max_size=2))
    pairs = [(name, value) for name, value in fields.items() if name not in lost]
    return [*pairs, *draw(st.lists(st.sampled_from(pairs or [("", "")]), max_size=2))]


@fuzzed(pairs=requests(), query=st.sampled_from([*RequestKind, "", "%ff", "&kind="]), turn=TEXTS)
def test_fields_are_read_or_refused(pairs: list[tuple[str, str]], query: str, turn: str) -> None:
    """What passes the check can be read, and is known again by itself."""
    kind = kind_in_query(read_query(f"kind={query}")) or kind_of_fields(first_values(pairs))
    if (fields := accepted(kind, pairs)) is None:
        return
    assert all(fields[name] == value for name, value in pairs if name in PINNED)
    read_inbound(kind, fields)
    identity = identify(kind, fields, turn, "signature")
    assert identity.is_same(identify(kind, fields, turn, "signature"))


FIELDS_IN_A_TEXT = st.lists(
    st.builds(
        "{}{}".format,
        st.sampled_from(["From", "FromCity", "FromX", "MessageSid", "MessageSidX", "To", "ToX"]),
        st.sampled_from([OWNER, "", f"SM{'0' * 32}", "X"]),
    ),
    max_size=4,
).map("".join)
"""What somebody writes who knows how fields are signed."""


@st.composite
def strangers_texts(draw: st.DrawFn) -> tuple[dict[str, str], Parameters]:
    """Draw a text that a stranger sent, and the same cut anew."""
    signed = {**MESSAGE, "From": STRANGER, "Body": f"DISARM{draw(FIELDS_IN_A_TEXT | TEXTS)}"}
    return signed, draw(cut_anew(tuple(signed.items())))


@fuzzed(case=strangers_texts())
def test_stranger_stays_a_stranger(case: tuple[dict[str, str], Parameters]) -> None:
    """Whatever he writes, and however it is cut anew, nobody else has sent it."""
    signed, forged = case
    if fields := accepted(RequestKind.MESSAGE, forged):
        assert {name: fields[name] for name in PINNED} == {name: signed[name] for name in PINNED}
