"""The typed tree as readable Python that parses back to the same tree.

Conversions print as what they convert; the parser finds them again from the types.
"""

import ast
from collections.abc import Sequence
from fractions import Fraction

from lemmata.contracts.types import (
    DictType,
    ListType,
    LiteralType,
    RecordType,
    SetType,
    TupleType,
    Type,
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
    to_python,
)
from lemmata.language.printing_changes import popped, print_change
from lemmata.language.tree import (
    Apply,
    Assert,
    Assign,
    Break,
    Call,
    CapturePattern,
    Case,
    Comprehension,
    Conditional,
    Const,
    Construct,
    Continue,
    Convert,
    Display,
    EnumerateSource,
    Expr,
    For,
    Gather,
    If,
    Invoke,
    IsInstance,
    ItemsSource,
    Logic,
    Loop,
    Match,
    Name,
    Narrow,
    Operation,
    OrPattern,
    Pattern,
    Project,
    Raise,
    RangeSource,
    Return,
    ReversedSource,
    ShapePattern,
    Source,
    Stmt,
    Target,
    ValuePattern,
    ValueSource,
    While,
    ZipSource,
)
from lemmata.language.typing_rules import HOLE, base_of, join, join_all

_BINARY: dict[Operation, ast.operator] = {
    Operation.ADD: ast.Add(),
    Operation.SUBTRACT: ast.Sub(),
    Operation.MULTIPLY: ast.Mult(),
    Operation.DIVIDE: ast.Div(),
    Operation.FLOOR_DIVIDE: ast.FloorDiv(),
    Operation.MODULO: ast.Mod(),
    Operation.POWER: ast.Pow(),
    Operation.CONCAT: ast.Add(),
    Operation.REPEAT: ast.Mult(),
    Operation.UNION: ast.BitOr(),
    Operation.INTERSECTION: ast.BitAnd(),
    Operation.DIFFERENCE: ast.Sub(),
}
_COMPARE: dict[Operation, ast.cmpop] = {
    Operation.EQUAL: ast.Eq(),
    Operation.NOT_EQUAL: ast.NotEq(),
    Operation.LESS: ast.Lt(),
    Operation.LESS_EQUAL: ast.LtE(),
    Operation.GREATER: ast.Gt(),
    Operation.GREATER_EQUAL: ast.GtE(),
    Operation.MEMBER: ast.In(),
    Operation.CONTAINS: ast.In(),
    Operation.IS_NONE: ast.Is(),
    Operation.HOLDS: ast.In(),
    Operation.BEFORE: ast.Lt(),
    Operation.SUBSET: ast.LtE(),
}
_NEGATED = {ast.In: ast.NotIn(), ast.Is: ast.IsNot()}
_FUNCTIONS = {
    Operation.ABSOLUTE: "abs",
    Operation.MINIMUM: "min",
    Operation.MAXIMUM: "max",
    Operation.FRACTION: "Fraction",
    Operation.TRUTH: "bool",
    Operation.LENGTH: "len",
    Operation.SORTED: "sorted",
    Operation.LIST_OF: "sorted",
    Operation.SUM: "sum",
    Operation.ALL: "all",
    Operation.ANY: "any",
    Operation.LEAST: "min",
    Operation.GREATEST: "max",
    Operation.CHARACTERS: "list",
    Operation.KEYS: "list",
    Operation.SET_OF: "set",
    Operation.TEXT: "str",
    Operation.PARSE_INT: "int",
}
_LARGEST_MIDDLE = 40
_METHODS = frozenset(
    (
        Operation.STARTS_WITH,
        Operation.ENDS_WITH,
        Operation.COPY,
        Operation.COUNT,
        Operation.INDEX,
        Operation.GET,
        Operation.FIND,
        Operation.REPLACE,
        Operation.STRIP,
        Operation.STRIP_LEFT,
        Operation.STRIP_RIGHT,
        Operation.UPPER,
        Operation.LOWER,
        Operation.IS_DIGIT,
        Operation.IS_ALPHA,
        Operation.IS_ALNUM,
        Operation.IS_SPACE,
        Operation.IS_UPPER,
        Operation.IS_LOWER,
        Operation.SPLIT,
        Operation.JOIN,
    )
)
"""Operations that print as a method of their first operand, named by their value."""

