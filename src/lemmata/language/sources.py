"""What `for` and comprehensions draw from: ranges, values, enumerate, zip, reversed, items."""

import ast
from collections.abc import Callable, Mapping

from lemmata.contracts.types import (
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
from lemmata.language.containers import list_display, tuple_items, whole
from lemmata.language.reader import Reader
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    Apply,
    Comprehension,
    Const,
    EnumerateSource,
    Expr,
    Gather,
    ItemsSource,
    Name,
    Operation,
    RangeSource,
    ReversedSource,
    Source,
    Target,
    ValueSource,
    ZipSource,
)
from lemmata.language.typing_rules import in_order, plain

Drawn = tuple[Source, Type]
"""A source and the type of what it yields."""

ITEM = "item"
_VIEWS = ("items", "keys", "values")


def read_source(node: ast.expr, scope: Scope, read: Reader) -> Drawn:
    """The source that the expression after `in` is.

    Raises:
        UnsupportedError: nothing that the language iterates over.
    """
    site = scope.site(node)
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS and name not in scope.names:
            scope.enter(node)
            found = _CALLS[name](node, scope, read)
            scope.leave()
            return found
        case ast.Call(func=ast.Attribute(value=owner, attr=view), args=[], keywords=[]) if (
            view in _VIEWS
        ):
            return _view(read.value(owner, scope), view, site)
        case ast.GeneratorExp():
            raise site.refuse("a generator expression as a value", "write a list comprehension")
        case _:
            return source_of(read.value(node, scope), site)


