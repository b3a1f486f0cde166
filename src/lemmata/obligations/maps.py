"""Dicts and sets: arrays from keys to optional values, and from items to truth.

`=` of the arrays is Python's `==`. What arrays do not have is stated as facts, each true of every
dict and set there is: how many keys, which items a union has, what a sorted set holds.

The order of a dict is not in its array. `KEYS` is a list without repeats that holds the keys, a
function of the array and of the text of the term that is asked: equal texts are one value, equal
arrays need not have one order. So no call may take equal arrays for equal dicts: it takes the tag
of the text too (`order_tag`).
"""

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    DictType,
    ListType,
    OptionalType,
    RecordType,
    RecursiveType,
    SetType,
    TupleType,
    Type,
)
from lemmata.contracts.values import DictValue, SetValue
from lemmata.language.tree import Apply, Const, Display, Expr, Operation
from lemmata.obligations.conversions import convert
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.smtlib import (
    Term,
    apply,
    choose,
    conjunction,
    disjunction,
    negate,
    symbols,
)
from lemmata.obligations.sorts import (
    base_of,
    components,
    empty_map,
    is_none,
    item,
    list_function,
    slot,
    some,
    sort_name,
)
from lemmata.obligations.theory import Pattern, declare, forall

Map = DictType | SetType
_BINARY = {
    Operation.UNION: ("union", "or"),
    Operation.INTERSECTION: ("meet", "and"),
    Operation.DIFFERENCE: ("minus", "and"),
}


def is_map_work(expr: Apply) -> bool:
    """Whether `map_work` gives the operation's meaning."""
    if expr.operation in (Operation.EQUAL, Operation.NOT_EQUAL, Operation.MEMBER, Operation.COPY):
        return False
    if expr.operation in (Operation.SET_OF, Operation.LIST_OF):
        return True
    where = expr.arguments[1 if expr.operation is Operation.HOLDS else 0].type
    return isinstance(base_of(where), Map)


def map_work(encoder: Encoding, expr: Apply, terms: list[Term]) -> Term:
    """The operation's value, given its operands' terms.

    Raises:
        UnsupportedError: an operation without an exact counterpart.
    """
    for argument in (*expr.arguments, expr):
        encoder.sorts.sort(argument.type)
    kind = expr.arguments[0].type
    match expr.operation, kind:
        case Operation.HOLDS, _:
            return has(expr.arguments[1].type, terms[1], terms[0])
        case Operation.SET_OF, ListType():
            return set_of(encoder, kind, expr.type, terms[0])
        case Operation.LENGTH, DictType() | SetType():
            whole = encoder.share(terms[0], kind)
            return _sized(encoder, kind, whole, expr.arguments[0])
        case Operation.TRUTH, _:
            return negate(apply("=", terms[0], empty_map(kind)))
        case _, DictType():
            return _dict_work(encoder, expr, kind, terms)
        case _, SetType():
            return _set_work(encoder, expr, kind, terms)
        case _:
            raise UnsupportedError(f"the operation {expr.operation.value}, line {expr.line}")


def has(kind: Type, whole: Term, key: Term) -> Term:
    """Whether a dict has the key, or a set the item."""
    found = apply("select", whole, key)
    return negate(is_none(slot(kind), found)) if isinstance(kind, DictType) else found


def value_at(kind: DictType, whole: Term, key: Term) -> Term:
    """The value of a key that the dict has."""
    return item(slot(kind), apply("select", whole, key))


def size_of(kind: Type, whole: Term) -> Term:
    """How many keys or items there are."""
    return apply(f"size.{sort_name(kind)}", whole)


def _sized(encoder: Encoding, kind: Type, whole: Term, origin: Expr | None = None) -> Term:
    """The size, with what is true of every size; that of a constant is counted."""
    size = size_of(kind, whole)
    if isinstance(origin, Const):
        value = origin.value
        assert isinstance(value, DictValue | SetValue)
        count = len(value.entries) if isinstance(value, DictValue) else len(value.items)
        encoder.assume(apply("=", size, str(count)), size)
    encoder.assume(apply(">=", size, "0"), size)
    none = apply("=", whole, empty_map(kind))
    encoder.assume(apply("=", apply("=", size, "0"), none), size)
    return size