_ITEMS = (Operation.CHARACTER, Operation.ITEM, Operation.LOOKUP)
_SAME_ITEMS = (Operation.CONCAT, Operation.REPEAT, Operation.REVERSE, Operation.SLICE)


def is_widening(statement: Stmt) -> bool:
    """Whether it is a self-assignment that only widens the type: nothing to do or to print."""
    if not isinstance(statement, Assign) or not isinstance(statement.value, Convert):
        return False
    value: Expr = statement.value
    while isinstance(value, Convert):
        value = value.value
    return isinstance(value, Name) and value.name == statement.target


def print_expression(expr: Expr) -> str:
    """The expression on one line, with no more parentheses than its meaning needs."""
    return ast.unparse(_expression(expr))


def print_body(statements: Sequence[Stmt]) -> str:
    """The statements, not indented, without a final newline; ``pass`` when there are none."""
    return ast.unparse(ast.Module(_block(statements), []))


def _block(statements: Sequence[Stmt]) -> list[ast.stmt]:
    shown = [s for s in statements if not is_widening(s) and not _is_implicit(s)]
    return [_statement(s) for s in shown] or [ast.Pass()]


def _is_implicit(statement: Stmt) -> bool:
    return isinstance(statement, Return) and statement.is_implicit


def _statement(statement: Stmt) -> ast.stmt:
    match statement:
        case Assign(target=str(), value=Apply()) if (
            change := print_change(statement, _expression)
        ) is not None:
            return change
        case Assign() if (taken := popped(statement, _expression)) is not None:
            return _pop(statement, *taken)
        case Assign(target=str() as name, value=value) if _is_declared(value):
            declared = ast.parse(show(value.type), mode="eval").body
            return ast.AnnAssign(ast.Name(name), declared, _expression(value), simple=1)
        case Assign(target=target, value=value):
            return _assign(target, value)
        case If(test=test, body=body, orelse=orelse):
            otherwise = [] if _is_silent(orelse) else _block(orelse)
            return ast.If(_test(test), _block(body), otherwise)
        case Return(value=value):
            return ast.Return(_expression(value))
        case Assert(test=test):
            return ast.Assert(_test(test))
        case Match(subject=subject, cases=cases):
            shown = cases[:-1] if _only_widens(cases[-1]) else cases
            return ast.Match(_expression(subject), [_case(case) for case in shown])
        case Raise(error=error):
            return ast.Raise(ast.Name(error))
        case Break():
            return ast.Break()
        case Continue():
            return ast.Continue()
        case While(test=test, body=body, orelse=orelse, loop=loop):
            otherwise = [] if _is_silent(orelse) else _block(orelse)
            return ast.While(_test(test), _looped(loop, body), otherwise)
        case For(target=target, source=source, body=body, orelse=orelse, loop=loop):
            otherwise = [] if _is_silent(orelse) else _block(orelse)
            inside = _looped(loop, body)
            return ast.For(_target(target), _source(source), inside, otherwise, lineno=0)


def _looped(loop: Loop, body: Sequence[Stmt]) -> list[ast.stmt]:
    """A loop's body after what is said of the loop; hints are no part of the text."""
    said = [_call("invariant", [_test(one.test)]) for one in loop.invariants]
    if loop.decreases:
        said.append(_call("decreases", [_expression(one) for one in loop.decreases]))
    shown = _block(body)
    if said and len(shown) == 1 and isinstance(shown[0], ast.Pass):
        shown = []
    return [*map(ast.Expr, said), *shown]


def _pop(statement: Assign, target: Target, call: ast.expr) -> ast.stmt:
    assert isinstance(statement.value, Construct)
    item = statement.value.arguments[0]
    if isinstance(target, str) and _natural(item) != item.type:
        kind = ast.parse(show(item.type), mode="eval").body
        return ast.AnnAssign(ast.Name(target), kind, call, 1)
    return ast.Assign([_target(target)], call, lineno=0)


def _only_widens(case: Case) -> bool:
    """Whether the parser added the case, for variables that widen where no case matches."""
    is_wildcard = case.pattern == CapturePattern(None) and case.guard is None
    return is_wildcard and bool(case.body) and all(map(is_widening, case.body))


def _is_declared(value: Expr) -> bool:
    """Whether an assigned value has its type from an annotation, not from itself."""
    match value:
        case Convert() | Narrow() | Const(type=LiteralType()):
            return True
        case Construct(type=TupleType(), arguments=arguments):
            return any(map(_is_declared, arguments))
        case _:
            return False


