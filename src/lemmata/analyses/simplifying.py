"""Expressions in their shortest readable form, with the same meaning wherever they are defined.

Every node made here stands on line 0, so that equal expressions compare equal.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    BOOL,
    INT,
    NONE,
    BoolType,
    ListType,
    OptionalType,
    RecordType,
    SetType,
    contains,
)
from lemmata.contracts.values import RecordValue, Value
from lemmata.language.meaning import MEANING
from lemmata.language.tree import (
    TRUE,
    Apply,
    Call,
    Comprehension,
    Conditional,
    Const,
    Construct,
    Convert,
    Display,
    EnumerateSource,
    Expr,
    Gather,
    Invoke,
    IsInstance,
    ItemsSource,
    Logic,
    Name,
    Narrow,
    Operation,
    Project,
    RangeSource,
    ReversedSource,
    Source,
    ValueSource,
    ZipSource,
)
from lemmata.language.walking import names_of, nodes

FALSE = Const(False, BOOL, 0)
WORDLESS = frozenset(
    [
        Operation.STORE,
        Operation.INSERT,
        Operation.REMOVE_AT,
        Operation.REMOVE,
        Operation.PUT,
        Operation.DROP,
    ]
)
"""Changes that Python has no expression for."""
_LARGEST = 1 << 256
_OPPOSITE = {
    Operation.EQUAL: Operation.NOT_EQUAL,
    Operation.LESS: Operation.GREATER_EQUAL,
    Operation.GREATER: Operation.LESS_EQUAL,
}
OPPOSITE = {**_OPPOSITE, **{other: one for one, other in _OPPOSITE.items()}}
"""The comparison that is true exactly where the other is false: all of them are total orders."""
MIRRORED = {
    Operation.LESS: Operation.GREATER,
    Operation.GREATER: Operation.LESS,
    Operation.LESS_EQUAL: Operation.GREATER_EQUAL,
    Operation.GREATER_EQUAL: Operation.LESS_EQUAL,
    Operation.EQUAL: Operation.EQUAL,
    Operation.NOT_EQUAL: Operation.NOT_EQUAL,
}
PARTIAL = frozenset(
    [
        Operation.DIVIDE,
        Operation.FLOOR_DIVIDE,
        Operation.MODULO,
        Operation.FRACTION,
        Operation.CHARACTER,
        Operation.ITEM,
        Operation.STORE,
        Operation.REMOVE_AT,
        Operation.REMOVE,
        Operation.INDEX,
        Operation.LEAST,
        Operation.GREATEST,
        Operation.REMOVE_ITEM,
        Operation.LOOKUP,
        Operation.DROP,
        Operation.PARSE_INT,
    ]
)
"""Operations that raise on some operands of their types."""

_REFLEXIVE = (Operation.EQUAL, Operation.LESS_EQUAL, Operation.GREATER_EQUAL)
_PARTIAL_GATHERS = (Gather.LEAST, Gather.GREATEST)


def parts(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly below, in the order of evaluation."""
    match expr:
        case Const() | Name():
            return ()
        case Apply(arguments=below) | Construct(arguments=below) | Call(arguments=below):
            return below
        case Invoke(arguments=below) | Display(items=below) | Logic(operands=below):
            return below
        case Conditional(test=test, then=then, otherwise=otherwise):
            return (test, then, otherwise)
        case Project() | Convert() | Narrow() | IsInstance():
            return (expr.value,)
        case Comprehension(source=source, tests=tests, element=element):
            return (*operands(source), *tests, element)


def with_parts(expr: Expr, below: Sequence[Expr]) -> Expr:
    """The same node above other expressions, on line 0."""
    match expr:
        case Const() | Name():
            return replace(expr, line=0)
        case Apply() | Construct() | Call():
            return replace(expr, arguments=tuple(below), line=0)
        case Invoke(function=function):
            return replace(expr, function=replace(function, line=0), arguments=tuple(below), line=0)
        case Display():
            return replace(expr, items=tuple(below), line=0)
        case Logic():
            return replace(expr, operands=tuple(below), line=0)
        case Conditional():
            return Conditional(below[0], below[1], below[2], expr.type, 0)
        case Project() | Convert() | Narrow() | IsInstance():
            return replace(expr, value=below[0], line=0)
        case Comprehension(source=source):
            pending = list(below)
            drawn = with_operands(source, pending)
            *tests, element = pending
            return replace(expr, source=drawn, tests=tuple(tests), element=element, line=0)


