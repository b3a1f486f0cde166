"""Dicts and sets: exact on values, their facts true of CPython, laws proved and lies not."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

import pytest

from lemmata.contracts.errors import DataError
from lemmata.contracts.types import (
    BOOL,
    INT,
    STR,
    DictType,
    ListType,
    SetType,
    Type,
)
from lemmata.contracts.values import DictValue, ListValue, SetValue, Value
from lemmata.language.tree import Apply, Conditional, Const, Display, Expr, Name, Operation
from lemmata.obligations.models import read_inputs
from lemmata.obligations.scripts import Input
from lemmata.obligations.smtlib import Term, conjunction, negate
from lemmata.obligations.solvers import Reply, Script, Solver
from lemmata.obligations.sorts import constant
from tests.obligations.facts import Encoded, encode, instances, script

Ask = Callable[[Sequence[Script], Solver], tuple[Reply, ...]]
DICT, SET, LIST = DictType(STR, INT), SetType(INT), ListType(INT)


def _removed(entries: dict[str, int], key: str) -> dict[str, int]:
    copy = dict(entries)
    del copy[key]
    return copy


def _without(items: set[int], item: int) -> set[int]:
    copy = set(items)
    copy.remove(item)
    return copy


PYTHON: dict[Operation, tuple[Callable[..., object], tuple[Type, ...], Type]] = {
    Operation.LOOKUP: (lambda d, k: d[k], (DICT, STR), INT),
    Operation.GET: (lambda d, k, v: d.get(k, v), (DICT, STR, INT), INT),
    Operation.PUT: (lambda d, k, v: d | {k: v}, (DICT, STR, INT), DICT),
    Operation.DROP: (_removed, (DICT, STR), DICT),
    Operation.ADD_ITEM: (lambda s, x: s | {x}, (SET, INT), SET),
    Operation.DISCARD: (lambda s, x: s - {x}, (SET, INT), SET),
    Operation.REMOVE_ITEM: (_without, (SET, INT), SET),
    Operation.UNION: (lambda s, t: s | t, (SET, SET), SET),
    Operation.INTERSECTION: (lambda s, t: s & t, (SET, SET), SET),
    Operation.DIFFERENCE: (lambda s, t: s - t, (SET, SET), SET),
    Operation.SUBSET: (lambda s, t: s <= t, (SET, SET), BOOL),
    Operation.LENGTH: (len, (SET,), INT),
    Operation.TRUTH: (bool, (DICT,), BOOL),
    Operation.EQUAL: (lambda d, e: d == e, (DICT, DICT), BOOL),
    Operation.NOT_EQUAL: (lambda s, t: s != t, (SET, SET), BOOL),
}


STORES = (
    Operation.PUT,
    Operation.DROP,
    Operation.ADD_ITEM,
    Operation.DISCARD,
    Operation.REMOVE_ITEM,
)


def random_value(kind: Type, random: Random) -> object:
    """A small Python value."""
    match kind:
        case DictType():
            return {random.choice("abc"): random.randint(0, 2) for _ in range(random.randint(0, 3))}
        case SetType():
            return {random.randint(0, 3) for _ in range(random.randint(0, 4))}
        case ListType():
            return [random.randint(0, 3) for _ in range(random.randint(0, 4))]
        case _:
            return random.choice("abcd") if kind == STR else random.randint(0, 3)


def stand_in(value: object) -> Value:
    """The value as the language holds it."""
    match value:
        case dict():
            return DictValue(tuple(value.items()))
        case set():
            return SetValue(frozenset(value))
        case list():
            return ListValue(tuple(value))
        case _:
            assert isinstance(value, int | str)
            return value


def encoded(
    operation: Operation, values: Sequence[object], kinds: Sequence[Type], to: Type
) -> Encoded:
    """The operation on variables of these values."""
    names = tuple(Name(name, kind, 1) for name, kind in zip("abc", kinds, strict=False))
    pairs = zip(names, values, strict=True)
    environment = {n.name: (constant(stand_in(v), n.type), n.type) for n, v in pairs}
    made = encode(Apply(operation, names, to, 1), environment)
    for kind in (*kinds, to):
        made.encoder.sorts.sort(kind)
    return made


def sizes(value: object, kind: Type) -> Iterator[Term]:
    """What CPython says of the size."""
    if isinstance(kind, DictType | SetType):
        assert isinstance(value, dict | set)
        name = f"size.{'dict.String.Int' if isinstance(kind, DictType) else 'set.Int'}"
        yield f"(= ({name} {constant(stand_in(value), kind)}) {len(value)})"


def decided(scripts: Sequence[Script], ask: Ask) -> list[str]:
    """Of each script what both solvers say, if one says it and the other does not object."""
    said = [[reply.status for reply in ask(scripts, solver)] for solver in Solver]
    pairs = [set(pair) - {"unknown"} for pair in zip(*said, strict=True)]
    return [pair.pop() if len(pair) == 1 else "unknown" for pair in pairs]


@pytest.mark.parametrize("operation", list(PYTHON))
def test_operations_agree_with_cpython(operation: Operation, ask: Ask) -> None:
    """The value of each operation is CPython's, sizes follow, and KeyError is demanded away."""
    function, kinds, to = PYTHON[operation]
    random = Random(operation.value)
    scripts = []
    for _ in range(40):
        values = [random_value(kind, random) for kind in kinds]
        made = encoded(operation, values, kinds, to)
        pinned = [
            pin for value, kind in zip(values, kinds, strict=True) for pin in sizes(value, kind)
        ]
        try:
            expected = function(*values)
        except KeyError:
            claims = [negate(made.defined)] if made.errors == ("KeyError",) else ["false"]
        else:
            claims = [made.defined, f"(= {made.term} {constant(stand_in(expected), to)})"]
            claims += sizes(expected, to) if operation in STORES else ()
        facts = [*made.facts, *pinned]
        scripts.append(script([made.encoder], [*facts, negate(conjunction(claims))]))
    assert decided(scripts, ask) == ["unsat"] * len(scripts)


