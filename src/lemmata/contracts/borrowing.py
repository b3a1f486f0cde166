"""What a task file takes from sealed code: functions, types and constants of its components."""

import ast
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from lemmata.contracts.errors import ContractError, InputError, Place, SourceError
from lemmata.contracts.imports import Wanted, refuse_module, wanted_imports
from lemmata.contracts.names import declared_names
from lemmata.contracts.recursion import mentioned
from lemmata.contracts.syntax import parse_file
from lemmata.contracts.tasks import Constant, Links, Module, Origin
from lemmata.contracts.types import EnumType, RecordType, Type

Linker: TypeAlias = Callable[[str, tuple[Wanted, ...]], Links]
"""Finds the sealed code for what a file (its path comes first) imports.

It raises SourceError or ComponentError where there is none, or none that can be used.
"""

Named: TypeAlias = EnumType | RecordType


def no_components(path: str, wanted: tuple[Wanted, ...]) -> Links:
    """The linker of those who offer no sealed code: every such import is refused."""
    raise refuse_module(path, wanted[0].line, wanted[0].module)


def relink(module: Module) -> Linker:
    """The linker for another text of the same file, with the same imports."""
    return lambda path, wanted: module.links


def imported(path: Path) -> tuple[Wanted, ...]:
    """What a file imports from sealed code; nothing where it cannot be read.

    Trap: a pipe can be read once, and that is for the reader of the file.
    """
    try:
        if not path.is_file():
            return ()
        text = path.read_text(encoding="utf-8-sig")
        return wanted_imports(parse_file(text, str(path)).body, str(path))
    except (OSError, ValueError, InputError):
        return ()


def module_file(path: Path, module: str) -> Path:
    """The file that Python means by the module, seen from the task file; it need not be there.

    It stands beside the task file, or the task file stands in the package that the module is of.
    A package of that name comes before a file, as for Python.
    """
    parts = module.split(".")
    folder = path.absolute().parent
    tops = [above.parent for above in (folder, *folder.parents) if above.name == parts[0]]
    roots = [path.parent]
    if len(parts) > 1:
        roots += [top if path.is_absolute() else Path(os.path.relpath(top)) for top in tops]
    files = [Path(f"{root.joinpath(*parts)}.py") for root in roots]
    found = [known for file in files for known in (file.with_suffix("") / "__init__.py", file)]
    return next((file for file in found if os.path.isfile(file)), files[0])  # noqa: PTH113 - never raises


def borrow(
    path: str, tree: ast.Module, wanted: Sequence[Wanted], links: Links
) -> tuple[dict[str, Origin], dict[str, Type | Constant]]:
    """Where each imported name comes from, and what the types and constants among them are.

    Raises:
        SourceError: a name that the sealed code lacks, a type under another name, a type without
            those that it holds, or an import below a definition.
        ContractError: a class that has the name of one in the sealed code.
    """
    origins: dict[str, Origin] = {}
    given: dict[str, Type | Constant] = {}
    for known in wanted:
        origins[known.local] = Origin(known.module, known.name)
        found = _definition(path, known, links.modules[known.module])
        if found is not None:
            given[known.local] = found
            _check_name(path, known, found)
    _check_places(path, tree, wanted)
    for known in wanted:
        _check_whole(path, known, given)
    _check_classes(path, tree, links)
    return origins, given


def _definition(path: str, wanted: Wanted, module: Module) -> Type | Constant | None:
    """The type or constant; None for a function."""
    name = wanted.name
    error = module.opaque.get(name) or module.unsupported.get(name)
    if error is not None:
        raise SourceError(
            f"{name} of {wanted.module} is outside the language: {error.message}",
            place=Place(path, wanted.line),
            remedy=error.remedy,
        )
    if name in module.borrowed or not (
        name in module.tasks or name in module.types or name in module.constants
    ):
        raise SourceError(
            f"no sealed lemma of {wanted.module} defines {name!r}",
            place=Place(path, wanted.line),
            remedy="import what a lemma is, or what its code rests on",
        )
    return module.types.get(name) or module.constants.get(name)


def _check_name(path: str, wanted: Wanted, found: Type | Constant) -> None:
    if isinstance(found, Named) and found.name != wanted.local:
        raise SourceError(
            f"the type {found.name} is imported as {wanted.local!r}",
            place=Place(path, wanted.line),
            remedy=f"import it as {found.name}",
        )


def _check_places(path: str, tree: ast.Module, wanted: Sequence[Wanted]) -> None:
    """Imports come first, so that nothing can use a name above it."""
    first = min((s.lineno for s in tree.body if any(declared_names(s))), default=0)
    late = next((known for known in wanted if first and known.line > first), None)
    if late is not None:
        raise SourceError(
            f"the import from {late.module} stands below the definition in line {first}",
            place=Place(path, late.line),
            remedy="move the import up",
        )


def _check_whole(path: str, wanted: Wanted, given: Mapping[str, Type | Constant]) -> None:
    """A type comes with every class that it holds: values are made and read by those names."""
    found = given.get(wanted.local)
    if found is None:
        return
    kind = found.type if isinstance(found, Constant) else found
    for name in named(kind):
        if name not in given:
            raise SourceError(
                f"{wanted.name} of {wanted.module} holds {name}, which is not imported",
                place=Place(path, wanted.line),
                remedy=f"import {name} from the same module too",
            )


def named(kind: Type) -> Iterator[str]:
    """The names of the classes that the type is or holds."""
    for one in mentioned(kind):
        if isinstance(one, Named):
            yield one.name


def _check_classes(path: str, tree: ast.Module, links: Links) -> None:
    """One name, one class: in Python two classes are two, however alike they look."""
    owners: dict[str, str] = {}
    for name, module in links.modules.items():
        for known in classes_of(module):
            other = owners.setdefault(known, name)
            if other != name:
                raise ContractError(
                    f"both {other} and {name} define the class {known}, and they are two",
                    place=Place(path),
                    remedy="let one of them import it from the other, or rename one",
                )
    for statement in tree.body:
        for known in declared_names(statement):
            if isinstance(statement, ast.ClassDef) and known in owners:
                raise ContractError(
                    f"the class {known} of this file is not the {known} of {owners[known]}, which"
                    " the sealed code uses",
                    place=Place(path, statement.lineno),
                    remedy=f"import {known} from {owners[known]}, or rename it",
                )


def classes_of(module: Module) -> list[str]:
    """The enums and dataclasses that the file defines itself."""
    return [
        name
        for name, kind in module.types.items()
        if isinstance(kind, Named) and kind.name == name and name not in module.borrowed
    ]
