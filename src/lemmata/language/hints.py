"""Hints put into the tree: texts become conditions and measures of loops and of functions.

A text is read in the scope of its loop's head: what is assigned on every path to it, with the
types of the head; `index_N` where the loop N is a `for`; `OLD.x` for the value of the parameter x
on entry.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from lemmata.contracts.errors import ContractError
from lemmata.contracts.hints import Hints
from lemmata.contracts.syntax import parse_expression
from lemmata.contracts.tasks import Module
from lemmata.contracts.types import INT, Type
from lemmata.language.expressions import condition, expression
from lemmata.language.loops import measured
from lemmata.language.parsing import read_body
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    Case,
    Condition,
    Expr,
    For,
    Function,
    If,
    Loop,
    Match,
    Program,
    Stmt,
    While,
)
from lemmata.language.walking import nodes

Read = Callable[[ast.expr, Scope], Expr]
Given = tuple[Sequence[Condition], Sequence[Expr]]
"""Invariants and measures of one loop."""


@dataclass(frozen=True, slots=True)
class _Head:
    """A loop's line, and the scope in which texts about it are read."""

    line: int
    scope: Scope


class HintReader:
    """Reads texts about the loops of one function; what a head knows is found once."""

    def __init__(self, module: Module, program: Program, name: str) -> None:
        self._program = program
        self._heads: dict[int, _Head] = {}
        function = _function(program, name)
        parameters = {parameter.name: parameter.type for parameter in function.parameters}
        self._entry = Scope(module, frozenset(parameters), dict(parameters))
        self._line = function.line
        if function.body is None:
            return
        known = read_body(module, module.tasks[name], set()).block.heads
        for node in nodes(function.body):
            if not isinstance(node, While | For):
                continue
            scope = _sure(known[node.loop.number])
            if isinstance(node, For):
                scope.types[f"index_{node.loop.number}"] = INT
            for parameter, kind in parameters.items():
                scope.types[f"OLD.{parameter}"] = kind
            self._heads[node.loop.number] = _Head(node.line, scope)

    def invariant(self, number: int, text: str) -> Condition:
        """What holds at the head of the loop ``number``.

        Raises:
            UnsupportedError: no such loop, or a text that is no test of the language there.
        """
        head = self._head(number)
        node = self._parsed(text, head.line, head.scope)
        return Condition(text, self._checked(condition, node, head.scope), head.line)

    def measure(self, number: int, text: str) -> Expr:
        """An int of which less is left each time round the loop ``number``.

        Raises:
            UnsupportedError: no such loop, or a text that is no int of the language there.
        """
        head = self._head(number)
        return self._int(text, head.line, head.scope)

    def decrease(self, text: str) -> Expr:
        """An int over the parameters, of which less is left in each recursive call.

        Raises:
            UnsupportedError: a text that is no int of the language over the parameters.
        """
        return self._int(text, self._line, self._entry)

    def types(self, number: int) -> Mapping[str, Type]:
        """Everything that a text about the head of loop ``number`` may name, with its type."""
        return self._head(number).scope.types

    def _head(self, number: int) -> _Head:
        if number not in self._heads:
            site = self._entry.site(ast.Pass(lineno=self._line))
            known = ", ".join(map(str, sorted(self._heads))) or "none"
            raise site.refuse(f"a hint for the loop {number}", f"loops here: {known}")
        return self._heads[number]

    def _int(self, text: str, line: int, scope: Scope) -> Expr:
        found = self._checked(expression, self._parsed(text, line, scope), scope)
        return measured(found, Site(scope.module.path, line, scope.unbound))

    def _parsed(self, text: str, line: int, scope: Scope) -> ast.expr:
        try:
            node = parse_expression(text, scope.module.path, line, "a hint")
        except ContractError as error:
            site = Site(scope.module.path, line)
            raise site.refuse(f"the hint `{text}`", "write one expression") from error
        renamed: ast.expr = _OnEntry().visit(node)
        return renamed

    def _checked(self, read: Read, node: ast.expr, scope: Scope) -> Expr:
        inside = replace(scope, calls=set(), depth=0)
        found = read(node, inside)
        for name in sorted(inside.calls):
            if name not in self._program.functions:
                raise inside.site(node).refuse(f"a hint that calls `{name}`", "call another")
        return found