def _changed(
    encoder: Encoding, kind: Type, before: Term, after: Term, by: Term, origin: Expr | None = None
) -> Term:
    """What a store makes, and its size: one key more, or less, or none."""
    made = encoder.share(after, kind)
    size = apply("+", _sized(encoder, kind, before, origin), by)
    encoder.assume(apply("=", size_of(kind, made), size), size_of(kind, made))
    return made


def _dict_work(encoder: Encoding, expr: Apply, kind: DictType, terms: list[Term]) -> Term:
    whole, origin = encoder.share(terms[0], kind), expr.arguments[0]
    match expr.operation:
        case Operation.LOOKUP:
            _demand_key(encoder, expr, has(kind, whole, terms[1]))
            return value_at(kind, whole, terms[1])
        case Operation.GET:
            key = encoder.share(terms[1], kind.key)
            found = convert(value_at(kind, whole, key), kind.value, expr.type, encoder.share)
            other = convert(terms[2], expr.arguments[2].type, expr.type, encoder.share)
            return choose(has(kind, whole, key), found, other)
        case Operation.PUT:
            key = encoder.share(terms[1], kind.key)
            return _put(encoder, kind, whole, key, terms[2], origin)
        case Operation.DROP:
            key = encoder.share(terms[1], kind.key)
            held = has(kind, whole, key)
            _demand_key(encoder, expr, held)
            after = apply("store", whole, key, f"none.{sort_name(kind.value)}")
            return _changed(encoder, kind, whole, after, choose(held, "(- 1)", "0"), origin)
        case Operation.KEYS:
            return keys_of(encoder, kind, whole)
        case Operation.VALUES:
            return _values(encoder, expr, kind, whole)
        case _:
            raise UnsupportedError(
                f"the operation {expr.operation.value} of a dict, line {expr.line}"
            )


def _demand_key(encoder: Encoding, expr: Apply, held: Term) -> None:
    text = f"the {'key' if expr.operation is not Operation.REMOVE_ITEM else 'item'} is there"
    encoder.demand(Demand(held, ObligationKind.DEFINED, text, expr.line, "KeyError"))


def _put(
    encoder: Encoding, kind: DictType, whole: Term, key: Term, value: Term, origin: Expr | None
) -> Term:
    after = apply("store", whole, key, some(slot(kind), value))
    more = choose(has(kind, whole, key), "0", "1")
    return _changed(encoder, kind, whole, after, more, origin)


def _add(encoder: Encoding, kind: SetType, whole: Term, one: Term, origin: Expr | None) -> Term:
    after = apply("store", whole, one, "true")
    return _changed(encoder, kind, whole, after, choose(has(kind, whole, one), "0", "1"), origin)


def map_display(encoder: Encoding, expr: Display, terms: list[Term]) -> Term:
    """A dict or set display: later keys win, the first of equal items stays."""
    kind = expr.type
    encoder.sorts.sort(kind)
    whole = empty_map(kind)
    if isinstance(kind, DictType):
        for key, value in zip(terms[::2], terms[1::2], strict=True):
            whole = _put(encoder, kind, whole, encoder.share(key, kind.key), value, None)
        return whole
    assert isinstance(kind, SetType)
    for term in terms:
        whole = _add(encoder, kind, whole, encoder.share(term, kind.item), None)
    return whole


def _set_work(encoder: Encoding, expr: Apply, kind: SetType, terms: list[Term]) -> Term:
    whole, origin = encoder.share(terms[0], kind), expr.arguments[0]
    match expr.operation:
        case Operation.ADD_ITEM:
            return _add(encoder, kind, whole, encoder.share(terms[1], kind.item), origin)
        case Operation.DISCARD | Operation.REMOVE_ITEM:
            one = encoder.share(terms[1], kind.item)
            held = has(kind, whole, one)
            if expr.operation is Operation.REMOVE_ITEM:
                _demand_key(encoder, expr, held)
            after = apply("store", whole, one, "false")
            return _changed(encoder, kind, whole, after, choose(held, "(- 1)", "0"), origin)
        case Operation.UNION | Operation.INTERSECTION | Operation.DIFFERENCE:
            return _combined(encoder, expr, kind, whole, encoder.share(terms[1], kind))
        case Operation.SUBSET:
            return _subset(encoder, kind, whole, encoder.share(terms[1], kind))
        case Operation.LIST_OF:
            return _sorted(encoder, expr, kind, whole)
        case _:
            raise UnsupportedError(
                f"the operation {expr.operation.value} of a set, line {expr.line}"
            )