def pins(kind: Type, value: object, tag: int) -> Iterator[Term]:
    """What CPython says of a dict's keys and values, and of a sorted set."""
    whole = constant(stand_in(value), kind)
    if isinstance(value, dict):
        keys, values = (
            constant(stand_in(list(v)), t)
            for v, t in ((value, ListType(STR)), (value.values(), LIST))
        )
        yield f"(= (keys.dict.String.Int {whole} {tag}) {keys})"
        yield f"(= (values.dict.String.Int {whole} {tag}) {values})"
    elif isinstance(value, set):
        yield f"(= (sorted.set.Int {whole}) {constant(stand_in(sorted(value)), LIST)})"
    yield from sizes(value, kind)


LISTED: dict[Operation, tuple[Callable[..., object], Type, Type]] = {
    Operation.KEYS: (list, DICT, ListType(STR)),
    Operation.VALUES: (lambda d: list(d.values()), DICT, LIST),
    Operation.LIST_OF: (sorted, SET, LIST),
    Operation.SET_OF: (set, LIST, SET),
}


@pytest.mark.parametrize("operation", list(LISTED))
def test_lists_of_keys_are_as_cpython_lists_them(operation: Operation, ask: Ask) -> None:
    """No fact about keys, values, sorted sets and sets of lists contradicts CPython."""
    function, kind, to = LISTED[operation]
    random = Random(operation.value)
    truths, lies = [], []
    for _ in range(10):
        value = random_value(kind, random)
        made = encoded(operation, [value], [kind], to)
        for one in (kind, to, ListType(STR), LIST):
            made.encoder.sorts.sort(one)
        declared = made.encoder.sorts.declared
        laws = [law.formula for one in declared.values() for law in one.axioms]
        held = [*pins(kind, value, 1), *pins(to, function(value), 1)]
        facts = [instances(fact, range(-1, 6)) for fact in made.facts]
        known = [*laws, *facts, *(pin for pin in held if pin.split()[1].strip("(") in declared)]
        said = stand_in(function(value))
        truths.append(script([made.encoder], [*known, f"(= {made.term} {constant(said, to)})"]))
        lie = constant(altered(said, to), to)
        counted = list(sizes(value, kind))
        lies.append(script([made.encoder], [*laws, *facts, *counted, f"(= {made.term} {lie})"]))
    assert "unsat" not in decided(truths, ask)
    if to != SET:
        assert decided(lies, ask).count("unsat") >= 7


def altered(value: Value, kind: Type) -> Value:
    """Another list or set, of another size."""
    if isinstance(value, SetValue):
        return SetValue(value.items | {9})
    assert isinstance(value, ListValue)
    return ListValue((*value.items, "z" if kind == ListType(STR) else 9))


D, E = Name("d", DICT, 1), Name("e", DICT, 1)
K, J, V = Name("k", STR, 1), Name("j", STR, 1), Name("v", INT, 1)
S, T, X = Name("s", SET, 1), Name("t", SET, 1), Name("x", INT, 1)


def op(operation: Operation, to: Type, *arguments: Expr) -> Apply:
    """One operation."""
    return Apply(operation, arguments, to, 1)


def same(left: Expr, right: Expr) -> Apply:
    """`left == right`."""
    return op(Operation.EQUAL, BOOL, left, right)


def size(whole: Expr) -> Apply:
    """`len(whole)`."""
    return op(Operation.LENGTH, INT, whole)


