"""The body of one task as text: taken out, or another put in, all else byte for byte the same."""

import ast
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from lemmata.contracts.errors import ChoiceError, Place, SourceError
from lemmata.contracts.syntax import (
    character_column,
    docstring_of,
    parse_file,
    split_lines,
    without_docstring,
)
from lemmata.contracts.tasks import Module

_BODY = "<body>"
_INDENT = "    "


class _Region(NamedTuple):
    """Where a body stands: ``source[start:end]``, its indentation, and what goes before it."""

    start: int
    end: int
    indent: str
    lead: str = ""


def with_body(module: Module, task_name: str, body: str) -> str:
    """The file's text with the statements of one function replaced by ``body``.

    ``body`` is statements that are not indented; docstring and decorators stay.

    Raises:
        ChoiceError: the file has no such task.
        SourceError: ``body`` is not statements of a function body, or would escape from it.
    """
    statements = _parse_body(body)
    region = _region(module, task_name)
    newline = "\r\n" if "\r\n" in module.source else "\n"
    placed = "".join(_indented(body, statements, region.indent, newline))
    lead = region.lead.replace("\n", newline)
    text = module.source[: region.start] + lead + placed + module.source[region.end :]
    _check_placed(module, task_name, text, statements)
    return text


def body_of(module: Module, task_name: str) -> str:
    """The text of a function's statements after the docstring, not indented.

    Raises:
        ChoiceError: the file has no such task.
    """
    node = _node(module, task_name)
    statements = without_docstring(node.body)
    if not statements:
        return "pass\n"
    lines = split_lines(module.source)
    first = statements[0].lineno
    column = character_column(lines[first - 1], statements[0].col_offset)
    indent = lines[first - 1][:column]
    if indent.strip():  # it shares a line with the header or the docstring
        lines[first - 1], indent = lines[first - 1][column:], ""
    inside = set(_lines_inside_strings(statements))
    text = "".join(
        line if number in inside else _dedented(line, indent)
        for number, line in enumerate(lines[first - 1 : node.end_lineno], first)
    )
    return text if text.endswith(("\n", "\r")) else text + "\n"


def _node(module: Module, task_name: str) -> ast.FunctionDef:
    if task_name not in module.tasks:
        raise ChoiceError(
            f"there is no task {task_name!r}",
            place=Place(module.path),
            remedy=f"choose one of {', '.join(module.tasks) or 'none'}",
        )
    return module.tasks[task_name].node


def _region(module: Module, task_name: str) -> _Region:
    node = _node(module, task_name)
    lines = split_lines(module.source)
    starts = [0, *accumulate(map(len, lines))]

    def position(line: int, offset: int) -> int:
        return starts[line - 1] + character_column(lines[line - 1], offset)

    end = starts[node.end_lineno or node.lineno]
    first, statements = node.body[0], without_docstring(node.body)
    start = position(first.lineno, first.col_offset)
    before = module.source[starts[first.lineno - 1] : start]
    docstring = docstring_of(node.body)
    if before.strip():  # `def f(): ...` in one line becomes a block
        header = starts[first.lineno - 1] + len(before.rstrip())
        if docstring is None:
            return _Region(header, end, _INDENT, "\n")
        after = position(docstring.end_lineno or 0, docstring.end_col_offset or 0)
        return _Region(header, end, _INDENT, f"\n{_INDENT}{module.source[start:after]}\n")
    if docstring is None:
        return _Region(starts[first.lineno - 1], end, before)
    last = docstring.end_lineno or docstring.lineno
    if statements and statements[0].lineno > last:
        return _Region(starts[statements[0].lineno - 1], end, before)
    return _Region(position(last, docstring.end_col_offset or 0), end, before, "\n")


def _parse_body(body: str) -> Sequence[ast.stmt]:
    statements = parse_file(body, _BODY).body
    if not statements:
        raise _refused(0, "it has no statement", "write at least `pass`")
    if docstring_of(statements):
        raise _refused(
            statements[0].lineno,
            "it begins with a string, which would become a docstring and so a contract",
            "write a comment instead",
        )
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            raise _refused(
                statement.lineno,
                f"it defines {statement.name!r}",
                "give the statements of the body alone, without the `def` line",
            )
    return statements


def _refused(line: int, what: str, remedy: str) -> SourceError:
    return SourceError(
        f"the text cannot be a function body: {what}", place=Place(_BODY, line), remedy=remedy
    )


def _lines_inside_strings(statements: Sequence[ast.stmt]) -> Iterator[int]:
    """Lines that continue a string: their leading blanks may belong to its value."""
    for statement in statements:
        for node in ast.walk(statement):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
            if is_text or isinstance(node, ast.JoinedStr):
                assert isinstance(node, ast.expr)
                yield from range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)


def _indented(
    body: str, statements: Sequence[ast.stmt], indent: str, newline: str
) -> Iterator[str]:
    inside = set(_lines_inside_strings(statements))
    for number, line in enumerate(split_lines(body), 1):
        bare = line.rstrip("\r\n")
        if number in inside:
            yield bare + newline
        else:
            yield (indent + bare if bare.strip() else "") + newline


def _dedented(line: str, indent: str) -> str:
    length = 0
    while length < min(len(indent), len(line)) and line[length] == indent[length]:
        length += 1
    return line[length:]


def _check_placed(
    module: Module, task_name: str, text: str, statements: Sequence[ast.stmt]
) -> None:
    """The new text must be the old one in which just this function's statements changed."""
    old, new = parse_file(module.source, module.path), parse_file(text, module.path)
    node = next(s for s in new.body if isinstance(s, ast.FunctionDef) and s.name == task_name)
    position = new.body.index(node)
    original = old.body[position]
    placed = [ast.dump(statement) for statement in without_docstring(node.body)]
    same = (
        isinstance(original, ast.FunctionDef)
        and len(new.body) == len(old.body)
        and placed == [ast.dump(statement) for statement in statements]
    )
    if same and isinstance(original, ast.FunctionDef):
        node.body, original.body = [], []
        same = ast.dump(new) == ast.dump(old)
    if not same:
        raise _refused(0, "it would change the file around it", "give complete statements")
