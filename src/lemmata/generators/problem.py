"""A task as the synthesizer sees it: conjuncts over inputs and ``result``, tried on points."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lemmata.contracts.errors import LemmataError, LimitError, UnsupportedError
from lemmata.contracts.recursion import mentioned, simplest
from lemmata.contracts.types import (
    BoolType,
    DictType,
    EnumType,
    FractionType,
    FunctionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    RecursiveType,
    SetType,
    StrType,
    TupleType,
    Type,
    UnionType,
    contains,
    show,
)
from lemmata.contracts.values import (
    DictValue,
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
)
from lemmata.generators.shapes import Leaf, Path, assembled_value, leaves, mentioned_paths, value_at
from lemmata.generators.terms import conjuncts, rewritten, without_lines
from lemmata.language.closures import Routine, Stop
from lemmata.language.compiling import compile_body, compile_test
from lemmata.language.fuel import FUEL
from lemmata.language.interpreter import compiled
from lemmata.language.tree import Call, Const, Expr, Function, Name, Program, Return
from lemmata.language.weighing import SCALES

Point = tuple[Value, ...]
LeafValues = tuple[Value, ...]


class _Wrong:
    """Stands for an exception where a value was wanted."""

    def __repr__(self) -> str:
        return "<raises>"


WRONG: Any = _Wrong()
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Goal:
    """Leaves of the result that conjuncts tie together, and those conjuncts."""

    leaves: tuple[Leaf, ...]
    conjuncts: tuple[Expr, ...]


@dataclass(slots=True)
class Problem:
    """One open function of a program.

    ``ensures`` are its conjuncts, without lines, helpers of one expression inlined.
    ``met_limit`` tells that some `WRONG` was a limit of the interpreter, not an exception.
    """

    program: Program
    function: Function
    ensures: tuple[Expr, ...]
    names: tuple[str, ...]
    met_limit: bool = False
    _routines: dict[str, Routine] = field(default_factory=dict)

    @property
    def returns(self) -> Type:
        """The declared type of the result."""
        return self.function.returns

    def admits(self, point: Point) -> bool:
        """Whether the precondition is defined and true; one that meets a limit is not."""
        try:
            return compiled(self.program, self.function.name).admits(point)
        except LimitError:
            return False

    def evaluator(self, expr: Expr, names: Sequence[str]) -> Callable[[Sequence[Value]], Any]:
        """``expr`` as a function of values for ``names``; `WRONG` where it raises."""
        code = compile_test(list(names), expr, self._routine)

        def run(values: Sequence[Value]) -> Any:
            FUEL.fill()
            SCALES.clear()
            try:
                return code(values)
            except Stop:
                return WRONG
            except (LemmataError, RecursionError):
                self.met_limit = True
                return WRONG

        return run

    def vector(self, expr: Expr, points: Sequence[Point]) -> tuple[Any, ...]:
        """The value of an expression over the inputs on every point."""
        run = self.evaluator(expr, self.names)
        return tuple(map(run, points))

    def checker(self, goal: Goal) -> Callable[[Point, LeafValues], bool]:
        """Whether leaf values at a point satisfy the goal's conjuncts and the examples."""
        tests = [self.evaluator(c, (*self.names, "result")) for c in goal.conjuncts]
        fixed = {leaf.path: default_value(leaf.type) for leaf in leaves(self.returns)}
        paths = [leaf.path for leaf in goal.leaves]
        types = [leaf.type for leaf in goal.leaves]
        demanded = {sample.arguments: sample.expected for sample in self.function.examples}
        known: dict[tuple[Point, LeafValues], bool] = {}

        def check(point: Point, values: LeafValues) -> bool:
            found = known.get((point, values))
            if found is None:
                found = known[point, values] = judge(point, values)
            return found

        def judge(point: Point, values: LeafValues) -> bool:
            if any(v is WRONG or not contains(t, v) for t, v in zip(types, values, strict=True)):
                return False
            if point in demanded:
                right = [value_at(demanded[point], path) for path in paths]
                if list(values) != right:
                    return False
            whole = assembled_value(self.returns, fixed | dict(zip(paths, values, strict=True)))
            arguments = (*point, whole)
            return all(test(arguments) is True for test in tests)

        return check

    @property
    def assumes_contracts(self) -> bool:
        """Whether the contract calls a function that solvers know by its contract only."""
        names = _called(self.function, self.program)
        return any(self.program.functions[name].has_contract for name in names)

    def _routine(self, name: str) -> Routine:
        known = self._routines.get(name)
        if known is None:
            function = self.program.functions[name]
            if function.body is None:
                raise UnsupportedError(f"the contract calls {name}, which has no body yet")
            names = [parameter.name for parameter in function.parameters]
            known = self._routines[name] = compile_body(names, function.body, self._routine)
        return known


def problem(program: Program, name: str) -> Problem:
    """The problem of an open function.

    Raises:
        UnsupportedError: the task, or a function that its contract calls, cannot be evaluated.
    """
    if name in program.unsupported:
        raise program.unsupported[name]
    function = program.functions[name]
    _need_search_space(function)
    for called in _called(function, program):
        if called in program.unsupported:
            raise program.unsupported[called]
        if called not in program.functions or program.functions[called].body is None:
            raise UnsupportedError(f"the contract of {name} calls {called}, which has no body yet")
    ensures = tuple(
        part
        for condition in function.ensures
        for part in conjuncts(inlined(without_lines(condition.test), program))
    )
    names = tuple(parameter.name for parameter in function.parameters)
    return Problem(program, function, ensures, names)


