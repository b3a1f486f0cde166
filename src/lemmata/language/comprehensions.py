"""Comprehensions, and the builtins that gather: all, any, sum, min, max, sorted, list, set."""

import ast
from collections.abc import Callable, Mapping, Sequence

from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    STR,
    DictType,
    ListType,
    OptionalType,
    SetType,
    TupleType,
    Type,
    show,
)
from lemmata.language.containers import (
    copied,
    hashed,
    list_display,
    set_display,
    unmixed,
)
from lemmata.language.reader import Reader
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.sources import (
    ITEM,
    Drawn,
    drawn_through,
    is_unordered,
    list_of,
    read_source,
    read_target,
)
from lemmata.language.tree import (
    Apply,
    Comprehension,
    Conditional,
    Construct,
    Display,
    Expr,
    Gather,
    ItemsSource,
    Name,
    Operation,
    ValueSource,
)
from lemmata.language.typing_rules import (
    HOLE,
    base_of,
    errors_of,
    merge,
    numeric,
    once,
    plain,
    truth,
    widen,
)

ORDERED: tuple[Type, ...] = (INT, FRACTION, STR, BOOL)
"""The types whose values `sorted` is modelled for."""

_FOLDED = (Gather.ALL, Gather.ANY, Gather.SUM)
_NAMES = {
    Gather.LIST: "a list comprehension",
    Gather.SET: "a set comprehension",
    Gather.DICT: "a dict comprehension",
}


def list_comprehension(node: ast.expr, scope: Scope, read: Reader) -> Expr:
    """`[element for …]`."""
    assert isinstance(node, ast.ListComp)
    return gathered(Gather.LIST, node.generators, (node.elt,), scope, read)


def set_comprehension(node: ast.expr, scope: Scope, read: Reader) -> Expr:
    """`{element for …}`."""
    assert isinstance(node, ast.SetComp)
    return gathered(Gather.SET, node.generators, (node.elt,), scope, read)


def dict_comprehension(node: ast.expr, scope: Scope, read: Reader) -> Expr:
    """`{key: value for …}`; of equal keys the first keeps its place and has the last value."""
    assert isinstance(node, ast.DictComp)
    return gathered(Gather.DICT, node.generators, (node.key, node.value), scope, read)


def gathered(
    gather: Gather,
    generators: Sequence[ast.comprehension],
    elements: Sequence[ast.expr],
    scope: Scope,
    read: Reader,
) -> Comprehension:
    """A comprehension with one `for`, or a fold over several, which nest.

    Raises:
        UnsupportedError: several `for`s where they do not nest, or items in an untold order.
    """
    first, *others = generators
    site = scope.site(elements[0])
    if others and gather not in _FOLDED:
        name = _NAMES.get(gather, f"{gather.value}()")
        raise site.refuse(f"{name} with several `for`s", "write the inner one as a loop")
    if first.is_async:
        raise site.refuse("an asynchronous comprehension", "tasks are plain functions")
    drawn = read_source(first.iter, scope, read)
    target, kinds = read_target(first.target, drawn[1], scope)
    inside = scope.within(kinds)
    tests = tuple(read.test(test, inside) for test in first.ifs)
    if others:
        element: Expr = gathered(gather, others, elements, inside, read)
    else:
        element = _element(gather, elements, inside, read)
    kind = _gathered_type(gather, element, site)
    found = Comprehension(gather, element, target, drawn[0], drawn[1], tests, kind, site.line)
    _check_order(found, site)
    return found


def _element(gather: Gather, nodes: Sequence[ast.expr], scope: Scope, read: Reader) -> Expr:
    if gather in (Gather.ALL, Gather.ANY):
        return read.test(nodes[0], scope)
    values = [_held(read.value(node, scope)) for node in nodes]
    if gather is Gather.DICT:
        kind = TupleType(tuple(value.type for value in values))
        return Construct(tuple(values), kind, values[0].line)
    return folded(gather, values[0], scope.site(nodes[0]))


def _held(value: Expr) -> Expr:
    return widen(value, base_of(value.type))


def folded(gather: Gather, value: Expr, site: Site) -> Expr:
    """An element as the fold takes it: a number to add, a number or str to compare."""
    if gather not in (Gather.LIST, Gather.SET) and isinstance(value.type, OptionalType):
        raise site.refuse(f"{gather.value}() of {show(value.type)}", "test for None first")
    if gather is Gather.SUM:
        return numeric(value, "sum()", site)
    if gather in (Gather.LEAST, Gather.GREATEST):
        value = plain(value, "TypeError", site)
        if value.type not in (INT, FRACTION, STR):
            remedy = "it is modelled for int, Fraction and str"
            raise site.refuse(f"{gather.value}() of {show(value.type)}", remedy)
    return value


def _gathered_type(gather: Gather, element: Expr, site: Site) -> Type:
    match gather:
        case Gather.LIST:
            return ListType(element.type)
        case Gather.SET:
            return SetType(hashed(element.type, site))
        case Gather.DICT:
            assert isinstance(element.type, TupleType)
            key, value = element.type.items
            return DictType(hashed(key, site), value)
        case _:
            return element.type


