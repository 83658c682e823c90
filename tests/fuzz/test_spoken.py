"""TwiML: well-formed whatever is said, and saying just that."""

from contextlib import suppress
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from custom_components.twilio.clean_text import clean_text
from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.twiml.gather import Gather, converse
from custom_components.twilio.twiml.speech import (
    SAY_LANGUAGES,
    SAY_MAX_LENGTH,
    Words,
    read_twiml,
    say_language,
    speak,
)
from custom_components.twilio.webhook import Answer

from .attempt import Attempt
from .budget import fuzzed
from .strings import TEXTS, WILD_TEXTS


def as_heard(twiml: str) -> ET.Element:
    """Return a document as Twilio reads what the house answers."""
    body: Any = Answer(twiml=twiml).as_response().body
    assert bytes(body).isascii()
    return ET.fromstring(bytes(body))  # noqa: S314 - what is under test made it


def words(text: str) -> list[str]:
    """Return what is spoken of a text: of spaces and line ends none is."""
    return clean_text(text).split()


@fuzzed(text=WILD_TEXTS, times=st.integers(1, 900), language=WILD_TEXTS, voice=st.none() | TEXTS)
def test_text_is_said(text: str, times: int, language: str, voice: str | None) -> None:
    """Every word is said, in order, with nothing else, in parts that can be said."""
    attempt = Attempt.of(lambda: speak(text * times, language=language, voice=voice))
    if attempt.value is None:
        assert (attempt.refusal, words(text)) == ("nothing_to_say", [])
        return
    response = as_heard(attempt.value)
    assert {child.tag for child in response} == {"Say"}
    assert not any(len(say) for say in response)
    said = [say.text or "" for say in response]
    assert max(map(len, said)) <= SAY_MAX_LENGTH
    # Where there is no space, a part may end within a word.
    assert "".join(words("".join(said))) == "".join(words(text * times))
    assert all(say.get("language") == clean_text(language) for say in response)


@fuzzed(
    text=WILD_TEXTS,
    action=st.sampled_from(["https://house.example/x?a=1&b=<", 'https://x"y/', ""]) | TEXTS,
    lengths=st.sets(st.integers(1, 9), max_size=2),
    speech=st.none() | WILD_TEXTS,
    farewell=st.none() | WILD_TEXTS,
)
def test_question_is_asked(
    text: str, action: str, lengths: set[int], speech: str | None, farewell: str | None
) -> None:
    """A question leads to its address, whatever is asked; only words that can be said are."""
    action = clean_text(action)
    gather = Gather.of(action, lengths, speech and clean_text(speech))
    goodbye = None if farewell is None else Words(farewell, "en-US")
    attempt = Attempt.of(lambda: converse([Words(text, "en-US")], gather, goodbye))
    if attempt.value is None:
        assert attempt.refusal == "nothing_to_say"
        assert not words(text) or not words(farewell or "")
        return
    asked, *rest = as_heard(attempt.value)
    assert (asked.tag, asked.get("action")) == ("Gather", action)
    assert words("".join(say.text or "" for say in asked)) == words(text)
    assert words("".join(say.text or "" for say in rest)) == words(farewell or "")


@fuzzed(language=WILD_TEXTS, country=st.none() | TEXTS)
def test_language_is_spoken(language: str, country: str | None) -> None:
    """Whatever language is wanted, it is one that Twilio speaks."""
    assert say_language(language, country) in SAY_LANGUAGES


MARKUP = st.lists(
    st.sampled_from(
        [
            *(
                "<Response>",
                "</Response>",
                "<Response/>",
                "<Say>",
                "</Say>",
                "<Say/>",
                "<Play",
                "/>",
            ),
            *(
                ' loop="2"',
                " x=",
                "<?xml version='1.0' encoding='utf-16'?>",
                "<!-- ",
                " -->",
                "<?x",
            ),
            *("<!DOCTYPE Response [", '<!ENTITY a "b">', "]>", "&a;", "&lt;", "<![CDATA[", "]]>"),
            *("<a:b", ' xmlns:a="u"', ">"),
        ]
    )
    | WILD_TEXTS,
    max_size=8,
).map("".join)


@fuzzed(twiml=MARKUP | MARKUP.map("<Response>{}</Response>".format))
def test_twiml_is_read_or_refused(twiml: str) -> None:
    """What is taken is a response, means what was written, and stays what it is."""
    with suppress(InvalidInput):
        read = read_twiml(twiml)
        response = as_heard(read)
        assert response.tag == "Response"
        written = ET.fromstring(clean_text(twiml).strip())  # noqa: S314 - as above
        assert ET.canonicalize(ET.tostring(response)) == ET.canonicalize(ET.tostring(written))
        assert read_twiml(read) == read