class _OnEntry(ast.NodeTransformer):
    """`OLD.x` as one name."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id == "OLD":
            return ast.copy_location(ast.Name(f"OLD.{node.attr}", ast.Load()), node)
        self.generic_visit(node)
        return node


def _sure(scope: Scope) -> Scope:
    """The scope with what is assigned on every path to it alone."""
    types = {name: kind for name, kind in scope.types.items() if name not in scope.unbound}
    return replace(scope, types=types, unbound=frozenset(), loop=None)


def _function(program: Program, name: str) -> Function:
    function = program.functions.get(name)
    if function is None or name in program.origins:
        if name in program.unsupported:
            raise program.unsupported[name]
        raise Site(program.path, 0).refuse(f"a hint for `{name}`", "name a function of the file")
    return function


def hint_reader(module: Module, program: Program, name: str) -> HintReader:
    """A reader of texts about the function ``name``.

    Raises:
        UnsupportedError: the program has no such function.
    """
    return HintReader(module, program, name)


def loop_scopes(module: Module, program: Program, name: str) -> Mapping[int, Mapping[str, Type]]:
    """The names that are surely assigned at the head of each loop, with their types there.

    Raises:
        UnsupportedError: the program has no such function.
    """
    function = _function(program, name)
    if function.body is None:
        return {}
    heads = read_body(module, module.tasks[name], set()).block.heads
    return {number: dict(_sure(scope).types) for number, scope in sorted(heads.items())}


def with_hints(
    program: Program,
    name: str,
    loops: Mapping[int, Given],
    decreases: Sequence[Expr] | None,
) -> Program:
    """The program with these hints for one function; of other loops it keeps what it has.

    ``decreases`` None leaves the function's own measure.

    Raises:
        UnsupportedError: the program has no such function.
    """
    function = _function(program, name)
    body = None if function.body is None else _hinted(function.body, loops)
    measure = function.decreases if decreases is None else tuple(decreases)
    changed = replace(function, body=body, decreases=measure)
    return replace(program, functions={**program.functions, name: changed})


def _hinted(statements: Sequence[Stmt], loops: Mapping[int, Given]) -> tuple[Stmt, ...]:
    return tuple(_hinted_one(statement, loops) for statement in statements)


def _hinted_one(statement: Stmt, loops: Mapping[int, Given]) -> Stmt:
    match statement:
        case While() | For():
            return replace(
                statement,
                body=_hinted(statement.body, loops),
                orelse=_hinted(statement.orelse, loops),
                loop=_hinted_loop(statement.loop, loops),
            )
        case If(body=body, orelse=orelse):
            return replace(statement, body=_hinted(body, loops), orelse=_hinted(orelse, loops))
        case Match(cases=cases):
            return replace(statement, cases=tuple(_hinted_case(case, loops) for case in cases))
        case _:
            return statement


def _hinted_case(case: Case, loops: Mapping[int, Given]) -> Case:
    return replace(case, body=_hinted(case.body, loops))


def _hinted_loop(loop: Loop, loops: Mapping[int, Given]) -> Loop:
    if loop.number not in loops:
        return loop
    hints, measures = loops[loop.number]
    return replace(loop, hints=tuple(hints), measures=tuple(measures))


def annotate(module: Module, program: Program, hints: Mapping[str, Hints]) -> Program:
    """The program with these hints, by function; without any it is the same program.

    Raises:
        UnsupportedError: an unknown function or loop, or a text that is outside the language.
    """
    for name, said in hints.items():
        if not said:
            continue
        reader = hint_reader(module, program, name)
        loops = {
            hint.number: (
                [reader.invariant(hint.number, text) for text in hint.invariants],
                [reader.measure(hint.number, text) for text in hint.measures],
            )
            for hint in said.loops
        }
        decreases = [reader.decrease(text) for text in said.decreases] or None
        program = with_hints(program, name, loops, decreases)
    return program
