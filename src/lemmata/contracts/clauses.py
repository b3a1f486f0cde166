"""Contract clauses from `icontract` decorators, and what both notations share."""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from lemmata.contracts.errors import ContractError, Place
from lemmata.contracts.imports import qualified
from lemmata.contracts.purity import check_pure
from lemmata.contracts.syntax import character_column, unsupported
from lemmata.contracts.tasks import Clause

_CONDITIONS = ("icontract.require", "icontract.ensure")


class Surroundings(NamedTuple):
    """What a clause stands in: the file, its lines, imports, functions and visible names."""

    path: str
    lines: Sequence[str]
    imports: Mapping[str, str]
    functions: Mapping[str, ast.FunctionDef]
    names: Collection[str]


EXCEPTIONS = (
    "ArithmeticError",
    "AssertionError",
    "Exception",
    "IndexError",
    "KeyError",
    "LookupError",
    "OverflowError",
    "RuntimeError",
    "TypeError",
    "ValueError",
    "ZeroDivisionError",
)
"""The exceptions that a contract may declare and a body may raise by name."""


class Clauses(NamedTuple):
    """Preconditions and postconditions in the order of the file, and the declared exceptions."""

    requires: list[Clause]
    ensures: list[Clause]
    raises: list[str]


def is_contract(decorator: ast.expr, imports: Mapping[str, str]) -> bool:
    """Whether the decorator comes from icontract."""
    head = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (qualified(head, imports) or "").startswith("icontract.")


def read_decorators(
    node: ast.FunctionDef, parameters: Sequence[str], around: Surroundings
) -> Clauses:
    """The clauses of the decorators, top to bottom.

    Raises:
        ContractError: a clause that names what it cannot see, or is not pure.
        UnsupportedError: another decorator, or an option of icontract that is not modelled.
    """
    snapshots = {
        _read_snapshot(decorator, parameters, around)
        for decorator in node.decorator_list
        if _kind(decorator, around) == "icontract.snapshot"
    }
    clauses = Clauses([], [], [])
    for decorator in node.decorator_list:
        kind = _kind(decorator, around)
        if kind == "icontract.snapshot":
            continue
        if kind not in _CONDITIONS or not isinstance(decorator, ast.Call):
            raise unsupported(
                around.path,
                decorator.lineno,
                f"the decorator @{ast.unparse(decorator)} of {node.name}",
                "use require, ensure and snapshot of icontract only",
            )
        is_post = kind == "icontract.ensure"
        condition = _condition(decorator, kind, around)
        body, own = _body(condition, parameters, is_post, around)
        found = split(body, own, around)
        if is_post:
            _check_old(body, snapshots, around, "add @snapshot(lambda x: x) for it")
        (clauses.ensures if is_post else clauses.requires).extend(found)
    return clauses


def split(body: ast.expr, own: Collection[str], around: Surroundings) -> list[Clause]:
    """One clause for each conjunct, each checked to be pure; ``own`` are its variables."""
    clauses = []
    for conjunct in _conjuncts(body):
        text = _text(conjunct, around.lines)
        visible = {*own, *around.names}
        check_pure(conjunct, visible, around.path, conjunct.lineno, text)
        clauses.append(Clause(text, conjunct.lineno))
    return clauses


def _check_old(body: ast.expr, known: Collection[str], around: Surroundings, remedy: str) -> None:
    read = {id(n.value): n.attr for n in ast.walk(body) if isinstance(n, ast.Attribute)}
    for node in ast.walk(body):
        if isinstance(node, ast.Name) and node.id == "OLD":
            name = read.get(id(node))
            if name not in known:
                raise ContractError(
                    f"OLD.{name} has no snapshot" if name else "OLD is used without a name",
                    place=Place(around.path, node.lineno),
                    remedy=remedy,
                )


def _conjuncts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for value in node.values:
            yield from _conjuncts(value)
    else:
        yield node


def _text(node: ast.expr, lines: Sequence[str]) -> str:
    """The source of the expression where it stands in one line, else its normal form."""
    start, end = node.lineno, node.end_lineno
    if not lines or start != end:
        return ast.unparse(node)
    line = lines[start - 1]
    first = character_column(line, node.col_offset)
    return line[first : character_column(line, node.end_col_offset or 0)]