def _is_silent(statements: Sequence[Stmt]) -> bool:
    return all(is_widening(s) or _is_implicit(s) for s in statements)


def _assign(target: Target, value: Expr) -> ast.stmt:
    shown = _expression(value)
    if isinstance(target, str) and _natural(value) != value.type:
        kind = ast.parse(show(value.type), mode="eval").body
        return ast.AnnAssign(ast.Name(target), kind, shown, 1)
    return ast.Assign([_target(target)], shown, lineno=0)


def _natural(expr: Expr) -> Type | None:
    """The type that the printed text has where nothing is declared."""
    match expr:
        case Convert(value=value) | Narrow(value=value):
            return _natural(value)
        case Const(type=kind):
            return base_of(kind)
        case Conditional(then=then, otherwise=otherwise):
            kinds = _natural(then), _natural(otherwise)
            return None if kinds[0] is None or kinds[1] is None else join(kinds[0], kinds[1])
        case Construct(arguments=arguments, type=TupleType()):
            items = [_natural(part) for part in arguments]
            return TupleType(tuple(item for item in items if item is not None))
        case Display(items=parts, type=kind):
            return _natural_display(parts, kind)
        case Comprehension(gather=Gather.LIST, element=element):
            inner = _natural(element)
            return None if inner is None else ListType(inner)
        case Comprehension(gather=Gather.SET, element=element):
            inner = _natural(element)
            return None if inner is None else SetType(inner)
        case Apply(operation=operation, arguments=arguments, type=ListType() | SetType()) if (
            operation in _SAME_ITEMS
        ):
            same = [_natural(part) for part in arguments if part.type == expr.type]
            known = [one for one in same if one is not None]
            return join_all(known) if len(known) == len(same) else None
        case _:
            return expr.type


def _natural_display(parts: Sequence[Expr], kind: ListType | SetType | DictType) -> Type | None:
    found = [_natural(part) for part in parts]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return None
    if isinstance(kind, DictType):
        keys, values = (_joined(known[i::2]) for i in (0, 1))
        return None if keys is None or values is None else DictType(keys, values)
    item = _joined(known)
    if item is None:
        return None
    return SetType(item) if isinstance(kind, SetType) else ListType(item)


def _joined(kinds: Sequence[Type]) -> Type | None:
    return join_all(kinds) if kinds else HOLE


def _target(target: Target) -> ast.expr:
    if isinstance(target, str):
        return ast.Name(target)
    return ast.Tuple([_target(part) for part in target])


def _case(case: Case) -> ast.match_case:
    guard = None if case.guard is None else _test(case.guard)
    return ast.match_case(_pattern(case.pattern), guard, _block(case.body))


def _test(expr: Expr) -> ast.expr:
    """A test: the truth of a value needs no `bool(...)` here."""
    if isinstance(expr, Apply) and expr.operation is Operation.TRUTH:
        return _expression(expr.arguments[0])
    if isinstance(expr, Logic):
        return _logic(expr, [_test(operand) for operand in expr.operands])
    return _expression(expr)


def _expression(expr: Expr) -> ast.expr:
    match expr:
        case Const(value=value):
            return _value(value)
        case Name(name=name):
            return ast.Name(name)
        case Apply():
            return _apply(expr)
        case Logic(operands=operands):
            return _logic(expr, [_expression(operand) for operand in operands])
        case Conditional(test=test, then=then, otherwise=otherwise):
            return ast.IfExp(_test(test), _expression(then), _expression(otherwise))
        case Construct(arguments=arguments, type=kind):
            return _construct(kind, [_expression(part) for part in arguments])
        case Project(value=value, index=index):
            whole = value.type
            if isinstance(whole, RecordType):
                return ast.Attribute(_expression(value), whole.fields[index].name)
            return ast.Subscript(_expression(value), ast.Constant(index))
        case Convert(value=value) | Narrow(value=value):
            return _expression(value)
        case IsInstance(value=value, kind=tested):
            return _call("isinstance", [_expression(value), ast.Name(tested.name)])
        case Call(function=function, arguments=arguments):
            return _call(function, [_expression(part) for part in arguments])
        case Invoke(function=called, arguments=arguments):
            return _call(called.name, [_expression(part) for part in arguments])
        case Display(items=items, type=shape):
            return _display([_expression(item) for item in items], shape)
        case Comprehension():
            return _comprehension(expr)