def _each(kind: Type, statement: str, *patterns: Pattern) -> Term:
    key = kind.key if isinstance(kind, DictType) else kind.item  # type: ignore[union-attr]
    return forall((("each.key", sort_name(key)),), statement, patterns)


def _combined(encoder: Encoding, expr: Apply, kind: SetType, left: Term, right: Term) -> Term:
    sort = encoder.sorts.sort(kind)
    for name, _ in _BINARY.values():
        encoder.sorts.introduce(f"{name}.{sort}", declare(f"{name}.{sort}", (sort, sort), sort))
    name, connective = _BINARY[expr.operation]
    made = apply(f"{name}.{sort}", left, right)
    here = apply("select", made, "each.key")
    other = apply("select", right, "each.key")
    other = negate(other) if expr.operation is Operation.DIFFERENCE else other
    either = apply(connective, apply("select", left, "each.key"), other)
    encoder.assume(_each(kind, apply("=", here, either), (here,)), made)
    sizes = {term: _sized(encoder, kind, term) for term in (left, right, made)}
    both = size_of(kind, apply(f"meet.{sort}", left, right))
    bounds = conjunction([f"(<= 0 {both} {sizes[left]})", f"(<= {both} {sizes[right]})"])
    encoder.assume(bounds, made)
    total = {
        Operation.UNION: f"(- (+ {sizes[left]} {sizes[right]}) {both})",
        Operation.INTERSECTION: both,
        Operation.DIFFERENCE: f"(- {sizes[left]} {both})",
    }
    encoder.assume(apply("=", sizes[made], total[expr.operation]), made)
    return made


def _subset(encoder: Encoding, kind: SetType, left: Term, right: Term) -> Term:
    inside, outside = (apply("select", one, "each.key") for one in (left, right))
    made = _each(kind, apply("=>", inside, outside), (inside,))
    sizes = [_sized(encoder, kind, one) for one in (left, right)]
    encoder.assume(disjunction([negate(made), apply("<=", *sizes)]), apply("+", *sizes))
    return made


def set_of(encoder: Encoding, kind: ListType, target: Type, whole: Term) -> Term:
    """The items of a list: a set has what the list has."""
    whole = encoder.share(whole, kind)
    sort = encoder.sorts.sort(kind)
    name = f"items.{sort}"
    encoder.sorts.introduce(name, declare(name, (sort,), encoder.sorts.sort(target)))
    made = apply(name, whole)
    inside, held = (
        apply("select", made, "each.key"),
        apply(list_function("has", kind), whole, "each.key"),
    )
    encoder.assume(_each(target, apply("=", inside, held), (inside,), (held,)), made)
    size, length = _sized(encoder, target, made), apply(list_function("len", kind), whole)
    encoder.assume(
        conjunction(
            [apply("<=", size, length), apply("=", apply("=", size, "0"), apply("=", length, "0"))]
        ),
        made,
    )
    return made


def _list_facts(
    encoder: Encoding, kind: Type, whole: Term, made: Term, listed: ListType, order: str
) -> None:
    """A list without repeats that holds what the dict or set has; ``order`` of two places."""
    held = apply(list_function("has", listed), made, "each.key")
    same = apply("=", held, has(kind, whole, "each.key"))
    encoder.assume(_each(kind, same, (held,), (apply("select", whole, "each.key"),)), made)
    length = apply(list_function("len", listed), made)
    encoder.assume(apply("=", length, _sized(encoder, kind, whole)), made)
    at, later = (apply(list_function("at", listed), made, f"each.{n}") for n in ("i", "j"))
    within = f"(and (<= 0 each.i) (< each.i {length}))"
    there = f"(=> {within} {has(kind, whole, at)})"
    encoder.assume(forall((("each.i", "Int"),), there, ((at,),)), made)
    two = f"(and (<= 0 each.i) (< each.i each.j) (< each.j {length}))"
    apart = f"(=> {two} {order.format(at, later)})"
    encoder.assume(forall((("each.i", "Int"), ("each.j", "Int")), apart, ((at, later),)), made)