def plus(whole: Expr, more: int) -> Apply:
    """`whole + more`."""
    return op(Operation.ADD, INT, whole, Const(more, INT, 1))


PUT = op(Operation.PUT, DICT, D, K, V)
UNION, MEET = (op(o, SET, S, T) for o in (Operation.UNION, Operation.INTERSECTION))
SUBSET = op(Operation.SUBSET, BOOL, S, T)
MORE = op(Operation.ADD_ITEM, SET, S, X)
LAWS: dict[str, Expr] = {
    "put is found": same(op(Operation.LOOKUP, INT, PUT, K), V),
    "put has the key": op(Operation.HOLDS, BOOL, K, PUT),
    "put twice": same(op(Operation.PUT, DICT, PUT, K, V), PUT),
    "a dict is not smaller for a put": op(Operation.LESS_EQUAL, BOOL, size(D), size(PUT)),
    "one more at most": op(Operation.LESS_EQUAL, BOOL, size(PUT), plus(size(D), 1)),
    "not empty": op(Operation.TRUTH, BOOL, PUT),
    "size of a union": op(Operation.LESS_EQUAL, BOOL, size(S), size(UNION)),
    "union commutes": same(UNION, op(Operation.UNION, SET, T, S)),
    "meet within": op(Operation.SUBSET, BOOL, MEET, S),
    "within a union": op(Operation.SUBSET, BOOL, S, UNION),
    "added is there": op(Operation.HOLDS, BOOL, X, MORE),
    "subset is smaller": Conditional(
        SUBSET, op(Operation.LESS_EQUAL, BOOL, size(S), size(T)), Const(True, BOOL, 1), BOOL, 1
    ),
    "display": same(size(Display((Const(1, INT, 1), Const(1, INT, 1)), SET, 1)), Const(1, INT, 1)),
}
LIES: dict[str, Expr] = {
    "always one more": same(size(PUT), plus(size(D), 1)),
    "other keys": same(op(Operation.GET, INT, PUT, J, V), V),
    "puts commute": same(
        op(Operation.PUT, DICT, op(Operation.PUT, DICT, D, K, V), J, Const(1, INT, 1)),
        op(Operation.PUT, DICT, op(Operation.PUT, DICT, D, J, Const(1, INT, 1)), K, V),
    ),
    "union is one of them": same(UNION, S),
    "sizes add up": same(size(UNION), op(Operation.ADD, INT, size(S), size(T))),
    "one order": Conditional(
        same(D, E),
        same(op(Operation.KEYS, ListType(STR), D), op(Operation.KEYS, ListType(STR), E)),
        Const(True, BOOL, 1),
        BOOL,
        1,
    ),
}


def claimed(expr: Expr) -> Script:
    """Unsat when the law holds of all values."""
    variables = (D, E, K, J, V, S, T, X)
    inputs = [Input(f"arg.{one.name}", one.type) for one in variables]
    environment = {one.name: (f"arg.{one.name}", one.type) for one in variables}
    made = encode(expr, environment)
    for one in inputs:
        made.encoder.sorts.sort(one.type)
    declared = made.encoder.sorts.declared
    laws = [law.formula for known in declared.values() for law in known.axioms]
    wrong = negate(conjunction([made.defined, made.term]))
    asked = script([made.encoder], [*laws, *made.facts, wrong])
    constants = "".join(f"{one.declaration}\n" for one in inputs)
    head, _, rest = asked.text.partition("(assert ")
    return Script(f"{head}{constants}(assert {rest}")


def test_laws_are_proved_and_lies_are_not(ask: Ask) -> None:
    """What is true of all dicts and sets is proved, what is false of some is not."""
    assert decided([claimed(law) for law in LAWS.values()], ask) == ["unsat"] * len(LAWS)
    lies = [[r.status for r in ask([claimed(lie) for lie in LIES.values()], s)] for s in Solver]
    assert "unsat" not in [*lies[0], *lies[1]]


def test_models_are_read_as_dicts_and_sets() -> None:
    """Stores over an empty array are entries in order; an array that never ends is refused."""
    inputs = [Input("arg.d", DICT), Input("arg.s", SET)]
    empty = "((as const (Array String option.Int)) none.Int)"
    first = f'(store (store (store {empty} "a" (some.Int 1)) "b" (some.Int 2)) "a" (some.Int 3))'
    items = "(store (store ((as const (Array Int Bool)) false) 1 true) 1 false)"
    read = read_inputs(inputs, [f"((arg.d {first}))", items])
    assert read == (DictValue((("b", 2), ("a", 3))), SetValue(frozenset()))
    for endless in ("((as const (Array Int Bool)) true)", "(_ as-array f)"):
        with pytest.raises(DataError):
            read_inputs(inputs[1:], [endless])
