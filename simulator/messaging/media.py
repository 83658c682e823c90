"""Files that travel with messages."""

from dataclasses import replace
from mimetypes import guess_file_type
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..sids import new_sid
from ..webhook.errand import Attempt
from ..webhook.overrides import Overrides
from .message import Media

if TYPE_CHECKING:
    from ..desk import Desk

RETRIEVAL_FAILURE = 11200
LARGEST_FILE = 16 * 1024 * 1024
_UNKNOWN = "application/octet-stream"


def media_of(url: str, content_type: str = "") -> Media:
    """Return a file at a URL."""
    path = urlsplit(url).path
    return Media(
        sid=new_sid("ME"),
        url=url,
        content_type=content_type or guess_file_type(path)[0] or _UNKNOWN,
    )


async def fetch_media(desk: Desk, media: Media) -> Media | None:
    """Return a file with its content, None when the house does not give it away.

    What lies beyond the desk's tunnels is taken as it is: nothing here touches the network.
    """
    if media.content is not None or not desk.tunnels.leads_somewhere(media.url):
        return media
    headers = (("User-Agent", "TwilioProxy/1.1"), ("Accept", "*/*"))
    answer = await desk.transport.send(
        Attempt(media.url.partition("#")[0], "GET", (), headers), Overrides(), LARGEST_FILE
    )
    if answer.failure is not None or answer.location:
        desk.alert(RETRIEVAL_FAILURE, f"Got HTTP {answer.status} for media", url=media.url)
        return None
    return replace(media, content=answer.body, content_type=answer.content_type or _UNKNOWN)
