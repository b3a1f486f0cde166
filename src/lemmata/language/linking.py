"""Sealed code in a program: functions of other modules, under names that cannot collide."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.tasks import Module, Origin
from lemmata.contracts.types import RecordType
from lemmata.language.tree import Call, Function, Program

Parse = Callable[[Module], Program]


class Linked(NamedTuple):
    """The functions of the sealed modules, by the names that they have in the file."""

    functions: Mapping[str, Function]
    unsupported: Mapping[str, UnsupportedError]
    origins: Mapping[str, Origin]


NOTHING = Linked({}, {}, {})


def linked(module: Module, parse: Parse) -> Linked:
    """Every function of the modules that the file imports, directly or not.

    One that the file imports has its local name, any other the name ``MODULE:NAME``, which no
    function of a file can have.
    """
    local = {origin: name for name, origin in module.borrowed.items()}
    functions: dict[str, Function] = {}
    unsupported: dict[str, UnsupportedError] = {}
    origins: dict[str, Origin] = {}
    for module_name, part in module.links.modules.items():
        program = _parsed(part, parse)
        names: dict[str, str] = {}
        for name in (*program.functions, *program.unsupported):
            origin = program.origins.get(name, Origin(module_name, name))
            names[name] = local.get(origin, ":".join(origin))
        for name, function in program.functions.items():
            if name not in program.origins:  # those of other modules come with their own
                functions[names[name]] = _renamed(function, names)
                origins[names[name]] = Origin(module_name, name)
        for name, error in program.unsupported.items():
            unsupported.setdefault(names[name], error)
    return Linked(functions, unsupported, origins)


@lru_cache(maxsize=64)
def _parsed(module: Module, parse: Parse) -> Program:
    """One reading of each module: equal modules have equal texts and equal links."""
    return parse(module)


def _renamed(function: Function, names: Mapping[str, str]) -> Function:
    changed: Function = _replaced(function, names)
    return replace(changed, name=names[function.name])


def _replaced(node: Any, names: Mapping[str, str]) -> Any:
    """The tree with other names of called functions; parts without calls stay the same object."""
    if isinstance(node, tuple):
        if hasattr(node, "_fields"):
            return node
        items = tuple(_replaced(item, names) for item in node)
        return node if all(a is b for a, b in zip(items, node, strict=True)) else items
    if not is_dataclass(node) or isinstance(node, type | RecordType):
        return node  # a type holds no call, and may hold itself
    changed = {}
    for field in fields(node):
        old = getattr(node, field.name)
        new = _replaced(old, names)
        if new is not old:
            changed[field.name] = new
    if isinstance(node, Call) and names[node.function] != node.function:
        changed["function"] = names[node.function]
    return replace(node, **changed) if changed else node