def is_source_call(node: ast.expr) -> bool:
    """Whether the expression is a range, an enumerate, … or a view of a dict."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in _CALLS
        case ast.Call(func=ast.Attribute(attr=view), args=[], keywords=[]):
            return view in _VIEWS
        case _:
            return False


def source_of(expr: Expr, site: Site) -> Drawn:
    """A value as a source."""
    if isinstance(expr.type, OptionalType):
        raise site.refuse(f"iteration over {show(expr.type)}", "test for None first")
    value = plain(expr, "TypeError", site)
    match value.type:
        case ListType(item=item) | SetType(item=item) | DictType(key=item):
            return ValueSource(value), item
        case TupleType():
            shown = list_display(tuple_items(value, value.type, "iteration", site), site)
            assert isinstance(shown.type, ListType)
            return ValueSource(shown), shown.type.item
        case _ if value.type == STR:
            return ValueSource(value), STR
        case _:
            remedy = "iterate over a range, list, str, dict, set or tuple"
            raise site.refuse(f"iteration over {show(value.type)}", remedy)


def _view(expr: Expr, view: str, site: Site) -> Drawn:
    value = plain(expr, "AttributeError", site)
    kind = value.type
    if not isinstance(kind, DictType):
        raise site.refuse(f"`.{view}()` of {show(kind)}", "it is a method of dict")
    if view == "items":
        return ItemsSource(value), TupleType((kind.key, kind.value))
    if view == "keys":
        return ValueSource(value), kind.key
    held = Apply(Operation.VALUES, (value,), ListType(kind.value), site.line)
    return ValueSource(held), kind.value


def _range(node: ast.Call, scope: Scope, read: Reader) -> Drawn:
    site = scope.site(node)
    if node.keywords or not 1 <= len(node.args) <= 3:
        raise site.refuse("range() with such arguments", "give one, two or three ints")
    numbers = [whole(read.value(one, scope), "range()", site) for one in node.args[:2]]
    step: object = 1
    if len(node.args) == 3:
        given = read.value(node.args[2], scope)
        step = given.value if isinstance(given, Const) else None
    if type(step) is not int or step == 0:
        raise site.refuse("a range whose step is no constant int other than 0", "write `while`")
    if len(numbers) == 1:
        numbers.insert(0, Const(0, INT, site.line))
    in_order(numbers, site)
    return RangeSource(numbers[0], numbers[1], step), INT


def _enumerate(node: ast.Call, scope: Scope, read: Reader) -> Drawn:
    site = scope.site(node)
    start: Expr = Const(0, INT, site.line)
    given = [*node.args[1:], *(one.value for one in node.keywords if one.arg == "start")]
    if len(node.args) < 1 or len(given) > 1 or len(node.args) + len(node.keywords) - 1 > len(given):
        raise site.refuse("enumerate() with such arguments", "give an iterable and a start")
    inner, item = read_source(node.args[0], scope, read)
    if given:
        start = whole(read.value(given[0], scope), "enumerate()", site)
    return EnumerateSource(inner, start), TupleType((INT, item))


def _zip(node: ast.Call, scope: Scope, read: Reader) -> Drawn:
    site = scope.site(node)
    if node.keywords:
        raise site.refuse("zip() with keyword arguments", "compare the lengths first")
    if not node.args:
        raise site.refuse("zip() of nothing", "give it something")
    drawn = [read_source(one, scope, read) for one in node.args]
    kind = TupleType(tuple(item for _, item in drawn))
    return ZipSource(tuple(inner for inner, _ in drawn)), kind


def _reversed(node: ast.Call, scope: Scope, read: Reader) -> Drawn:
    site = scope.site(node)
    if node.keywords or len(node.args) != 1:
        raise site.refuse("reversed() with such arguments", "give it one sequence")
    inner, item = read_source(node.args[0], scope, read)
    if not isinstance(inner, RangeSource | ValueSource) or is_unordered(inner):
        raise site.refuse("reversed() of what is no sequence", "reverse a list, str or range")
    if isinstance(inner, ValueSource) and isinstance(inner.value.type, DictType):
        raise site.refuse("reversed() of a dict", "reverse list(d)")
    return ReversedSource(inner), item


_CALLS: Mapping[str, Callable[[ast.Call, Scope, Reader], Drawn]] = {
    "range": _range,
    "enumerate": _enumerate,
    "zip": _zip,
    "reversed": _reversed,
}


def is_unordered(source: Source) -> bool:
    """Whether a set is drawn from, in an order that the text does not tell."""
    match source:
        case ValueSource(value=value):
            return isinstance(value.type, SetType)
        case EnumerateSource(inner=inner) | ReversedSource(inner=inner):
            return is_unordered(inner)
        case ZipSource(inners=inners):
            return any(map(is_unordered, inners))
        case RangeSource() | ItemsSource():
            return False


def list_of(drawn: Drawn, site: Site) -> Expr:
    """`list(source)`; a list stays the expression that it is.

    Raises:
        UnsupportedError: the items' order is not told.
    """
    source, item = drawn
    if is_unordered(source):
        raise site.refuse("a set in an order that nothing tells", "use sorted(s)")
    match source:
        case ValueSource(value=value) if isinstance(value.type, ListType):
            return value
        case ValueSource(value=value) if value.type == STR:
            return Apply(Operation.CHARACTERS, (value,), ListType(STR), site.line)
        case ValueSource(value=value):
            return Apply(Operation.KEYS, (value,), ListType(item), site.line)
        case ReversedSource(inner=inner):
            value = list_of((inner, item), site)
            return Apply(Operation.REVERSE, (value,), value.type, site.line)
        case _:
            return drawn_through(Gather.LIST, drawn, Name(ITEM, item, site.line), site)


def drawn_through(gather: Gather, drawn: Drawn, element: Expr, site: Site) -> Comprehension:
    """`gather(element for item in source)`, where the element names `ITEM` alone."""
    source, item = drawn
    kind: Type = element.type
    if gather is Gather.LIST:
        kind = ListType(kind)
    if gather is Gather.SET:
        kind = SetType(kind)
    return Comprehension(gather, element, ITEM, source, item, (), kind, site.line)


def read_target(node: ast.expr, kind: Type, scope: Scope) -> tuple[Target, Mapping[str, Type]]:
    """The target of a comprehension, and the types of the names that it binds."""
    kinds: dict[str, Type] = {}
    target = _target(node, kind, scope, kinds)
    return target, kinds


def _target(node: ast.expr, kind: Type, scope: Scope, kinds: dict[str, Type]) -> Target:
    site = scope.site(node)
    match node:
        case ast.Name(id=name):
            if name in kinds:
                raise site.refuse(f"a target that binds `{name}` twice", "use two names")
            kinds[name] = kind
            return name
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            if any(isinstance(part, ast.Starred) for part in parts):
                raise site.refuse("a starred target", "write the names out")
            if not isinstance(kind, TupleType) or len(kind.items) != len(parts):
                construct = f"unpacking {show(kind)} into {len(parts)} names"
                raise site.refuse(construct, "mend the number of names")
            pairs = zip(parts, kind.items, strict=True)
            return tuple(_target(part, item, scope, kinds) for part, item in pairs)
        case _:
            raise site.refuse("such a target", "use names")
