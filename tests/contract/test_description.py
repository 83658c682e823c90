"""What is read from Twilio's description, and what it is read as."""

from collections.abc import Iterator
import json
from typing import Final

from jsonschema import Draft202012Validator

from .asking import ACCOUNT
from .description import FILES, FOLDER, Description
from .formats import IN_ANSWERS, UNCHECKED

# Twilio's examples that its own schemas refuse; none is in the answer of an operation in use, but
# for the SIDs of applications, which the simulator leaves null.
_ODD_EXAMPLES: Final = {
    "brand_vetting_sid",
    "date_created",
    "date_updated",
    "friendly_name",
    "identity_status",
    "latitude",
    "longitude",
    "price",
    "reason_conference_ended",
    "sms_application_sid",
    "start_time",
    "trunk_sid",
    "voice_application_sid",
}


def test_twilios_own_examples_are_right(description: Description) -> None:
    """The judge is as strict as it can be without finding fault with Twilio."""
    odd: set[str] = set()
    for operation in description.operations:
        for status in operation.statuses:
            validator = operation.answer(status) or Draft202012Validator({})
            for example in operation.examples(status):
                errors = validator.iter_errors(example)
                odd.update(str(error.path[-1]) for error in errors)
    assert odd == _ODD_EXAMPLES


def test_every_format_is_known() -> None:
    """A format that nobody checks is no format."""
    found: set[str] = set()
    for name in FILES:
        found.update(_formats(json.loads((FOLDER / name).read_text())["paths"]))
    assert found - UNCHECKED <= IN_ANSWERS.checkers.keys()


def test_lists_are_repeated_parameters(description: Description) -> None:
    """As the SDK sends them, which the description does not say."""
    found = description.find("POST", f"{ACCOUNT}/Messages.json")
    assert found
    assert found[0].form.lists == {"MediaUrl", "PersistentAction"}


def test_what_is_patched_stays_in_memory(description: Description) -> None:
    """The files are Twilio's."""
    source = json.loads((FOLDER / FILES[0]).read_text())
    create = source["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages.json"]["post"]
    assert create["responses"].keys() == {"201"}


def _formats(part: object) -> Iterator[str]:
    match part:
        case {"type": "string", "format": str(name)}:
            yield name
        case dict():
            for inner in part.values():
                yield from _formats(inner)
        case list():
            for inner in part:
                yield from _formats(inner)
