"""A house that obeys texts, and all the places where a PIN could be left behind."""

from collections.abc import Sequence
import json
import logging
from pathlib import Path
import re
from typing import Any, Final

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, MATCH_ALL
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.twilio.contacts.pin import PinHash
from simulator import Delivery, Message, Simulator

from ..contact import MUM, add_contact
from ..webhook import EMPTY_RESPONSE

HOME: Final = "+15550006000"
PIN: Final = "4711"
HASH: Final = PinHash.of(PIN).as_text()
COMMANDER: Final[dict[str, Any]] = {"may_command": True, "pin": HASH}
OBEYED: Final = "obeyed"
_LOT: Final = re.compile(r"\b(?:[0-9A-Z]{26}|[0-9a-f]{32,64}|(?:SM|MM)[0-9a-f]{32})\b")


def command(*commands: str, alias: str = "Disarm", **options: Any) -> dict[str, Any]:
    """Return an automation on commands, which says in an event what it was started with."""
    return {
        "alias": alias,
        "id": alias.lower(),
        "mode": "parallel",
        "triggers": [
            {"trigger": "twilio.command_received", "options": {"commands": [*commands], **options}}
        ],
        "actions": [
            {
                "event": OBEYED,
                "event_data_template": {"by": alias, "trigger": "{{ trigger }}"},
            }
        ],
    }


class CommandHouse:
    """A house with a contact, and what somebody notices of it."""

    def __init__(
        self,
        hass: HomeAssistant,
        twilio: Simulator,
        entry: MockConfigEntry,
        storage: dict[str, Any],
        outbox_file: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """Hear of everything from now on."""
        caplog.set_level(logging.DEBUG)
        self.hass = hass
        self.twilio = twilio
        self.entry = entry
        self._storage = storage
        self._outbox_file = outbox_file
        self._caplog = caplog
        self._events: list[Event[Any]] = async_capture_events(hass, MATCH_ALL)
        self._obeyed: list[Event[Any]] = async_capture_events(hass, OBEYED)
        self._asked = len(twilio.requests)

    async def know(self, **settings: Any) -> None:
        """Have a contact, who may command and has a PIN unless the settings say otherwise."""
        await add_contact(self.hass, self.entry, **(COMMANDER | settings))
        self._asked = len(self.twilio.requests)

    async def automate(self, *automations: dict[str, Any]) -> None:
        """Have automations."""
        config = {"automation": list(automations)}
        assert await async_setup_component(self.hass, "automation", config)
        await self.hass.async_block_till_done()

    async def text(
        self, body: str, sender: str = MUM, *, to: str = HOME, media: Sequence[str] = ()
    ) -> Delivery:
        """Text the house, and wait for what comes of it."""
        delivery = await self.twilio.handset(sender).text(body, to=to, media=media)
        assert (delivery.status, delivery.text) == (200, EMPTY_RESPONSE)
        await self.settle()
        return delivery

    async def settle(self) -> None:
        """Wait until nothing goes on any more."""
        for _ in range(2):
            await self.hass.async_block_till_done(wait_background_tasks=True)
            await self.twilio.settled()

    @property
    def obeyed(self) -> list[dict[str, Any]]:
        """Return what automations were started with."""
        return [event.data["trigger"] for event in self._obeyed]

    @property
    def commands(self) -> list[tuple[str, dict[str, str]]]:
        """Return what was obeyed: the command and its slots."""
        return [(trigger["command"], trigger["slots"]) for trigger in self.obeyed]

    def inbox(self, number: str = MUM) -> list[str]:
        """Return what somebody got."""
        return [text.body for text in self.twilio.handset(number).inbox]

    @property
    def texts(self) -> list[str]:
        """Return the bodies that the raw event told."""
        return [
            event.data["Body"]
            for event in self._events
            if event.event_type == "twilio_data_received"
        ]

    def asked(self, method: str = "GET", path: str = "/Messages/") -> int:
        """Return how often Twilio was asked for a single message, or told to change one."""
        return sum(
            request.method == method and path in request.path
            for request in self.twilio.requests[self._asked :]
        )

    @property
    def logged(self) -> Message:
        """Return the last text to the house, as Twilio's log has it."""
        return next(message for message in reversed(self.twilio.messages) if message.is_inbound)

    async def left_behind(self, secret: str = PIN) -> list[str]:
        """Return where a secret is found in the house; a canary shows that this looks."""
        self.hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
        await self.hass.async_block_till_done(wait_background_tasks=True)
        places = {
            "events": [f"{event.event_type} {event.data!r}" for event in self._events],
            "states": [repr(state.as_dict()) for state in self.hass.states.async_all()],
            "log": [f"{record.getMessage()} {record.exc_text}" for record in self._caplog.records],
            "files": [json.dumps(self._storage, default=repr)],
            "outbox": [
                file.read_text(errors="replace")
                for file in self._outbox_file.parent.glob(f"{self._outbox_file.name}*")
            ],
            "repairs": [repr(issue) for issue in ir.async_get(self.hass).issues.values()],
            "traces": [
                repr(trace.as_dict())
                for kept in self.hass.data.get("trace", {}).values()
                for trace in kept.all_traces()
            ],
            "notifications": [repr(self.hass.data.get("persistent_notification"))],
        }
        # Ids that were drawn by lot may hold it by chance.
        trace_of = re.compile(rf"(?<![0-9a-fA-F]){re.escape(secret)}(?![0-9a-fA-F])")
        found = [
            place
            for place, texts in places.items()
            if trace_of.search(_LOT.sub("", "\n".join(texts)))
        ]
        assert any("automation" in text for text in places["events"]), "nothing was looked at"
        return found
