"""The pure core of a hybrid function: each test of what is not pure becomes a bool parameter.

What is not pure: results of effects, parameters whose type is not finite, and what is computed
from either. The largest tests that touch them are cut out, one parameter each, so that what is
left decides by bools, enums, literals and bounded ints alone. Where such a value is returned, or a
loop draws from it, there is no core.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lemmata.rules.effects import Surroundings


@dataclass(frozen=True, slots=True)
class Probe:
    """A test or a value that the core takes as a parameter."""

    name: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Core:
    """The text of the core, and what it takes in place of effects."""

    text: str
    probes: tuple[Probe, ...]


class _NoCoreError(Exception):
    """A value that is not pure is more than tested."""


@dataclass
class _Split:
    around: Surroundings
    is_finite: Callable[[ast.expr | None], bool]
    tainted: set[str]
    steady: frozenset[str] = frozenset()
    changing: frozenset[str] = frozenset()
    probes: list[Probe] = field(default_factory=list)
    given: list[ast.arg] = field(default_factory=list)

    def touches(self, node: ast.AST) -> bool:
        """Whether anything in the tree is not pure."""
        return any(
            self.around.cause_of(one) is not None
            or (isinstance(one, ast.Name) and one.id in self.tainted)
            for one in ast.walk(node)
        )

    def probe(self, node: ast.expr, annotation: ast.expr, name: str = "") -> ast.Name:
        """The parameter that stands for the node."""
        text = ast.unparse(node)
        for known in self.probes:
            if known.text == text and not name and self.is_lasting(node):
                return ast.Name(known.name, ast.Load())
        made = name or f"test_{len(self.probes) + 1}"
        self.probes.append(Probe(made, text, node.lineno))
        self.given.append(ast.arg(made, annotation))
        return ast.Name(made, ast.Load())

    def is_lasting(self, node: ast.expr) -> bool:
        """Whether a test asked again is the same: no effects, and variables that stay."""
        return not any(
            self.around.cause_of(one) is not None
            or isinstance(one, ast.NamedExpr)
            or (isinstance(one, ast.Name) and one.id not in self.steady and one.id not in _ASKS)
            for one in ast.walk(node)
        )

    def test(self, node: ast.expr) -> ast.expr:
        """A test with its parts cut out that are not pure."""
        if not self.touches(node):
            return node
        match node:
            case ast.BoolOp(op=op, values=values):
                return ast.BoolOp(op, [self.test(value) for value in values])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ast.UnaryOp(ast.Not(), self.test(operand))
            case _:
                return self.probe(node, ast.Name("bool", ast.Load()))

    def value(self, node: ast.expr) -> ast.expr:
        """A value that stays in the core.

        Raises:
            _NoCoreError: it is not pure.
        """
        if not self.touches(node):
            return node
        match node:
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return ast.IfExp(self.test(test), self.value(body), self.value(orelse))
            case ast.Call(func=func, args=args, keywords=keywords) if not self.touches(func):
                named = [ast.keyword(one.arg, self.value(one.value)) for one in keywords]
                return ast.Call(func, [self.value(one) for one in args], named)
            case ast.Tuple(elts=items):
                return ast.Tuple([self.value(item) for item in items], ast.Load())
            case ast.BoolOp() | ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return self.test(node)
            case _:
                raise _NoCoreError

    def block(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        """The statements that decide; effects alone, and what only feeds tests, are left out."""
        kept = [made for one in statements for made in self.statement(one)]
        return kept or [ast.Pass()]

    def statement(self, one: ast.stmt) -> list[ast.stmt]:
        """A statement of the core, or none."""
        match one:
            case ast.If(test=test, body=body, orelse=orelse):
                made = self.test(test)
                inner, other = self.block(body), self.block(orelse) if orelse else []
                return [ast.If(made, inner, other)]
            case ast.Return(value=ast.expr() as value):
                return [ast.Return(self.value(value))]
            case ast.AnnAssign(
                target=ast.Name(id=name), annotation=kind, value=ast.expr() as value
            ):
                if not self.touches(value):
                    return [one]
                if self.is_finite(kind):
                    if any(known.name == name for known in self.probes):
                        raise _NoCoreError
                    self.probe(value, kind, name)
                return []
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if name in self.tainted:
                    return []
                return [ast.Assign([ast.Name(name, ast.Store())], self.value(value))]
            case ast.Expr(value=ast.expr() as value):
                names = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
                if names & self.changing - self.tainted:
                    raise _NoCoreError  # it may change what the core goes on with
                return []
            case ast.Import() | ast.ImportFrom() | ast.Global():
                return []
            case _ if not self.touches(one):
                return [one]
            case ast.AugAssign(target=ast.Name(id=name)) if name in self.tainted:
                return []
            case _:
                raise _NoCoreError


def core(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    around: Surroundings,
    is_finite: Callable[[ast.expr | None], bool],
    unbounded: Sequence[str],
    impure: Sequence[str],
) -> Core | None:
    """The pure core of a function, or None where there is none.

    ``unbounded`` are the parameters whose values are not finitely many, ``impure`` the functions
    of the file that have effects; ``is_finite`` tells whether an annotation has finitely many
    values. A core that only hands one test on is none.
    """
    tainted = _tainted(function, around, is_finite, {*unbounded, *impure})
    split = _Split(around, is_finite, tainted, _steady(function), _changing(function))
    try:
        body = split.block(function.body)
    except _NoCoreError:
        return None
    if not split.probes or _hands_on(body):
        return None
    arguments = [one for one in function.args.args if one.arg not in unbounded]
    for one in [*function.args.posonlyargs, *function.args.kwonlyargs]:
        if one.arg not in unbounded:
            return None
    made = ast.FunctionDef(
        name=f"{function.name}_core",
        args=ast.arguments([], [*arguments, *split.given], None, [], [], None, []),
        body=body,
        decorator_list=[d for d in map(_clause(unbounded), function.decorator_list) if d],
        returns=function.returns,
        lineno=function.lineno,
        col_offset=0,
    )
    return Core(ast.unparse(ast.fix_missing_locations(made)), tuple(split.probes))


def _hands_on(body: Sequence[ast.stmt]) -> bool:
    match body:
        case [ast.Return(value=ast.Name())]:
            return True
        case _:
            return False


def _clause(unbounded: Sequence[str]) -> Callable[[ast.expr], ast.expr | None]:
    """A precondition of the core: what speaks of parameters that it still takes."""

    def keep(decorator: ast.expr) -> ast.expr | None:
        match decorator:
            case ast.Call(func=func, args=[ast.Lambda(body=body), *_]) if (
                ast.unparse(func).split(".")[-1] == "require"
            ):
                names = {one.id for one in ast.walk(body) if isinstance(one, ast.Name)}
                return None if names & set(unbounded) else decorator
            case _:
                return None

    return keep


def _tainted(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    around: Surroundings,
    is_finite: Callable[[ast.expr | None], bool],
    start: set[str],
) -> set[str]:
    """Every name that holds what is not pure, wherever it was bound."""
    tainted = set(start)
    while True:
        split = _Split(around, is_finite, tainted)
        more = {name for name, value in _bindings(function, is_finite) if split.touches(value)}
        if more <= tainted:
            return tainted
        tainted |= more


_ASKS = frozenset({"len", "isinstance", "bool", "int", "str", "min", "max", "abs", "any", "all"})
"""Builtins that change nothing."""
_WORTH = frozenset({"str", "int", "float", "bool", "bytes"})


def _steady(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """Variables that are bound once, and that nothing in the function can change."""
    bound = [one.arg for one in function.args.args]
    bound += [n.id for n in ast.walk(function) if isinstance(n, ast.Name) and not _is_load(n)]
    fixed = {
        one.arg
        for one in function.args.args
        if isinstance(one.annotation, ast.Name) and one.annotation.id in _WORTH
    }
    asked: set[int] = set()
    for node in ast.walk(function):
        match node:
            case ast.Compare() | ast.BinOp() | ast.UnaryOp() | ast.BoolOp() | ast.If():
                asked |= {id(child) for child in ast.iter_child_nodes(node)}
            case ast.Call(func=ast.Name(id=name), args=args) if name in _ASKS:
                asked |= set(map(id, args))
            case _:
                pass
    handed = {
        n.id
        for n in ast.walk(function)
        if isinstance(n, ast.Name) and _is_load(n) and id(n) not in asked
    }
    return frozenset(n for n in bound if bound.count(n) == 1 and (n in fixed or n not in handed))


def _is_load(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Load)


def _changing(function: ast.AST) -> frozenset[str]:
    """Variables that may hold a list, a dict, a set, or an object that has a state."""
    found: set[str] = set()
    pairs = [
        (target.id, node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for one in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for target in ast.walk(one)
        if isinstance(target, ast.Name)
    ]
    while True:
        more = {
            name
            for name, value in pairs
            if any(
                _has_state(part) or (isinstance(part, ast.Name) and part.id in found)
                for part in ast.walk(value)
            )
        }
        if more <= found:
            return frozenset(found)
        found |= more


def _has_state(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name not in _ASKS
        case ast.List() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
            return True
        case _:
            return isinstance(node, ast.Call)


def _bindings(
    function: ast.AST, is_finite: Callable[[ast.expr | None], bool]
) -> list[tuple[str, ast.AST]]:
    found: list[tuple[str, ast.AST]] = []
    for node in ast.walk(function):
        match node:
            case ast.AnnAssign(
                target=ast.Name(id=name), annotation=kind, value=ast.expr() as value
            ):
                if not is_finite(kind):
                    found.append((name, value))
            case ast.Assign(targets=targets, value=value) if not isinstance(value, ast.Constant):
                found += [
                    (one.id, value)
                    for t in targets
                    for one in ast.walk(t)
                    if isinstance(one, ast.Name)
                ]
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                found.append((name, value))
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                found.append((name, value))
            case ast.For(target=target, iter=source) | ast.AsyncFor(target=target, iter=source):
                found += [(n.id, source) for n in ast.walk(target) if isinstance(n, ast.Name)]
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                found += [(n.id, value) for n in ast.walk(target) if isinstance(n, ast.Name)]
            case _:
                pass
    return found