def operands(source: Source) -> tuple[Expr, ...]:
    """The expressions of a source, in the order of evaluation."""
    match source:
        case RangeSource(start=start, stop=stop):
            return (start, stop)
        case ValueSource(value=value) | ItemsSource(value=value):
            return (value,)
        case EnumerateSource(inner=inner, start=start):
            return (*operands(inner), start)
        case ZipSource(inners=inners):
            return tuple(operand for inner in inners for operand in operands(inner))
        case ReversedSource(inner=inner):
            return operands(inner)


def with_operands(source: Source, pending: list[Expr]) -> Source:
    """The source over other expressions, which are taken from the front of ``pending``."""
    match source:
        case RangeSource():
            return replace(source, start=pending.pop(0), stop=pending.pop(0))
        case ValueSource() | ItemsSource():
            return replace(source, value=pending.pop(0))
        case EnumerateSource(inner=inner):
            return EnumerateSource(with_operands(inner, pending), pending.pop(0))
        case ZipSource(inners=inners):
            return ZipSource(tuple(with_operands(inner, pending) for inner in inners))
        case ReversedSource(inner=inner):
            return ReversedSource(with_operands(inner, pending))


def names_in(exprs: Iterable[Expr]) -> frozenset[str]:
    """The names that the expressions read, those that a comprehension binds included."""
    return frozenset(node.name for node in nodes(tuple(exprs)) if isinstance(node, Name))


def free_in(expr: Expr) -> frozenset[str]:
    """The names that the expression reads and no comprehension in it binds there."""
    match expr:
        case Name(name=name):
            return frozenset([name])
        case Comprehension(source=source, target=target):
            inner = frozenset[str]().union(*map(free_in, (*expr.tests, expr.element)))
            outer = frozenset[str]().union(*map(free_in, operands(source)))
            return outer | (inner - {*names_of(target)})
        case Invoke(function=function):
            below = frozenset[str]().union(*map(free_in, parts(expr)))
            return below | {function.name}
        case _:
            return frozenset[str]().union(*map(free_in, parts(expr)))


def rebuilt(expr: Expr, leaf: Callable[[Name], Expr]) -> Expr:
    """The expression with other leaves for its names, made simple from below.

    Raises:
        UnsupportedError: a leaf names what a comprehension binds, or stands for a function.
    """
    match expr:
        case Name():
            return leaf(expr)
        case Comprehension(source=source):
            return drawing(expr, [rebuilt(part, leaf) for part in operands(source)], leaf)
        case Invoke(function=function):
            known = leaf(function)
            if not isinstance(known, Name):
                raise UnsupportedError(
                    "a function that is computed", remedy="call a parameter by its name"
                )
            expr = replace(expr, function=known)
    return simple(with_parts(expr, [rebuilt(part, leaf) for part in parts(expr)]))


def drawing(
    expr: Comprehension, drawn: Sequence[Expr], leaf: Callable[[Name], Expr]
) -> Comprehension:
    """The comprehension over other operands of its source, and with other leaves inside.

    Raises: as `rebuilt`.
    """
    bound = frozenset(names_of(expr.target))

    def inner(name: Name) -> Expr:
        if name.name in bound:
            return replace(name, line=0)
        known = leaf(name)
        if bound & names_in([known]):
            raise UnsupportedError(
                f"{', '.join(sorted(bound))} of a comprehension hides another name",
                remedy="rename the variable of the comprehension",
            )
        return known

    *tests, element = [rebuilt(part, inner) for part in (*expr.tests, expr.element)]
    source = with_operands(expr.source, list(drawn))
    return replace(expr, source=source, tests=tuple(tests), element=element, line=0)


def is_partial(expr: Expr) -> bool:
    """Whether evaluating it may raise, or may leave a declared type."""
    here = isinstance(expr, Narrow | Call)
    here = here or (isinstance(expr, Apply) and expr.operation in PARTIAL and not _divides(expr))
    here = here or (isinstance(expr, Comprehension) and expr.gather in _PARTIAL_GATHERS)
    return here or any(map(is_partial, parts(expr)))


def _divides(expr: Apply) -> bool:
    """Whether it is a division by a constant other than 0."""
    divisor = bare(expr.arguments[-1])
    divisions = (Operation.DIVIDE, Operation.FLOOR_DIVIDE, Operation.MODULO, Operation.FRACTION)
    return expr.operation in divisions and isinstance(divisor, Const) and divisor.value != 0


def size(expr: Expr) -> int:
    """The number of nodes."""
    return 1 + sum(map(size, parts(expr)))


