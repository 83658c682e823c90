"""Adding a contact to an account, and changing one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..address import country_of, readable_number
from ..const import CONF_NUMBER, CONF_PERSON, CONF_PIN
from ..country_names import country_names
from ..folding import folded_name
from .contact import Contact
from .form import identity_fields, settings_fields, shown_contact, without_pin
from .household import async_surroundings
from .identity import ContactRefusedError, read_name, read_number
from .new_contact import unique_id_of, usual_channels
from .person import async_name_of_person, async_person
from .pin import PinHash
from .settings import PinChange, settings_errors, settings_of
from .stranger_news import async_stranger_labels, async_strangers

type Input = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Welcome:
    """What somebody reads who has just added the account and is offered a contact."""

    words: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a contact is."""

    name: str
    number: str
    person: str | None


class ContactFlow(ConfigSubentryFlow):
    """Adds a contact, or changes one; Twilio is not asked."""

    _welcome: Welcome
    _identity: Identity
    _doubted: str | None = None
    """What was typed for a number that nobody can have; whoever sends it again means it."""

    async def async_step_user(self, user_input: Input | Welcome = None) -> SubentryFlowResult:
        """Ask who it is."""
        if isinstance(user_input, Welcome):
            self._welcome = user_input
            return await self.async_step_welcome()
        errors: dict[str, str] = {}
        if user_input is not None and (identity := self._read_identity(user_input, errors)):
            self._identity = identity
            return await self.async_step_settings()
        labels = async_stranger_labels(self.hass, self._get_entry())
        schema = vol.Schema(identity_fields(labels))
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            last_step=False,
        )

    async def async_step_welcome(self, _: Input = None) -> SubentryFlowResult:
        """Say what there is to say of a new account, and offer its first contact."""
        return self.async_show_menu(
            step_id="welcome",
            menu_options=["user", "later"],
            description_placeholders={"account": self._welcome.words},
        )

    async def async_step_later(self, _: Input = None) -> SubentryFlowResult:
        """Leave it at the account."""
        return self.async_abort(reason="no_contact")

    async def async_step_settings(self, user_input: Input = None) -> SubentryFlowResult:
        """Ask how the new contact is reached and what it may do, and add it."""
        identity = self._identity
        errors: dict[str, str] = {}
        if user_input is not None:
            change = _read_settings(user_input, identity.number, errors)
            if not errors:
                return await self._async_create(user_input, change)
        stranger = async_strangers(self.hass, self._get_entry()).find(identity.number)
        channels = usual_channels([stranger.channel] if stranger else ())
        return await self._async_show(
            "settings",
            settings_fields(channels, has_pin=False),
            without_pin(user_input or {}),
            errors,
            identity.number,
        )

    async def _async_create(
        self, user_input: dict[str, Any], change: PinChange
    ) -> SubentryFlowResult:
        identity = self._identity
        data = await self._async_data(identity, user_input, change, {})
        # Another window may have added the same one meanwhile.
        around = async_surroundings(self.hass, self._get_entry())
        if identity.number in around.numbers or folded_name(identity.name) in around.names:
            return self.async_abort(reason="already_configured")
        return self.async_create_entry(
            title=identity.name, data=data, unique_id=unique_id_of(identity.number)
        )

    async def async_step_reconfigure(self, user_input: Input = None) -> SubentryFlowResult:
        """Ask anew who a contact is and what it may do; its PIN stays unless another is typed."""
        entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
        try:
            contact = Contact.from_subentry(entry, subentry)
        except AttributeError, LookupError, TypeError, ValueError:
            return self.async_abort(reason="damaged_contact")
        errors: dict[str, str] = {}
        if user_input is not None:
            identity = self._read_identity(user_input, errors, contact)
            change = _read_settings(user_input, identity.number if identity else None, errors)
            if identity and not errors:
                return await self._async_change(identity, user_input, change)
        fields = {
            **identity_fields({}),
            **settings_fields(usual_channels(), has_pin=contact.pin is not None),
        }
        shown = shown_contact(contact) if user_input is None else without_pin(user_input)
        return await self._async_show("reconfigure", fields, shown, errors, contact.number)

    async def _async_change(
        self, identity: Identity, user_input: dict[str, Any], change: PinChange
    ) -> SubentryFlowResult:
        entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
        return self.async_update_and_abort(
            entry,
            subentry,
            title=identity.name,
            unique_id=unique_id_of(identity.number),
            data=await self._async_data(identity, user_input, change, subentry.data),
            reason="contact_changed",
        )

    def _read_identity(
        self, user_input: Mapping[str, Any], errors: dict[str, str], former: Contact | None = None
    ) -> Identity | None:
        """Read who a contact is, and note what is wrong with it by field."""
        hass, own_id = self.hass, former.subentry_id if former else None
        around = async_surroundings(hass, self._get_entry(), own_id)
        typed: str = user_input.get(CONF_NUMBER, "")
        meant = (self._doubted, former.number if former else None)
        number = _read(errors, CONF_NUMBER, partial(read_number, typed, around, meant))
        self._doubted = typed
        person = _read(
            errors,
            CONF_PERSON,
            partial(
                async_person, hass, user_input.get(CONF_PERSON), former.person if former else None
            ),
        )
        given = user_input.get(CONF_NAME, "").strip() or async_name_of_person(hass, person)
        name = _read(errors, CONF_NAME, partial(read_name, given, around))
        return None if errors or not (name and number) else Identity(name, number, person)

    async def _async_data(
        self,
        identity: Identity,
        user_input: Mapping[str, Any],
        change: PinChange,
        former: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Return what is stored of a contact, its PIN as a hash."""
        settings = settings_of(user_input, former, dt_util.utcnow())
        pin = None if change.is_removed else former.get(CONF_PIN)
        if change.typed:
            pin = (await self.hass.async_add_executor_job(PinHash.of, change.typed)).as_text()
        person = {CONF_PERSON: identity.person} if identity.person else {}
        kept_pin = {CONF_PIN: pin} if pin else {}
        return {CONF_NUMBER: identity.number, **person, **settings, **kept_pin}

    async def _async_show(
        self,
        step_id: str,
        fields: Mapping[vol.Marker, Any],
        shown: Mapping[str, Any],
        errors: dict[str, str],
        number: str,
    ) -> SubentryFlowResult:
        """Show a form with the number as it was understood."""
        names = await self.hass.async_add_executor_job(country_names, self.hass.config.language)
        understood = (readable_number(number), names.get(country_of(number) or ""))
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(vol.Schema(dict(fields)), shown),
            errors=errors,
            description_placeholders={"number": " · ".join(filter(None, understood))},
        )


def _read[T](errors: dict[str, str], name: str, read: Callable[[], T]) -> T | None:
    """Return what is read, or note what is wrong with a field."""
    try:
        return read()
    except ContactRefusedError as err:
        errors[name] = str(err)
        return None


def _read_settings(
    user_input: Mapping[str, Any], number: str | None, errors: dict[str, str]
) -> PinChange:
    """Read what becomes of the PIN, and note what is wrong with the settings by field."""
    errors |= settings_errors(user_input)
    change = _read(errors, CONF_PIN, partial(PinChange.read, user_input, number)) or PinChange()
    if errors and change.typed:
        errors[CONF_PIN] = "pin_again"  # The form forgets it.
    return change
