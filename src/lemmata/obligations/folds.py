"""Sums, counts, extremes and list comprehensions: one function for each body in normal form.

The body is written over a place and parameters, and what it says in that form is the function's
name: contract and code that mean the same sum name the same function. Its laws come from
`library`. A body may mention what varies only through its parameters.
"""

import re
from zlib import crc32

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import ListType, show
from lemmata.language.tree import Apply, Operation
from lemmata.obligations.bounds import shown
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.equality import equal
from lemmata.obligations.library import extremes, filters, orders, sums
from lemmata.obligations.library.shapes import PLACE, Shape, call
from lemmata.obligations.lists import item_at, length_of
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.smtlib import Term, add, apply, read, subtract, symbols
from lemmata.obligations.sorts import sort_name
from lemmata.obligations.theory import replaced

_BOUND = re.compile(r"^(bound|early|place)\.")
_WORD = re.compile(r'"(?:[^"]|"")*"|[^\s()"]+')
_VARYING = ("arg.", "var.", "tmp.", "out.", "head.", "index.", "answer.")
_LIBRARY = {
    "sum": (sums.functions, sums.laws),
    "least": (extremes.functions, extremes.laws),
    "greatest": (extremes.functions, extremes.laws),
    "map": (filters.map_functions, filters.map_laws),
    "keep": (filters.keep_functions, filters.keep_laws),
}


def fold(
    encoder: Encoding,
    kind: str,
    body: tuple[str, Term, Term],
    span: tuple[Term, Term],
    sort: str,
) -> Term:
    """A fold of ``kind`` over places; ``body`` is the bound place, tests and element.

    Raises:
        UnsupportedError: the body mentions what it may not.
    """
    shape, given = normal(encoder, kind, body, sort)
    name = introduce(encoder, shape)
    return call(f"{kind}.{name}", given, *span)


def normal(
    encoder: Encoding, kind: str, body: tuple[str, Term, Term], sort: str
) -> tuple[Shape, tuple[Term, ...]]:
    """The body's normal form, and the terms that its parameters stand for."""
    place, tests, element = body
    names: dict[str, str] = {place: PLACE}
    given: dict[str, str] = {}
    inner = 0
    for word in _WORD.findall(f"{tests} {element}"):
        if word in names:
            continue
        if _BOUND.match(word) and word not in encoder.in_force:
            names[word] = f"in.{inner}"
            inner += 1
            continue
        known = encoder.sort_of(word)
        if known is not None and known.startswith("function"):
            continue  # a parameter that is a function stands in the body by its name
        if known is not None:
            names[word] = f"p.{len(given)}"
            given[word] = known
        elif word.startswith(_VARYING):
            raise UnsupportedError(f"{word} within a comprehension", remedy="name it outside")
    shape = Shape(
        kind, tuple(given.values()), replaced(element, names), replaced(tests, names), sort
    )
    return shape, tuple(given)


def introduce(encoder: Encoding, shape: Shape) -> str:
    """Declare the fold's functions with their laws; the name by which they go."""
    text = "\n".join([shape.kind, shape.sort, *shape.sorts, shape.element, shape.tests])
    name = f"{crc32(text.encode()):08x}"
    functions, laws = _LIBRARY[shape.kind]
    declared = encoder.sorts.declared
    while True:
        made, axioms = functions(shape, name), laws(shape, name)
        known = declared.get(made[0][0])
        if known is None or (known.command, known.axioms) == (made[0][1], axioms):
            break
        name += "x"  # another body has that number
    if known is None:
        encoder.sorts.introduce(*made[0], axioms)
        for function, command in made[1:]:
            encoder.sorts.introduce(function, command)
    return name


def count_shape(kind: ListType) -> Shape:
    """What `xs.count(v)` sums up."""
    tests = equal(kind.item, item_at(kind, "p.0", PLACE), "p.1")
    return Shape("sum", (sort_name(kind), sort_name(kind.item)), "1", tests, "Int")


def introduce_sorting(encoder: Encoding, kind: ListType) -> None:
    """Declare sorting and rearranging of lists of this type."""
    item, sort = sort_name(kind.item), encoder.sorts.sort(kind)
    if item not in ("Int", "Real", "String"):
        raise UnsupportedError(f"sorted of {show(kind)}", remedy="sort numbers or strings")
    introduce_order(encoder, kind, "le")
    counting = introduce(encoder, count_shape(kind))
    laws = orders.sort_laws(sort, item, counting)
    for function, command in orders.sort_functions(sort, item):
        encoder.sorts.introduce(function, command, laws if function.startswith("sort.") else ())