def simple(expr: Expr) -> Expr:
    """The node made simple; what is below it is so already."""
    match expr:
        case Apply(operation=Operation.NOT, arguments=(operand,)):
            return opposite(operand)
        case Apply(operation=Operation.TRUTH, arguments=(operand,)) if operand.type == BOOL:
            return operand
        case Apply(operation=Operation.TRUTH, arguments=(operand,)) if operand.type == INT:
            return simple(Apply(Operation.NOT_EQUAL, (operand, Const(0, INT, 0)), BOOL, 0))
        case Apply(operation=Operation.IS_NONE, arguments=(operand,)) if not is_partial(operand):
            return _is_none(expr, operand)
        case Narrow(value=Convert(value=inner), type=kind) if inner.type == kind:
            return inner
        case IsInstance(value=Convert(value=inner)) if inner.type != NONE:
            return simple(replace(expr, value=inner))
        case IsInstance(value=value, kind=record) if isinstance(value.type, RecordType):
            return expr if is_partial(value) else Const(value.type == record, BOOL, 0)
        case Apply():
            return _listed(_folded(_of_length(_turned(expr))))
        case Logic(operator=operator, operands=operands) if expr.type == BOOL:
            return connect(operator, operands)
        case Conditional(test=Const(value=bool() as decided)):
            return expr.then if decided else expr.otherwise
        case Conditional(then=then, otherwise=otherwise) if then == otherwise:
            return then if not is_partial(expr.test) else expr
        case Project(value=Construct(arguments=arguments), index=index):
            others = (*arguments[:index], *arguments[index + 1 :])
            return expr if any(map(is_partial, others)) else arguments[index]
        case Project(value=Const(value=tuple() as values), index=index):
            return Const(values[index], expr.type, 0)
        case Project(value=Const(value=RecordValue(values=values)), index=index):
            return Const(values[index], expr.type, 0)
        case _:
            return expr


def settled(expr: Expr) -> Expr:
    """As `simple`, for a node whose operands were evaluated already: they may be dropped."""
    if isinstance(expr, Apply) and expr.operation in MIRRORED:
        left, right = expr.arguments
        if left == right:
            return TRUE if expr.operation in _REFLEXIVE else FALSE
    return simple(expr)


def opposite(test: Expr) -> Expr:
    """The test that is true where this one is false, and raises where it raises."""
    match test:
        case Const(value=bool() as value):
            return FALSE if value else TRUE
        case Apply(operation=Operation.NOT, arguments=(operand,)):
            return operand
        case Apply(operation=operation) if operation in OPPOSITE:
            return simple(replace(test, operation=OPPOSITE[operation]))
        case Logic(operator=operator, operands=operands):
            return connect("or" if operator == "and" else "and", map(opposite, operands))
        case _:
            return Apply(Operation.NOT, (test,), BOOL, 0)


def connect(operator: str, operands: Iterable[Expr]) -> Expr:
    """A connective of bools, flat and without repeats; no operand that may raise is lost."""
    neutral, final = (TRUE, FALSE) if operator == "and" else (FALSE, TRUE)
    kept: list[Expr] = []
    for operand in operands:
        inner = isinstance(operand, Logic) and operand.operator == operator
        for part in parts(operand) if inner and operand.type == BOOL else (operand,):
            if part == neutral or part in kept:
                continue
            kept.append(part)
            if part == final:
                break
        if kept and kept[-1] == final:
            break
    if kept and kept[-1] == final and not any(map(is_partial, kept)):
        return final
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else Logic(operator, tuple(kept), BOOL, 0)


def conjunction(tests: Iterable[Expr]) -> Expr:
    """All of the tests, in order."""
    return connect("and", tests)


def conjuncts(test: Expr) -> tuple[Expr, ...]:
    """What a test is a conjunction of."""
    if isinstance(test, Logic) and test.operator == "and" and test.type == BOOL:
        return test.operands
    return () if test == TRUE else (test,)


def bare(expr: Expr) -> Expr:
    """The expression below conversions, which print as nothing."""
    return bare(expr.value) if isinstance(expr, Convert) else expr


def _is_none(test: Expr, operand: Expr) -> Expr:
    below = bare(operand)
    if below.type == NONE:
        return TRUE
    return test if isinstance(below.type, OptionalType) else FALSE


def _turned(expr: Apply) -> Apply:
    """A comparison with its constant on the right."""
    if expr.operation not in MIRRORED:
        return expr
    left, right = expr.arguments
    if isinstance(bare(left), Const) and not isinstance(bare(right), Const):
        return _moved(replace(expr, operation=MIRRORED[expr.operation], arguments=(right, left)))
    return _moved(expr)