def _kind(decorator: ast.expr, around: Surroundings) -> str:
    head = decorator.func if isinstance(decorator, ast.Call) else decorator
    return qualified(head, around.imports) or ""


def _condition(decorator: ast.Call, kind: str, around: Surroundings) -> ast.expr:
    """The condition argument; what is raised where it does not hold changes no meaning."""
    arguments = dict(zip(("condition", "description"), decorator.args, strict=False))
    for keyword in decorator.keywords:
        if keyword.arg == "error" and kind == "icontract.require":
            continue
        if keyword.arg not in ("condition", "description") or keyword.arg in arguments:
            name = f"{keyword.arg}=" if keyword.arg else "**"
            raise unsupported(
                around.path,
                decorator.lineno,
                f"the option {name} of @{kind}",
                "give a condition and a description only",
            )
        arguments[keyword.arg] = keyword.value
    if len(decorator.args) > 2 or "condition" not in arguments:
        raise ContractError(
            f"@{ast.unparse(decorator.func)} takes a condition and a description",
            place=Place(around.path, decorator.lineno),
            remedy='write @require(lambda x: x > 0, "what it means")',
        )
    return arguments["condition"]


def _body(
    condition: ast.expr, parameters: Sequence[str], is_post: bool, around: Surroundings
) -> tuple[ast.expr, set[str]]:
    """The clause as an expression over parameters, and the names that it may see."""
    allowed = [*parameters, *(("result", "OLD") if is_post else ())]
    if isinstance(condition, ast.Lambda):
        names = _arguments(condition.args, condition, allowed, around)
        return condition.body, set(names)
    helper = around.functions.get(condition.id) if isinstance(condition, ast.Name) else None
    if helper is None:
        raise unsupported(
            around.path,
            condition.lineno,
            f"the condition {ast.unparse(condition)}",
            "write a lambda, or name a function of this file",
        )
    names = _arguments(helper.args, condition, allowed, around)
    call = ast.Call(
        func=ast.Name(helper.name, ast.Load()),
        args=[ast.Name(name, ast.Load()) for name in names],
        keywords=[],
    )
    ast.copy_location(call, condition)
    call.end_lineno = call.lineno + 1  # it stands nowhere in the text: shown in normal form
    ast.fix_missing_locations(call)
    return call, set(names)


def _arguments(
    arguments: ast.arguments, where: ast.expr, allowed: Sequence[str], around: Surroundings
) -> list[str]:
    extra = [*arguments.defaults, *arguments.kw_defaults]
    stars = [arguments.vararg, arguments.kwarg, *arguments.kwonlyargs, *arguments.posonlyargs]
    if any(extra) or any(stars):
        raise unsupported(
            around.path,
            where.lineno,
            "a condition with defaults, *args, **kwargs, keyword-only or positional-only names",
            "take plain parameters",
        )
    names = [argument.arg for argument in arguments.args]
    for name in names:
        if name in ("_ARGS", "_KWARGS"):
            raise unsupported(around.path, where.lineno, name, "name the parameters themselves")
        if name not in allowed:
            raise ContractError(
                f"the condition takes {name!r}, which is not a parameter of the function",
                place=Place(around.path, where.lineno),
                remedy=f"take some of {', '.join(allowed) or 'nothing'}",
            )
    return names


def _read_snapshot(decorator: ast.expr, parameters: Sequence[str], around: Surroundings) -> str:
    """The parameter that the snapshot keeps."""
    match decorator:
        case ast.Call(
            args=[ast.Lambda(args=ast.arguments(args=[ast.arg(arg=name)]), body=body)],
            keywords=keywords,
        ) if _copied(body) == name and name in parameters and _is_named(keywords, name):
            return name
        case _:
            raise unsupported(
                around.path,
                decorator.lineno,
                f"@{ast.unparse(decorator)}",
                "keep one parameter as it is: @snapshot(lambda x: x)",
            )


def _copied(body: ast.expr) -> str:
    """The name that the expression is, or copies; no function of the language changes it."""
    match body:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="list" | "dict" | "set"), args=[ast.Name(id=name)]):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="copy"), args=[]):
            return name
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Slice(None, None, None)):
            return name
        case _:
            return ""


def _is_named(keywords: Sequence[ast.keyword], name: str) -> bool:
    return all(
        keyword.arg == "name"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value == name
        for keyword in keywords
    )
