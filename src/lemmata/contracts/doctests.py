"""Examples from doctests. Parsed here: importing `doctest` costs more than all else together."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lemmata.contracts.docstrings import TextLine
from lemmata.contracts.errors import ContractError, Place, SourceError
from lemmata.contracts.syntax import parse_expression, parse_file, place_at, unsupported
from lemmata.contracts.tasks import Example

_ENUM_REPR = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|<(\w+\.\w+): (?:'(?:[^'\\]|\\.)*'|[^<>])*>"""
_REMEDY = "write `>>> f(arguments)` with its value below, or `>>> f(arguments) == value` with True"


class _Session(NamedTuple):
    """One prompt with its continuation lines, and the output below."""

    source: str
    output: str
    line: int


def read_examples(
    lines: Sequence[TextLine], name: str, parameters: Sequence[str], path: str
) -> tuple[Example, ...]:
    """The examples of the function ``name`` in the lines of its docstring.

    Raises:
        ContractError: an example that is not Python, or does not fit the parameters.
        UnsupportedError: an example of another form: an exception, an assignment, an option, …
    """
    examples = []
    for session in _sessions(lines):
        example = _example(session, name, parameters, path)
        if example is not None:
            examples.append(example)
    return tuple(examples)


def _sessions(lines: Sequence[TextLine]) -> Iterator[_Session]:
    index = 0
    while index < len(lines):
        start = lines[index]
        index += 1
        if not _is_prompt(start.text):
            continue
        indent, _, rest = start.text.partition(">>>")
        source, output = [rest.removeprefix(" ")], []
        while index < len(lines) and lines[index].text.startswith(f"{indent}..."):
            source.append(lines[index].text[len(indent) + 4 :])
            index += 1
        while index < len(lines) and _is_output(lines[index].text):
            output.append(lines[index].text.removeprefix(indent).rstrip())
            index += 1
        yield _Session("\n".join(source), "\n".join(output), start.line)


def _is_prompt(text: str) -> bool:
    return text.lstrip().startswith(">>>")


def _is_output(text: str) -> bool:
    return bool(text.strip()) and not _is_prompt(text)


def _example(session: _Session, name: str, parameters: Sequence[str], path: str) -> Example | None:
    statement = _statement(session, path)
    if statement is None or isinstance(statement, ast.Import | ast.ImportFrom):
        return None
    if session.output.startswith("Traceback (most recent call last):"):
        raise unsupported(
            path,
            session.line,
            "an example that expects an exception",
            "exclude the input by a precondition",
        )
    place_at(statement, session.line)
    if isinstance(statement, ast.Expr):
        match statement.value:
            case ast.Call(func=ast.Name(id=function)) as call if function == name:
                expected = _expected(session, path)
                return Example(_arguments(call, parameters, path), expected, session.line)
            case ast.Compare(
                left=ast.Call(func=ast.Name(id=function)) as call,
                ops=[(ast.Eq() | ast.Is()) as operator],
                comparators=[value],
            ) if function == name and session.output == "True" and _is_exact(statement.value):
                arguments = _arguments(call, parameters, path)
                by_equality = isinstance(operator, ast.Eq)
                return Example(arguments, ast.unparse(value), session.line, by_equality)
    raise unsupported(path, session.line, f"the example `{session.source}`", _REMEDY)


def _is_exact(compare: ast.Compare) -> bool:
    """Whether the comparison is equality; `is` only of the singletons."""
    value = compare.comparators[0]
    is_singleton = isinstance(value, ast.Constant) and (
        value.value is None or isinstance(value.value, bool)
    )
    return isinstance(compare.ops[0], ast.Eq) or is_singleton


def _statement(session: _Session, path: str) -> ast.stmt | None:
    if re.search(r"#\s*doctest:", session.source):
        raise unsupported(path, session.line, "a doctest option", "remove it")
    try:
        body = parse_file(session.source, path).body
    except SourceError as error:
        raise ContractError(
            f"the example is not Python: {session.source!r}: {error.message}",
            place=Place(path, session.line),
            remedy="correct it",
        ) from error
    if len(body) > 1:
        raise unsupported(path, session.line, f"the example `{session.source}`", _REMEDY)
    return body[0] if body else None


def _arguments(call: ast.Call, parameters: Sequence[str], path: str) -> tuple[tuple[str, str], ...]:
    given = dict(zip(parameters, call.args, strict=False))
    is_starred = any(isinstance(argument, ast.Starred) for argument in call.args)
    if is_starred or any(keyword.arg is None for keyword in call.keywords):
        raise unsupported(path, call.lineno, f"`{ast.unparse(call)}` with * or **", _REMEDY)
    repeated = [k.arg for k in call.keywords if k.arg in given or k.arg not in parameters]
    given |= {k.arg: k.value for k in call.keywords if k.arg}
    count = len(call.args) + len(call.keywords)
    if repeated or count != len(parameters) or len(given) != len(parameters):
        raise ContractError(
            f"the example `{ast.unparse(call)}` does not fit the parameters",
            place=Place(path, call.lineno),
            remedy=f"give each of {', '.join(parameters) or 'no arguments'} once",
        )
    return tuple((name, ast.unparse(given[name])) for name in parameters)


def _expected(session: _Session, path: str) -> str:
    if not session.output:
        return "None"
    text = session.output
    try:
        parse_expression(text, path, session.line, "the expected value")
    except ContractError:
        text = re.sub(_ENUM_REPR, lambda found: found[1] or found[2], text)
    value = parse_expression(text, path, session.line, "the expected value of an example")
    return ast.unparse(value)
