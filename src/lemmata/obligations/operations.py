"""The primitive operations, one SMT-LIB meaning each, with the demands of the partial ones.

Here are numbers, equality and tests; strings have `text.py`. Trap minded: `/` takes Reals only.
"""

from collections.abc import Callable

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    BoolType,
    EnumType,
    FractionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    StrType,
    TupleType,
    Type,
    UnionType,
    show,
)
from lemmata.language.tree import Apply, Const, Convert, Expr, Operation
from lemmata.obligations.conversions import Share
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Encoding
from lemmata.obligations.library import divisors
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.smtlib import (
    Term,
    apply,
    conjunction,
    disjunction,
    negate,
)
from lemmata.obligations.sorts import base_of, is_none, item, list_function, sort_name
from lemmata.obligations.text import TEXT_OPERATIONS, text_operation
from lemmata.obligations.text_lists import LIST_OPERATIONS, list_operation

Demands = Callable[[Demand], None]

_SYMBOLS = {
    Operation.ADD: "+",
    Operation.SUBTRACT: "-",
    Operation.MULTIPLY: "*",
    Operation.LESS: "<",
    Operation.LESS_EQUAL: "<=",
    Operation.GREATER: ">",
    Operation.GREATER_EQUAL: ">=",
}
_NUMERIC = {
    Operation.ADD,
    Operation.SUBTRACT,
    Operation.MULTIPLY,
    Operation.LESS,
    Operation.LESS_EQUAL,
    Operation.GREATER,
    Operation.GREATER_EQUAL,
    Operation.FLOOR_DIVIDE,
    Operation.MODULO,
    Operation.NEGATE,
    Operation.ABSOLUTE,
    Operation.MINIMUM,
    Operation.MAXIMUM,
}


def operate(expr: Apply, terms: list[Term], tools: Encoding) -> Term:
    """The operation's value, given its operands' terms.

    Raises:
        UnsupportedError: operands that the operation's row in `Operation` does not name.
    """
    operation = expr.operation
    _check_operands(expr)
    match operation:
        case Operation.COPY:
            return terms[0]
        case _ if operation in _SYMBOLS:
            return apply(_SYMBOLS[operation], *terms)
        case Operation.FLOOR_DIVIDE | Operation.MODULO | Operation.DIVIDE | Operation.FRACTION:
            return _divide(expr, terms, tools)
        case Operation.POWER:
            return _power(expr, terms[0], tools.share)
        case Operation.NEGATE:
            return apply("-", terms[0])
        case Operation.ABSOLUTE | Operation.MINIMUM | Operation.MAXIMUM:
            return _extreme(expr, terms)
        case Operation.EQUAL:
            return apply("=", *terms)
        case Operation.NOT_EQUAL:
            return negate(apply("=", *terms))
        case Operation.MEMBER:
            whole = tools.share(terms[0], expr.arguments[0].type)
            return disjunction(apply("=", whole, other) for other in terms[1:])
        case Operation.NOT:
            return negate(terms[0])
        case Operation.TRUTH:
            kind = expr.arguments[0].type
            named = isinstance(kind, OptionalType)
            return truth(tools.share(terms[0], kind) if named else terms[0], kind)
        case Operation.IS_NONE:
            return _is_none(expr.arguments[0].type, terms[0])
        case _ if operation in LIST_OPERATIONS:
            return list_operation(tools, expr, terms)
        case _:
            return text_operation(expr, terms, tools)


def truth(term: Term, kind: Type) -> Term:
    """Python's truth of a value (plain enums and dataclasses are always true)."""
    match kind:
        case BoolType():
            return term
        case IntType():
            return negate(apply("=", term, "0"))
        case FractionType():
            return negate(apply("=", term, "0.0"))
        case StrType():
            return negate(apply("=", term, '""'))
        case NoneType():
            return "false"
        case LiteralType(base=base):
            return truth(term, base)
        case OptionalType(item=inner):
            return conjunction([negate(is_none(kind, term)), truth(item(kind, term), inner)])
        case TupleType(items=items):
            return "true" if items else "false"
        case EnumType() | RecordType() | UnionType():
            return "true"
        case ListType():
            return negate(apply("=", apply(list_function("len", kind), term), "0"))
        case _:
            raise UnsupportedError(f"the truth of {show(kind)}", remedy="compare its length")


def _is_none(kind: Type, term: Term) -> Term:
    if isinstance(kind, OptionalType):
        return is_none(kind, term)
    return "true" if isinstance(kind, NoneType) else "false"


