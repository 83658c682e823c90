"""The webhooks of an account's numbers at Twilio: set, kept, and given back."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..api import (
    CredentialsRejected,
    PhoneNumber,
    Region,
    TwilioApi,
    TwilioApiError,
)
from ..const import CONF_RECEIVE_MODE, CONF_REGION, LOGGER, ReceiveMode
from ..credential_doubt import CredentialDoubt, Right
from ..errors import InvalidInput
from ..learned import LearnedStore
from ..senders import senders_of
from ..webhook import async_webhook_address
from .former import FormerWebhooks
from .overrides import OverrideLookup
from .own_addresses import async_own_addresses
from .phone_numbers import PhoneNumbers
from .plan import Plan, plan_back, plan_here
from .pointing import NumberPointing, number_pointing
from .updates import async_update_numbers

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
NEW: Final = timedelta(hours=1)
"""An account older than this has listed its numbers before, or its memory was lost."""


@dataclass(frozen=True, slots=True)
class NumberState:
    """Where a number of the account leads.

    `wanted` tells that it is to lead here, `error` why the last change did not succeed.
    """

    number: str
    name: str
    pointing: NumberPointing
    wanted: bool
    error: TwilioApiError | None = None


class AccountWebhooks:
    """Keeps the numbers of the account's receiving senders pointed at this house.

    What a number was stays remembered when a list lacks it: it may be back in the next one.
    A disabled account leaves Twilio as it is: whoever enables it again finds it working.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        api: TwilioApi,
        numbers: PhoneNumbers,
        doubt: CredentialDoubt,
        learned: LearnedStore,
    ) -> None:
        """Know nothing yet, and touch nothing."""
        self._hass = hass
        self._entry = entry
        self._api = api
        self._numbers = numbers
        self._doubt = doubt
        self._learned = learned
        known = learned.async_know(entry.entry_id)
        self._former = known.former_webhooks
        is_lost = known.numbers.settled is None and dt_util.utcnow() - entry.created_at > NEW
        self._unsure = self._wanted() if is_lost else frozenset()
        """The numbers of which nobody knows any more whether this house has set them."""
        self._overrides = OverrideLookup(api)
        self._lock = asyncio.Lock()
        self._work: asyncio.Task[None] | None = None
        self._is_due = False
        self._pause = FIRST_PAUSE
        self._cancel_retry: CALLBACK_TYPE | None = None
        self._errors: dict[str, TwilioApiError] = {}
        self._listeners: list[CALLBACK_TYPE] = []
        self.states: Mapping[str, NumberState] = {}
        """The account's numbers, by the number in E.164; empty while they are unknown."""

    @callback
    def async_follow(self) -> None:
        """Align whenever the numbers or the address of this house may have changed."""

        @callback
        def async_core_changed(_: Event) -> None:
            self.async_request()

        on_unload = self._entry.async_on_unload
        on_unload(self._numbers.async_add_listener(self.async_request))
        on_unload(self._hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, async_core_changed))
        on_unload(self._async_drop_retry)

    @callback
    def async_listen(self, heard: CALLBACK_TYPE) -> Callable[[], None]:
        """Call back whenever `states` may have changed; returns what ends that."""
        self._listeners.append(heard)
        return lambda: self._listeners.remove(heard)

    def pointing(self, number: str) -> NumberPointing | None:
        """Return where a number in E.164 leads, none while that is not known."""
        state = self.states.get(number)
        return state.pointing if state else None

    @callback
    def async_request(self) -> None:
        """Align soon, in the background; what is asked for meanwhile is done once more."""
        self._async_start()

    async def async_align(self) -> None:
        """Make the numbers lead where they should, and wait for it."""
        await asyncio.wait([self._async_start()])

    async def async_settled(self) -> None:
        """Wait until what was asked for so far is done."""
        if self._work:
            await asyncio.wait([self._work])

    async def async_claim(self, number: str) -> None:
        """Point a number here that leads to somebody else, and remember where it leads now.

        Raises `TwilioApiError`, and `InvalidInput` (`cannot_claim`) where the house has no address
        or the account no such number.
        """
        async with self._lock:
            numbers = await self._numbers.async_ask()
            own = next((own for own in numbers if own.number == number), None)
            address = async_webhook_address(self._hass, self._entry)
            if own is None or address is None:
                raise InvalidInput("cannot_claim", number=number)
            former = self._former.get(own.sid)
            plan = plan_here(own, address, self._addresses(), former, claims=True)
            await self._async_carry_out({own.sid: plan})
            self._async_publish()
            if error := self._errors.get(own.sid):
                raise error

    @callback
    def _async_start(self) -> asyncio.Task[None]:
        self._is_due = True
        if self._work is None:
            self._work = self._entry.async_create_background_task(
                self._hass, self._async_work(), "Twilio webhooks", eager_start=False
            )
        return self._work

    async def _async_work(self) -> None:
        try:
            while self._is_due:
                self._is_due = False
                async with self._lock:
                    await self._async_align_once()
        finally:
            self._work = None

    async def _async_align_once(self) -> None:
        if (numbers := self._numbers.known) is None or self._hass.is_stopping:
            return
        plans = {own.sid: plan for own in numbers if (plan := self._async_plan(own))}
        self._errors = {sid: error for sid, error in self._errors.items() if sid in plans}
        if any(plan.changes for plan in plans.values()) and not self._numbers.is_fresh:
            # Somebody may have changed them meanwhile. The new list is where it goes on.
            self._async_publish()
            await self._numbers.async_refresh()
            return
        await self._async_carry_out(plans)
        self._async_publish()
        senders = {profile.address for profile in senders_of(self._entry)}
        if await self._overrides.async_look(own for own in numbers if own.number in senders):
            self._async_publish()

    @callback
    def _async_plan(self, number: PhoneNumber) -> Plan | None:
        former = self._former.get(number.sid)
        if number.number in self._wanted():
            # Without an address for the moment, what is set stays: it may soon be back.
            address = async_webhook_address(self._hass, self._entry)
            is_sure = number.number not in self._unsure
            ours = self._addresses()
            return plan_here(number, address, ours, former, is_sure=is_sure) if address else None
        return plan_back(number, self._addresses(), former) if former else None

    async def _async_carry_out(self, plans: Mapping[str, Plan]) -> None:
        """Write what is planned, by the SIDs of numbers, and remember what has to be."""
        to_write = {sid: plan for sid, plan in plans.items() if plan.changes}
        news = [self._async_remember(sid, plan.before) for sid, plan in to_write.items()]
        if any(news):
            await self._learned.async_write()
        changes = {sid: plan.changes for sid, plan in to_write.items()}
        updates = await async_update_numbers(self._api, changes)
        for sid, plan in plans.items():
            self._errors.pop(sid, None)
            match updates.get(sid):
                case PhoneNumber() as number:
                    self._numbers.async_replace(number)
                    done = "set" if plan.after else "put back"
                    LOGGER.info("The webhooks of %s were %s at Twilio", number.number, done)
                case TwilioApiError() as error:
                    self._errors[sid] = error
                    continue
            self._async_remember(sid, plan.after)
        self._async_settle_retry()

    @callback
    def _async_remember(self, sid: str, former: FormerWebhooks | None) -> bool:
        """Keep what a number was, or nothing of it; return whether that is news."""
        if self._former.get(sid) == former:
            return False
        if former:
            self._former[sid] = former
        else:
            del self._former[sid]
        self._learned.async_save()
        return True

    @callback
    def _async_settle_retry(self) -> None:
        """Look into refusals, and ask again where Twilio only did not answer."""
        self._async_drop_retry()
        errors = self._errors.values()
        if any(isinstance(error, CredentialsRejected) for error in errors):
            self._doubt.async_raise(Right.NUMBERS)
        if all(error.is_final for error in errors):
            self._pause = FIRST_PAUSE
            return

        async def async_retry(_: datetime) -> None:
            self._cancel_retry = None
            await self._numbers.async_refresh()

        job = HassJob(async_retry, "Twilio webhooks", cancel_on_shutdown=True)
        self._cancel_retry = async_call_later(self._hass, self._pause, job)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    @callback
    def _async_drop_retry(self) -> None:
        if self._cancel_retry:
            self._cancel_retry()
            self._cancel_retry = None

    @callback
    def _async_publish(self) -> None:
        wanted, addresses = self._wanted(), self._addresses()
        region = Region(self._entry.data.get(CONF_REGION, Region.US1))
        states = {}
        for number in self._numbers.known or ():
            overrides = self._overrides.of(number, region, addresses)
            pointing = number_pointing(
                number, addresses, overrides=overrides.found, unchecked=overrides.unchecked
            )
            states[number.number] = NumberState(
                number=number.number,
                name=number.name,
                pointing=pointing,
                wanted=number.number in wanted,
                error=self._errors.get(number.sid),
            )
        self.states = states
        for heard in tuple(self._listeners):
            heard()

    def _wanted(self) -> frozenset[str]:
        """Return the numbers that are to lead here."""
        if self._entry.data.get(CONF_RECEIVE_MODE) == ReceiveMode.NONE:
            return frozenset()
        senders = senders_of(self._entry)
        return frozenset(own.address for own in senders if own.is_number and own.receives)

    def _addresses(self) -> frozenset[str]:
        return async_own_addresses(self._hass, self._entry, self._learned)
