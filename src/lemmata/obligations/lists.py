"""Operations on lists as terms, exact for every index and bound, with the demands of Python.

Traps minded here: an index from -len(xs) counts from the end, and only below that is it an error;
slices never raise and clamp both bounds; `insert` clamps too; a repeat by less than one is empty.
"""

from collections.abc import Iterator

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import ListType, Type, show
from lemmata.language.tree import Apply, Const, Display, Operation
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.equality import equal, holds_list
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.quantifiers import for_all
from lemmata.obligations.smtlib import (
    Term,
    apply,
    choose,
    conjunction,
    disjunction,
    implies,
    negate,
    operands,
)
from lemmata.obligations.sorts import base_of, list_function
from lemmata.obligations.sorts import display as displayed

_ON_LISTS = {
    Operation.LENGTH,
    Operation.ITEM,
    Operation.SLICE,
    Operation.CONCAT,
    Operation.APPEND,
    Operation.STORE,
    Operation.REPEAT,
    Operation.REVERSE,
    Operation.INSERT,
    Operation.REMOVE_AT,
    Operation.REMOVE,
    Operation.INDEX,
    Operation.TRUTH,
    Operation.ALL,
    Operation.ANY,
}
_COMPARED = (Operation.EQUAL, Operation.NOT_EQUAL, Operation.MEMBER)


def is_list_work(expr: Apply) -> bool:
    """Whether `list_work` gives the operation's meaning."""
    first = base_of(expr.arguments[0].type)
    if expr.operation in _COMPARED:
        return holds_list(first)
    if expr.operation is Operation.HOLDS:
        return isinstance(expr.arguments[1].type, ListType)
    return expr.operation in _ON_LISTS and isinstance(first, ListType)


def list_work(encoder: Encoding, expr: Apply, terms: list[Term]) -> Term:
    """The operation's value, given its operands' terms.

    Raises:
        UnsupportedError: an operation without an exact counterpart.
    """
    for argument in expr.arguments:
        encoder.sorts.sort(argument.type)
    kind = expr.arguments[0].type
    match expr.operation:
        case Operation.EQUAL:
            return _equal(encoder, kind, terms)
        case Operation.NOT_EQUAL:
            return negate(_equal(encoder, kind, terms))
        case Operation.MEMBER:
            whole = encoder.share(terms[0], kind)
            return disjunction(equal(kind, whole, other) for other in terms[1:])
        case Operation.HOLDS:
            return apply(list_function("has", expr.arguments[1].type), terms[1], terms[0])
        case _:
            assert isinstance(kind, ListType)
            return _work(encoder, expr, kind, terms)


def _equal(encoder: Encoding, kind: Type, terms: list[Term]) -> Term:
    left, right = (encoder.share(term, kind) for term in terms)
    known = encoder.scope.definitions
    spelled = [known[term].term if term in known else term for term in (left, right)]
    ordered = f"({list_function('sort', kind)} "
    if all(term.startswith(ordered) for term in spelled):
        # The law `sort-same`: sorted alike is to be rearranged.
        return apply(list_function("perm", kind), *(operands(term)[0] for term in spelled))
    return equal(kind, left, right)


def _work(encoder: Encoding, expr: Apply, kind: ListType, terms: list[Term]) -> Term:
    def named(name: str) -> str:
        return list_function(name, kind)

    match expr.operation:
        case Operation.LENGTH:
            return length_of(kind, terms[0])
        case Operation.TRUTH:
            return negate(apply("=", length_of(kind, terms[0]), "0"))
        case Operation.CONCAT:
            return apply(named("cat"), *terms)
        case Operation.APPEND:
            return apply(named("app"), *terms)
        case Operation.REVERSE:
            return apply(named("rev"), terms[0])
        case Operation.REPEAT:
            _fits_index(encoder, expr, terms[1], length_of(kind, terms[0]))
            return _repeat(kind, terms)
        case Operation.SLICE:
            return _slice(encoder, expr, kind, terms)
        case Operation.INSERT:
            whole = encoder.share(terms[0], kind)
            _fits_index(encoder, expr, terms[1], length_of(kind, whole))
            place = clamped(encoder, terms[1], length_of(kind, whole))
            return apply(named("ins"), whole, place, terms[2])
        case Operation.ITEM | Operation.STORE | Operation.REMOVE_AT:
            return _at_index(encoder, expr, kind, terms)
        case Operation.INDEX | Operation.REMOVE:
            return _first(encoder, expr, kind, terms)
        case Operation.ALL | Operation.ANY:
            return _all_or_any(encoder, expr, kind, terms[0])
        case _:
            raise UnsupportedError(f"the operation {expr.operation.value}, line {expr.line}")


def length_of(kind: Type, whole: Term) -> Term:
    """The length of a list; that of a display is counted."""
    count, app, empty = 0, f"({list_function('app', kind)} ", list_function("empty", kind)
    rest = whole
    while rest.startswith(app):
        rest = operands(rest)[0]
        count += 1
    return str(count) if rest == empty else apply(list_function("len", kind), whole)


def item_at(kind: Type, whole: Term, place: Term) -> Term:
    """The item at a place from 0, which has to be within the list."""
    return apply(list_function("at", kind), whole, place)


def display(encoder: Encoding, expr: Display, terms: list[Term]) -> Term:
    """A list display."""
    assert isinstance(expr.type, ListType)
    encoder.sorts.sort(expr.type)
    return displayed(expr.type, terms)


def clamped(encoder: Encoding, bound: Term, length: Term) -> Term:
    """A slice bound as a place from 0 up to the length."""
    if bound == length:
        return bound
    if encoder.follows(apply("<=", "0", bound)) and encoder.follows(apply("<=", bound, length)):
        return bound
    return apply("py.clamp", bound, length)


