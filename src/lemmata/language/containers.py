"""Lists, dicts and sets as expressions: displays, items, slices, `+`, `*`, and membership."""

from collections.abc import Sequence

from lemmata.contracts.types import (
    BOOL,
    INT,
    NONE,
    STR,
    DictType,
    ListType,
    LiteralType,
    OptionalType,
    SetType,
    TupleType,
    Type,
    is_hashable,
    show,
)
from lemmata.language.refusals import Site
from lemmata.language.tree import (
    Apply,
    Const,
    Construct,
    Display,
    Expr,
    Logic,
    Narrow,
    Operation,
    Project,
    RangeSource,
)
from lemmata.language.typing_rules import (
    ANY_ERROR,
    HOLE,
    base_of,
    belongs,
    coerce,
    errors_of,
    has_hole,
    in_order,
    is_none,
    join,
    join_all,
    negation,
    numeric,
    once,
    plain,
    widen,
)

Container = ListType | SetType | DictType


def item_type(values: Sequence[Expr], what: str, site: Site) -> Type:
    """The type that a container of the values has for its items.

    Raises:
        UnsupportedError: the values have no type in common.
    """
    if not values:
        return HOLE
    kind = join_all([base_of(value.type) for value in values])
    if kind is None:
        names = " and ".join(dict.fromkeys(show(value.type) for value in values))
        raise site.refuse(f"{what} of {names}", "keep to one type of item")
    return base_of(kind)


def list_display(values: Sequence[Expr], site: Site) -> Display:
    """`[a, b, …]`."""
    kind = ListType(item_type(values, "a list", site))
    return Display(tuple(coerce(one, kind.item, None, site) for one in values), kind, site.line)


def set_display(values: Sequence[Expr], site: Site) -> Display:
    """`{a, b, …}`."""
    kind = SetType(hashed(item_type(values, "a set", site), site))
    return Display(tuple(coerce(one, kind.item, None, site) for one in values), kind, site.line)


def dict_display(keys: Sequence[Expr], values: Sequence[Expr], site: Site) -> Display:
    """`{k: v, …}`; of equal keys the first stays, with the last value."""
    key = hashed(item_type(keys, "dict keys", site), site)
    kind = DictType(key, item_type(values, "dict values", site))
    items: list[Expr] = []
    for one, other in zip(keys, values, strict=True):
        items += (coerce(one, kind.key, None, site), coerce(other, kind.value, None, site))
    return Display(tuple(items), kind, site.line)


def hashed(kind: Type, site: Site) -> Type:
    """``kind``, checked to be hashed by value."""
    if not is_hashable(kind):
        raise site.refuse(
            f"{show(kind)} as a key or an item of a set", "use a tuple of fixed length"
        )
    return kind


def is_mixed(operands: Sequence[Expr], site: Site) -> bool:
    """Whether two of the operands may raise, and not the same: their order can be told."""
    raising = [raised for raised in (errors_of(one, site) for one in operands) if raised]
    every = frozenset[str]().union(*raising)
    return len(raising) > 1 and (len(every) > 1 or ANY_ERROR in every)


def unmixed(operands: Sequence[Expr], what: str, site: Site) -> None:
    """Refuse operands of which two may raise, where the tree's order is not Python's."""
    if is_mixed(operands, site):
        raise site.refuse(f"{what} with two parts that may raise", "bind the parts to names first")


def concatenate(operands: Sequence[Expr], site: Site) -> Expr:
    """`+` of two lists."""
    values = [plain(one, "TypeError", site) for one in operands]
    kind = join(values[0].type, values[1].type)
    if not isinstance(kind, ListType) or not all(isinstance(v.type, ListType) for v in values):
        names = " and ".join(show(one.type) for one in operands)
        raise site.refuse(f"`+` of {names}", "both must be lists of one type of item")
    if any(value is not one for value, one in zip(values, operands, strict=True)):
        unmixed(operands, "`+`", site)
    parts = tuple(widen(one, kind) for one in values)
    return Apply(Operation.CONCAT, parts, kind, site.line)


def join_tuples(operands: Sequence[Expr], site: Site) -> Expr:
    """`+` of two tuple displays, or of variables that hold tuples."""
    items: list[Expr] = []
    for one in operands:
        if not isinstance(one.type, TupleType):
            names = " and ".join(show(one.type) for one in operands)
            raise site.refuse(f"`+` of {names}", "both must be tuples")
        items.extend(tuple_items(one, one.type, "`+`", site))
    return Construct(tuple(items), TupleType(tuple(one.type for one in items)), site.line)


def tuple_items(value: Expr, kind: TupleType, what: str, site: Site) -> tuple[Expr, ...]:
    """The items of a tuple, in order; an empty one must not hide what may raise."""
    if isinstance(value, Construct):
        return value.arguments
    if errors_of(value, site):
        raise site.refuse(f"{what} of a tuple that may raise", "bind it to a name first")
    whole = once(value, what, site)
    return tuple(Project(whole, i, one, site.line) for i, one in enumerate(kind.items))


