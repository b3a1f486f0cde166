"""Functions of a task file to tasks."""

import ast

from lemmata.contracts.annotations import Annotations
from lemmata.contracts.clauses import Surroundings, is_contract, read_decorators
from lemmata.contracts.docstrings import docstring_lines, mentions_contract, read_clauses
from lemmata.contracts.doctests import read_examples
from lemmata.contracts.errors import ContractError, Place
from lemmata.contracts.syntax import (
    docstring_of,
    is_ellipsis,
    unsupported,
    without_docstring,
)
from lemmata.contracts.tasks import Parameter, Task
from lemmata.contracts.types import Type


def read_function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, annotations: Annotations, around: Surroundings
) -> Task:
    """The task that a ``def`` states.

    Raises:
        ContractError: a missing annotation, a bad clause or example, an open body without one.
        UnsupportedError: a kind of function or a type outside the language.
    """
    if isinstance(node, ast.AsyncFunctionDef):
        raise _refused(node, around.path, "an async function", "write a plain function")
    _check_signature(node, around.path)
    names = [argument.arg for argument in node.args.args]
    clauses = read_decorators(node, names, around)
    documented = read_clauses(node, names, around)
    examples = read_examples(docstring_lines(node), node.name, names, around.path)
    parameters = tuple(
        Parameter(argument.arg, _annotation(argument.annotation, argument.arg, node, annotations))
        for argument in node.args.args
    )
    task = Task(
        name=node.name,
        parameters=parameters,
        returns=_annotation(node.returns, "return", node, annotations),
        requires=(*clauses.requires, *documented.requires),
        ensures=(*clauses.ensures, *documented.ensures),
        examples=examples,
        line=node.lineno,
        summary=_summary(node),
        is_open=is_ellipsis(without_docstring(node.body)),
        raises=tuple(dict.fromkeys(documented.raises)),
        node=node,
    )
    if task.is_open and not task.has_contract:
        raise ContractError(
            f"{node.name} has the body `...` but no contract, so nothing says what to compile",
            place=Place(around.path, node.lineno),
            remedy="add @ensure, `post:` or doctest examples",
        )
    return task


def looks_contracted(node: ast.FunctionDef | ast.AsyncFunctionDef, around: Surroundings) -> bool:
    """Whether a function that no task can describe was meant to have a contract."""
    decorated = any(is_contract(decorator, around.imports) for decorator in node.decorator_list)
    return decorated or mentions_contract(node)


def _check_signature(node: ast.FunctionDef, path: str) -> None:
    arguments = node.args
    found = {
        "positional-only parameters": arguments.posonlyargs,
        "keyword-only parameters": arguments.kwonlyargs,
        "*args": [arguments.vararg] if arguments.vararg else [],
        "**kwargs": [arguments.kwarg] if arguments.kwarg else [],
        "default arguments": arguments.defaults,
    }
    for what, items in found.items():
        if items:
            raise _refused(node, path, what, "take plain positional parameters")
    for inner in (inner for part in node.body for inner in ast.walk(part)):
        if isinstance(inner, ast.Yield | ast.YieldFrom):
            raise _refused(node, path, "a generator", "return a value instead", inner.lineno)


def _annotation(
    annotation: ast.expr | None, name: str, node: ast.FunctionDef, annotations: Annotations
) -> Type:
    if annotation is None:
        what = "the return value" if name == "return" else f"the parameter {name!r}"
        raise ContractError(
            f"{what} of {node.name} has no annotation",
            place=Place(annotations.path, node.lineno),
            remedy="annotate it with its type",
        )
    return annotations.read(annotation)


def _summary(node: ast.FunctionDef) -> str:
    """The first line of the docstring, unless it is a clause or an example."""
    constant = docstring_of(node.body)
    text = str(constant.value).strip() if constant else ""
    first = text.partition("\n")[0].strip()
    is_contract_line = first.startswith(
        (">>>", "pre:", "post:", "raises:", ":pre:", ":post:", ":raises:")
    )
    return "" if is_contract_line else first


def _refused(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    path: str,
    what: str,
    remedy: str,
    line: int = 0,
) -> Exception:
    return unsupported(path, line or node.lineno, f"{what} ({node.name})", remedy)
