"""The verbs of voice TwiML; each group registers its own."""

from .control import CONTROL
from .dial import DIAL
from .elsewhere import ELSEWHERE
from .gather import GATHER
from .record import RECORD
from .registry import Verb
from .speech import SPEECH

VERBS: dict[str, Verb] = {
    verb.name: verb for verb in (*SPEECH, *GATHER, *RECORD, *DIAL, *CONTROL, *ELSEWHERE)
}
