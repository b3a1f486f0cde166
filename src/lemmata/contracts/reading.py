"""Task files to modules: parsed, never imported."""

import ast
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from lemmata.contracts.borrowing import Linker, borrow, no_components, relink
from lemmata.contracts.clauses import Surroundings
from lemmata.contracts.declarations import Declarations
from lemmata.contracts.errors import (
    ContractError,
    FileError,
    Place,
    SourceError,
    UnsupportedError,
)
from lemmata.contracts.functions import looks_contracted, read_function
from lemmata.contracts.imports import Wanted, read_imports, wanted_imports
from lemmata.contracts.names import check_bindings, declared_names
from lemmata.contracts.syntax import check_compiles, docstring_of, parse_file, split_lines
from lemmata.contracts.tasks import Links, Module, Task

MAXIMUM_BYTES = 1 << 20
"""Size of the largest task file, in bytes."""

_CODING = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)


def read_module(path: Path, *, needs_contract: bool = True, link: Linker = no_components) -> Module:
    """Read a task file; without ``needs_contract`` also one in which no function has any.

    ``link`` finds the sealed code that the file imports.

    Raises:
        FileError: missing, a directory, unreadable, larger than 1 MiB, not UTF-8.
        SourceError: not Python, or a statement that a task file may not hold.
        ContractError: no contract, a bad clause, an impure or shadowed name.
        ComponentError: a lemma that the file imports cannot be used.
    """
    return read_source(_read_text(path), str(path), needs_contract=needs_contract, link=link)


def read_bytes(
    data: bytes, path: str, *, needs_contract: bool = True, link: Linker = no_components
) -> Module:
    """Read a task file's bytes; ``path`` is shown in errors.

    Raises: as `read_module`.
    """
    return read_source(_decode(data, path), path, needs_contract=needs_contract, link=link)


def read_source(
    source: str,
    path: str = "<string>",
    *,
    needs_contract: bool = True,
    link: Linker = no_components,
) -> Module:
    """Read the text of a task file; ``path`` is shown in errors.

    A function, class or constant outside the language is kept by name in ``unsupported`` or
    ``opaque``; the others can still be used.

    Raises:
        FileError: larger than 1 MiB, or it declares another encoding than UTF-8.
        SourceError: not Python, or a statement that a task file may not hold.
        ContractError: no contract, a bad clause, an impure or shadowed name.
        ComponentError: a lemma that the file imports cannot be used.
    """
    size = len(source.encode("utf-8", "surrogatepass"))
    if size > MAXIMUM_BYTES:
        raise _too_large(path, size)
    _check_encoding(split_lines(source)[:2], path)
    tree = parse_file(source, path)
    check_compiles(tree, path)
    _check_statements(tree, path)
    wanted = wanted_imports(tree.body, path)
    links = link(path, wanted) if wanted else Links()
    imports = read_imports(tree.body, path, links.modules)
    statements = _statements(tree, path)
    borrowed, given = borrow(path, tree, wanted, links)
    check_bindings(tree, {**imports, **{n: ".".join(o) for n, o in borrowed.items()}}, path)
    _check_once(imports, wanted, path)
    is_function = (ast.FunctionDef, ast.AsyncFunctionDef)
    declared = {n: s for n, s in statements.items() if not isinstance(s, is_function)}
    declarations = Declarations(path, imports, declared, given)
    types, constants = declarations.read_all()
    functions = {n: s for n, s in statements.items() if isinstance(s, ast.FunctionDef)}
    names = {*statements, *imports, *borrowed}
    around = Surroundings(path, split_lines(source), imports, functions, names)
    tasks: dict[str, Task] = {}
    unsupported: dict[str, UnsupportedError] = {}
    contracted = False
    for name, statement in statements.items():
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            try:
                tasks[name] = read_function(statement, declarations.annotations, around)
                contracted |= tasks[name].has_contract
            except UnsupportedError as error:
                unsupported[name] = error
                contracted |= looks_contracted(statement, around)
    if needs_contract and not contracted:
        raise ContractError(
            "no function of this file has a contract",
            place=Place(path),
            remedy="add @require/@ensure, `pre:`/`post:` or doctest examples to one",
        )
    return Module(
        path,
        source,
        types,
        constants,
        tasks,
        unsupported,
        declarations.opaque,
        imports,
        borrowed,
        links,
    )


