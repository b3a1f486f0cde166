"""Loops: read until the types, and who owns what, are the same at the head every time round."""

import ast
from collections.abc import Mapping, Sequence
from typing import Protocol

from lemmata.contracts.plain import loop_word
from lemmata.contracts.types import INT, Type, is_recursive
from lemmata.language.assignments import bind_target
from lemmata.language.expressions import READ, condition, expression
from lemmata.language.joins import adopt, joined_types, widenings
from lemmata.language.narrowing import learn
from lemmata.language.ownership import items_drawn, iterated, let_out
from lemmata.language.refusals import Site
from lemmata.language.scope import LoopFrame, Scope
from lemmata.language.sources import Drawn, is_unordered, read_source
from lemmata.language.tree import (
    Apply,
    Break,
    Condition,
    Const,
    Continue,
    Expr,
    For,
    Loop,
    Operation,
    Stmt,
    Target,
    While,
)
from lemmata.language.typing_rules import numeric

MAX_ROUNDS = 30
Read = tuple[tuple[Stmt, ...], bool]
"""Statements, and whether control reaches their end."""


class Blocks(Protocol):
    """What reads the statements inside a loop, and keeps what is known of each loop's head."""

    numbers: Mapping[int, int]
    heads: dict[int, Scope]

    def statements(self, nodes: Sequence[ast.stmt], scope: Scope) -> Read:
        """The statements of a block, and whether control reaches its end."""

    def test(self, node: ast.expr, scope: Scope) -> Expr:
        """The test of a statement."""


class _Round:
    """One reading of a loop: what its body is, and the scopes that lead back and out."""

    def __init__(self, scope: Scope, head: Scope, after: Mapping[str, Type] | None) -> None:
        self.entry = scope.fork()
        self.entry_widenings = widenings(self.entry, head.types, scope.site(_NOWHERE))
        self.head = head
        self.frame = LoopFrame(head.types, after)
        self.inside = head.fork()
        self.inside.loop = self.frame
        self.test: Expr | None = None
        self.drawn: Drawn | None = None
        self.target: Target = ()
        self.loop = Loop(0)
        self.body: tuple[Stmt, ...] = ()
        self.returns: list[Scope] = []


_NOWHERE = ast.Pass()


def read_loop(node: ast.While | ast.For, scope: Scope, blocks: Blocks) -> Read:
    """A loop as its statements, after those that widen what it widens; ``scope`` becomes its end.

    Raises:
        UnsupportedError: a variable of types without a join, or a part outside the language.
    """
    found = _settled(node, scope, blocks)
    blocks.heads[blocks.numbers[id(node)]] = found.head
    orelse, after, is_open = _left(node, found, blocks)
    if is_open and any(one.types != after.types for one in found.frame.breaks):
        found = _accepted(_round(node, scope, found.head, blocks, after.types))
        orelse, after, is_open = _left(node, found, blocks)
    made = _made(node, found, orelse)
    adopt(scope, [after] if is_open else [found.head])
    return (*found.entry_widenings, made), is_open


def _settled(node: ast.While | ast.For, scope: Scope, blocks: Blocks) -> _Round:
    head = scope.fork()
    head.forget()  # the next round may come with another value
    site = scope.site(node)
    for _ in range(MAX_ROUNDS):
        found = _round(node, scope, head, blocks, None)
        ends = [scope, *found.returns]
        types = joined_types(ends, site)
        met = scope.fork()
        adopt(met, ends)
        met.types = types
        met.forget()
        if _same(met, head):
            return _accepted(found)
        head = met
    raise site.refuse("a loop whose variables change their types so often", "annotate them")


def _accepted(found: _Round) -> _Round:
    if found.frame.errors:
        raise found.frame.errors[0]
    return found


def _same(one: Scope, other: Scope) -> bool:
    return (
        one.types == other.types
        and one.unbound == other.unbound
        and one.owned == other.owned
        and one.deep == other.deep
    )


def _round(
    node: ast.While | ast.For,
    scope: Scope,
    head: Scope,
    blocks: Blocks,
    after: Mapping[str, Type] | None,
) -> _Round:
    """Read the loop once, from what is known of its head."""
    found = _Round(scope, head, after)
    inside = found.inside
    if isinstance(node, ast.For):
        _draw(node, found)
    else:
        found.test = blocks.test(node.test, inside)
        learn(inside, found.test, True)
    nodes, found.loop = _said(node, blocks.numbers[id(node)], inside)
    statements, is_open = blocks.statements(nodes, inside)
    if is_open:
        found.returns.append(inside.fork())
        statements = (*statements, *widenings(inside, head.types, scope.site(node)))
    found.returns.extend(found.frame.continues)
    found.body = statements
    return found


