"""What reacts to requests in the place of the integration, as slowly as a test wants."""

import asyncio
from dataclasses import dataclass, field

from homeassistant.config_entries import ConfigEntry

from custom_components.twilio.webhook import Answer, VerifiedRequest, WebhookMemory


@dataclass(slots=True)
class Memories:
    """One memory, and how often it was saved."""

    memory: WebhookMemory = field(default_factory=WebhookMemory)
    saved: int = 0

    def webhook(self, _entry_id: str, /) -> WebhookMemory:
        """Return the memory."""
        return self.memory

    def async_save(self) -> None:
        """Count."""
        self.saved += 1


@dataclass(slots=True)
class Household:
    """Answers when it may, and counts what it was asked."""

    requests: list[VerifiedRequest] = field(default_factory=list)
    begun: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    has_answered: asyncio.Event = field(default_factory=asyncio.Event)
    memories: Memories = field(default_factory=Memories)
    error: Exception | None = None

    async def react(self, _: ConfigEntry, request: VerifiedRequest) -> Answer:
        """Answer with the number of the request, once allowed."""
        self.requests.append(request)
        number = len(self.requests)
        self.begun.release()
        await self.may_answer.wait()
        if self.error:
            raise self.error
        self.has_answered.set()
        return Answer(twiml=f"<Response><!--{number}--></Response>")
