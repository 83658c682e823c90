"""The schema of voice TwiML against the official SDK, which builds the same documents."""

import ast
import inspect
import re

import pytest
from twilio.twiml import voice_response

from simulator.voice.schema import SHAPES
from simulator.voice.verbs import VERBS

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _elements() -> dict[str, ast.ClassDef]:
    classes = [
        item
        for item in ast.parse(inspect.getsource(voice_response)).body
        if isinstance(item, ast.ClassDef)
    ]
    return {item.name: item for item in classes}


def _tag(element: ast.ClassDef) -> str:
    for node in ast.walk(element):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            assert isinstance(node.value, ast.Constant)
            return str(node.value.value)
    raise AssertionError(element.name)


def _nested(element: ast.ClassDef) -> list[ast.Call]:
    return [
        node.args[0]
        for node in ast.walk(element)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "nest"
        and isinstance(node.args[0], ast.Call)
    ]


def _attribute(name: str) -> str:
    if name == "xml_lang":
        return _XML_LANG
    if name == "interpret_as":
        return name.replace("_", "-")
    first, *others = name.rstrip("_").split("_")
    return first + "".join(re.sub("^.", lambda m: m[0].upper(), other) for other in others)


_CLASSES = _elements()
_MADE = {
    child.func.id: child
    for element in _CLASSES.values()
    for child in _nested(element)
    if isinstance(child.func, ast.Name)
}


@pytest.mark.parametrize("name", sorted(set(_MADE) - {"ReferSip"}))
def test_attributes_are_the_sdks(name: str) -> None:
    """Whatever its builder takes by name is known, for all that is simulated or a verb."""
    tag = _tag(_CLASSES[name])
    if tag not in SHAPES:
        return
    (start,) = (
        item
        for item in _CLASSES[name].body
        if isinstance(item, ast.FunctionDef) and item.name == "__init__"
    )
    content = {argument.arg for argument in start.args.args}
    taken = {item.arg for item in _MADE[name].keywords if item.arg} - content
    assert {_attribute(item) for item in taken} <= SHAPES[tag].attributes


def test_verbs_are_the_sdks() -> None:
    """Every verb that can be built has a shape and is carried out, or refused in words."""
    verbs = {
        _tag(_CLASSES[child.func.id])
        for child in _nested(_CLASSES["VoiceResponse"])
        if isinstance(child.func, ast.Name)
    }
    assert verbs == set(VERBS)
    assert verbs <= set(SHAPES)


@pytest.mark.parametrize("verb", ["Gather", "Say", "Dial", "Connect", "Start", "Stop", "Enqueue"])
def test_children_are_the_sdks(verb: str) -> None:
    """Whatever can be nested may be nested."""
    children = {
        _tag(_CLASSES[child.func.id])
        for child in _nested(_CLASSES[verb])
        if isinstance(child.func, ast.Name)
    }
    assert children <= SHAPES[verb].children
