"""The operations of Twilio's API, as its description has them."""

from collections.abc import Iterator, Mapping
from functools import cached_property
import json
from pathlib import Path
import re
from typing import Any, Final

from jsonschema import Draft202012Validator

from .formats import IN_ANSWERS, IN_REQUESTS
from .patches import FORM, JSON, METHODS, patch
from .schemas import Schema, as_shown, plain

FOLDER: Final = Path(__file__).parents[2] / ".contracts"
FILES: Final = ("twilio_api_v2010.json", "twilio_messaging_v1.json", "twilio_routes_v2.json")

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_NOTHING: Final[Schema] = {"type": "object", "additionalProperties": False}


def is_here() -> bool:
    """Tell whether `scripts/contracts` could fetch the description."""
    return (FOLDER / "contents").exists()


class Fields:
    """Parameters of a path, a query or a form; lists are repeated."""

    def __init__(self, schema: Schema, lists: frozenset[str] = frozenset()) -> None:
        """Check by a schema."""
        self.lists = lists
        self._properties: Mapping[str, Schema] = schema.get("properties", {})
        self.validator = Draft202012Validator(schema, format_checker=IN_REQUESTS)

    def schema_of(self, name: str) -> Schema:
        """Return what is said of one parameter, nothing of an unknown one."""
        return self._properties.get(name, {})


class Operation:
    """One method of one resource: what it takes, and how it answers."""

    def __init__(
        self, method: str, path: str, said: Mapping[str, Any], source: Mapping[str, Any]
    ) -> None:
        """Work nothing out yet: few of the operations are in use."""
        self.method = method.upper()
        self.path = path
        self.name: str = said["operationId"]
        self.server: str = source["servers"][0]["url"]
        self._said = said
        self._components: Mapping[str, Schema] = source["components"]["schemas"]
        self._answers: dict[int, Draft202012Validator | None] = {}

    @property
    def is_update(self) -> bool:
        """Tell whether it changes what is there: then an empty value may take something away."""
        return self.name.startswith("Update")

    @cached_property
    def route(self) -> re.Pattern[str]:
        """What the paths of the resource look like."""
        escaped = re.escape(self.path).replace(r"\{", "{").replace(r"\}", "}")
        return re.compile(_PLACEHOLDER.sub(r"(?P<\1>[^/]+)", escaped))

    @cached_property
    def place(self) -> Fields:
        """What the path is filled with."""
        return self._parameters("path")

    @cached_property
    def query(self) -> Fields:
        """What the query may hold."""
        return self._parameters("query")

    @cached_property
    def form(self) -> Fields:
        """What the body may hold."""
        content = self._said.get("requestBody", {}).get("content", {}).get(FORM)
        if content is None:
            return Fields(_NOTHING)
        encodings = content.get("encoding", {}).items()
        lists = frozenset(name for name, encoding in encodings if encoding["explode"])
        return Fields(_NOTHING | plain(content["schema"], self._components), lists)

    @cached_property
    def statuses(self) -> frozenset[int]:
        """The HTTP statuses that an answer may have."""
        return frozenset(map(int, self._said["responses"]))

    def answer(self, status: int) -> Draft202012Validator | None:
        """Return what checks the body of an answer; none where there is no body."""
        if status not in self._answers:
            self._answers[status] = self._validator(status)
        return self._answers[status]

    def examples(self, status: int) -> list[Any]:
        """Return what Twilio itself shows as answers."""
        examples = self._body(status).get("examples", {})
        return [example["value"] for example in examples.values()]

    def _validator(self, status: int) -> Draft202012Validator | None:
        body = self._body(status)
        if not body:
            return None
        schema = as_shown(plain(body["schema"], self._components), self.examples(status))
        return Draft202012Validator(schema, format_checker=IN_ANSWERS)

    def _body(self, status: int) -> Mapping[str, Any]:
        answer = self._said["responses"][str(status)]
        body: Mapping[str, Any] = answer.get("content", {}).get(JSON, {})
        return body

    def _parameters(self, where: str) -> Fields:
        found = [item for item in self._said.get("parameters", ()) if item["in"] == where]
        properties = {item["name"]: plain(item["schema"], self._components) for item in found}
        required = [item["name"] for item in found if item.get("required")]
        return Fields(_NOTHING | {"properties": properties, "required": required})


class Description:
    """All operations of Twilio's files; what is patched in memory is never written."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read the files."""
        self.operations = tuple(item for name in FILES for item in _operations(folder / name))

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Return the operation that a request is, with what its path is filled with."""
        for operation in self.operations:
            if operation.method == method and (match := operation.route.fullmatch(path)):
                return operation, match.groupdict()
        return None


def _operations(file: Path) -> Iterator[Operation]:
    source = patch(json.loads(file.read_text()))
    for path, item in source["paths"].items():
        for method in METHODS:
            if method in item:
                yield Operation(method, path, item[method], source)
