"""A term that cvc5 found, read as an expression of the typed tree, sums written as people do."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    NONE,
    STR,
    EnumType,
    OptionalType,
    RecordType,
    TupleType,
    Type,
)
from lemmata.contracts.values import EnumValue
from lemmata.generators.fitting import weighted_sum
from lemmata.generators.shapes import component_types
from lemmata.generators.terms import (
    arithmetic,
    component,
    connected,
    constant_value,
    negation,
    negative,
    numeric,
    operation,
)
from lemmata.language.tree import (
    Apply,
    Conditional,
    Const,
    Construct,
    Convert,
    Expr,
    Name,
    Narrow,
    Operation,
)
from lemmata.obligations.smtlib import SExpr, symbol, unescape
from lemmata.obligations.sorts import constructor, member, selector, sort_name

Builder = Callable[[list[Expr]], Expr]
Scope = Mapping[str, Expr]

_COMPARE = {
    ">=": Operation.GREATER_EQUAL,
    ">": Operation.GREATER,
    "<=": Operation.LESS_EQUAL,
    "<": Operation.LESS,
}
_BY_CONSTANT = {
    "div": Operation.FLOOR_DIVIDE,
    "div_total": Operation.FLOOR_DIVIDE,
    "mod": Operation.MODULO,
    "mod_total": Operation.MODULO,
}


class Reader:
    """Reads terms over the inputs of one task."""

    def __init__(self, names: Iterable[tuple[str, Type]], returns: Type) -> None:
        inputs = tuple(names)
        self._scope: Scope = {f"arg.{symbol(n)}": Name(n, kind, 0) for n, kind in inputs}
        self._builders: dict[str, Builder] = {}
        for kind in (*(kind for _, kind in inputs), returns):
            self._learn(kind)

    def expression(self, term: SExpr) -> Expr:
        """The term as an expression.

        Raises:
            UnsupportedError: an operation that the language does not have.
        """
        return self._read(term, self._scope)

    def _learn(self, kind: Type) -> None:
        match kind:
            case EnumType(name=enum, members=members):
                for name, _ in members:
                    self._builders[member(enum, name)] = _constant(EnumValue(enum, name), kind)
            case OptionalType(item=inner):
                sort = sort_name(inner)
                self._builders[f"none.{sort}"] = lambda _: Convert(Const(None, NONE, 0), kind, 0)
                self._builders[f"some.{sort}"] = lambda parts: Convert(parts[0], kind, 0)
                self._builders[f"item.{sort}"] = _held(inner)
                self._learn(inner)
            case TupleType() | RecordType():
                self._builders[constructor(kind)] = _display(kind)
                for index, part in enumerate(component_types(kind) or ()):
                    self._builders[selector(kind, index)] = _component(index)
                    self._learn(part)

    def _read(self, term: SExpr, scope: Scope) -> Expr:
        if isinstance(term, str):
            return self._atom(term, scope)
        head, *rest = term
        if head == "let":
            bound, body = rest
            found = {str(one[0]): self._read(one[1], scope) for one in bound}
            return self._read(body, {**scope, **found})
        if isinstance(head, list):
            return self._tested(head, self._read(rest[0], scope))
        return self._applied(head, [self._read(part, scope) for part in rest])

    def _atom(self, text: str, scope: Scope) -> Expr:
        if text in scope:
            return scope[text]
        if text in self._builders:
            return self._builders[text]([])
        if text in ("true", "false"):
            return Const(text == "true", BOOL, 0)
        if text.startswith('"'):
            return Const(unescape(text), STR, 0)
        if text.replace(".", "", 1).isdigit():
            return numeric(Fraction(text), FRACTION) if "." in text else Const(int(text), INT, 0)
        raise _foreign(text)

    def _tested(self, head: SExpr, value: Expr) -> Expr:
        match head:
            case ["_", "is", str() as name] if name.startswith(("none.", "some.")):
                is_none = operation(Operation.IS_NONE, value, result=BOOL)
                return is_none if name.startswith("none.") else negation(is_none)
            case ["_", "is", str() as name] if name in self._builders:
                member_value = self._builders[name]([])
                return operation(Operation.EQUAL, value, member_value, result=BOOL)
            case _:
                raise UnsupportedError(f"cvc5 answered with the test {head}")

    def _applied(self, head: str, parts: list[Expr]) -> Expr:
        if head in self._builders:
            return self._builders[head](parts)
        if head in ("and", "or"):
            return connected(head, tuple(parts))
        if head in _COMPARE:
            return _compared(_COMPARE[head], *parts)
        if head in _BY_CONSTANT and isinstance(constant_value(parts[1]), int):
            return _by_constant(_BY_CONSTANT[head], *parts)
        if head.startswith("str."):
            return _text(head, parts)
        match head, parts:
            case "not", [test]:
                return negation(test)
            case "ite", [test, then, otherwise] if then.type == otherwise.type:
                return Conditional(test, then, otherwise, then.type, 0)
            case "=", [left, right] if left.type == right.type:
                return operation(Operation.EQUAL, left, right, result=BOOL)
            case "-", [only]:
                return negative(only)
            case "/", [left, right]:
                return _quotient(left, right)
            case (("+" | "-" | "*"), _):
                return _sum_or_product(head, parts)
            case "abs", [only]:
                return operation(Operation.ABSOLUTE, only, result=only.type)
            case _:
                raise _foreign(head)


def _foreign(head: str) -> UnsupportedError:
    return UnsupportedError(f"cvc5 answered with {head}, which the language does not have")


def _text(head: str, parts: list[Expr]) -> Expr:
    match head, parts:
        case "str.++", [first, *others]:
            for other in others:
                first = operation(Operation.CONCAT, first, other, result=STR)
            return first
        case "str.len", [only]:
            return operation(Operation.LENGTH, only, result=INT)
        case "str.prefixof", [start, text]:
            return operation(Operation.STARTS_WITH, text, start, result=BOOL)
        case "str.suffixof", [end, text]:
            return operation(Operation.ENDS_WITH, text, end, result=BOOL)
        case "str.contains", [text, part]:
            return operation(Operation.CONTAINS, part, text, result=BOOL)
        case _:
            raise _foreign(head)


def _constant(value: EnumValue, kind: Type) -> Builder:
    return lambda _: Const(value, kind, 0)


def _display(kind: TupleType | RecordType) -> Builder:
    return lambda parts: Construct(tuple(parts), kind, 0)


def _component(index: int) -> Builder:
    return lambda parts: component(parts[0], index)


def _held(inner: Type) -> Builder:
    return lambda parts: Narrow(parts[0], inner, "TypeError", 0)


def _by_constant(kind: Operation, left: Expr, right: Expr) -> Expr:
    """``div`` and ``mod`` agree with Python where the divisor is positive."""
    divisor = constant_value(right)
    if left.type != INT or not isinstance(divisor, int) or divisor <= 0:
        raise UnsupportedError("cvc5 divides by what may be negative")
    return operation(kind, left, right, result=INT)


def _quotient(left: Expr, right: Expr) -> Expr:
    """``/``; of two whole numbers it is a rational constant."""
    above, below = constant_value(left), constant_value(right)
    if isinstance(above, int | Fraction) and isinstance(below, int | Fraction) and below:
        return Const(Fraction(above) / below, FRACTION, 0)
    found = arithmetic(Operation.DIVIDE, left, right) if left.type == FRACTION else None
    return _known(found)


def _known(found: Expr | None) -> Expr:
    if found is None:
        raise UnsupportedError("cvc5 answered with arithmetic that Python would not do alike")
    return found


def _same_type(parts: list[Expr]) -> Type:
    kinds = {part.type for part in parts}
    if len(kinds) != 1 or not kinds <= {INT, FRACTION}:
        raise UnsupportedError("cvc5 answered with mixed arithmetic")
    return kinds.pop()


def _sum_or_product(head: str, parts: list[Expr]) -> Expr:
    kind = _same_type(parts)
    if head == "*":
        total = parts[0]
        for part in parts[1:]:
            total = _known(arithmetic(Operation.MULTIPLY, total, part))
        return total
    signs = [1] + [-1 if head == "-" else 1] * (len(parts) - 1)
    pairs: dict[Expr, Fraction] = {}
    constant = Fraction(0)
    for sign, part in zip(signs, parts, strict=True):
        weights, fixed = _weighted(part)
        constant += sign * fixed
        for term, weight in weights.items():
            pairs[term] = pairs.get(term, Fraction(0)) + sign * weight
    return _known(_sum(kind, pairs, constant))


def _sum(kind: Type, pairs: Mapping[Expr, Fraction], constant: Fraction) -> Expr | None:
    present = [(weight, term) for term, weight in pairs.items() if weight]
    return weighted_sum(kind, present, constant)


def _weighted(expr: Expr) -> tuple[dict[Expr, Fraction], Fraction]:
    """An expression as weights of terms and a constant."""
    value = constant_value(expr)
    if isinstance(value, int | Fraction):
        return {}, Fraction(value)
    if isinstance(expr, Apply) and expr.operation in _LINEAR:
        return _weighted_apply(expr)
    return {expr: Fraction(1)}, Fraction(0)


_LINEAR = (Operation.ADD, Operation.SUBTRACT, Operation.NEGATE, Operation.MULTIPLY)


def _weighted_apply(expr: Apply) -> tuple[dict[Expr, Fraction], Fraction]:
    kind, parts = expr.operation, expr.arguments
    weights, fixed = _weighted(parts[0])
    if kind is Operation.NEGATE:
        return {term: -weight for term, weight in weights.items()}, -fixed
    others, other_fixed = _weighted(parts[1])
    if kind is Operation.MULTIPLY:
        if weights and others:
            return {expr: Fraction(1)}, Fraction(0)
        if weights:
            scale, scaled, base = other_fixed, weights, fixed
        else:
            scale, scaled, base = fixed, others, other_fixed
        return {term: scale * weight for term, weight in scaled.items()}, scale * base
    sign = 1 if kind is Operation.ADD else -1
    for term, weight in others.items():
        weights[term] = weights.get(term, Fraction(0)) + sign * weight
    return weights, fixed + sign * other_fixed


def _compared(kind: Operation, left: Expr, right: Expr) -> Expr:
    """A comparison with what is subtracted moved to the other side; ``> n - 1`` for ``>= n``."""
    of = _same_type([left, right])
    weights, fixed = _weighted(left)
    others, other_fixed = _weighted(right)
    for term, weight in others.items():
        weights[term] = weights.get(term, Fraction(0)) - weight
    bound = other_fixed - fixed
    if weights and all(weight < 0 for weight in weights.values()):
        weights = {term: -weight for term, weight in weights.items()}
        bound, kind = -bound, _TURNED[kind]
    if of == INT and bound == 1 and kind is Operation.GREATER_EQUAL:
        kind, bound = Operation.GREATER, Fraction(0)
    if of == INT and bound == 1 and kind is Operation.LESS:
        kind, bound = Operation.LESS_EQUAL, Fraction(0)
    above = {term: weight for term, weight in weights.items() if weight > 0}
    below = {term: -weight for term, weight in weights.items() if weight < 0}
    first, second = _sum(of, above, Fraction(0)), _sum(of, below, bound)
    return operation(kind, _known(first), _known(second), result=BOOL)


_TURNED = {
    Operation.GREATER_EQUAL: Operation.LESS_EQUAL,
    Operation.LESS_EQUAL: Operation.GREATER_EQUAL,
    Operation.GREATER: Operation.LESS,
    Operation.LESS: Operation.GREATER,
}
