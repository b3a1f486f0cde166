"""A candidate put into its task file: its body, and the functions that it brings along.

What a candidate brings stands right above the task. It may not change what the rest of the file
means: its names are new to the whole file and hide no builtin, and none of them leads back to the
task, whose contract would then stand on itself.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from lemmata.contracts.bodies import with_body
from lemmata.contracts.errors import Place, SourceError
from lemmata.contracts.names import BUILTINS
from lemmata.contracts.syntax import is_ellipsis, parse_file, split_lines, without_docstring
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Candidate

MOST_HELPERS = 8
_HELPER = "<helper>"


def with_candidate(module: Module, task_name: str, candidate: Candidate) -> str:
    """The file's text with the candidate's body and the functions that it brings.

    Raises:
        ChoiceError: the file has no such task.
        SourceError: as `with_body`; or a helper that is no function of its own, is open, has a
            name that the file knows already, or calls the task.
    """
    text = with_body(module, task_name, candidate.body)
    if not candidate.helpers:
        return text
    placed = "".join(f"{helper.strip()}\n\n\n" for helper in candidate.helpers)
    _check(module, task_name, candidate.helpers)
    newline = "\r\n" if "\r\n" in module.source else "\n"
    node = module.tasks[task_name].node
    first = min([node.lineno, *(known.lineno for known in node.decorator_list)])
    start = [0, *accumulate(map(len, split_lines(module.source)))][first - 1]
    lines = (line.rstrip("\r\n") + newline for line in split_lines(placed))
    return text[:start] + "".join(lines) + text[start:]


def helper_names(helpers: Sequence[str]) -> tuple[str, ...]:
    """The names of the functions, each text being one.

    Raises:
        SourceError: a text is no function, or no Python.
    """
    return tuple(_function(text).name for text in helpers)


def _check(module: Module, task_name: str, helpers: Sequence[str]) -> None:
    if len(helpers) > MOST_HELPERS:
        raise _refused(f"{len(helpers)} helpers", f"give at most {MOST_HELPERS}")
    tree = parse_file(module.source, module.path)
    known = {name for node in ast.walk(tree) for name in _names(node)}
    circle = _leading_to(task_name, tree)
    brought: set[str] = set()
    for text in helpers:
        function = _function(text)
        name = function.name
        if is_ellipsis(without_docstring(function.body)):
            raise _refused(f"the helper {name!r} has no body", "write it")
        if name in known or name in BUILTINS or name in brought or _is_private(name):
            raise _refused(f"the helper name {name!r} is taken", "choose a name that is new")
        brought.add(name)
        met = sorted(_mentioned(function) & circle)
        if met:
            what = f"the helper {name!r} uses {met[0]!r}, which leads back to the task"
            raise _refused(what, "prove the task by it, not it by the task")


def _function(text: str) -> ast.FunctionDef:
    statements = parse_file(text.strip(), _HELPER).body
    if len(statements) != 1 or not isinstance(statements[0], ast.FunctionDef):
        raise _refused("a helper that is not one function", "give one `def` with its contract")
    return statements[0]


def _is_private(name: str) -> bool:
    return name.startswith("__")


def _names(node: ast.AST) -> Iterator[str]:
    """Every name that the node reads, binds or imports, also of an attribute or a keyword."""
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=asname):
            yield (asname or name).partition(".")[0]
        case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
            yield name


def _mentioned(node: ast.AST) -> set[str]:
    return {known.id for known in ast.walk(node) if isinstance(known, ast.Name)}


def _leading_to(task_name: str, tree: ast.Module) -> set[str]:
    """The task and every function of the file that mentions it, directly or through others."""
    mentions: Mapping[str, set[str]] = {
        node.name: _mentioned(node) for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    found = {task_name}
    while True:
        more = {name for name, used in mentions.items() if name not in found and used & found}
        if not more:
            return found
        found |= more


def _refused(what: str, remedy: str) -> SourceError:
    return SourceError(
        f"what the candidate brings cannot stand in the file: {what}",
        place=Place(_HELPER),
        remedy=remedy,
    )
