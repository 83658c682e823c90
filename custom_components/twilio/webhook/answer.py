"""What Twilio hears back."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that can be given again to a request that comes again."""

    status: HTTPStatus = HTTPStatus.OK
    twiml: str | None = None

    def as_response(self) -> web.Response:
        """Return it as HTTP; a response can be sent only once.

        TwiML goes out in ASCII with character references: a cloudhook loses the charset.
        """
        if self.twiml is None:
            return web.Response(status=self.status)
        text = self.twiml.encode("ascii", "xmlcharrefreplace").decode("ascii")
        return web.Response(status=self.status, text=text, content_type="text/xml")


NOTHING_TO_DO: Final = Answer(twiml='<?xml version="1.0" encoding="UTF-8"?><Response/>')
HANG_UP: Final = Answer(
    twiml='<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'
)
NOTED: Final = Answer(HTTPStatus.NO_CONTENT)
