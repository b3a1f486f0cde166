"""Frozen dataclasses of a task file, read from their text with the rules of `dataclasses`."""

import ast
from collections.abc import Collection, Mapping

from lemmata.contracts.annotations import BUILT_IN, Annotations
from lemmata.contracts.constants import Constants
from lemmata.contracts.errors import ContractError, Place, SourceError
from lemmata.contracts.imports import qualified
from lemmata.contracts.syntax import unsupported, without_docstring
from lemmata.contracts.types import Definition, Field, is_hashable, show

_HARMLESS = {"slots": (True, False), "kw_only": (True, False), "eq": (True,), "repr": (True,)}
_HARMLESS |= {"init": (True,), "order": (False,), "match_args": (True,), "frozen": (True,)}


def is_record(node: ast.ClassDef, imports: Mapping[str, str]) -> bool:
    """Whether the class is decorated with ``dataclass``."""
    return any(_is_dataclass(decorator, imports) for decorator in node.decorator_list)


def read_record(
    node: ast.ClassDef, annotations: Annotations, constants: Constants, taken: Collection[str]
) -> Definition:
    """The record's fields in order, and whether they are keyword-only.

    ``taken`` are the file's names, which a field may not have: the class body would see the
    field instead.

    Raises:
        ContractError: a field named like a type or another name of the file.
        SourceError: a field bound twice, or one without a default after one with.
        UnsupportedError: not frozen, inheritance, a method, ``field()``, …
    """
    path = annotations.path
    options = _options(node, annotations.imports, path)
    keyword_only = options.get("kw_only", False)
    fields: list[Field] = []
    for statement in without_docstring(node.body):
        match statement:
            case ast.Pass():
                continue
            # `(x): int` annotates nothing, so that dataclasses sees no field there.
            case ast.AnnAssign(
                target=ast.Name(id=name), annotation=annotation, value=value, simple=1
            ):
                _check_name(node, name, statement.lineno, path, taken, fields)
                kind = annotations.read(annotation)
                if not is_hashable(kind):
                    raise unsupported(
                        path,
                        statement.lineno,
                        f"the field {name} of type {show(kind)}",
                        "keep lists, dicts, sets and functions in parameters of their own",
                    )
                if value is None:
                    fields.append(Field(name, kind))
                    continue
                _check_default(node, name, value, annotations.imports, path)
                default = constants.read_as(value, kind, f"the default of {node.name}.{name}")
                fields.append(Field(name, kind, True, default.value))
            case _:
                raise unsupported(
                    path,
                    statement.lineno,
                    f"{_show(statement)} in the dataclass {node.name}",
                    "write annotated fields only, and functions outside the class",
                )
    _check_defaults_last(node, fields, keyword_only, path)
    return tuple(fields), keyword_only


def _is_dataclass(decorator: ast.expr, imports: Mapping[str, str]) -> bool:
    head = decorator.func if isinstance(decorator, ast.Call) else decorator
    return qualified(head, imports) == "dataclasses.dataclass"


def _options(node: ast.ClassDef, imports: Mapping[str, str], path: str) -> dict[str, bool]:
    if node.bases or node.keywords:
        raise unsupported(
            path,
            node.lineno,
            f"inheritance of the dataclass {node.name}",
            "hold the other record in a field",
        )
    if len(node.decorator_list) != 1:
        other = next(d for d in node.decorator_list if not _is_dataclass(d, imports))
        raise unsupported(
            path,
            other.lineno,
            f"the decorator @{ast.unparse(other)} of {node.name}",
            "remove it; state conditions in the contracts of the functions",
        )
    decorator = node.decorator_list[0]
    options: dict[str, bool] = {}
    for keyword in decorator.keywords if isinstance(decorator, ast.Call) else []:
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        allowed = _HARMLESS.get(keyword.arg or "", ())
        if not isinstance(value, bool) or value not in allowed:
            raise unsupported(
                path,
                keyword.lineno if hasattr(keyword, "lineno") else node.lineno,
                f"dataclass({ast.unparse(keyword)}) of {node.name}",
                "use @dataclass(frozen=True), with slots or kw_only if wanted",
            )
        options[keyword.arg or ""] = value
    if (isinstance(decorator, ast.Call) and decorator.args) or not options.get("frozen", False):
        raise unsupported(
            path,
            node.lineno,
            f"the dataclass {node.name}, which is not frozen,",
            "write @dataclass(frozen=True)",
        )
    return options


def _check_name(
    node: ast.ClassDef,
    name: str,
    line: int,
    path: str,
    taken: Collection[str],
    fields: list[Field],
) -> None:
    if name in taken or name in BUILT_IN or name == "tuple":
        raise ContractError(
            f"the field {node.name}.{name} shadows {name!r}",
            place=Place(path, line),
            remedy="rename the field",
        )
    if any(known.name == name for known in fields):
        raise SourceError(
            f"the field {node.name}.{name} is declared twice",
            place=Place(path, line),
            remedy="remove one of them",
        )
    if name.startswith("__"):
        raise unsupported(path, line, f"the field {node.name}.{name}", "rename the field")


def _check_default(
    node: ast.ClassDef, name: str, value: ast.expr, imports: Mapping[str, str], path: str
) -> None:
    if isinstance(value, ast.Call) and qualified(value.func, imports) == "dataclasses.field":
        raise unsupported(
            path,
            value.lineno,
            f"field() for {node.name}.{name}",
            "write the default itself, `name: type = value`",
        )


def _check_defaults_last(
    node: ast.ClassDef, fields: list[Field], keyword_only: bool, path: str
) -> None:
    flags = [field.has_default for field in fields]
    if not keyword_only and flags != sorted(flags):
        raise SourceError(
            f"in {node.name} a field without a default follows one with a default",
            place=Place(path, node.lineno),
            remedy="move it up or use kw_only=True",
        )


def _show(statement: ast.stmt) -> str:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return f"the method {name}"
        case _:
            return f"`{ast.unparse(statement).splitlines()[0]}`"
