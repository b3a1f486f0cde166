"""Contract clauses and examples from docstrings: PEP 316 as CrossHair reads it, and doctest."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lemmata.contracts.clauses import EXCEPTIONS, Clauses, Surroundings, split
from lemmata.contracts.errors import ContractError, Place
from lemmata.contracts.syntax import docstring_of, parse_expression, unsupported

_HEADER = r"(\s*):?(pre|post|raises|inv)(\[[\w\s,.]*\])?::?(?:\s+(.*?))?\s*$"
_ALMOST = r"\s*:?(pre|post)\s*:"
_HEADER_STARTS = ("pre", "post", "raises", "inv", ":")


class TextLine(NamedTuple):
    """A line of a docstring and the line of the file in which it stands."""

    text: str
    line: int


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[TextLine]:
    """The lines of the function's docstring with their real places."""
    constant = docstring_of(node.body)
    if constant is None:
        return []
    texts = str(constant.value).split("\n")
    first, last = constant.lineno, constant.end_lineno or constant.lineno
    # Escapes and continuations break the one-to-one match of text lines and file lines.
    step = 1 if len(texts) == last - first + 1 else 0
    return [TextLine(text, first + step * index) for index, text in enumerate(texts)]


def mentions_contract(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the docstring holds anything that looks like a clause or an example."""
    return any(
        line.text.lstrip().startswith(">>>") or _header(line.text) for line in docstring_lines(node)
    )


def read_clauses(node: ast.FunctionDef, parameters: Sequence[str], around: Surroundings) -> Clauses:
    """The ``pre:``, ``post:`` and ``raises:`` clauses of the docstring, top to bottom.

    ``__return__`` becomes ``result`` and ``__old__.x`` becomes ``OLD.x``.

    Raises:
        ContractError: a clause that is no expression, is not pure, or sees an unknown name.
        UnsupportedError: ``inv:``, ``post[…]:``, or an exception that is not builtin.
    """
    clauses = Clauses([], [], [])
    for section, line in _sections(docstring_lines(node), around.path):
        if not line.text:
            raise ContractError(
                f"nothing is indented below `{section}:`",
                place=Place(around.path, line.line),
                remedy="indent its clauses more than the header, or remove it",
            )
        if section == "raises":
            clauses.raises.extend(_exceptions(line, around.path))
            continue
        expression = parse_expression(line.text, around.path, line.line, f"the clause `{section}:`")
        renamed = _Rename(parameters, section == "post", around.path).visit(expression)
        own = {*parameters, "result", "OLD"} if section == "post" else {*parameters}
        target = clauses.ensures if section == "post" else clauses.requires
        target.extend(split(renamed, own, around._replace(lines=())))
    return clauses


def _exceptions(line: TextLine, path: str) -> Iterator[str]:
    """The names of `raises: ValueError, KeyError`."""
    for name in (part.strip() for part in line.text.split(",")):
        if name not in EXCEPTIONS:
            remedy = f"declare some of {', '.join(EXCEPTIONS)}"
            raise unsupported(path, line.line, f"the declared exception `{name}`", remedy)
        yield name


def _sections(lines: Sequence[TextLine], path: str) -> Iterator[tuple[str, TextLine]]:
    """Each clause with its section; an empty text for a section without any."""
    section, indent = "", 0
    bare: TextLine | None = None  # a header that still waits for its first clause
    above: re.Match[str] | None = None  # the header of the line above, with its clause
    for line in lines:
        text = line.text.strip()
        if not text or (section and text.startswith("#")):
            above = None
            continue
        is_deeper = len(line.text) - len(line.text.lstrip()) > indent and text[:3] != ">>>"
        if section and is_deeper:
            yield section, TextLine(text, line.line)
            bare = None
            continue
        if bare:
            yield section, bare
        section, bare = "", None
        header = _header(line.text)
        if header:
            name, indent = _section_name(header, line, path), len(header[1])
            if header[4]:
                yield name, TextLine(header[4], line.line)
            else:
                section, bare = name, TextLine("", line.line)
        else:
            _check_prose(line, above is not None and is_deeper, path)
        above = header if header and header[4] else None
    if bare:
        yield section, bare


def _check_prose(line: TextLine, is_below_clause: bool, path: str) -> None:
    """Refuse text that its author may take for a clause: what is passed over promises nothing."""
    almost = re.match(_ALMOST, line.text, re.IGNORECASE)
    if is_below_clause or almost:
        what = "goes on from the clause above" if is_below_clause else "is almost a clause"
        raise ContractError(
            f"the line `{line.text.strip()}` {what}, and would not count",
            place=Place(path, line.line),
            remedy="write each clause in one line, `pre: …` or `post: …`, and prose apart",
        )


def _header(text: str) -> re.Match[str] | None:
    """The header that the line is; compiled on first need, for most lines are none."""
    return re.match(_HEADER, text) if text.lstrip().startswith(_HEADER_STARTS) else None


def _section_name(header: re.Match[str], line: TextLine, path: str) -> str:
    name, bracket = header[2], header[3]
    if name == "inv" or bracket:
        raise unsupported(
            path,
            line.line,
            f"`{name}{bracket or ''}:` in a docstring",
            "write `pre:`, `post:` and `raises:` only",
        )
    return name


class _Rename(ast.NodeTransformer):
    """PEP 316 names to those of a clause."""

    def __init__(self, parameters: Sequence[str], is_post: bool, path: str) -> None:
        self._parameters = parameters
        self._is_post = is_post
        self._path = path

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in ("result", "OLD"):
            self._refuse(node.id, node, "write __return__ and __old__.x in docstrings")
        if node.id == "__old__":
            self._refuse(node.id, node, "write __old__.x for a parameter x")
        if node.id != "__return__":
            return node
        if not self._is_post:
            self._refuse(node.id, node, "use it in `post:` only")
        return ast.copy_location(ast.Name("result", node.ctx), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id == "__old__":
            if not self._is_post or node.attr not in self._parameters:
                self._refuse(f"__old__.{node.attr}", node, "name a parameter, in `post:` only")
            old = ast.copy_location(ast.Name("OLD", ast.Load()), node)
            return ast.copy_location(ast.Attribute(old, node.attr, node.ctx), node)
        self.generic_visit(node)
        return node

    def _refuse(self, name: str, node: ast.expr, remedy: str) -> None:
        raise ContractError(
            f"{name!r} means nothing here", place=Place(self._path, node.lineno), remedy=remedy
        )
