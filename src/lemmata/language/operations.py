"""The operations of the language: one row of a table for each operator, builtin and method.

A row is a function of the parsed operands and the site, giving the typed tree or refusing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    STR,
    DictType,
    EnumType,
    ListType,
    OptionalType,
    SetType,
    TupleType,
    Type,
    show,
)
from lemmata.language.containers import (
    concatenate,
    join_tuples,
    repeat,
    set_operation,
    set_order,
    unmixed,
)
from lemmata.language.refusals import Site
from lemmata.language.tree import (
    Apply,
    Conditional,
    Const,
    Construct,
    Expr,
    Operation,
)
from lemmata.language.typing_rules import (
    align,
    base_of,
    equal,
    errors_of,
    in_order,
    is_none,
    negation,
    numeric,
    once,
    plain,
    same_number,
    truth,
)

Rule = Callable[[Sequence[Expr], Site], Expr]
MAX_EXPONENT = 64
_FRACTION_TEXT = re.compile(r"[ ]*[+-]?[0-9]{1,4000}(/[0-9]{1,4000}|\.[0-9]{1,4000})?[ ]*")


def _numbers(operands: Sequence[Expr], what: str, site: Site) -> tuple[Expr, ...]:
    return same_number(in_order([numeric(one, what, site) for one in operands], site))


def arithmetic(operation: Operation) -> Rule:
    """`+ - * %` of two numbers, ints becoming Fractions beside a Fraction."""

    def rule(operands: Sequence[Expr], site: Site) -> Expr:
        numbers = _numbers(operands, f"`{operation.value}`", site)
        return Apply(operation, numbers, numbers[0].type, site.line)

    return rule


def add(operands: Sequence[Expr], site: Site) -> Expr:
    """`+`: numbers, or two strings."""
    kinds = [_bare(one.type) for one in operands]
    if STR in kinds:
        return concat(operands, site)
    if any(isinstance(kind, ListType) for kind in kinds):
        return concatenate(operands, site)
    if any(isinstance(kind, TupleType) for kind in kinds):
        return join_tuples(operands, site)
    return arithmetic(Operation.ADD)(operands, site)


def concat(operands: Sequence[Expr], site: Site) -> Expr:
    """`+` of two strings."""
    return Apply(Operation.CONCAT, _strings(operands, "`+`", site), STR, site.line)


def _strings(operands: Sequence[Expr], what: str, site: Site) -> tuple[Expr, ...]:
    values = [plain(one, "TypeError", site) for one in operands]
    if any(value.type != STR for value in values):
        kinds = " and ".join(show(one.type) for one in operands)
        raise site.refuse(f"{what} of {kinds}", "both must be str")
    return tuple(in_order(values, site))


def _bare(kind: Type) -> Type:
    return base_of(kind.item if isinstance(kind, OptionalType) else kind)


def multiply(operands: Sequence[Expr], site: Site) -> Expr:
    """`*` of numbers, or of a list or str by an int."""
    kinds = [_bare(one.type) for one in operands]
    if any(kind == STR or isinstance(kind, ListType) for kind in kinds):
        return repeat(operands, site)
    if any(isinstance(kind, TupleType) for kind in kinds):
        raise site.refuse("repetition of a tuple by `*`", "write the value out, or use a list")
    return arithmetic(Operation.MULTIPLY)(operands, site)


def divide(operands: Sequence[Expr], site: Site) -> Expr:
    """`/` with a Fraction on one side; of two ints it would be a float."""
    numbers = _numbers(operands, "`/`", site)
    if numbers[0].type != FRACTION:
        raise site.refuse("`/` of two ints (a float)", "use `//`, or Fraction(a, b)")
    return Apply(Operation.DIVIDE, numbers, FRACTION, site.line)


def floor_divide(operands: Sequence[Expr], site: Site) -> Expr:
    """`//`: an int, also for Fractions."""
    numbers = _numbers(operands, "`//`", site)
    return Apply(Operation.FLOOR_DIVIDE, numbers, INT, site.line)


def modulo(operands: Sequence[Expr], site: Site) -> Expr:
    """`%` of numbers."""
    if _bare(operands[0].type) == STR:
        raise site.refuse("`%` formatting of a str", "use an f-string")
    return arithmetic(Operation.MODULO)(operands, site)


def power(operands: Sequence[Expr], site: Site) -> Expr:
    """`**` by a constant from 0 to 64."""
    base, exponent = numeric(operands[0], "`**`", site), operands[1]
    if not (isinstance(exponent, Const) and base_of(exponent.type) == INT):
        raise site.refuse("`**` by an exponent that is not a constant", "multiply instead")
    if not (isinstance(exponent.value, int) and 0 <= exponent.value <= MAX_EXPONENT):
        raise site.refuse(f"`**` by {exponent.value}", f"exponents go from 0 to {MAX_EXPONENT}")
    constant = Const(exponent.value, INT, exponent.line)
    return Apply(Operation.POWER, (base, constant), base.type, site.line)


def negate(operands: Sequence[Expr], site: Site) -> Expr:
    """Unary `-`; of a constant, the constant."""
    value = operands[0]
    known = value.value if isinstance(value, Const) else None
    if isinstance(known, int | Fraction) and not isinstance(known, bool):
        return Const(-known, base_of(value.type), site.line)
    number = numeric(value, "unary `-`", site)
    return Apply(Operation.NEGATE, (number,), number.type, site.line)


def _present(value: Expr, what: str, site: Site) -> Expr:
    """An operand that the tree may leave without an operation of its own: never optional."""
    if isinstance(value.type, OptionalType):
        raise site.refuse(f"{what} of {show(value.type)}", "test for None first")
    return plain(value, "TypeError", site)


def positive(operands: Sequence[Expr], site: Site) -> Expr:
    """Unary `+`: the number itself, an int for a bool."""
    value = _present(operands[0], "unary `+`", site)
    return int_of_bool(value) if value.type == BOOL else numeric(value, "unary `+`", site)


def int_of_bool(value: Expr) -> Expr:
    """The int 1 or 0, which no bool is."""
    line = value.line
    return Conditional(value, Const(1, INT, line), Const(0, INT, line), INT, line)


def absolute(operands: Sequence[Expr], site: Site) -> Expr:
    """`abs(x)`."""
    number = numeric(operands[0], "abs", site)
    return Apply(Operation.ABSOLUTE, (number,), number.type, site.line)


def extremum(operation: Operation) -> Rule:
    """`min` / `max` of two or more numbers."""

    def rule(operands: Sequence[Expr], site: Site) -> Expr:
        numbers = _extremum_operands(operands, operation.value, site)
        return Apply(operation, numbers, numbers[0].type, site.line)

    return rule


def _extremum_operands(operands: Sequence[Expr], name: str, site: Site) -> tuple[Expr, ...]:
    kinds = {_bare(one.type) for one in operands}
    if FRACTION in kinds and kinds != {FRACTION}:
        remedy = "write Fraction(n): the int would stay an int in Python"
        raise site.refuse(f"{name} of int and Fraction", remedy)
    return _numbers(operands, name, site)


def division_and_rest(operands: Sequence[Expr], site: Site) -> Expr:
    """`divmod(a, b)`: the pair of `a // b` and `a % b`."""
    parts = tuple(once(one, "divmod", site) for one in operands)
    quotient, rest = floor_divide(parts, site), modulo(parts, site)
    return Construct((quotient, rest), TupleType((quotient.type, rest.type)), site.line)


def to_bool(operands: Sequence[Expr], site: Site) -> Expr:
    """`bool(x)`."""
    return truth(operands[0])


def to_int(operands: Sequence[Expr], site: Site) -> Expr:
    """`int(x)` of an int, a bool or a str; ValueError for a str that writes no int."""
    value = _present(operands[0], "int()", site)
    if value.type == BOOL:
        return int_of_bool(value)
    if value.type == STR:
        return Apply(Operation.PARSE_INT, (value,), INT, site.line)
    if value.type != INT:
        raise site.refuse(f"int() of {show(operands[0].type)}", "use int, bool or str")
    return value


def length(operands: Sequence[Expr], site: Site) -> Expr:
    """`len(x)` of a str, list, dict or set, or of a tuple, whose length is known."""
    value = plain(operands[0], "TypeError", site)
    if isinstance(value.type, TupleType) and not errors_of(value, site):
        return Const(len(value.type.items), INT, site.line)
    if value.type != STR and not isinstance(value.type, ListType | DictType | SetType):
        raise site.refuse(f"len() of {show(operands[0].type)}", "str, list, dict and set have one")
    return Apply(Operation.LENGTH, (value,), INT, site.line)


def fraction(operands: Sequence[Expr], site: Site) -> Expr:
    """`Fraction(a, b)`, `Fraction(a)`, or of a constant like "1/3".

    A denominator of None is 1 in CPython, so no operand may be optional.
    """
    operands = [_present(one, "Fraction()", site) for one in operands]
    if len(operands) == 1:
        return _fraction_of_one(operands[0], site)
    if FRACTION in [_bare(one.type) for one in operands]:
        return divide(operands, site)
    numbers = _numbers(operands, "Fraction()", site)
    top, bottom = (one.value if isinstance(one, Const) else None for one in numbers)
    if isinstance(top, int) and isinstance(bottom, int) and bottom != 0:
        return Const(Fraction(top, bottom), FRACTION, site.line)
    return Apply(Operation.FRACTION, numbers, FRACTION, site.line)


def _fraction_of_one(value: Expr, site: Site) -> Expr:
    if _bare(value.type) == STR:
        text = value.value if isinstance(value, Const) else None
        if not (isinstance(text, str) and _FRACTION_TEXT.fullmatch(text)):
            raise site.refuse("Fraction() of such a str", 'write a constant such as "1/3"')
        try:
            return Const(Fraction(text), FRACTION, site.line)
        except ZeroDivisionError as error:
            raise site.refuse("Fraction() of a str with denominator 0", "mend it") from error
    number = numeric(value, "Fraction()", site)
    if number.type == FRACTION:
        return number
    if isinstance(number, Const) and isinstance(number.value, int):
        return Const(Fraction(number.value), FRACTION, site.line)
    one = Const(1, INT, site.line)
    return Apply(Operation.FRACTION, (number, one), FRACTION, site.line)


def affix(operation: Operation) -> Rule:
    """`s.startswith(t)` / `s.endswith(t)`: the receiver first, then the argument."""

    def rule(operands: Sequence[Expr], site: Site) -> Expr:
        subject = plain(operands[0], "AttributeError", site)
        part = plain(operands[1], "TypeError", site)
        if part.type != STR:
            raise site.refuse(f"{operation.value}() of {show(operands[1].type)}", "give one str")
        return Apply(operation, (subject, part), BOOL, site.line)

    return rule


def ordering(operation: Operation) -> Rule:
    """`< <= > >=` of two numbers, or of two strings by code points."""

    def rule(operands: Sequence[Expr], site: Site) -> Expr:
        kinds = " and ".join(show(one.type) for one in operands)
        if all(_bare(one.type) == STR for one in operands):
            return _text_order(operation, _strings(operands, f"`{operation.value}`", site), site)
        if any(isinstance(one.type, SetType) for one in operands):
            return set_order(operation.value, operands, site)
        if any(_bare(one.type) not in (INT, BOOL, FRACTION) for one in operands):
            raise site.refuse(
                f"`{operation.value}` between {kinds}", "numbers and strings have an order"
            )
        return Apply(operation, _numbers(operands, operation.value, site), BOOL, site.line)

    return rule


def _text_order(operation: Operation, texts: Sequence[Expr], site: Site) -> Expr:
    """`a > b` as `b < a`, `a <= b` as `not b < a`."""
    if operation in (Operation.GREATER, Operation.LESS_EQUAL):
        unmixed(texts, f"`{operation.value}`", site)
        texts = (texts[1], texts[0])
    test = Apply(Operation.BEFORE, tuple(texts), BOOL, site.line)
    return test if operation in (Operation.LESS, Operation.GREATER) else negation(test)


def equality(operands: Sequence[Expr], site: Site) -> Expr:
    """`==`."""
    return equal(operands[0], operands[1], site)


def inequality(operands: Sequence[Expr], site: Site) -> Expr:
    """`!=`."""
    test = equal(operands[0], operands[1], site)
    if isinstance(test, Apply) and test.operation is Operation.EQUAL:
        return Apply(Operation.NOT_EQUAL, test.arguments, BOOL, site.line)
    return negation(test)


def identity(operands: Sequence[Expr], site: Site) -> Expr:
    """`is`: with None, or of enum members or bools of one type, where it is equality."""
    left, right = operands
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Const) and other.value is None:
            return is_none(one, site.line)
    kinds = {_bare(left.type), _bare(right.type)}
    single = len(kinds) == 1 and all(isinstance(k, EnumType) or k == BOOL for k in kinds)
    if not single:
        names = f"{show(left.type)} and {show(right.type)}"
        raise site.refuse(f"`is` between {names}", "use `==`; `is` compares with None or members")
    return equal(left, right, site)


def different(operands: Sequence[Expr], site: Site) -> Expr:
    """`is not`."""
    return negation(identity(operands, site))


def substring(operands: Sequence[Expr], site: Site) -> Expr:
    """`needle in hay`, both str."""
    return Apply(Operation.CONTAINS, _strings(operands, "`in`", site), BOOL, site.line)


def member(operands: Sequence[Expr], site: Site) -> Expr:
    """The first operand among the others."""
    if len(operands) < 2:
        raise site.refuse("`in` over an empty display", "write False")
    return Apply(Operation.MEMBER, align(operands, "`in`", site), BOOL, site.line)


class Builtin(NamedTuple):
    """A builtin function: how many operands it takes (``most`` None: any number), and its rule."""

    least: int
    most: int | None
    rule: Rule


def subtract(operands: Sequence[Expr], site: Site) -> Expr:
    """`-` of numbers, or of two sets."""
    if any(isinstance(one.type, SetType) for one in operands):
        return set_operation(Operation.DIFFERENCE, operands, site)
    return arithmetic(Operation.SUBTRACT)(operands, site)


def of_sets(operation: Operation, symbol: str) -> Rule:
    """`|` or `&`, of sets alone."""

    def rule(operands: Sequence[Expr], site: Site) -> Expr:
        if not any(isinstance(one.type, SetType) for one in operands):
            kinds = " and ".join(show(one.type) for one in operands)
            remedy = "use and, or, not or arithmetic"
            raise site.refuse(f"the bitwise operation `{symbol}` of {kinds}", remedy)
        return set_operation(operation, operands, site)

    return rule


BINARY: Mapping[str, Rule] = {
    "Add": add,
    "BitAnd": of_sets(Operation.INTERSECTION, "&"),
    "BitOr": of_sets(Operation.UNION, "|"),
    "Sub": subtract,
    "Mult": multiply,
    "Div": divide,
    "FloorDiv": floor_divide,
    "Mod": modulo,
    "Pow": power,
}
UNARY: Mapping[str, Rule] = {"USub": negate, "UAdd": positive}
COMPARISONS: Mapping[str, Rule] = {
    "Eq": equality,
    "NotEq": inequality,
    "Lt": ordering(Operation.LESS),
    "LtE": ordering(Operation.LESS_EQUAL),
    "Gt": ordering(Operation.GREATER),
    "GtE": ordering(Operation.GREATER_EQUAL),
    "Is": identity,
    "IsNot": different,
}
BUILTINS: Mapping[str, Builtin] = {
    "abs": Builtin(1, 1, absolute),
    "bool": Builtin(1, 1, to_bool),
    "divmod": Builtin(2, 2, division_and_rest),
    "int": Builtin(1, 1, to_int),
    "len": Builtin(1, 1, length),
    "max": Builtin(2, None, extremum(Operation.MAXIMUM)),
    "min": Builtin(2, None, extremum(Operation.MINIMUM)),
}
FRACTION_ROW = Builtin(1, 2, fraction)