def _display(items: list[ast.expr], kind: ListType | SetType | DictType) -> ast.expr:
    if isinstance(kind, ListType):
        return ast.List(items)
    if isinstance(kind, DictType):
        return ast.Dict([*items[::2]], items[1::2])
    return ast.Set(items) if items else _call("set", [])


def _comprehension(expr: Comprehension) -> ast.expr:
    tests = [_test(test) for test in expr.tests]
    one = ast.comprehension(_target(expr.target), _source(expr.source), tests, 0)
    match expr.gather, expr.element:
        case Gather.DICT, Construct(arguments=(key, value)):
            return ast.DictComp(_expression(key), _expression(value), [one])
        case Gather.LIST, element:
            return ast.ListComp(_expression(element), [one])
        case Gather.SET, element:
            return ast.SetComp(_expression(element), [one])
        case Gather.ALL | Gather.ANY, element:
            return _call(expr.gather.value, [ast.GeneratorExp(_test(element), [one])])
        case gather, element:
            return _call(gather.value, [ast.GeneratorExp(_expression(element), [one])])


def _source(source: Source) -> ast.expr:
    match source:
        case RangeSource(start=start, stop=stop, step=step):
            bounds = [start, stop]
            if step == 1 and isinstance(start, Const) and start.value == 0:
                bounds = [stop]
            steps = [] if step == 1 else [_value(step)]
            return _call("range", [*map(_expression, bounds), *steps])
        case ValueSource(value=Apply(operation=Operation.VALUES, arguments=(value,))):
            return ast.Call(ast.Attribute(_expression(value), "values"), [], [])
        case ValueSource(value=value):
            return _expression(value)
        case EnumerateSource(inner=inner, start=start):
            is_plain = isinstance(start, Const) and start.value == 0
            starts = [] if is_plain else [_expression(start)]
            return _call("enumerate", [_source(inner), *starts])
        case ZipSource(inners=inners):
            return _call("zip", [_source(inner) for inner in inners])
        case ReversedSource(inner=inner):
            return _call("reversed", [_source(inner)])
        case ItemsSource(value=value):
            return ast.Call(ast.Attribute(_expression(value), "items"), [], [])


def _apply(expr: Apply) -> ast.expr:
    operation, arguments = expr.operation, expr.arguments
    if operation is Operation.HEIGHT:
        return _expression(arguments[0])  # `decreases(t)` measures a recursive value by it
    if operation in _BINARY:
        left, right = map(_expression, arguments)
        return ast.BinOp(left, _BINARY[operation], right)
    if operation in _COMPARE:
        subject, other = _compared(expr)
        return ast.Compare(subject, [_COMPARE[operation]], [other])
    if operation is Operation.NEGATE:
        return ast.UnaryOp(ast.USub(), _expression(arguments[0]))
    if operation is Operation.NOT:
        return _negated(_test(arguments[0]))
    if operation in _METHODS:
        receiver, *parts = [_expression(part) for part in arguments if not _is_none(part)]
        return ast.Call(ast.Attribute(receiver, operation.value), parts, [])
    if operation in _ITEMS:
        whole, position = map(_expression, arguments)
        return ast.Subscript(whole, position)
    if operation is Operation.REVERSE:
        backwards = ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1)))
        return ast.Subscript(_expression(arguments[0]), backwards)
    if operation is Operation.VALUES:
        view = ast.Call(ast.Attribute(_expression(arguments[0]), "values"), [], [])
        return _call("list", [view])
    if operation is Operation.SLICE:
        lower, upper = (None if _is_none(part) else _expression(part) for part in arguments[1:])
        return ast.Subscript(_expression(arguments[0]), ast.Slice(lower, upper))
    if operation is Operation.FRACTION and _is_one(arguments[-1]):
        arguments = arguments[:1]
    return _call(_FUNCTIONS[operation], [_expression(part) for part in arguments])


def _compared(expr: Apply) -> tuple[ast.expr, ast.expr]:
    """The two sides of a comparison as Python writes them."""
    first, *others = map(_expression, expr.arguments)
    match expr.operation:
        case Operation.MEMBER:
            return first, ast.Tuple(others)
        case Operation.IS_NONE:
            return first, ast.Constant(None)
        case _:
            return first, others[0]