def _draw(node: ast.For, found: _Round) -> None:
    """The source, read once before the loop, and the target, bound at the start of the body."""
    site = found.entry.site(node)
    drawn = read_source(node.iter, found.entry, READ)
    if is_unordered(drawn[0]):
        raise site.refuse("a loop over a set, in an order that nothing tells", "use sorted(s)")
    inside = found.inside
    inside.drawn |= iterated(drawn[0])
    let_out(inside, items_drawn(drawn[0]))
    names: list[str] = []
    found.target = bind_target(node.target, drawn[1], inside, names)
    if len(names) != len(set(names)):
        raise site.refuse("a target that binds a name twice", "use two names")
    found.drawn = drawn


def _said(node: ast.While | ast.For, number: int, scope: Scope) -> tuple[list[ast.stmt], Loop]:
    """The body without its leading `invariant(…)` and `decreases(…)`, and what they say."""
    invariants: list[Condition] = []
    measures: list[Expr] = []
    nodes = list(node.body)
    while nodes:
        said = loop_word(nodes[0], scope.module.imports)
        if said is None:
            break
        word, call = said
        if word == "invariant" and measures:
            raise scope.site(nodes[0]).refuse("an invariant below a measure", "write it above")
        if word == "invariant":
            invariants.append(read_invariant(call, scope))
        else:
            measures.extend(read_measure(call, scope))
        nodes.pop(0)
    return nodes, Loop(number, tuple(invariants), tuple(measures))


def read_invariant(call: ast.Call, scope: Scope) -> Condition:
    """`invariant(test)`."""
    if call.keywords or len(call.args) != 1:
        raise scope.site(call).refuse("invariant() with such arguments", "give it one test")
    return Condition(ast.unparse(call.args[0]), condition(call.args[0], scope), call.lineno)


def read_measure(call: ast.Call, scope: Scope) -> tuple[Expr, ...]:
    """`decreases(a, b, …)`: ints that compare like a tuple; a recursive value by its height."""
    site = scope.site(call)
    if call.keywords or not call.args:
        raise site.refuse("decreases() with such arguments", "give it one or more ints")
    return tuple(measured(expression(one, scope), site) for one in call.args)


def measured(value: Expr, site: Site) -> Expr:
    """A measure: an int, or the height of a value that may hold others of its type.

    Raises:
        UnsupportedError: neither.
    """
    if is_recursive(value.type):
        return Apply(Operation.HEIGHT, (value,), INT, site.line)
    found = numeric(value, "decreases()", site)
    if found.type != INT:
        raise site.refuse("a measure that is no int", "use an int that stays at 0 or more")
    return found


def _left(
    node: ast.While | ast.For, found: _Round, blocks: Blocks
) -> tuple[tuple[Stmt, ...], Scope, bool]:
    """The `else` block, the scope behind the loop, and whether anything gets there."""
    site = found.entry.site(node)
    outside = found.head.fork()
    outside.drawn, outside.loop = found.entry.drawn, found.entry.loop
    orelse, is_open = blocks.statements(node.orelse, outside)
    never_ends = isinstance(found.test, Const) and found.test.value is True
    if never_ends:
        orelse, is_open = (), False
    ends = [*found.frame.breaks, *([outside] if is_open else [])]
    if not ends:
        return orelse, outside, False
    types = joined_types(ends, site)
    after = outside.fork()
    adopt(after, ends)
    after.types = dict(types)
    return (*orelse, *widenings(outside, types, site)), after, True


def _made(node: ast.While | ast.For, found: _Round, orelse: tuple[Stmt, ...]) -> Stmt:
    if isinstance(node, ast.While):
        assert found.test is not None
        return While(found.test, found.body, orelse, found.loop, node.lineno)
    assert found.drawn is not None
    source, item = found.drawn
    return For(found.target, source, item, found.body, orelse, found.loop, node.lineno)


def leave(node: ast.Break | ast.Continue, scope: Scope) -> tuple[Stmt, ...]:
    """`break` or `continue`, after the widenings that its loop needs there."""
    frame = scope.loop
    assert frame is not None, "Python compiles no such statement outside a loop"
    is_break = isinstance(node, ast.Break)
    (frame.breaks if is_break else frame.continues).append(scope.fork())
    types = frame.after if is_break else frame.head
    widened = widenings(scope, types or {}, scope.site(node))
    return (*widened, Break(node.lineno) if is_break else Continue(node.lineno))


def loops_of(nodes: Sequence[ast.stmt]) -> tuple[ast.While | ast.For, ...]:
    """The loops in a function's statements, in the order of the text; number 1 stands first."""
    loops = [
        node
        for statement in nodes
        for node in ast.walk(statement)
        if isinstance(node, ast.While | ast.For)
    ]
    return tuple(sorted(loops, key=lambda one: (one.lineno, one.col_offset)))


def numbered(nodes: Sequence[ast.stmt]) -> Mapping[int, int]:
    """The loops of a function by identity, counted from 1 in the order of the text."""
    return {id(node): number for number, node in enumerate(loops_of(nodes), 1)}
