"""The judge: what in a request, or in its answer, Twilio's description does not have."""

from collections import Counter
from collections.abc import Iterator
import json
import re
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError

from simulator import Request

from .description import Description, Fields, Operation
from .formats import IN_ANSWERS
from .patches import ERROR_SCHEMA, FORM, JSON
from .schemas import Schema, plain

type Complaints = Iterator[str]
type Errors = Iterator[ValidationError]
type Pairs = tuple[tuple[str, str], ...]

# Files, which the description of the API leaves to prose.
_FILES: Final = re.compile(
    r"/2010-04-01/Accounts/AC[0-9a-f]{32}"
    r"/(Messages/[MS]M[0-9a-f]{32}/Media/ME[0-9a-f]{32}|Recordings/RE[0-9a-f]{32}(\.(wav|mp3))?)"
)
_NUMBER: Final = re.compile(r"-?\d+")
_ERROR: Final = Draft202012Validator(plain(ERROR_SCHEMA, {}), format_checker=IN_ANSWERS)
_ABOUT_NAMES: Final = frozenset({"additionalProperties", "required"})
# How Twilio says that it does not like a value.
_REFUSED: Final = frozenset({400, 404})
# How Twilio answers what it does not have, or does not know whom for.
_DENIALS: Final = frozenset({401, 404, 405, 429, 500, 503})


class Judge:
    """Holds requests and answers against the description."""

    def __init__(self, description: Description) -> None:
        """Judge by a description."""
        self._description = description

    def of(self, request: Request) -> list[str]:
        """Return all that is wrong with a request and its answer."""
        return self.of_names(request) + self.of_values(request) + self.of_answer(request)

    def of_names(self, request: Request) -> list[str]:
        """Return what a request asks for and Twilio does not have, or does not get."""
        if _FILES.fullmatch(request.path):
            return []
        found = self._description.find(request.method, request.path)
        if found is None:
            return [f"{request.method} {request.path} is no operation of Twilio's"]
        operation, _ = found
        errors = [error for error in _errors(*found, request) if error.validator in _ABOUT_NAMES]
        complaints = [*_of_shape(operation, request), *map(_said, errors)]
        return [f"{operation.name}: {item}" for item in complaints]

    def of_values(self, request: Request) -> list[str]:
        """Return the wrong values that a request has, unless it is refused for them."""
        found = self._description.find(request.method, request.path)
        if found is None or request.status in _REFUSED:
            return []
        errors = _errors(*found, request)
        wrong = [_said(error) for error in errors if error.validator not in _ABOUT_NAMES]
        return [f"{found[0].name}: {item}" for item in wrong]

    def of_answer(self, request: Request) -> list[str]:
        """Return what is wrong with the answer to a request; a cut connection is none."""
        if request.status is None or _FILES.fullmatch(request.path):
            return []
        found = self._description.find(request.method, request.path)
        if found is None:
            return [f"{request.method} {request.path}: {item}" for item in _of_denial(request)]
        operation, _ = found
        return [f"{operation.name}: {item}" for item in _of_answer(operation, request)]


def _of_shape(operation: Operation, request: Request) -> Complaints:
    """Tell of parameters that are there too often, and of a form that is none."""
    for fields, pairs in ((operation.query, request.query), (operation.form, request.form)):
        for name, times in Counter(name for name, _ in pairs).items():
            if times > 1 and name not in fields.lists:
                yield f"{name} is there {times} times"
    if request.form and FORM not in _header(request.headers, "Content-Type"):
        yield "its form is sent as another type"


def _errors(operation: Operation, place: dict[str, str], request: Request) -> Errors:
    yield from operation.place.validator.iter_errors(place)
    yield from operation.query.validator.iter_errors(_values(operation.query, request.query))
    # What was cut off before it was read has no form to look at.
    if request.status is None and not request.form:
        return
    form = request.form
    if operation.is_update:
        form = tuple(pair for pair in form if not _clears(operation.form, *pair))
    yield from operation.form.validator.iter_errors(_values(operation.form, form))


def _values(fields: Fields, pairs: Pairs) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, text in pairs:
        schema = fields.schema_of(name)
        if name in fields.lists:
            values.setdefault(name, []).append(_value(schema["items"], text))
        else:
            values[name] = _value(schema, text)
    return values


def _clears(fields: Fields, name: str, text: str) -> bool:
    """Tell an empty value that takes an address or a SID away, which the description forgets."""
    return not text and not {"format", "pattern"}.isdisjoint(fields.schema_of(name))


def _value(schema: Schema, text: str) -> object:
    """Read a value as its type says; what cannot be read stays a text, and so is found wrong."""
    match schema.get("type"):
        case "integer" if _NUMBER.fullmatch(text):
            return int(text)
        case "boolean" if text in ("true", "false"):
            return text == "true"
        case _:
            return text


def _of_answer(operation: Operation, request: Request) -> Complaints:
    status = request.status or 0
    if status not in operation.statuses:
        yield f"is not answered with {status}"
        return
    validator = operation.answer(status)
    if validator is None:
        if request.answer:
            yield f"has a body with {status}"
        return
    if not _header(request.answer_headers, "Content-Type").startswith(JSON):
        yield f"is answered with {status}, but not in JSON"
        return
    yield from _of_body(validator, request)


def _of_denial(request: Request) -> Complaints:
    """Tell what is wrong with the answer to what is no operation."""
    if request.status in _DENIALS:
        yield from _of_body(_ERROR, request)
    else:
        yield f"is answered with {request.status}, and is no operation of Twilio's"


def _of_body(validator: Draft202012Validator, request: Request) -> Complaints:
    body = json.loads(request.answer)
    complaints = [_said(error) for error in validator.iter_errors(body)]
    if not complaints and "more_info" in body:
        code, status = body["code"], body["status"]
        if status != request.status or not body["more_info"].endswith(f"/{code}"):
            complaints.append(f"is answered with {request.status}, but tells of {status}, {code}")
    yield from complaints


def _said(error: ValidationError) -> str:
    return f"{error.json_path}: {error.message}"


def _header(headers: Pairs, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name.lower()), "")