def _check_order(found: Comprehension, site: Site) -> None:
    """A set yields its items in an order that nothing tells: no outcome may depend on it."""
    if not is_unordered(found.source):
        return
    if not isinstance(found.source, ValueSource) or found.gather in (Gather.LIST, Gather.DICT):
        raise site.refuse("a set in an order that nothing tells", "use sorted(s)")
    if any(errors_of(part, site) for part in (found.element, *found.tests)):
        raise site.refuse("a test of a set's items that may raise", "use sorted(s)")


def _one(node: ast.Call, name: str, site: Site) -> ast.expr:
    if node.keywords or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
        remedy = "sort without it, or write the comparison as a loop" if node.keywords else ""
        raise site.refuse(f"{name}() with such arguments", remedy or "give it one iterable")
    return node.args[0]


def fold(gather: Gather) -> "Special":
    """`all`, `any`, `min` or `max` of one iterable."""

    def special(node: ast.Call, scope: Scope, read: Reader) -> Expr:
        site = scope.site(node)
        is_extreme = gather in (Gather.LEAST, Gather.GREATEST)
        for keyword in node.keywords:
            if keyword.arg != "default" or not is_extreme or len(node.args) != 1:
                remedy = "write the comparison as a loop"
                raise site.refuse(f"{gather.value}() with `{keyword.arg}=`", remedy)
        if node.keywords:
            return _extreme_or(gather, node, scope, read)
        given = _one(node, gather.value, site)
        if isinstance(given, ast.GeneratorExp):
            return gathered(gather, given.generators, (given.elt,), scope, read)
        return _fold_of(gather, read_source(given, scope, read), site)

    return special


def _extreme_or(gather: Gather, node: ast.Call, scope: Scope, read: Reader) -> Expr:
    """`min(xs, default=v)`: of a list without items the default, which is computed in any case."""
    site = scope.site(node)
    default = read.value(node.keywords[0].value, scope)
    if errors_of(default, site):
        raise site.refuse(f"{gather.value}() with a default that may raise", "bind it first")
    items = once(iterated(node.args[0], scope, read), f"{gather.value}()", site)
    assert isinstance(items.type, ListType)
    kind = folded(gather, Name(ITEM, items.type.item, site.line), site).type
    if kind != items.type.item:
        raise site.refuse(f"{gather.value}() of {show(items.type.item)}", "widen the items first")
    found = Apply(_WHOLE[gather], (items,), kind, site.line)
    then, otherwise = merge((found, default), f"{gather.value}()", site)
    return Conditional(truth(items), then, otherwise, then.type, site.line)


_WHOLE = {
    Gather.ALL: Operation.ALL,
    Gather.ANY: Operation.ANY,
    Gather.SUM: Operation.SUM,
    Gather.LEAST: Operation.LEAST,
    Gather.GREATEST: Operation.GREATEST,
}


def _fold_of(gather: Gather, drawn: Drawn, site: Site) -> Expr:
    source, item = drawn
    element: Expr = Name(ITEM, item, site.line)
    element = (
        truth(element) if gather in (Gather.ALL, Gather.ANY) else folded(gather, element, site)
    )
    direct = isinstance(source, ValueSource) and isinstance(source.value.type, ListType)
    if direct and isinstance(element, Name) and isinstance(source, ValueSource):
        return Apply(_WHOLE[gather], (source.value,), element.type, site.line)
    found = drawn_through(gather, drawn, element, site)
    _check_order(found, site)
    return found


def total(node: ast.Call, scope: Scope, read: Reader) -> Expr:
    """`sum(iterable)` and `sum(iterable, start)`."""
    site = scope.site(node)
    starts = [*node.args[1:], *(one.value for one in node.keywords if one.arg == "start")]
    if not node.args or len(starts) != len(node.args) - 1 + len(node.keywords) or len(starts) > 1:
        raise site.refuse("sum() with such arguments", "give an iterable and a start")
    given = node.args[0]
    if isinstance(given, ast.GeneratorExp):
        found: Expr = gathered(Gather.SUM, given.generators, (given.elt,), scope, read)
    else:
        found = _fold_of(Gather.SUM, read_source(given, scope, read), site)
    start = _start(read.value(starts[0], scope), site) if starts else None
    if FRACTION in (found.type, getattr(start, "type", None)) and (
        start is None or start.type != FRACTION
    ):
        remedy = "start from a Fraction: sum(xs, Fraction(0)); of nothing the sum is the int 0"
        raise site.refuse("sum() of Fractions", remedy)
    if start is None:
        return found
    unmixed((found, start), "sum()", site)
    return Apply(Operation.ADD, (widen(found, start.type), start), start.type, site.line)


def _start(value: Expr, site: Site) -> Expr:
    """Of nothing, the sum is the start itself, so that it must be a number."""
    if isinstance(value.type, OptionalType) or value.type == BOOL:
        raise site.refuse(f"sum() from {show(value.type)}", "start from an int or a Fraction")
    return numeric(value, "sum()", site)