def _check_operands(expr: Apply) -> None:
    kinds = [base_of(argument.type) for argument in expr.arguments]
    operation, first = expr.operation, kinds[0]
    same = len({sort_name(kind) for kind in kinds}) == 1
    if operation in _NUMERIC:
        fits = same and isinstance(first, IntType | FractionType)
    elif operation in TEXT_OPERATIONS:
        fits = _fits_text(operation, kinds)
    elif operation in (Operation.EQUAL, Operation.NOT_EQUAL, Operation.MEMBER):
        fits = same
    elif operation is Operation.DIVIDE:
        fits = same and isinstance(first, FractionType)
    elif operation is Operation.FRACTION:
        fits = same and isinstance(first, IntType)
    elif operation is Operation.POWER:
        fits = isinstance(first, IntType | FractionType)
    elif operation is Operation.NOT:
        fits = isinstance(first, BoolType)
    else:
        fits = True
    if not fits:
        shown = ", ".join(show(argument.type) for argument in expr.arguments)
        raise UnsupportedError(f"the operation {operation.value} on {shown}, line {expr.line}")


_INTEGERS = {
    Operation.CHARACTER: 1,
    Operation.SLICE: 2,
    Operation.REPEAT: 1,
}
_STRIPS = {Operation.STRIP, Operation.STRIP_LEFT, Operation.STRIP_RIGHT}


def _fits_text(operation: Operation, kinds: list[Type]) -> bool:
    """Strings, but for the int operands at the end; `strip` and slice bounds take None too."""
    if operation is Operation.TEXT:
        return isinstance(kinds[0], IntType)
    count = _INTEGERS.get(operation, 0)
    texts, numbers = kinds[: len(kinds) - count], kinds[len(kinds) - count :]
    if operation in _STRIPS and isinstance(texts[-1], NoneType):
        texts = texts[:-1]
    allowed = (IntType, NoneType) if operation is Operation.SLICE else (IntType,)
    return all(isinstance(kind, StrType) for kind in texts) and all(
        isinstance(kind, allowed) for kind in numbers
    )


def _is_real(expr: Apply) -> bool:
    return isinstance(expr.arguments[0].type, FractionType)


def _constant(expr: Expr) -> object:
    """The value of a constant operand; a marker that equals nothing otherwise."""
    if isinstance(expr, Convert) and isinstance(base_of(expr.type), IntType | FractionType):
        return _constant(expr.value)
    return expr.value if isinstance(expr, Const) else NotImplemented


def _divide(expr: Apply, terms: list[Term], tools: Encoding) -> Term:
    operation, (left, right) = expr.operation, terms
    divisor = _constant(expr.arguments[1])
    if divisor is NotImplemented or divisor == 0:
        zero = "0.0" if _is_real(expr) else "0"
        condition = "false" if divisor == 0 else negate(apply("=", right, zero))
        text = f"the divisor of {operation.value} is not 0"
        kind = ObligationKind.DEFINED
        tools.demand(Demand(condition, kind, text, expr.line, "ZeroDivisionError"))
    if operation is Operation.DIVIDE:
        return apply("/", left, right)
    if operation is Operation.FRACTION:
        return apply("/", _to_real(left), _to_real(right))
    name = "floordiv" if operation is Operation.FLOOR_DIVIDE else "mod"
    if _is_real(expr):
        return apply(f"py.{name}.real", left, right)
    if name == "mod" and divisor is NotImplemented and tools.names_remainders:
        return _named_remainder(left, right, tools)
    if (isinstance(divisor, int) and divisor > 0) or tools.follows(apply("<", "0", right)):
        return apply("div" if name == "floordiv" else "mod", left, right)
    return apply(f"py.{name}", left, right)


def _named_remainder(left: Term, right: Term, tools: Encoding) -> Term:
    """The remainder by the name that the laws of divisors know."""
    for function, command in divisors.functions():
        tools.sorts.introduce(function, command, divisors.laws())
    return apply(divisors.REMAINDER, left, right)


def _to_real(term: Term) -> Term:
    return f"{term}.0" if term.isdigit() else apply("to_real", term)


def _power(expr: Apply, base: Term, share: Share) -> Term:
    exponent = _constant(expr.arguments[1])
    if not isinstance(exponent, int) or not 0 <= exponent <= 64:
        raise UnsupportedError(
            f"a power whose exponent is not a constant from 0 to 64, line {expr.line}",
            remedy="write the product out",
        )
    if exponent == 0:
        return "1.0" if _is_real(expr) else "1"
    whole = share(base, expr.arguments[0].type) if exponent > 1 else base
    return whole if exponent == 1 else apply("*", *[whole] * int(exponent))


def _extreme(expr: Apply, terms: list[Term]) -> Term:
    names = {Operation.ABSOLUTE: "abs", Operation.MINIMUM: "min", Operation.MAXIMUM: "max"}
    name = f"py.{names[expr.operation]}" + (".real" if _is_real(expr) else "")
    if expr.operation is Operation.ABSOLUTE:
        return apply(name, terms[0])
    result = terms[0]
    for term in terms[1:]:
        result = apply(name, result, term)
    return result
