"""The source of the integration, read without being run."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
import re
from types import MappingProxyType

from .repository import INTEGRATION


@cache
def trees() -> MappingProxyType[Path, ast.Module]:
    """Return the syntax tree of each module, by its path below the integration."""
    return MappingProxyType(
        {
            path.relative_to(INTEGRATION): ast.parse(path.read_text(encoding="utf-8"))
            for path in sorted(INTEGRATION.rglob("*.py"))
        }
    )


def _docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the texts that stand alone as a statement: nothing at run time sees them."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str()) as text):
                yield text


def pattern(text: ast.JoinedStr) -> str:
    """Return an expression for what a text with gaps can become."""
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
        for part in text.values
    )


@cache
def words() -> frozenset[str]:
    """Return every text that the code has in it, and the parts of dotted ones."""
    return frozenset(
        word
        for tree in trees().values()
        for docstrings in [set(_docstrings(tree))]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings
        for word in (node.value, *node.value.split("."))
    )


@cache
def _keys_with_gaps() -> tuple[re.Pattern[str], ...]:
    """Return what texts with gaps can become, where they have a key's form and a word of one."""
    return tuple(
        re.compile(key)
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and re.fullmatch(r"[a-z]\w*(\\w\+|\w)*", key := pattern(node))
    )


def mentions(key: str) -> bool:
    """Tell whether the code names a key, in one piece or with a gap in it."""
    return key in words() or any(possible.fullmatch(key) for possible in _keys_with_gaps())


@cache
def functions() -> frozenset[str]:
    """Return the names of all functions and methods."""
    return frozenset(
        node.name
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