def read_statements(path: Path) -> ast.Module:
    """A file as it stands now: what it binds is what its text says, nothing is understood yet.

    Raises:
        FileError: as `read_module`.
        SourceError: not Python, a statement that a task file may not hold, ``import *``, or a
            name bound twice.
        ContractError: a binding within a statement, or one that hides another name.
    """
    tree = parse_file(_read_text(path), str(path))
    _check_statements(tree, str(path))
    _statements(tree, str(path))
    check_bindings(tree, {}, str(path))
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
            raise SourceError(
                f"`from {statement.module} import *` may bind any name",
                place=Place(str(path), statement.lineno),
                remedy="import each name",
            )
    return tree


def reread(module: Module, source: str) -> Module:
    """Another text of the same file, with the same imports.

    Raises: as `read_source`, but SourceError for a text that no task file can hold: the file is
        not to blame.
    """
    try:
        return read_source(source, module.path, link=relink(module))
    except FileError as error:
        raise SourceError(error.message, place=error.place, remedy=error.remedy) from error


def _read_text(path: Path) -> str:
    where = Place(str(path))
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MAXIMUM_BYTES:
                raise _too_large(str(path), size)
            data = file.read(MAXIMUM_BYTES + 1)
    except FileNotFoundError as error:
        raise FileError("no such file", place=where, remedy="check the path") from error
    except IsADirectoryError as error:
        raise FileError("it is a directory", place=where, remedy="name a .py file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(
            f"it cannot be read: {reason}", place=where, remedy="check path and permissions"
        ) from error
    if len(data) > MAXIMUM_BYTES:  # a pipe or a device has no size beforehand
        raise _too_large(str(path), len(data))
    return _decode(data, str(path))


def _decode(data: bytes, path: str) -> str:
    first = data.split(b"\n", 2)[:2]
    _check_encoding([line.decode("latin-1") for line in first], path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8",
            place=Place(path, data.count(b"\n", 0, error.start) + 1),
            remedy="save it as UTF-8",
        ) from error


def _check_encoding(first: Sequence[str], path: str) -> None:
    """CPython would read other characters than we do; text that a candidate brings counts too."""
    for number, line in enumerate(first, 1):
        cookie = _CODING.match(line)
        if cookie and cookie[1].lower().replace("_", "-") not in ("utf-8", "utf8"):
            raise FileError(
                f"it declares the encoding {cookie[1]}",
                place=Place(path, number),
                remedy="save it as UTF-8",
            )


def _too_large(path: str, size: int) -> FileError:
    return FileError(
        f"it has {size:,} bytes or more; the limit is {MAXIMUM_BYTES:,}",
        place=Place(path),
        remedy="split it into several task files",
    )


def _check_statements(tree: ast.Module, path: str) -> None:
    docstring = tree.body[0] if docstring_of(tree.body) else None
    for statement in tree.body:
        match statement:
            case ast.Import() | ast.ImportFrom() | ast.ClassDef():
                continue
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                continue
            case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
                continue
            case _ if statement is docstring:
                continue
        raise SourceError(
            f"a task file may not hold the statement `{_first_line(statement)}`",
            place=Place(path, statement.lineno),
            remedy="keep imports, enums, frozen dataclasses, constants, aliases and functions",
        )


def _check_once(imports: Mapping[str, str], wanted: Sequence[Wanted], path: str) -> None:
    twice = next((known for known in wanted if known.local in imports), None)
    if twice is not None:
        raise SourceError(
            f"{twice.local!r} is imported twice, as {imports[twice.local]} and from {twice.module}",
            place=Place(path, twice.line),
            remedy="import one of them under another name",
        )


def _first_line(statement: ast.stmt) -> str:
    return ast.unparse(statement).partition("\n")[0]


def _statements(tree: ast.Module, path: str) -> Mapping[str, ast.stmt]:
    """Each declared name with the one statement that binds it."""
    found: dict[str, ast.stmt] = {}
    for statement in tree.body:
        for name in declared_names(statement):
            if name in found:
                raise SourceError(
                    f"{name!r} is bound twice, in lines {found[name].lineno} and "
                    f"{statement.lineno}",
                    place=Place(path, statement.lineno),
                    remedy="give each function, class and constant its own name",
                )
            found[name] = statement
    return found
