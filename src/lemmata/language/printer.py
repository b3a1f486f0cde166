"""The typed tree as readable Python that parses back to the same tree.

Conversions print as what they convert; the parser finds them again from the types.
"""

import ast
from collections.abc import Sequence
from fractions import Fraction

from lemmata.contracts.types import LiteralType, RecordType, TupleType, Type, show
from lemmata.contracts.values import EnumValue, RecordValue, Value
from lemmata.language.tree import (
    Apply,
    Assert,
    Assign,
    Call,
    CapturePattern,
    Case,
    Conditional,
    Const,
    Construct,
    Convert,
    Expr,
    If,
    Logic,
    Match,
    Name,
    Narrow,
    Operation,
    OrPattern,
    Pattern,
    Project,
    Return,
    ShapePattern,
    Stmt,
    Target,
    ValuePattern,
)
from lemmata.language.typing_rules import base_of, join

_BINARY: dict[Operation, ast.operator] = {
    Operation.ADD: ast.Add(),
    Operation.SUBTRACT: ast.Sub(),
    Operation.MULTIPLY: ast.Mult(),
    Operation.DIVIDE: ast.Div(),
    Operation.FLOOR_DIVIDE: ast.FloorDiv(),
    Operation.MODULO: ast.Mod(),
    Operation.POWER: ast.Pow(),
    Operation.CONCAT: ast.Add(),
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
}
_NEGATED = {ast.In: ast.NotIn(), ast.Is: ast.IsNot()}
_FUNCTIONS = {
    Operation.ABSOLUTE: "abs",
    Operation.MINIMUM: "min",
    Operation.MAXIMUM: "max",
    Operation.FRACTION: "Fraction",
    Operation.TRUTH: "bool",
    Operation.LENGTH: "len",
}
_LARGEST_MIDDLE = 40
_METHODS = {Operation.STARTS_WITH: "startswith", Operation.ENDS_WITH: "endswith"}


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
        case _:
            return expr.type


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
        case Call(function=function, arguments=arguments):
            return _call(function, [_expression(part) for part in arguments])


def _apply(expr: Apply) -> ast.expr:
    operation, arguments = expr.operation, expr.arguments
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
        receiver, part = map(_expression, arguments)
        return ast.Call(ast.Attribute(receiver, _METHODS[operation]), [part], [])
    if operation is Operation.CHARACTER:
        text, position = map(_expression, arguments)
        return ast.Subscript(text, position)
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
    chain = _chain(expr, operands) if expr.operator == "and" else None
    if chain is not None:
        return chain
    return ast.BoolOp(ast.And() if expr.operator == "and" else ast.Or(), operands)


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
        case _:
            return ast.Tuple([_value(part) for part in value])


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