def keys_of(encoder: Encoding, kind: DictType, whole: Term) -> Term:
    """The keys of a dict, once each, in an order of which nothing else is known.

    Raises:
        UnsupportedError: the dict depends on a bound variable.
    """
    listed = ListType(kind.key)
    sort, to = encoder.sorts.sort(kind), encoder.sorts.sort(listed)
    name = f"keys.{sort}"
    encoder.sorts.introduce(name, declare(name, (sort, "Int"), to))
    made = apply(name, whole, order_tag(encoder, [whole]))
    _list_facts(encoder, kind, whole, made, listed, "(not (= {} {}))")
    return made


def items_of(encoder: Encoding, kind: SetType, whole: Term) -> Term:
    """The items of a set, once each, in an order of which nothing is known.

    It is for what comes out the same in every order; what holds, holds in each.
    """
    listed = ListType(kind.item)
    sort, to = encoder.sorts.sort(kind), encoder.sorts.sort(listed)
    name = f"listed.{sort}"
    encoder.sorts.introduce(name, declare(name, (sort,), to))
    made = apply(name, whole)
    _list_facts(encoder, kind, whole, made, listed, "(not (= {} {}))")
    return made


def _values(encoder: Encoding, expr: Apply, kind: DictType, whole: Term) -> Term:
    listed = ListType(kind.value)
    keys = encoder.share(keys_of(encoder, kind, whole), ListType(kind.key))
    sort, to = encoder.sorts.sort(kind), encoder.sorts.sort(listed)
    name = f"values.{sort}"
    encoder.sorts.introduce(name, declare(name, (sort, "Int"), to))
    made = apply(name, whole, order_tag(encoder, [whole]))
    length = apply(list_function("len", listed), made)
    encoder.assume(apply("=", length, size_of(kind, whole)), made)
    at = apply(list_function("at", listed), made, "each.i")
    key = apply(list_function("at", ListType(kind.key)), keys, "each.i")
    within = f"(and (<= 0 each.i) (< each.i {length}))"
    same = f"(=> {within} (= {at} {value_at(kind, whole, key)}))"
    encoder.assume(forall((("each.i", "Int"),), same, ((at,), (key,))), made)
    return made


def _sorted(encoder: Encoding, expr: Apply, kind: SetType, whole: Term) -> Term:
    """`sorted(s)`: the items in ascending order, once each."""
    orders = {"Int": "(< {} {})", "Real": "(< {} {})", "String": "(str.< {} {})"}
    orders["Bool"] = "(and (not {}) {})"
    base = sort_name(base_of(kind.item))
    if base not in orders or not isinstance(expr.type, ListType):
        raise UnsupportedError(f"an order of {base}, line {expr.line}")
    sort, to = encoder.sorts.sort(kind), encoder.sorts.sort(expr.type)
    name = f"sorted.{sort}"
    encoder.sorts.introduce(name, declare(name, (sort,), to))
    made = apply(name, whole)
    _list_facts(encoder, kind, whole, made, expr.type, orders[base])
    return made


def holds_order(kind: Type) -> bool:
    """Whether dicts are inside the values of the type, whose order their arrays do not show."""
    match kind:
        case DictType():
            return True
        case RecursiveType():
            return False  # a field holds no dict
        case OptionalType(item=inner) | ListType(item=inner) | SetType(item=inner):
            return holds_order(inner)
        case TupleType() | RecordType():
            return any(map(holds_order, components(kind)))
        case _:
            return False


def order_tag(encoder: Encoding, terms: list[Term]) -> Term:
    """A number for the texts of these terms: one text, one number.

    Raises:
        UnsupportedError: the text stands for many values, one for each of a bound variable.
    """
    text = " ".join(terms)
    if any(name.startswith("bound.") for name in symbols(text)):
        raise UnsupportedError(
            "the order of a dict within a quantifier", remedy="look keys up instead"
        )
    return str(encoder.sorts.tag(text))