def _negated(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        negated = _NEGATED.get(type(test.ops[0]))
        if negated is not None:
            return ast.Compare(test.left, [negated], test.comparators)
    return ast.UnaryOp(ast.Not(), test)


def _logic(expr: Logic, operands: list[ast.expr]) -> ast.expr:
    if _is_present_and_held(expr):
        return operands[1]
    chain = _chain(expr, operands) if expr.operator == "and" else None
    if chain is not None:
        return chain
    return ast.BoolOp(ast.And() if expr.operator == "and" else ast.Or(), operands)


def _is_present_and_held(expr: Logic) -> bool:
    """Whether it is what `x in xs` is read as, where x may be None and the items may not."""
    match expr:
        case Logic(
            operator="and",
            operands=(
                Apply(
                    operation=Operation.NOT,
                    arguments=(Apply(operation=Operation.IS_NONE, arguments=(first,)),),
                ),
                Apply(operation=Operation.HOLDS, arguments=(Narrow(value=value, error=None), _)),
            ),
        ):
            return value == first
        case _:
            return False


def _chain(expr: Logic, operands: list[ast.expr]) -> ast.Compare | None:
    """`a < b and b < c` as `a < b < c`, when every middle operand stands twice."""
    links = [part for part in operands if isinstance(part, ast.Compare) and len(part.ops) == 1]
    if len(links) != len(operands):
        return None
    rights = [link.comparators[0] for link in links]
    if any(sum(1 for _ in ast.walk(right)) > _LARGEST_MIDDLE for right in rights[:-1]):
        return None
    for right, follower in zip(rights, links[1:], strict=False):
        if ast.dump(right) != ast.dump(follower.left):
            return None
    return ast.Compare(links[0].left, [link.ops[0] for link in links], rights)


def _construct(kind: TupleType | RecordType, parts: list[ast.expr]) -> ast.expr:
    if isinstance(kind, TupleType):
        return ast.Tuple(parts)
    if not kind.keyword_only:
        return _call(kind.name, parts)
    named = zip(kind.fields, parts, strict=True)
    keywords = [ast.keyword(field.name, part) for field, part in named]
    return ast.Call(ast.Name(kind.name), [], keywords)


def _call(function: str, parts: list[ast.expr]) -> ast.Call:
    return ast.Call(ast.Name(function), parts, [])


def _value(value: Value) -> ast.expr:
    match value:
        case bool() | str() | None:
            return ast.Constant(value)
        case int():
            magnitude = ast.Constant(abs(value))
            return ast.UnaryOp(ast.USub(), magnitude) if value < 0 else magnitude
        case Fraction():
            parts = [value.numerator, *([value.denominator] if value.denominator != 1 else [])]
            return _call("Fraction", [_value(part) for part in parts])
        case EnumValue(enum=enum, member=member):
            return ast.Attribute(ast.Name(enum), member)
        case RecordValue(record=record, names=names, values=values):
            pairs = zip(names, values, strict=True)
            keywords = [ast.keyword(name, _value(part)) for name, part in pairs]
            return ast.Call(ast.Name(record), [], keywords)
        case tuple():
            return ast.Tuple([_value(part) for part in value])
        case ListValue() | SetValue() | DictValue() | FunctionValue():
            return ast.parse(to_python(value), mode="eval").body


def _pattern(pattern: Pattern) -> ast.pattern:
    match pattern:
        case ValuePattern(value=Const(value=bool() | None as value)):
            return ast.MatchSingleton(value)
        case ValuePattern(value=Const(value=value)):
            return ast.MatchValue(_value(value))
        case CapturePattern(name=name, inner=inner):
            return ast.MatchAs(None if inner is None else _pattern(inner), name)
        case OrPattern(alternatives=alternatives):
            return ast.MatchOr([_pattern(alternative) for alternative in alternatives])
        case ShapePattern(type=TupleType(items=items), parts=parts):
            known = dict(parts)
            wildcard = CapturePattern(None)
            return ast.MatchSequence([_pattern(known.get(i, wildcard)) for i in range(len(items))])
        case ShapePattern(type=kind, parts=parts):
            assert isinstance(kind, RecordType)
            names = [kind.fields[index].name for index, _ in parts]
            below = [_pattern(part) for _, part in parts]
            return ast.MatchClass(ast.Name(kind.name), [], names, below)


def _is_none(expr: Expr) -> bool:
    return isinstance(expr, Const) and expr.value is None


def _is_one(expr: Expr) -> bool:
    return isinstance(expr, Const) and expr.value == 1
