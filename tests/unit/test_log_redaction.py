"""Secrets of the accounts, kept out of every log."""

from http import HTTPStatus
import io
import logging
from typing import Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.log_redaction import REDACTED, SecretFilter
from simulator import Simulator

from . import HOOK_ID, WEBHOOK_URL
from .webhook import AUTH_TOKEN, MESSAGE, OWNER, House, sdk_signature

SECRETS: Final = frozenset({"s3cret", "t0ken"})


def record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    """Return a record as a logger makes it."""
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("test", logging.INFO, "x.py", 1, message, args, exc_info)


@pytest.fixture
def secret_filter() -> SecretFilter:
    """Return a filter that knows two secrets."""
    secret_filter = SecretFilter()
    secret_filter.secrets = SECRETS
    return secret_filter


@pytest.mark.parametrize(
    ("logged", "written"),
    [
        (record("nothing %s", "here"), "nothing here"),
        (record("s3cret"), REDACTED),
        (record("%s and %s", "s3cret", "t0ken"), f"{REDACTED} and {REDACTED}"),
        (record("%r", {"key": "s3cret"}), f"{{'key': '{REDACTED}'}}"),
        (record("xs3crety"), f"x{REDACTED}y"),
        (record("100%% s3cret %s", "%s"), f"100% {REDACTED} %s"),
        (record("s3%s", "cret"), REDACTED),
    ],
)
def test_messages(secret_filter: SecretFilter, logged: logging.LogRecord, written: str) -> None:
    """Every record passes, without the secrets, wherever they came from."""
    assert secret_filter.filter(logged)
    assert logging.Formatter().format(logged) == written


def test_without_secrets() -> None:
    """A house without accounts logs what it logs."""
    logged = record("%s", "s3cret")
    assert SecretFilter().filter(logged)
    assert (logged.msg, logged.args) == ("%s", ("s3cret",))


def test_traceback(secret_filter: SecretFilter) -> None:
    """A traceback is written without the secrets; no handler finds the exception again."""
    with pytest.raises(ValueError, match="s3cret") as raised:
        int("s3cret")
    logged = record("broken", error=raised.value)
    assert secret_filter.filter(logged)
    text = logging.Formatter().format(logged)
    assert text.startswith("broken\nTraceback (most recent call last):")
    assert text.endswith(f"with base 10: '{REDACTED}'")
    assert "s3cret" not in text
    assert logged.exc_info is None


def test_traceback_without_secrets(secret_filter: SecretFilter) -> None:
    """An exception that tells nothing stays for whoever reads records."""
    error = ValueError("harmless")
    logged = record("broken", error=error)
    assert secret_filter.filter(logged)
    assert logged.exc_info == (ValueError, error, None)
    assert logging.Formatter().format(logged).endswith("ValueError: harmless")


def test_stack(secret_filter: SecretFilter) -> None:
    """A stack that is logged without an exception is written without the secrets."""
    logged = record("here")
    logged.stack_info = 'Stack:\n  connect("s3cret")'
    assert secret_filter.filter(logged)
    text = logging.Formatter().format(logged)
    assert text == f'here\nStack:\n  connect("{REDACTED}")'


class Unprintable:
    """Something that cannot be written."""

    def __str__(self) -> str:
        """Fail."""
        raise RuntimeError("unprintable")


@pytest.mark.parametrize(
    "logged",
    [
        pytest.param(record("%s %s", "one"), id="too few"),
        pytest.param(record("%d", "one"), id="wrong type"),
        pytest.param(record("%s", Unprintable()), id="unprintable"),
    ],
)
def test_log_call_that_is_wrong(secret_filter: SecretFilter, logged: logging.LogRecord) -> None:
    """What others log wrongly passes untouched: the filter must not fail where they log."""
    args = logged.args
    assert secret_filter.filter(logged)
    assert logged.args is args