def introduce_order(encoder: Encoding, kind: ListType, relation: str) -> None:
    """Declare `asc.R` of lists of this type."""
    sort, item = encoder.sorts.sort(kind), sort_name(kind.item)
    (asc, asc_command), (rise, rise_command) = orders.order_functions(sort, relation)
    encoder.sorts.introduce(asc, asc_command, orders.order_laws(sort, item, relation))
    encoder.sorts.introduce(rise, rise_command)


def _over_list(encoder: Encoding, which: str, kind: ListType, whole: Term) -> Term:
    sort = sort_name(kind.item)
    if sort not in ("Int", "Real") and (which == "sum" or sort != "String"):
        raise UnsupportedError(f"the {which} of {show(kind)}", remedy="fold numbers or strings")
    shape = Shape(which, (sort_name(kind),), item_at(kind, "p.0", PLACE), "true", sort)
    name = introduce(encoder, shape)
    return call(f"{which}.{name}", (whole,), "0", length_of(kind, whole))


def neighbours(encoder: Encoding, span: tuple[Term, Term], place: str, test: Term) -> Term | None:
    """An order of neighbours as one term, where a test of every place says just that; else None."""
    match read(test) if test.startswith("(") else test:
        case [str() as relation, [str() as one, left, here], [str() as other, right, there]]:
            pass
        case _:
            return None
    same = one == other and left == right and one.startswith("at.list.")
    kind = next((k for k, known in orders.RELATIONS.items() if known == relation), None)
    if not same or kind is None or place in symbols(shown(left)):
        return None
    places = (shown(here), shown(there))
    first, last = span
    if f"(+ {place} 1)" in places and place in places:
        last = add(last, "1")
    elif f"(- {place} 1)" in places and place in places:
        first = subtract(first, "1")
    else:
        return None
    if places in ((f"(+ {place} 1)", place), (place, f"(- {place} 1)")):
        kind = _TURNED[kind]
    sort = one.removeprefix("at.")
    item = sort.removeprefix("list.")
    (asc, command), (rise, rise_command) = orders.order_functions(sort, kind)
    encoder.sorts.introduce(asc, command, orders.order_laws(sort, item, kind))
    encoder.sorts.introduce(rise, rise_command)
    return orders.ascending(sort, kind, shown(left), first, last)


_TURNED = {"le": "ge", "ge": "le", "lt": "gt", "gt": "lt", "eq": "eq"}


def is_fold_work(expr: Apply) -> bool:
    """Whether `fold_work` gives the operation's meaning."""
    return expr.operation in _FOLDED and isinstance(expr.arguments[0].type, ListType)


_FOLDED = {
    Operation.SUM,
    Operation.COUNT,
    Operation.LEAST,
    Operation.GREATEST,
    Operation.SORTED,
}


def fold_work(encoder: Encoding, expr: Apply, terms: list[Term]) -> Term:
    """The operation's value, given its operands' terms.

    Raises:
        UnsupportedError: items of a type without such a fold.
    """
    kind = expr.arguments[0].type
    assert isinstance(kind, ListType)
    for argument in expr.arguments:
        encoder.sorts.sort(argument.type)
    whole = encoder.share(terms[0], kind)
    match expr.operation:
        case Operation.SUM:
            return _over_list(encoder, "sum", kind, whole)
        case Operation.COUNT:
            shape = count_shape(kind)
            name = introduce(encoder, shape)
            return call(f"sum.{name}", (whole, terms[1]), "0", length_of(kind, whole))
        case Operation.SORTED:
            introduce_sorting(encoder, kind)
            return apply(f"sort.{sort_name(kind)}", whole)
        case _:
            filled = apply("<", "0", length_of(kind, whole))
            text = "the list is not empty"
            encoder.demand(Demand(filled, ObligationKind.DEFINED, text, expr.line, "ValueError"))
            which = "least" if expr.operation is Operation.LEAST else "greatest"
            return _over_list(encoder, which, kind, whole)
