"""Text to syntax tree: bounded, and every way to fail is a :class:`SourceError`."""

import ast
import re
from collections.abc import Iterator, Sequence

from lemmata.contracts.errors import ContractError, Place, SourceError, UnsupportedError
from lemmata.contracts.silence import silence

MAXIMUM_DEPTH = 120
"""Nested syntax nodes a file may hold; what reads a tree recurses, and Python's stack ends."""

LONGEST_INTEGER_BITS = 10_000
"""Size of the largest int literal; Python refuses to print one of more than 4,300 digits."""

_NEWLINE = re.compile(r"\r\n|\r|\n")


def parse_file(source: str, path: str) -> ast.Module:
    """The tree of a whole file.

    Raises:
        SourceError: not Python, a null byte, or nested deeper than :data:`MAXIMUM_DEPTH`.
    """
    tree = _compile(source, path, "exec", 0)
    assert isinstance(tree, ast.Module)
    return tree


def check_compiles(tree: ast.Module, path: str) -> None:
    """Refuse what has a tree and is no program all the same: `def f(x, x)`, a late `__future__`.

    Raises:
        SourceError: the compiler's own complaint.
    """
    try:
        with silence():
            compile(tree, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = (error.lineno if isinstance(error, SyntaxError) else None) or 0
        raise SourceError(
            f"not valid Python: {getattr(error, 'msg', error)}",
            place=Place(path, line),
            remedy="correct the syntax",
        ) from error
    except (RecursionError, MemoryError) as error:
        raise _too_deep(path, 0) from error


def parse_expression(text: str, path: str, line: int, what: str) -> ast.expr:
    """The tree of one expression that stands in ``line`` of the file; its nodes say so.

    Raises:
        ContractError: ``text`` is not one expression; ``what`` names its role.
    """
    try:
        tree = _compile(text.strip(), path, "eval", line)
    except SourceError as error:
        raise ContractError(
            f"{what} is not a Python expression: {text.strip()!r}: {error.message}",
            place=Place(path, line),
            remedy="write one expression",
        ) from error
    assert isinstance(tree, ast.Expression)
    place_at(tree, line)
    return tree.body


def place_at(tree: ast.AST, line: int) -> None:
    """Give every node of ``tree`` the line ``line``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt | ast.keyword | ast.arg):
            node.lineno = node.end_lineno = line


def split_lines(source: str) -> list[str]:
    """Lines as Python counts them, each with its line end.

    Not ``str.splitlines``: that also splits at form feeds and Unicode separators.
    """
    lines: list[str] = []
    start = 0
    for end in _NEWLINE.finditer(source):
        lines.append(source[start : end.end()])
        start = end.end()
    if start < len(source):
        lines.append(source[start:])
    return lines


def character_column(line: str, offset: int) -> int:
    """The index in characters of a UTF-8 byte offset of the syntax tree."""
    return len(line.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "surrogatepass"))


def docstring_of(body: Sequence[ast.stmt]) -> ast.Constant | None:
    """The docstring's node, if the block has one."""
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        constant = body[0].value
        return constant if isinstance(constant.value, str) else None
    return None


def without_docstring(body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    """The statements after the docstring."""
    return body[1:] if docstring_of(body) else body


def is_ellipsis(statements: Sequence[ast.stmt]) -> bool:
    """Whether the statements are ``...`` alone, the mark of a body to be compiled."""
    return (
        len(statements) == 1
        and isinstance(statements[0], ast.Expr)
        and isinstance(statements[0].value, ast.Constant)
        and statements[0].value.value is Ellipsis
    )


def unsupported(path: str, line: int, construct: str, remedy: str) -> UnsupportedError:
    """The error that names a construct outside the provable language."""
    return UnsupportedError(
        f"{construct} is outside the provable language", place=Place(path, line), remedy=remedy
    )


def _compile(source: str, path: str, mode: str, line: int) -> ast.AST:
    try:
        with silence():
            tree: ast.AST = ast.parse(source, filename=path, mode=mode)
    except SyntaxError as error:
        raise SourceError(
            f"not valid Python: {error.msg}",
            place=Place(path, line or error.lineno or _line_of_null(source)),
            remedy="correct the syntax",
        ) from error
    except ValueError as error:  # null bytes, lone surrogates
        raise SourceError(
            f"not valid Python: {error}",
            place=Place(path, line or _line_of_null(source)),
            remedy="remove the character",
        ) from error
    except (RecursionError, MemoryError) as error:
        raise _too_deep(path, line) from error
    deep = _deep_line(tree)
    if deep is not None:
        raise _too_deep(path, line or deep)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            _check_size(node.value, path, line or node.lineno)
    return tree


def _check_size(value: int, path: str, line: int) -> None:
    if value.bit_length() > LONGEST_INTEGER_BITS:
        raise SourceError(
            f"an integer of {value.bit_length():,} bits; the limit is {LONGEST_INTEGER_BITS:,}",
            place=Place(path, line),
            remedy="write a smaller one",
        )


def _line_of_null(source: str) -> int:
    position = source.find("\0")
    return len(split_lines(source[: position + 1])) if position >= 0 else 0


def _too_deep(path: str, line: int) -> SourceError:
    return SourceError(
        f"syntax nested deeper than {MAXIMUM_DEPTH} nodes",
        place=Place(path, line),
        remedy="split the expression or the branches into several statements or functions",
    )


def _deep_line(tree: ast.AST) -> int | None:
    """A line where the tree is too deep, or None; a walk by levels, without recursion."""
    level: list[ast.AST] = [tree]
    for _ in range(MAXIMUM_DEPTH + 2):
        level = list(_children(level))
        if not level:
            return None
    return next((node.lineno for node in level if isinstance(node, ast.expr | ast.stmt)), 0)


def _children(level: Sequence[ast.AST]) -> Iterator[ast.AST]:
    for node in level:
        yield from ast.iter_child_nodes(node)