async def test_everything_that_is_logged(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At debug level, from every logger, neither a secret nor the webhook's id is written."""
    caplog.set_level(logging.DEBUG)
    secrets = {
        "api_key_secret": "k" * 32,
        "secondary_auth_token": "c7" * 16,
        "shared_key_secret": "shared-key-secret",
    }
    hass.config_entries.async_update_entry(
        account,
        data={**account.data, "api_key_secret": secrets["api_key_secret"]},
        options={"signing": {"secondary_auth_token": secrets["secondary_auth_token"]}},
    )
    await hass.async_block_till_done()
    assert (await twilio.handset(OWNER).text("Hi", to=twilio.number)).status == HTTPStatus.OK
    assert (await twilio.forge(WEBHOOK_URL, MESSAGE)).status == HTTPStatus.FORBIDDEN
    hass.config_entries.async_update_entry(
        account, options={"signing": {"shared_key_secret": secrets["shared_key_secret"]}}
    )
    await hass.async_block_till_done()
    await house.get(f"/api/webhook/{HOOK_ID}")
    await house.get(f"/api/webhook/{account.data['webhook_id']}")
    await hass.services.async_call(
        "twilio", "send_message", {"to": OWNER, "message": "Hi"}, blocking=True
    )
    for secret in (*secrets.values(), AUTH_TOKEN, HOOK_ID, account.data["webhook_id"]):
        logging.getLogger("anything").debug("%s", [secret])
        assert secret not in caplog.text
    assert f"Handling webhook POST payload for {REDACTED}" in caplog.text
    assert f'"POST /api/webhook/{REDACTED} HTTP/1.1" 403' in caplog.text


async def test_secret_of_a_former_day(
    hass: HomeAssistant, account: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """A secret that was replaced, or whose account is gone, is still kept out."""
    hass.config_entries.async_update_entry(account, data={**account.data, "auth_token": "d8" * 16})
    await hass.async_block_till_done()
    await hass.config_entries.async_remove(account.entry_id)
    logging.getLogger("anything").warning("%s %s", AUTH_TOKEN, "d8" * 16)
    assert f"{REDACTED} {REDACTED}" in caplog.text


async def test_words_of_other_integrations(
    hass: HomeAssistant, account: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """What another integration keeps under the same name is no secret of ours."""
    other = MockConfigEntry(domain="other", data={})
    other.add_to_hass(hass)
    hass.config_entries.async_update_entry(other, data={"auth_token": "elsewhere"})
    await hass.async_block_till_done()
    logging.getLogger("anything").warning("It is elsewhere")
    assert "It is elsewhere" in caplog.text


async def test_handlers_get_the_filter_once(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Each handler that writes logs has one filter, however often the integration starts."""
    for handler in logging.getLogger().handlers:
        filters = [known for known in handler.filters if isinstance(known, SecretFilter)]
        assert len(filters) == 1


async def test_reasons_and_flood(
    twilio: Simulator,
    house: House,
    caplog: pytest.LogCaptureFixture,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Whoever knocks often is mentioned once in five minutes, and never quoted."""
    caplog.set_level(logging.DEBUG, "custom_components.twilio")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger("custom_components.twilio").addHandler(handler)
    evil = {**MESSAGE, "MessageSid": "evil\nWARNING forged"}
    for _ in range(3):
        await twilio.forge(WEBHOOK_URL, evil, "evil\u2028WARNING forged")
        await twilio.forge(WEBHOOK_URL, evil, sdk_signature(WEBHOOK_URL, evil))
    freezer.tick(300)
    await twilio.deliver(WEBHOOK_URL, evil)
    logging.getLogger("custom_components.twilio").removeHandler(handler)
    warnings = [
        r.getMessage()
        for r in caplog.records
        if r.levelno >= logging.WARNING and r.name == "custom_components.twilio"
    ]
    knocked = "Turned away a request to the Twilio webhook:"
    assert [warning.partition(" since")[0] for warning in warnings] == [
        f"{knocked} its signature is missing or wrong (0 more",
        f"{knocked} MessageSid does not have its form (5 more",
    ]
    assert "evil" not in stream.getvalue()


async def test_address_in_the_cloud(
    hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever logs it, whole or only the id in it."""
    url = "https://hooks.nabu.example/gAAAAAB0001"
    hass.config_entries.async_update_entry(entry, data={**entry.data, "cloudhook_url": url})
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    logging.getLogger("anything").warning("Registered %s, %s", url, ["gAAAAAB0001"])
    assert f"Registered https://hooks.nabu.example/{REDACTED}, ['{REDACTED}']" in caplog.text