def repeat(operands: Sequence[Expr], site: Site) -> Expr:
    """`xs * n` or `n * xs`, of a list or a str; a negative count gives the empty one."""
    unmixed(operands, "`*`", site)
    values = [plain(one, "TypeError", site) for one in operands]
    if not (values[0].type == STR or isinstance(values[0].type, ListType)):
        values.reverse()
    value, count = values
    count = widen(count, INT) if count.type == BOOL else count
    if count.type != INT or not (value.type == STR or isinstance(value.type, ListType)):
        names = " and ".join(show(one.type) for one in operands)
        raise site.refuse(f"`*` of {names}", "repeat a list or a str by an int")
    return Apply(Operation.REPEAT, (value, count), value.type, site.line)


def whole(value: Expr, what: str, site: Site) -> Expr:
    """An index or a bound, as an int."""
    number = numeric(value, what, site)
    if number.type != INT:
        raise site.refuse(f"{what} of type {show(value.type)}", "use an int")
    return number


def item(value: Expr, index: Expr, site: Site) -> Expr:
    """`value[index]` of a tuple, a str, a list or a dict."""
    kind = value.type
    in_order((value, index), site)
    if isinstance(kind, DictType):
        return lookup(value, kind, index, site)
    if isinstance(kind, TupleType):
        return _component(value, kind, index, site)
    if kind == STR:
        position = whole(index, "a subscript", site)
        return Apply(Operation.CHARACTER, (value, position), STR, site.line)
    if isinstance(kind, ListType):
        position = whole(index, "a subscript", site)
        return Apply(Operation.ITEM, (value, position), kind.item, site.line)
    raise site.refuse(f"a subscript of {show(kind)}", "str, list, tuple and dict have items")


def lookup(value: Expr, kind: DictType, key: Expr, site: Site) -> Expr:
    """`d[key]`; KeyError."""
    found = key_of(key, kind.key, site)
    return Apply(Operation.LOOKUP, (value, found), kind.value, site.line)


def key_of(key: Expr, kind: Type, site: Site) -> Expr:
    """A key or an item as the type that the container has for it."""
    if isinstance(kind, LiteralType) and belongs(key, kind):
        return coerce(key, kind, None, site)
    if join(key.type, kind) != kind:
        raise site.refuse(f"{show(key.type)} as a key of type {show(kind)}", "keep to one type")
    return coerce(key, kind, None, site)


def _component(value: Expr, kind: TupleType, index: Expr, site: Site) -> Expr:
    if not isinstance(index, Const) or type(index.value) is not int:
        remedy = "test the cases one by one, or use a list"
        raise site.refuse("a subscript of a tuple that is not a constant int", remedy)
    size = len(kind.items)
    if not -size <= index.value < size:
        construct = f"item {index.value} of a tuple of {size} (it always raises IndexError)"
        raise site.refuse(construct, "mend the index")
    position = index.value % size
    return Project(value, position, kind.items[position], site.line)


def slice_of(value: Expr, bounds: tuple[Expr, Expr], step: int | None, site: Site) -> Expr:
    """`value[a:b]`, or `value[::-1]`; bounds left out are None."""
    kind = value.type
    if isinstance(kind, TupleType):
        return _tuple_slice(value, kind, bounds, step, site)
    if kind != STR and not isinstance(kind, ListType):
        raise site.refuse(f"a slice of {show(kind)}", "str, list and tuple have slices")
    if step == -1 and all(map(_is_none, bounds)):
        return Apply(Operation.REVERSE, (value,), kind, site.line)
    if step not in (None, 1):
        remedy = "use [a:b] or [::-1], or a comprehension over range(a, b, step)"
        raise site.refuse("a slice with a step", remedy)
    if any(isinstance(one.type, OptionalType) for one in bounds):
        raise site.refuse("a slice bound that may be None", "test for None first")
    checked = tuple(one if _is_none(one) else whole(one, "a slice bound", site) for one in bounds)
    in_order((value, *checked), site)
    return Apply(Operation.SLICE, (value, *checked), kind, site.line)


def _is_none(value: Expr) -> bool:
    return isinstance(value, Const) and value.type == NONE


def _tuple_slice(
    value: Expr, kind: TupleType, bounds: tuple[Expr, Expr], step: int | None, site: Site
) -> Expr:
    known = [one.value if isinstance(one, Const) else "" for one in bounds]
    low, high = known
    if isinstance(low, str | tuple) or isinstance(high, str | tuple):
        raise site.refuse("a slice of a tuple with computed bounds", "use a list")
    if not (isinstance(low, int | None) and isinstance(high, int | None)):
        raise site.refuse("a slice bound that is no int", "use an int")
    parts = tuple_items(value, kind, "a slice", site)
    chosen = range(len(parts))[low:high:step]
    if any(errors_of(one, site) for index, one in enumerate(parts) if index not in chosen):
        raise site.refuse("a slice of a tuple that may raise", "bind it to a name first")
    taken = tuple(parts[index] for index in chosen)
    return Construct(taken, TupleType(tuple(one.type for one in taken)), site.line)