def ordered(node: ast.Call, scope: Scope, read: Reader) -> Expr:
    """`sorted(iterable)`, and with `reverse=` a constant."""
    site = scope.site(node)
    backwards = False
    for keyword in node.keywords:
        value = getattr(keyword.value, "value", None)
        if keyword.arg != "reverse" or not isinstance(value, bool):
            remedy = "sort without key, or write the comparison as a loop"
            raise site.refuse(f"sorted() with `{keyword.arg}=`", remedy)
        backwards = value
    given = _one(ast.Call(node.func, node.args, []), "sorted", site)
    found = sort(_iterated(given, scope, read, sorting=True), site)
    if backwards:
        return Apply(Operation.REVERSE, (found,), found.type, site.line)
    return found


def sort(value: Expr, site: Site) -> Expr:
    """A list or a set in ascending order."""
    kind = value.type
    assert isinstance(kind, ListType | SetType)
    if kind.item not in (*ORDERED, HOLE):
        remedy = "it is modelled for int, Fraction, bool and str"
        raise site.refuse(f"sorting values of {show(kind.item)}", remedy)
    if isinstance(kind, SetType):
        return Apply(Operation.LIST_OF, (value,), ListType(kind.item), site.line)
    return Apply(Operation.SORTED, (value,), kind, site.line)


def _iterated(given: ast.expr, scope: Scope, read: Reader, *, sorting: bool = False) -> Expr:
    """The iterable as a list; a set as itself, where it will be sorted."""
    if isinstance(given, ast.GeneratorExp):
        return gathered(Gather.LIST, given.generators, (given.elt,), scope, read)
    drawn = read_source(given, scope, read)
    source = drawn[0]
    if sorting and isinstance(source, ValueSource) and isinstance(source.value.type, SetType):
        return source.value
    return list_of(drawn, scope.site(given))


def iterated(given: ast.expr, scope: Scope, read: Reader) -> Expr:
    """An iterable as a list, as `extend` and `join` take it."""
    return _iterated(given, scope, read)


def to_list(node: ast.Call, scope: Scope, read: Reader) -> Expr:
    """`list()` and `list(iterable)`: always a new list."""
    site = scope.site(node)
    if not node.args and not node.keywords:
        return list_display((), site)
    return fresh(_iterated(_one(node, "list", site), scope, read), site)


def fresh(value: Expr, site: Site) -> Expr:
    """The value as a new object; what is built in this place is one."""
    is_new = isinstance(value, Display | Comprehension) or (
        isinstance(value, Apply)
        and value.operation
        in (Operation.CHARACTERS, Operation.KEYS, Operation.VALUES, Operation.REVERSE)
    )
    return value if is_new else copied(value, site)


def to_set(node: ast.Call, scope: Scope, read: Reader) -> Expr:
    """`set()` and `set(iterable)`."""
    site = scope.site(node)
    if not node.args and not node.keywords:
        return set_display((), site)
    given = _one(node, "set", site)
    if isinstance(given, ast.GeneratorExp):
        return gathered(Gather.SET, given.generators, (given.elt,), scope, read)
    source, item = read_source(given, scope, read)
    hashed(item, site)
    if isinstance(source, ValueSource) and isinstance(source.value.type, SetType):
        return copied(source.value, site)
    if isinstance(source, ValueSource) and isinstance(source.value.type, ListType):
        return Apply(Operation.SET_OF, (source.value,), SetType(item), site.line)
    found = drawn_through(Gather.SET, (source, item), Name(ITEM, item, site.line), site)
    _check_order(found, site)
    return found


def to_dict(node: ast.Call, scope: Scope, read: Reader) -> Expr:
    """`dict()`, `dict(d)` and `dict(pairs)`."""
    site = scope.site(node)
    if not node.args and not node.keywords:
        return Display((), DictType(HOLE, HOLE), site.line)
    source, item = read_source(_one(node, "dict", site), scope, read)
    if isinstance(source, ValueSource) and isinstance(source.value.type, DictType):
        return copied(source.value, site)
    if not isinstance(item, TupleType) or len(item.items) != 2:
        raise site.refuse(f"dict() of {show(item)}", "give it a dict or pairs")
    if is_unordered(source):
        raise site.refuse("a set in an order that nothing tells", "use sorted(s)")
    if isinstance(source, ItemsSource):
        return copied(source.value, site)
    kind = DictType(hashed(item.items[0], site), item.items[1])
    names = ("key", "value")
    parts = tuple(Name(n, k, site.line) for n, k in zip(names, item.items, strict=True))
    pair = Construct(parts, item, site.line)
    return Comprehension(Gather.DICT, pair, names, source, item, (), kind, site.line)


Special = Callable[[ast.Call, Scope, Reader], Expr]

SPECIALS: Mapping[str, Special] = {
    "all": fold(Gather.ALL),
    "any": fold(Gather.ANY),
    "dict": to_dict,
    "list": to_list,
    "set": to_set,
    "sorted": ordered,
    "sum": total,
}
"""Builtins that take an iterable, which is read as a source and not as a value."""

EXTREMA: Mapping[str, Special] = {"min": fold(Gather.LEAST), "max": fold(Gather.GREATEST)}
"""`min` and `max` of one iterable."""
