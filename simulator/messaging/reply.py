"""Replies in the answer to an inbound message."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ..twiml import Audio, Instruction, Markup, Nothing, Plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element


MOST_REPLIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A message that an answer asks for."""

    body: str
    media: tuple[str, ...] = ()
    to: str = ""
    sender: str = ""
    status_callback: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another document that is to be asked for replies."""

    url: str
    method: str


def read_replies(instruction: Instruction) -> Iterator[Reply | Redirect | str]:
    """Yield the replies of an answer in order; a verb that is none of messaging's by its name."""
    match instruction:
        case Plain(text):
            yield Reply(body=text)
        case Markup(root, base):
            for verb in root:
                if verb.tag == "Message":
                    yield _message(verb, base)
                elif verb.tag == "Redirect":
                    url = urljoin(base, (verb.text or "").strip())
                    yield Redirect(url, verb.get("method", "POST").upper())
                    return
                else:
                    yield verb.tag
        case Audio() | Nothing():
            return


def _message(verb: Element, base: str) -> Reply:
    bodies = verb.findall("Body")
    text = "".join("".join(body.itertext()) for body in bodies) if bodies else verb.text or ""
    callback = verb.get("statusCallback") or verb.get("action") or ""
    return Reply(
        body=text.strip(),
        media=tuple(urljoin(base, (media.text or "").strip()) for media in verb.findall("Media")),
        to=verb.get("to", ""),
        sender=verb.get("from", ""),
        status_callback=urljoin(base, callback) if callback else "",
    )
