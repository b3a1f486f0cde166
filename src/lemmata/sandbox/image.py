"""A task file as the child gets it: compiled, and only what the language's parser accepted."""

import ast
import builtins
import marshal
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from lemmata.contracts.imports import ALLOWED
from lemmata.contracts.names import declared_names
from lemmata.contracts.plain import plain_source
from lemmata.contracts.silence import silence
from lemmata.contracts.tasks import Clause, Module, Task
from lemmata.language.exceptions import exception_class
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program

BUILTINS = (
    *(name for name in dir(builtins) if exception_class(name) is not None),
    "Ellipsis",
    "abs",
    "all",
    "any",
    "bool",
    "dict",
    "divmod",
    "enumerate",
    "int",
    "isinstance",
    "len",
    "list",
    "max",
    "min",
    "range",
    "reversed",
    "set",
    "sorted",
    "str",
    "sum",
    "tuple",
    "zip",
)
"""The builtins that the language models, those that its annotations name, and exceptions."""


class Image(NamedTuple):
    """What starts a child: marshalled code, the file's name, the modules and builtins it sees.

    ``parts`` are the sealed modules that the code imports, by name: each after those it imports.
    """

    code: bytes = marshal.dumps(compile("", "<empty>", "exec"))
    path: str = "<empty>"
    modules: tuple[str, ...] = ()
    builtins: tuple[str, ...] = BUILTINS
    parts: tuple[tuple[str, bytes], ...] = ()

    def frame(self) -> dict[str, object]:
        """The frame that gives it to a child."""
        return {
            "kind": "image",
            "code": self.code,
            "path": self.path,
            "modules": self.modules,
            "builtins": self.builtins,
            "parts": self.parts,
        }


def build_image(module: Module, program: Program) -> Image:
    """Compile what the reader and the parser understood; everything else is left out.

    Functions outside the language, open ones and opaque definitions never reach the child.
    Lines are those of the task file, so that an exception names the line the user wrote.
    """
    modules: set[str] = set()
    parts: list[tuple[str, bytes]] = []
    for name, part in module.links.modules.items():
        code, needed = _compiled_part(part)
        modules |= needed
        parts.append((name, code))
    code, needed = _compiled(module, program)
    allowed = tuple(sorted(modules | needed))
    return Image(code, module.path, allowed, parts=tuple(parts))


@lru_cache(maxsize=64)
def _compiled_part(part: Module) -> tuple[bytes, frozenset[str]]:
    return _compiled(part, parse_program(part))


def _compiled(module: Module, program: Program) -> tuple[bytes, frozenset[str]]:
    """The marshalled code of one file, and the modules of Python's own that it imports."""
    tree = ast.parse(plain_source(module))
    closed = {name for name, function in program.functions.items() if function.body is not None}
    tree.body = [known for known in tree.body if _is_understood(known, closed, module)]
    modules: set[str] = set()
    for statement in tree.body:
        modules.update(name for name in _imports(statement) if name in ALLOWED)
        if isinstance(statement, ast.FunctionDef):
            _relocate(statement, module.tasks[statement.name])
    with silence():  # `assert (a, b)` means what it means
        code = compile(tree, module.path, "exec", dont_inherit=True)
    return marshal.dumps(code), frozenset(modules)


def _is_understood(statement: ast.stmt, closed: Collection[str], module: Module) -> bool:
    match statement:
        case ast.ImportFrom(module=str(name), names=names) if name in module.links.modules:
            # The sealed code lacks what is open or outside the language there.
            statement.names = [known for known in names if _is_there(known, closed, module)]
            return bool(statement.names)
        case ast.FunctionDef(name=name):
            return name in closed
        case ast.ClassDef() | ast.Assign() | ast.AnnAssign():
            return not any(name in module.opaque for name in declared_names(statement))
        case ast.Import() | ast.ImportFrom():
            return all(name in ALLOWED for name in _imports(statement))
        case _:
            return False


def _is_there(alias: ast.alias, closed: Collection[str], module: Module) -> bool:
    local = alias.asname or alias.name
    return local in closed or local in module.types or local in module.constants


def compile_clauses(clauses: Sequence[Clause], path: str) -> tuple[bytes, ...]:
    """Each clause as marshalled code of an expression, at its own line."""
    return tuple(_compile_clause(clause, path) for clause in clauses)


def _compile_clause(clause: Clause, path: str) -> bytes:
    tree = ast.parse(clause.text.strip(), mode="eval")
    ast.increment_lineno(tree, max(clause.line, 1) - 1)
    with silence():
        return marshal.dumps(compile(tree, path, "eval", dont_inherit=True))


def _imports(statement: ast.stmt) -> tuple[str, ...]:
    match statement:
        case ast.Import(names=names):
            return tuple(alias.name for alias in names)
        case ast.ImportFrom(module=str(name)):
            return (name,)
        case _:
            return ()


def _relocate(function: ast.FunctionDef, task: Task) -> None:
    """Give the plain function the lines of the task file, where both have as many statements."""
    ast.copy_location(function, task.node)
    plain, written = _statements(function), _statements(task.node)
    if len(plain) == len(written):
        for new, old in zip(plain, written, strict=True):
            _move(new, old)


def _move(new: ast.AST, old: ast.AST) -> None:
    """Lines from the node as written; what stands for another node has one place as a whole."""
    parts, known = list(ast.iter_child_nodes(new)), list(ast.iter_child_nodes(old))
    if type(new) is type(old) and len(parts) == len(known):
        if isinstance(new, ast.expr | ast.stmt | ast.pattern):
            ast.copy_location(new, old)
        for part, place in zip(parts, known, strict=True):
            _move(part, place)
        return
    for node in ast.walk(new):
        ast.copy_location(node, old)


def _statements(function: ast.FunctionDef) -> list[ast.stmt]:
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return function.body[1:] if has_docstring else function.body