def holds(left: Expr, right: Expr, site: Site) -> Expr | None:
    """`left in right` of a list, a dict's keys or a set; None where it is none of them."""
    value = right
    if isinstance(value.type, OptionalType):
        value = plain(value, "TypeError", site)
        unmixed((left, right), "`in`", site)
    match value.type:
        case ListType(item=kind) | SetType(item=kind) | DictType(key=kind):
            pass
        case _:
            return None
    if has_hole(kind):
        value, kind = _told(value, left, site)
    if isinstance(left.type, OptionalType) and not isinstance(kind, OptionalType):
        return _holds_optional(left, value, site)
    both = join(left.type, kind, mixed=True)
    if both != kind:
        names = f"{show(left.type)} among {show(kind)}"
        raise site.refuse(f"`in` of {names}", "compare values of one type")
    return Apply(Operation.HOLDS, (widen(left, kind), value), BOOL, site.line)


def _holds_optional(left: Expr, right: Expr, site: Site) -> Expr:
    """None is no item of a container whose items are never None."""
    if errors_of(right, site):
        raise site.refuse("`in` over what may raise", "bind it to a name first")
    assert isinstance(left.type, OptionalType)
    value = once(left, "`in`", site)
    found = holds(Narrow(value, left.type.item, None, left.line), right, site)
    assert found is not None
    return Logic("and", (negation(is_none(value, site.line)), found), BOOL, site.line)


def _told(value: Expr, left: Expr, site: Site) -> tuple[Expr, Type]:
    """A container of unknown items, which ``left`` is looked for in, and the items' type."""
    kind = base_of(left.type)
    told: Type = ListType(kind)
    if isinstance(value.type, SetType):
        told = SetType(kind)
    if isinstance(value.type, DictType):
        told = DictType(kind, value.type.value)
    return coerce(value, told, None, site), kind


def in_range(left: Expr, source: RangeSource, site: Site) -> tuple[Expr, ...]:
    """The tests that `left in range(…)` is the conjunction of."""
    number = once(numeric(left, "`in` over a range", site), "`in` over a range", site)
    if number.type != INT:
        raise site.refuse(f"`in` over a range of {show(left.type)}", "compare an int")
    unmixed((left, source.start), "`in` over a range", site)
    if errors_of(source.stop, site):
        raise site.refuse("a bound of a range that may raise", "bind it to a name first")
    up = source.step > 0
    low, high = (Operation.GREATER_EQUAL, Operation.LESS)
    first, last = (low, high) if up else (Operation.LESS_EQUAL, Operation.GREATER)
    tests: list[Expr] = [
        Apply(first, (number, source.start), BOOL, site.line),
        Apply(last, (number, source.stop), BOOL, site.line),
    ]
    if abs(source.step) > 1:
        begin = once(source.start, "`in` over a range", site)
        offset = Apply(Operation.SUBTRACT, (number, begin), INT, site.line)
        step = Const(source.step, INT, site.line)
        rest = Apply(Operation.MODULO, (offset, step), INT, site.line)
        tests.append(Apply(Operation.EQUAL, (rest, Const(0, INT, site.line)), BOOL, site.line))
    return tuple(tests)


def set_operation(operation: Operation, operands: Sequence[Expr], site: Site) -> Expr:
    """`|`, `&`, `-` and `<=` of two sets of one type."""
    both = join(operands[0].type, operands[1].type)
    if not isinstance(both, SetType):
        names = " and ".join(show(one.type) for one in operands)
        raise site.refuse(f"`{operation.value}` of {names}", "give two sets of one type")
    parts = tuple(widen(one, both) for one in operands)
    kind = BOOL if operation is Operation.SUBSET else both
    return Apply(operation, parts, kind, site.line)


def set_order(symbol: str, operands: Sequence[Expr], site: Site) -> Expr:
    """`<=`, `<`, `>=` or `>` of two sets."""
    if symbol.startswith(">"):
        unmixed(operands, f"`{symbol}`", site)
        operands = (operands[1], operands[0])
    if symbol.endswith("="):
        return set_operation(Operation.SUBSET, operands, site)
    pair = [once(one, f"`{symbol}`", site) for one in operands]
    subset = set_operation(Operation.SUBSET, pair, site)
    assert isinstance(subset, Apply)
    other = Apply(Operation.NOT_EQUAL, subset.arguments, BOOL, site.line)
    return Logic("and", (subset, other), BOOL, site.line)


def copied(value: Expr, site: Site) -> Expr:
    """`list(xs)`, `dict(d)`, `xs.copy()`: the value, which no other name reaches."""
    return Apply(Operation.COPY, (value,), value.type, site.line)
