"""The verbs of voice TwiML; each group registers its own."""

from .control import CONTROL
from .registry import Verb
from .speech import SPEECH

VERBS: dict[str, Verb] = {verb.name: verb for verb in (*SPEECH, *CONTROL)}
