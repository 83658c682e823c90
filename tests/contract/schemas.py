"""Schemas of OpenAPI 3.0 as plain JSON Schema, with nothing left open."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

type Schema = dict[str, Any]

_COMPONENT: Final = "#/components/schemas/"


def plain(schema: Mapping[str, Any], components: Mapping[str, Schema]) -> Schema:
    """Put references in place, say null as JSON Schema does, and allow no unknown key."""
    if reference := schema.get("$ref"):
        return plain(components[reference.removeprefix(_COMPONENT)], components)
    said = dict(schema)
    if properties := schema.get("properties"):
        said["properties"] = {name: plain(part, components) for name, part in properties.items()}
        said.setdefault("additionalProperties", False)
    if items := schema.get("items"):
        said["items"] = plain(items, components)
    if choices := schema.get("oneOf"):
        said["oneOf"] = [plain(choice, components) for choice in choices]
    return _nullable(said)


def _nullable(schema: Schema) -> Schema:
    if not schema.pop("nullable", False) or "type" not in schema:
        return schema
    nullable = schema | {"type": [schema["type"], "null"]}
    return nullable | {"enum": [*schema["enum"], None]} if "enum" in schema else nullable


def as_shown(schema: Schema, examples: Iterable[Any]) -> Schema:
    """Require the keys that all of Twilio's examples have."""
    shown = list(examples)
    if properties := schema.get("properties"):
        objects = [example for example in shown if isinstance(example, dict)]
        return schema | {
            "properties": {
                name: as_shown(part, [item[name] for item in objects if name in item])
                for name, part in properties.items()
            },
            "required": sorted({*schema.get("required", ()), *_common(objects, properties)}),
        }
    if items := schema.get("items"):
        rows = [row for example in shown if isinstance(example, list) for row in example]
        return schema | {"items": as_shown(items, rows)}
    return schema


def _common(objects: Iterable[Mapping[str, Any]], properties: Iterable[str]) -> set[str]:
    keys = [set(item) for item in objects]
    return set(properties).intersection(*keys) if keys else set()
