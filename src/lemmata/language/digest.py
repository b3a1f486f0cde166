"""A digest of what a function means and promises, blind to lines, formatting and comments."""

import hashlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import Any

from lemmata.contracts.errors import ChoiceError, Place
from lemmata.contracts.types import EnumType, RecordType, RecursiveType, parts
from lemmata.contracts.values import SetValue
from lemmata.language.tree import Call, Function, Loop, Program

_IGNORED = frozenset({"line", "text", "is_implicit"})


def digest_function(program: Program, name: str) -> str:
    """sha256 in hex of the function, its contract, its types and the functions it rests on.

    A callee without a contract counts with its body, one with a contract with that contract.

    Raises:
        ChoiceError: the program has no such function.
        UnsupportedError: it, or a function it calls, is outside the language.
    """
    function = _function(program, name)
    parts = [canonical(function)]
    types: dict[str, EnumType | RecordType] = {}
    _collect_types(function, types)
    for callee in _callees(program, function):
        parts.append(canonical(callee))
        _collect_types(callee, types)
    parts.extend(_definition(types[known]) for known in sorted(types))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def canonical(node: object) -> str:
    """A node of the tree (or a tuple of nodes) as text: equal exactly when equal up to lines.

    Hints of a loop never run and are left out. Enums and records stand by name here;
    `digest_function` adds their definitions.
    """
    match node:
        case EnumType(name=name) | RecordType(name=name):
            return f"{type(node).__name__}:{name}"
        case Fraction():
            return f"Fraction:{node.numerator:x}/{node.denominator:x}"
        case Enum():
            return f"{type(node).__name__}.{node.name}"
        case bool() | str() | None:
            return ascii(node)
        case int():
            return f"{node:x}"
        case SetValue(items=items):
            return f"SetValue[{','.join(sorted(map(canonical, items)))}]"
        case Loop():
            said = (node.number, node.invariants, node.decreases)
            return f"Loop[{','.join(map(canonical, said))}]"
        case tuple():
            return f"({','.join(map(canonical, node))})"
        case _ if is_dataclass(node):
            return _structure(node)
    raise TypeError(f"no canonical text for {type(node).__name__}")


def _structure(node: Any) -> str:
    shown = (getattr(node, field.name) for field in fields(node) if field.name not in _IGNORED)
    return f"{type(node).__name__}[{','.join(map(canonical, shown))}]"


def _definition(kind: EnumType | RecordType) -> str:
    return _structure(kind)


def _function(program: Program, name: str) -> Function:
    function = program.functions.get(name)
    if function is not None:
        return function
    if name in program.unsupported:
        raise program.unsupported[name]
    known = ", ".join(sorted(program.functions)) or "none"
    raise ChoiceError(
        f"no function {name!r} in the file", place=Place(program.path), remedy=f"known: {known}"
    )


def _callees(program: Program, function: Function) -> list[Function]:
    """Everything the function rests on, by name; callees with a contract lose their body."""
    found: dict[str, Function] = {}
    waiting = _called_names(function)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        callee = _function(program, name)
        found[name] = _promise(callee) if callee.has_contract else callee
        waiting.extend(_called_names(found[name]))
    return [found[name] for name in sorted(found)]


def _promise(function: Function) -> Function:
    return replace(function, body=None, decreases=())


def _called_names(function: Function) -> list[str]:
    return [node.function for node in _nodes(function) if isinstance(node, Call)]


def _collect_types(function: Function, types: dict[str, EnumType | RecordType]) -> None:
    for node in _nodes(function):
        if isinstance(node, EnumType | RecordType):
            types[node.name] = node


def _nodes(node: object) -> Iterator[object]:
    """The node and everything below it; types are entered as well."""
    yield node
    if isinstance(node, tuple):
        for part in node:
            yield from _nodes(part)
    elif isinstance(node, RecursiveType):
        yield from node.within
        for inner in parts(node):
            yield from _nodes(inner)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _nodes(getattr(node, field.name))
