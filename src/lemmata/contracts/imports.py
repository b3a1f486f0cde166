"""What a task file may import, and what a dotted name means under those imports."""

import ast
import sys
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeGuard

from lemmata.contracts.errors import Place, SourceError

ALLOWED = (
    "__future__",
    "collections.abc",
    "dataclasses",
    "enum",
    "fractions",
    "icontract",
    "lemmata",
    "typing",
)
"""Modules a task file may import; none of them runs code of the user."""

LOOP_WORDS = ("lemmata.invariant", "lemmata.decreases")
"""What says something of a loop or a recursion."""

HOLE = "lemmata.hole"
"""Stands for an expression that is still to be found."""

WORDS = (*LOOP_WORDS, HOLE)
"""What a task file may take from this package."""


class Wanted(NamedTuple):
    """A name that a file imports from a module which is none of `ALLOWED`: sealed code."""

    module: str
    name: str
    local: str
    line: int


def wanted_imports(statements: Iterable[ast.stmt], path: str) -> tuple[Wanted, ...]:
    """What the top level imports from sealed code, in the order of the file.

    Raises:
        SourceError: ``import *``, or one name imported twice.
    """
    found: dict[str, Wanted] = {}
    for statement in statements:
        if not _may_be_sealed(statement):
            continue
        for alias in statement.names:
            known = Wanted(
                statement.module or "", alias.name, alias.asname or alias.name, statement.lineno
            )
            if known.name == "*":
                raise _refused(path, statement.lineno, f"`from {known.module} import *`")
            twice = [other for other in found.values() if other[:2] == known[:2]]
            if known.local in found or twice:
                raise SourceError(
                    f"{known.local!r} is imported twice",
                    place=Place(path, statement.lineno),
                    remedy="import each name once",
                )
            found[known.local] = known
    return tuple(found.values())


def _may_be_sealed(statement: ast.stmt) -> TypeGuard[ast.ImportFrom]:
    """Whether it imports from a module that could be of the user: none of Python's own."""
    if not isinstance(statement, ast.ImportFrom) or statement.level or not statement.module:
        return False
    top = statement.module.partition(".")[0]
    return statement.module not in ALLOWED and top not in {*ALLOWED, *sys.stdlib_module_names}


def read_imports(
    statements: Iterable[ast.stmt], path: str, sealed: Collection[str] = ()
) -> dict[str, str]:
    """Each name that the top level imports, with its full name (``pre`` → ``icontract.require``).

    Imports from the ``sealed`` modules are left out: see `wanted_imports`.

    Raises:
        SourceError: another module, a relative import or ``import *``.
    """
    names: dict[str, str] = {}
    for statement in statements:
        if _may_be_sealed(statement) and statement.module in sealed:
            continue
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                _check_module(alias.name, path, statement.lineno)
                if alias.name in ("collections.abc", "lemmata"):
                    raise _refused(path, statement.lineno, f"`import {alias.name}`")
                _bind(names, alias.asname or alias.name, alias.name, path, statement.lineno)
        elif isinstance(statement, ast.ImportFrom):
            for local, full in _names_from(statement, path):
                _bind(names, local, full, path, statement.lineno)
    return names


def qualified(node: ast.expr, imports: Mapping[str, str]) -> str | None:
    """The full name that ``node`` (``ic.require``, ``pre``) means, or None."""
    if isinstance(node, ast.Name):
        return imports.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        module = imports.get(node.value.id)
        return f"{module}.{node.attr}" if module else None
    return None


def _names_from(statement: ast.ImportFrom, path: str) -> Iterable[tuple[str, str]]:
    module = statement.module or ""
    if statement.level:
        raise _refused(path, statement.lineno, "a relative import")
    _check_module(module, path, statement.lineno)
    for alias in statement.names:
        if alias.name == "*":
            raise _refused(path, statement.lineno, f"`from {module} import *`")
        _check_exists(module, alias.name, path, statement.lineno)
        if module == "__future__" and alias.name == "annotations":
            yield alias.asname or "annotations", "__future__.annotations"
        else:
            yield alias.asname or alias.name, f"{module}.{alias.name}"


def _check_module(name: str, path: str, line: int) -> None:
    if name not in ALLOWED:
        raise _refused(path, line, f"an import of {name!r}")


def _check_exists(module: str, name: str, path: str, line: int) -> None:
    if module == "lemmata" and f"{module}.{name}" not in WORDS:
        raise _refused(path, line, f"`from lemmata import {name}`")
    # Lemmata itself imports these modules; icontract is an extra, and its imports never run.
    if module in sys.modules and module != "icontract" and not hasattr(sys.modules[module], name):
        raise SourceError(
            f"{module} has no {name!r}, so the file cannot be imported",
            place=Place(path, line),
            remedy="correct the name",
        )


def _bind(names: dict[str, str], local: str, full: str, path: str, line: int) -> None:
    if names.setdefault(local, full) != full:
        raise SourceError(
            f"{local!r} is imported twice, as {names[local]} and as {full}",
            place=Place(path, line),
            remedy="import one of them under another name",
        )


def refuse_module(path: str, line: int, module: str) -> SourceError:
    """The error for an import of a module that is neither allowed nor sealed."""
    return _refused(path, line, f"an import of {module!r}")


def _refused(path: str, line: int, what: str) -> SourceError:
    return SourceError(
        f"a task file may not hold {what}",
        place=Place(path, line),
        remedy=f"use `from … import` of {', '.join(ALLOWED)}, or of sealed lemmas, only",
    )