def place_of(encoder: Encoding, index: Term, length: Term) -> tuple[Term, Term]:
    """Whether an index is within a list, and the place from 0 that it names."""
    if encoder.follows(apply("<=", "0", index)):
        return apply("<", index, length), index
    below = negative(index)
    if below is not None:
        return apply("<=", below, length), apply("-", length, below)
    if encoder.follows(apply("<", index, "0")):
        return apply("<=", apply("-", length), index), apply("+", length, index)
    inside = conjunction([apply("<=", apply("-", length), index), apply("<", index, length)])
    return inside, choose(apply("<", index, "0"), apply("+", length, index), index)


def negative(index: Term) -> Term | None:
    """The magnitude of a negative constant."""
    inner = index[3:-1]
    return inner if index.startswith("(- ") and inner.isdigit() else None


def _at_index(encoder: Encoding, expr: Apply, kind: ListType, terms: list[Term]) -> Term:
    whole = encoder.share(terms[0], kind)
    index = encoder.share(terms[1], expr.arguments[1].type)
    inside, place = place_of(encoder, index, length_of(kind, whole))
    text = "the index is within the list"
    encoder.demand(Demand(inside, ObligationKind.DEFINED, text, expr.line, "IndexError"))
    names = {Operation.ITEM: "at", Operation.STORE: "put", Operation.REMOVE_AT: "del"}
    return apply(list_function(names[expr.operation], kind), whole, place, *terms[2:])


def _fits_index(encoder: Encoding, expr: Apply, number: Term, length: Term) -> None:
    """Demand that an int fits a machine word, given that the lists at hand fit into memory.

    A list is an array of pointers of 8 bytes, so that no list has 2**60 items.
    """
    fits = conjunction([apply("<=", f"(- {_WORD})", number), apply("<", number, str(_WORD))])
    lengths = dict.fromkeys([length, *_lengths(encoder, number)])
    small = [apply("<", one, str(_MOST_ITEMS)) for one in lengths if not one.isdigit()]
    if encoder.follows(fits, small):
        return
    text = "the number fits a machine word"
    condition = implies(conjunction(small), fits)
    encoder.demand(Demand(condition, ObligationKind.DEFINED, text, expr.line, "OverflowError"))


def _lengths(encoder: Encoding, number: Term) -> Iterator[Term]:
    """The lengths in a term and those of the lists that are known by name."""
    known = encoder.scope.definitions
    pending = [number]
    while pending:
        term = pending.pop()
        if term in known:
            pending.append(known[term].term)
        elif term.startswith("(len.list."):
            yield term
        elif term.startswith("("):
            pending.extend(operands(term))
    for name, sort in encoder.inputs().items():
        if sort.startswith("list."):
            yield apply(f"len.{sort}", name)


_WORD = 2**63
_MOST_ITEMS = 2**60


def _first(encoder: Encoding, expr: Apply, kind: ListType, terms: list[Term]) -> Term:
    whole, wanted = encoder.share(terms[0], kind), encoder.share(terms[1], kind.item)
    has = apply(list_function("has", kind), whole, wanted)
    text = "the list holds the item"
    encoder.demand(Demand(has, ObligationKind.DEFINED, text, expr.line, "ValueError"))
    place = apply(list_function("idx", kind), whole, wanted)
    if expr.operation is Operation.INDEX:
        return place
    return apply(list_function("del", kind), whole, place)


def _slice(encoder: Encoding, expr: Apply, kind: ListType, terms: list[Term]) -> Term:
    whole = encoder.share(terms[0], kind)
    length = length_of(kind, whole)
    lower, upper = _given(expr, terms)
    if lower in (None, "0") and upper is None:
        return whole
    return apply(list_function("cut", kind), whole, lower or "0", upper or length)


def _given(expr: Apply, terms: list[Term]) -> tuple[Term | None, ...]:
    """The bounds of a slice, None where the text has none."""
    return tuple(
        None if isinstance(bound, Const) and bound.value is None else term
        for bound, term in zip(expr.arguments[1:], terms[1:], strict=True)
    )


def bounds_of(encoder: Encoding, expr: Apply, terms: list[Term], length: Term) -> tuple[Term, Term]:
    """The bounds of a slice as places from 0 up to the length; it is empty if they cross."""
    lower, upper = _given(expr, terms)
    first = "0" if lower is None else clamped(encoder, lower, length)
    return first, length if upper is None else clamped(encoder, upper, length)


def _repeat(kind: ListType, terms: list[Term]) -> Term:
    whole, times = terms
    app, empty = list_function("app", kind), list_function("empty", kind)
    if whole.startswith(f"({app} {empty} "):
        return apply(list_function("fill", kind), operands(whole)[1], times)
    return apply(list_function("rep", kind), whole, times)


def _all_or_any(encoder: Encoding, expr: Apply, kind: ListType, whole: Term) -> Term:
    if sort_is_bool(kind) and expr.operation in (Operation.ALL, Operation.ANY):
        whole = encoder.share(whole, kind)
        with encoder.binder("Int") as bound:
            (place,) = bound.names
        inside = conjunction([apply("<=", "0", place), apply("<", place, length_of(kind, whole))])
        item = item_at(kind, whole, place)
        is_all = expr.operation is Operation.ALL
        body = item if is_all else negate(item)
        made = for_all(encoder.sorts, ((place, "Int"),), inside, body)
        return made if is_all else negate(made)
    raise UnsupportedError(f"{expr.operation.value} of {show(kind)}, line {expr.line}")


def sort_is_bool(kind: ListType) -> bool:
    """Whether the items are bools."""
    return show(base_of(kind.item)) == "bool"
