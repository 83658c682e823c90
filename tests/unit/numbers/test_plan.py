"""What is written on a number, and what is put back."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.api import NumberField, NumberWebhooks, PhoneNumber
from custom_components.twilio.numbers.former import FormerWebhooks
from custom_components.twilio.numbers.plan import Changes, plan_back, plan_here

HERE = "https://house.example/api/webhook/ab"
OLD = "https://old.example/api/webhook/ab"
FRAGMENT = "#rc=3&rp=5xx,ct"
POINTED = NumberWebhooks(
    sms_url=f"{HERE}?kind=message{FRAGMENT}",
    voice_url=f"{HERE}?kind=call{FRAGMENT}",
    status_callback=f"{HERE}?kind=call_status{FRAGMENT}",
)
OTHERS = NumberWebhooks(
    sms_url="https://other.example/sms",
    sms_method="GET",
    voice_url="https://other.example/voice",
    status_callback="https://other.example/status",
    status_callback_method="GET",
)
TO_HERE = {
    NumberField.SMS_URL: POINTED.sms_url,
    NumberField.VOICE_URL: POINTED.voice_url,
    NumberField.STATUS_CALLBACK: POINTED.status_callback,
}
POST = "POST"


def number(
    webhooks: NumberWebhooks = OTHERS, *, sms: bool = True, mms: bool = False, voice: bool = True
) -> PhoneNumber:
    """Return a number of the account."""
    return PhoneNumber("PN1", "+15550006000", "Home", sms, mms, voice, webhooks)


def written(before: NumberWebhooks, changes: Changes) -> NumberWebhooks:
    """Return what a number is once changes are written."""
    return replace(before, **{field.value: value for field, value in changes.items()})


def former(webhooks: NumberWebhooks = OTHERS, *, is_set: bool = True) -> FormerWebhooks:
    """Return what is remembered of a number that leads here."""
    return FormerWebhooks("+15550006000", webhooks, (HERE,), is_set)


@pytest.mark.parametrize(
    ("own", "changes"),
    [
        pytest.param(number(NumberWebhooks()), TO_HERE, id="nowhere"),
        pytest.param(
            number(),
            {**TO_HERE, NumberField.SMS_METHOD: POST, NumberField.STATUS_CALLBACK_METHOD: POST},
            id="elsewhere, other methods",
        ),
        pytest.param(number(POINTED), {}, id="here"),
        pytest.param(
            number(replace(POINTED, voice_method="GET")),
            {NumberField.VOICE_METHOD: POST},
            id="here, other method",
        ),
        pytest.param(
            number(NumberWebhooks(), voice=False),
            {NumberField.SMS_URL: POINTED.sms_url},
            id="messages only",
        ),
        pytest.param(
            number(NumberWebhooks(), sms=False, mms=True, voice=False),
            {NumberField.SMS_URL: POINTED.sms_url},
            id="pictures only",
        ),
        pytest.param(
            number(NumberWebhooks(), sms=False),
            {key: value for key, value in TO_HERE.items() if key != NumberField.SMS_URL},
            id="calls only",
        ),
        pytest.param(number(NumberWebhooks(), sms=False, voice=False), {}, id="nothing"),
        pytest.param(
            number(NumberWebhooks(sms_application_sid="AP1")),
            {key: value for key, value in TO_HERE.items() if key != NumberField.SMS_URL},
            id="messages of an application",
        ),
        *(
            pytest.param(
                number(NumberWebhooks(**override)), {NumberField.SMS_URL: POINTED.sms_url}, id=name
            )
            for name, override in {
                "calls of an application": {"voice_application_sid": "AP1"},
                "calls of a trunk": {"trunk_sid": "TK1"},
                "fax": {"voice_receive_mode": "fax"},
            }.items()
        ),
    ],
)
def test_first_time(own: PhoneNumber, changes: Mapping[NumberField, str]) -> None:
    """What a number can do leads here, and nothing is written that is there already."""
    plan = plan_here(own, HERE, (), None)
    assert plan.changes == changes
    assert plan.before == replace(FormerWebhooks.of(own), addresses=(HERE,))
    assert plan.after == replace(FormerWebhooks.of(own), addresses=(HERE,), is_set=True)


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        pytest.param(POINTED, {}, id="here"),
        pytest.param(NumberWebhooks(), TO_HERE, id="nowhere"),
        pytest.param(
            replace(POINTED, sms_url="https://demo.twilio.com/welcome/sms/reply/"),
            {NumberField.SMS_URL: POINTED.sms_url},
            id="demo",
        ),
        pytest.param(
            replace(POINTED, voice_url=f"{OLD}?kind=call"),
            {NumberField.VOICE_URL: POINTED.voice_url},
            id="a replaced address of ours",
        ),
        pytest.param(
            replace(POINTED, sms_url=HERE),
            {NumberField.SMS_URL: POINTED.sms_url},
            id="ours, typed by hand",
        ),
        pytest.param(replace(POINTED, sms_url="https://x.example/"), {}, id="one elsewhere"),
        pytest.param(
            NumberWebhooks(sms_url="https://x.example/"),
            {key: value for key, value in TO_HERE.items() if key != NumberField.SMS_URL},
            id="one elsewhere, the rest nowhere",
        ),
    ],
)
def test_drift(now: NumberWebhooks, changes: Mapping[NumberField, str]) -> None:
    """What somebody pointed elsewhere stays; the rest leads here again. Nothing is forgotten."""
    plan = plan_here(number(now), HERE, {OLD}, former())
    assert plan.changes == changes
    assert plan.before == plan.after == former()


def test_address_of_long_ago() -> None:
    """An address that only the number still knows is ours as well, until Twilio has the new one."""
    long_ago = replace(former(), addresses=(OLD,))
    own = number(replace(POINTED, sms_url=f"{OLD}?kind=message{FRAGMENT}"))
    plan = plan_here(own, HERE, (), long_ago)
    assert plan.changes == {NumberField.SMS_URL: POINTED.sms_url}
    assert plan.before == replace(long_ago, addresses=(OLD, HERE))
    assert plan.after == replace(long_ago, addresses=(HERE,))


def test_claim() -> None:
    """What is claimed is overwritten, and is what will be put back; the rest stays remembered."""
    now = replace(POINTED, sms_url="https://x.example/", sms_method="GET")
    plan = plan_here(number(now), HERE, (), former(), claims=True)
    assert plan.changes == {NumberField.SMS_URL: POINTED.sms_url, NumberField.SMS_METHOD: POST}
    assert plan.before.webhooks == replace(OTHERS, sms_url="https://x.example/", sms_method="GET")
    assert plan.after == plan.before


def test_power_cut() -> None:
    """What was never written is still consented to, and what is there by now is remembered."""
    now = replace(OTHERS, voice_url="https://x.example/")
    plan = plan_here(number(now), HERE, (), former(is_set=False))
    assert plan.changes[NumberField.VOICE_URL] == POINTED.voice_url
    assert plan.before == former(now, is_set=False)
    # Where Twilio had the change before the cut, what it was before stays remembered.
    plan = plan_here(number(POINTED), HERE, (), former(is_set=False))
    assert (plan.changes, plan.after) == ({}, former())


@pytest.mark.parametrize(
    ("now", "left"),
    [
        pytest.param(POINTED, OTHERS, id="ours"),
        pytest.param(
            replace(POINTED, voice_url="https://x.example/"),
            replace(OTHERS, voice_url="https://x.example/"),
            id="one is somebody else's",
        ),
        pytest.param(
            replace(POINTED, sms_url="", sms_application_sid="AP1"),
            replace(OTHERS, sms_url="", sms_method="POST", sms_application_sid="AP1"),
            id="one was cleared",
        ),
        pytest.param(
            replace(POINTED, sms_application_sid="AP1", voice_application_sid="AP2"),
            replace(
                POINTED,
                sms_application_sid="AP1",
                voice_application_sid="AP2",
                status_callback=OTHERS.status_callback,
                status_callback_method=OTHERS.status_callback_method,
            ),
            id="it has applications by now, which a URL would clear",
        ),
        pytest.param(OTHERS, OTHERS, id="put back by hand"),
        pytest.param(
            replace(POINTED, sms_url=f"{OLD}?kind=message"), OTHERS, id="a replaced address of ours"
        ),
    ],
)
def test_put_back(now: NumberWebhooks, left: NumberWebhooks) -> None:
    """Only what is still ours is put back, method and all."""
    plan = plan_back(number(now), {OLD}, former())
    assert written(now, plan.changes) == left
    assert all(now[field] != value for field, value in plan.changes.items())
    assert (plan.before, plan.after) == (former(), None)


urls = st.one_of(
    st.just(""),
    st.just("https://demo.twilio.com/welcome/voice/"),
    st.sampled_from((f"{HERE}?kind=call", HERE, OLD, f"{OLD}?kind=message{FRAGMENT}")),
    st.from_regex(r"https?://[a-z]{1,9}\.example(:[1-9][0-9]{1,3})?/[ -~]{0,9}", fullmatch=True),
    st.text(max_size=9),
)
methods = st.sampled_from(("GET", "POST"))
webhooks = st.builds(
    NumberWebhooks,
    sms_url=urls,
    sms_method=methods,
    voice_url=urls,
    voice_method=methods,
    status_callback=urls,
    status_callback_method=methods,
    sms_application_sid=st.sampled_from(("", "AP1")),
    trunk_sid=st.sampled_from(("", "TK1")),
)
numbers = st.builds(number, webhooks, sms=st.booleans(), mms=st.booleans(), voice=st.booleans())
moves = st.lists(st.sampled_from((HERE, OLD, "https://new.example/api/webhook/ab")), max_size=4)


@given(own=numbers, addresses=moves)
def test_there_and_back(own: PhoneNumber, addresses: list[str]) -> None:
    """However often the house moves, what it has written is put back byte for byte, once."""
    now, known = own, None
    for address in (HERE, *addresses):
        plan = plan_here(now, address, {HERE, OLD}, known)
        now, known = replace(now, webhooks=written(now.webhooks, plan.changes)), plan.after
        assert known is not None
        assert known.addresses == (address,)
        assert plan_here(now, address, {HERE, OLD}, known).changes == {}
    assert known is not None
    plan = plan_back(now, {HERE, OLD}, known)
    assert written(now.webhooks, plan.changes) == own.webhooks
    assert FormerWebhooks.from_json(known.as_json()) == known