def _moved(expr: Apply) -> Apply:
    """``x + 1 < 4`` as ``x < 3`` and ``x - y < 0`` as ``x < y``: sums are exact."""
    left, right = expr.arguments
    if not isinstance(left, Apply) or not isinstance(right, Const) or is_partial(left):
        return expr
    if left.operation not in (Operation.ADD, Operation.SUBTRACT) or left.type != INT:
        return expr
    one, other = left.arguments
    if left.operation is Operation.SUBTRACT and right.value == 0:
        return _moved(replace(expr, arguments=(one, other)))
    if not isinstance(other, Const):
        return expr
    assert isinstance(right.value, int)
    assert isinstance(other.value, int)
    step = other.value if left.operation is Operation.ADD else -other.value
    return _moved(replace(expr, arguments=(one, Const(right.value - step, INT, 0))))


def _of_length(expr: Apply) -> Apply:
    """Comparisons of a length with a constant by `>=` and `<`, with 0 by `>` and `==`."""
    match expr:
        case Apply(
            operation=operation,
            arguments=(Apply(operation=Operation.LENGTH) as length, Const(value=int() as bound)),
        ) if operation in MIRRORED:
            pass
        case _:
            return expr
    if operation in (Operation.GREATER, Operation.LESS_EQUAL):
        is_above = operation is Operation.GREATER
        operation = Operation.GREATER_EQUAL if is_above else Operation.LESS
        bound += 1
    is_some = operation is Operation.GREATER_EQUAL and bound == 1
    is_some = is_some or (operation is Operation.NOT_EQUAL and bound == 0)
    if is_some or (operation is Operation.LESS and bound == 1):
        operation = Operation.GREATER if is_some else Operation.EQUAL
        bound = 0
    return replace(expr, operation=operation, arguments=(length, Const(bound, INT, 0)))


def _folded(expr: Apply) -> Expr:
    """The value of an operation on constants, where Python computes one of the very type."""
    below = [bare(part) for part in expr.arguments]
    constants = [part.value for part in below if isinstance(part, Const)]
    meaning = None if expr.operation is Operation.REPEAT else MEANING.get(expr.operation)
    if meaning is None or len(constants) < len(below) or not all(map(_is_small, constants)):
        return _same_sides(expr)
    try:
        value: Value = meaning(*constants)
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
        return expr
    fits = contains(expr.type, value) and isinstance(value, bool) == isinstance(expr.type, BoolType)
    return Const(value, expr.type, 0) if fits and _is_small(value) else expr


def _listed(expr: Expr) -> Expr:
    """Operations on lists whose items are all known, as long as no item that may raise is lost."""
    match expr:
        case Apply(operation=Operation.LENGTH, arguments=(Display(items=items, type=ListType()),)):
            return expr if any(map(is_partial, items)) else Const(len(items), INT, 0)
        case Apply(operation=Operation.COPY, arguments=(whole,)):
            return whole
        case Apply(operation=Operation.APPEND, arguments=(whole, item), type=ListType() as kind):
            more = Display((item,), kind, 0)
            return simple(Apply(Operation.CONCAT, (whole, more), kind, 0))
        case Apply(
            operation=Operation.ADD_ITEM | Operation.DISCARD | Operation.REMOVE_ITEM as change,
            arguments=(whole, item),
            type=SetType() as kind,
        ):
            is_more = change is Operation.ADD_ITEM
            operation = Operation.UNION if is_more else Operation.DIFFERENCE
            return Apply(operation, (whole, Display((item,), kind, 0)), kind, 0)
        case Apply(
            operation=Operation.CONCAT,
            arguments=(Display(items=items, type=kind), Display(items=more)),
        ):
            return Display((*items, *more), kind, 0)
        case Apply(
            operation=Operation.ITEM, arguments=(Display(items=items), Const(value=int() as at))
        ) if -len(items) <= at < len(items) and not any(map(is_partial, items)):
            return items[at]
        case _:
            return expr


def _same_sides(expr: Apply) -> Expr:
    """Comparisons of an expression with itself are decided."""
    if expr.operation not in MIRRORED or is_partial(expr):
        return expr
    left, right = expr.arguments
    if left != right:
        return expr
    return TRUE if expr.operation in _REFLEXIVE else FALSE


def _is_small(value: Value) -> bool:
    if isinstance(value, int):
        return -_LARGEST < value < _LARGEST
    return len(value) < 1_000 if isinstance(value, str | tuple) else True