def _need_search_space(function: Function) -> None:
    """Refuse types over which the synthesizer has nothing to try."""
    taken = [one for known in function.parameters for one in mentioned(known.type)]
    for kind in (*taken, *mentioned(function.returns)):
        if isinstance(kind, UnionType | RecursiveType):
            what = "unions and recursive dataclasses"
        elif kind in taken and isinstance(kind, ListType | SetType | DictType | FunctionType):
            what = "parameters that are lists, sets, dicts or functions"
        else:
            continue
        raise UnsupportedError(
            f"a body over values of type {show(kind)}: no search space is known for {what}",
            remedy="write the body, or a sketch of it with holes, or ask a model for it",
        )


def _called(function: Function, program: Program) -> set[str]:
    pending = [c.test for c in (*function.requires, *function.ensures)]
    found: set[str] = set()
    todo: list[object] = list(pending)
    while todo:
        for node in nodes(todo.pop()):
            if isinstance(node, Call) and node.function not in found:
                found.add(node.function)
                callee = program.functions.get(node.function)
                todo.extend(callee.body or () if callee else ())
    return found


def nodes(root: object) -> Iterator[object]:
    """Every node of the tree under a statement, an expression or a pattern, itself first."""
    yield root
    if isinstance(root, tuple):
        for part in root:
            yield from nodes(part)
    elif dataclasses.is_dataclass(root) and type(root).__module__.endswith(".tree"):
        for entry in dataclasses.fields(root):
            part = getattr(root, entry.name)
            if entry.name != "type" and (isinstance(part, tuple) or dataclasses.is_dataclass(part)):
                yield from nodes(part)


def inlined(expr: Expr, program: Program) -> Expr:
    """Calls with ``result`` among their arguments replaced by the helper's single expression."""

    def change(node: Expr) -> Expr:
        if not isinstance(node, Call) or not any(mentioned_paths(a) for a in node.arguments):
            return node
        callee = program.functions.get(node.function)
        if callee is None or callee.body is None or len(callee.body) != 1:
            return node
        (only,) = callee.body
        if not isinstance(only, Return):
            return node
        names = [parameter.name for parameter in callee.parameters]
        body = substituted(without_lines(only.value), dict(zip(names, node.arguments, strict=True)))
        return inlined(body, program)

    return rewritten(expr, change)


def substituted(expr: Expr, terms: dict[str, Expr]) -> Expr:
    """Variables replaced by expressions of the same types."""
    return rewritten(expr, lambda n: terms.get(n.name, n) if isinstance(n, Name) else n)


def goals(task: Problem) -> tuple[Goal, ...]:
    """The result's leaves in groups that share no conjunct."""
    all_leaves = leaves(task.returns)
    owner = {leaf.path: leaf.path for leaf in all_leaves}
    touched = [_touched(conjunct, all_leaves) for conjunct in task.ensures]
    for paths in touched:
        roots = {owner[path] for path in paths}
        if roots:
            first = min(roots)
            owner = {path: first if root in roots else root for path, root in owner.items()}
    found = []
    for root in dict.fromkeys(owner.values()):
        group = tuple(leaf for leaf in all_leaves if owner[leaf.path] == root)
        mine = tuple(
            c
            for c, paths in zip(task.ensures, touched, strict=True)
            if any(owner[path] == root for path in paths)
        )
        found.append(Goal(group, mine))
    return tuple(found)


def _touched(conjunct: Expr, all_leaves: tuple[Leaf, ...]) -> list[Path]:
    used = mentioned_paths(conjunct)
    return [
        leaf.path for leaf in all_leaves if any(leaf.path[: len(path)] == path for path in used)
    ]


def default_value(kind: Type) -> Value:
    """Some value of the type."""
    match kind:
        case BoolType():
            return False
        case IntType():
            return 0
        case FractionType():
            return _ZERO
        case StrType():
            return ""
        case NoneType() | OptionalType():
            return None
        case EnumType(name=name, members=members):
            return EnumValue(name, members[0][0])
        case LiteralType(values=values):
            return values[0]
        case TupleType(items=items):
            return tuple(map(default_value, items))
        case RecordType(name=name, fields=parts):
            values = tuple(default_value(part.type) for part in parts)
            return RecordValue(name, tuple(part.name for part in parts), values)
        case UnionType():
            return default_value(simplest(kind))
        case ListType():
            return ListValue(())
        case SetType():
            return SetValue(frozenset())
        case DictType():
            return DictValue(())
        case FunctionType(returns=returns):
            return FunctionValue((), default_value(returns))


def constants(task: Problem) -> list[Const]:
    """Constants of the contract and of the helpers it calls, without repeats."""
    roots: list[object] = [c.test for c in (*task.function.requires, *task.function.ensures)]
    roots += [
        task.program.functions[name].body for name in sorted(_called(task.function, task.program))
    ]
    found = (node for root in roots for node in nodes(root) if isinstance(node, Const))
    return list({(type(c.value), c.value): dataclasses.replace(c, line=0) for c in found}.values())
