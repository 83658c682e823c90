"""Texts and bytes as somebody writes them who wants to break in."""

from typing import Final

from hypothesis import strategies as st

from tests.unit.webhook import MESSAGE, MESSAGE_SID, OWNER, REQUESTS, STRANGER

NAMES: Final = tuple(sorted({name for fields in REQUESTS.values() for name in fields}))
"""The names of the fields that Twilio sends."""

_TRAPS: Final = (
    *("%ff", "%00", "%", "%2", "%26", "%3D", "+", "&", "=", ";", "\0", "\r\n", "\n", "\t", " "),
    *("ä", "é", "é", "😀", "\u200f", "\ufeff", "\ufffe", "\x85", "\u2028", "\x1b"),
    *("<", ">", "]]>", "<!--", "<Response/>", "&amp;", "&#0;", "'", '"', "{{ 1 }}", "${x}", "\\"),
    *(STRANGER, OWNER, MESSAGE_SID, "SM" + "0" * 32, "whatsapp:+15551239999", "rcs:agent"),
    *("From", "To", "Body", "MessageSid", f"From{OWNER}", f"To{OWNER}", f"From{OWNER}From"),
    *("MessageSid" + "SM" + "0" * 32, "Digits1", "NumMedia", "AccountSid", *MESSAGE.values()),
    *(f"From{OWNER}FromCity", f"From{OWNER}FromX", f"From{OWNER}To{OWNER}FromX", "FromX", "ToX"),
)

TEXTS: Final = st.lists(
    st.sampled_from(_TRAPS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    max_size=6,
).map("".join)
"""Texts that a stranger may send by phone: anything that UTF-8 can carry."""

WILD_TEXTS: Final = TEXTS | st.text(max_size=20)
"""Texts that may also hold halves of characters, as a template or a damaged file may."""

FIELD_NAMES: Final = st.sampled_from(NAMES) | TEXTS