def bounded_chains(tests: Sequence[Expr]) -> tuple[Expr, ...]:
    """The tests with the tightest bounds of one subject side by side, as ``0 <= x < 9``.

    Looser bounds by constants are left out.
    """
    joined: tuple[Expr, ...] = ()
    for test in _tightest(tests):
        joined = _joined(joined, test)
    return joined


def _tightest(tests: Sequence[Expr]) -> list[Expr]:
    """The tests, of constant bounds from one side only the tightest, where the first one stood."""
    kept: list[Expr] = []
    for test in tests:
        if any(_excludes(known, test) for known in tests):
            continue
        at = next((n for n, known in enumerate(kept) if _is_one_side(known, test)), None)
        if at is None:
            kept.append(test)
        elif _is_within(test, kept[at]):
            kept[at] = test
    return kept


def _excludes(known: Expr, test: Expr) -> bool:
    """Whether ``test`` is ``x != 3`` and ``known`` is ``x == 5``."""
    match known, test:
        case (
            Apply(operation=Operation.EQUAL, arguments=(one, Const(value=value))),
            Apply(operation=Operation.NOT_EQUAL, arguments=(other, Const(value=excluded))),
        ):
            return one == other and value != excluded
        case _:
            return False


def _is_one_side(one: Expr, other: Expr) -> bool:
    """Whether both bound one int from the same side by constants."""
    match one, other:
        case (
            Apply(arguments=(first, Const(value=int()))),
            Apply(arguments=(second, Const(value=int()))),
        ) if first == second and first.type == INT and not is_partial(first):
            return any(known(one) and known(other) for known in (_is_lower, _is_upper))
        case _:
            return False


def _is_within(one: Expr, other: Expr) -> bool:
    assert isinstance(one, Apply)
    assert isinstance(other, Apply)
    tight, loose = _edge(one), _edge(other)
    return tight > loose if _is_lower(one) else tight < loose


def _edge(bound: Apply) -> int:
    """The first int that the bound allows."""
    limit = bound.arguments[1]
    assert isinstance(limit, Const)
    assert isinstance(limit.value, int)
    steps = {Operation.GREATER: 1, Operation.LESS: -1}
    return limit.value + steps.get(bound.operation, 0)


def _joined(before: tuple[Expr, ...], test: Expr) -> tuple[Expr, ...]:
    for position, known in enumerate(before):
        strict = _strict(known, test) or _strict(test, known)
        if strict is not None:
            return _joined((*before[:position], *before[position + 1 :]), strict)
        low, high = (known, test) if _is_lower(known) else (test, known)
        if not (_is_lower(low) and _is_upper(high)) or is_partial(low) or is_partial(high):
            continue
        assert isinstance(low, Apply)
        assert isinstance(high, Apply)
        if low.arguments[0] == high.arguments[0]:
            only = _only_between(low, high)
            if only is not None:
                return (*before[:position], only, *before[position + 1 :])
            flipped = (low.arguments[1], low.arguments[0])
            turned = replace(low, operation=MIRRORED[low.operation], arguments=flipped)
            chain = Logic("and", (turned, high), BOOL, 0)
            return (*before[:position], chain, *before[position + 1 :])
    return (*before, test)


def _only_between(low: Apply, high: Apply) -> Expr | None:
    """``x == 3`` for ``2 < x < 4``."""
    match low.arguments, high.arguments:
        case (subject, Const(value=int())), (_, Const(value=int())) if subject.type == INT:
            if _edge(low) == _edge(high):
                return Apply(Operation.EQUAL, (subject, Const(_edge(low), INT, 0)), BOOL, 0)
    return None


def _strict(bound: Expr, other: Expr) -> Expr | None:
    """``x <= 3`` with ``x != 3`` is ``x < 3``."""
    match bound, other:
        case (
            Apply(operation=Operation.LESS_EQUAL | Operation.GREATER_EQUAL as weak),
            Apply(operation=Operation.NOT_EQUAL),
        ) if bound.arguments == other.arguments:
            strict = {
                Operation.LESS_EQUAL: Operation.LESS,
                Operation.GREATER_EQUAL: Operation.GREATER,
            }
            return replace(bound, operation=strict[weak])
        case _:
            return None


def _is_lower(test: Expr) -> bool:
    return isinstance(test, Apply) and test.operation in (
        Operation.GREATER,
        Operation.GREATER_EQUAL,
    )


def _is_upper(test: Expr) -> bool:
    return isinstance(test, Apply) and test.operation in (Operation.LESS, Operation.LESS_EQUAL)
