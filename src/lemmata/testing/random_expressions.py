"""Random well-typed expressions of the provable language, as Python text.

Every compound is parenthesised, so that only the printer decides where parentheses may go.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    STR,
    DictType,
    EnumType,
    Field,
    ListType,
    LiteralType,
    OptionalType,
    RecordType,
    SetType,
    TupleType,
    Type,
    optional,
)

COLOR = EnumType("Color", (("RED", 1), ("GREEN", 2), ("BLUE", 3)), (("ROT", "RED"),))
SIDE = EnumType("Side", (("LEFT", "l"), ("RIGHT", "r")))
LEVEL = LiteralType(INT, (1, 2, 3))
WORD = LiteralType(STR, ("lo", "hi"))
PAIR = TupleType((INT, STR))
MIXED = TupleType((BOOL, optional(INT), FRACTION))
POINT = RecordType("Point", (Field("x", INT), Field("y", optional(INT), True, None)))
BOX = RecordType(
    "Box", (Field("corner", POINT), Field("color", COLOR), Field("name", STR), Field("share", PAIR))
)
NAMED = RecordType("Named", (Field("level", LEVEL), Field("flag", BOOL, True, True)), True)

HEADER = """\
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal, Optional

from icontract import ensure, require

LIMIT = 10
DEBT = -3
TITLE = "ab"
HALF = Fraction(1, 2)
PRIMES = (2, 3, 5)


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROT = 1


class Side(Enum):
    LEFT = "l"
    RIGHT = "r"


@dataclass(frozen=True)
class Point:
    x: int
    y: int | None = None


@dataclass(frozen=True)
class Box:
    corner: Point
    color: Color
    name: str
    share: tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class Named:
    level: Literal[1, 2, 3]
    flag: bool = True
"""

SCALARS: tuple[Type, ...] = (INT, BOOL, STR, FRACTION, COLOR, SIDE, LEVEL, WORD)
TYPES: tuple[Type, ...] = (
    *SCALARS,
    PAIR,
    MIXED,
    POINT,
    BOX,
    NAMED,
    *(optional(kind) for kind in (INT, STR, BOOL, FRACTION, COLOR, PAIR, POINT, WORD)),
)
INTEGERS = (0, 1, -1, 2, 3, -3, 7, 10, -7, 100, 2**70)
TEXTS = ("", "a", "ab", "lo", "hi", "b", "aba", "\U0001f40d", "é\n", "'\"\\")


@dataclass(frozen=True, slots=True)
class Signature:
    """A function that later ones may call."""

    name: str
    parameters: tuple[Type, ...]
    returns: Type

    def named(self) -> "Names":
        """The parameters by name: ``arg0``, ``arg1`` and so on."""
        return {f"arg{index}": kind for index, kind in enumerate(self.parameters)}


Names: TypeAlias = dict[str, Type]


@dataclass(slots=True)
class Expressions:
    """Writes expressions over the variables ``names``; ``unbound`` may be unassigned.

    With ``is_total`` none of them can raise. ``more`` are productions beside the plain ones.
    ``built`` are containers that the body still changes, so that their bare names may only be
    read from; ``count`` numbers the targets of comprehensions.
    """

    random: Random
    functions: Sequence[Signature] = ()
    names: Names = field(default_factory=dict)
    unbound: set[str] = field(default_factory=set)
    is_total: bool = False
    more: "Mapping[Type, Sequence[Production]]" = field(default_factory=dict)
    built: Names = field(default_factory=dict)
    count: int = 0

    def of(self, kind: Type, depth: int) -> str:
        """An expression that may stand where ``kind`` is declared; its own type may be less."""
        if isinstance(kind, OptionalType):
            return self.optional_of(kind, depth)
        return self.exactly(kind, depth)

    def optional_of(self, kind: OptionalType, depth: int) -> str:
        """A variable, ``None``, or something of the item's type."""
        known = self.variable(kind)
        chance = self.random.random()
        if known and chance < 0.5:
            return known
        return "None" if chance < 0.7 else self.exactly(kind.item, depth)

    def exactly(self, kind: Type, depth: int) -> str:
        """An expression whose own type is ``kind`` (for a Literal type: a constant is a base)."""
        if depth <= 0 or self.random.random() < 0.12:
            return self.leaf(kind)
        if self.random.random() < 0.08 and not isinstance(kind, LiteralType):
            return self.conditional(kind, depth)
        called = [known for known in self.functions if known.returns == kind]
        if called and self.random.random() < 0.25:
            return self.call(self.random.choice(called), depth)
        match kind:
            case TupleType(items=items):
                return self.tuple_of(items, depth)
            case RecordType():
                return self.record(kind, depth)
            case EnumType() | LiteralType():
                return self.leaf(kind)
        plain, more = _PRODUCTIONS.get(kind, ()), self.more.get(kind, ())
        chosen = more if more and (not plain or self.random.random() < 0.5) else plain
        return self.pick(chosen)(self, depth - 1)

    def pick(self, choices: Sequence["Production"]) -> "Production":
        """One production, all as likely."""
        return self.random.choice(choices)

    def variable(self, kind: Type) -> str | None:
        """A variable of exactly this type, seldom one that may be unassigned."""
        known = [name for name, held in self.names.items() if held == kind]
        bound = [name for name in known if name not in self.unbound]
        if self.is_total:
            return self.random.choice(bound) if bound else None
        if known and (self.random.random() < 0.05 or not bound):
            return self.random.choice(known) if self.random.random() < 0.3 or bound else None
        return self.random.choice(bound) if bound else None

    def leaf(self, kind: Type) -> str:
        """A variable, a field or a constant."""
        if self.random.random() < 0.7:
            known = self.variable(kind) or self.component(kind)
            if known:
                return known
        return self.constant(kind)

    def component(self, kind: Type) -> str | None:
        """A field or an item of a variable."""
        found = [
            f"{name}.{part.name}"
            for name, held in self.names.items()
            if isinstance(held, RecordType)
            for part in held.fields
            if part.type == kind and name not in self.unbound
        ]
        found += [
            f"{name}[{index - self.random.choice((0, len(held.items)))}]"
            for name, held in self.names.items()
            if isinstance(held, TupleType)
            for index, part in enumerate(held.items)
            if part == kind and name not in self.unbound
        ]
        return self.random.choice(found) if found else None

    def constant(self, kind: Type) -> str:
        """A constant, or a display of constants."""
        match kind:
            case OptionalType(item=item):
                return self.random.choice(("None", self.constant(item)))
            case EnumType(name=name, members=members, aliases=aliases):
                names = [known for known, _ in (*members, *aliases)]
                return f"{name}.{self.random.choice(names)}"
            case LiteralType(values=values):
                return repr(self.random.choice(values))
            case TupleType(items=items):
                return f"({', '.join(map(self.constant, items))})"
            case RecordType():
                return self.record(kind, 0)
            case ListType(item=item):
                count = self.random.choice((1, 2, 3))
                return f"[{', '.join(self.constant(item) for _ in range(count))}]"
            case SetType(item=item):
                return f"{{{self.constant(item)}, {self.constant(item)}}}"
            case DictType(key=key, value=held):
                return f"{{{self.constant(key)}: {self.constant(held)}}}"
        if kind == INT:
            named = ("LIMIT", "DEBT") if self.random.random() < 0.1 else ()
            return self.random.choice(named or tuple(map(str, INTEGERS)))
        if kind == BOOL:
            return self.random.choice(("True", "False"))
        if kind == STR:
            return self.random.choice((*map(repr, TEXTS), "TITLE"))
        return self.random.choice(("HALF", "Fraction(3)", "Fraction(-7, 2)", "Fraction(1, 3)"))

    def conditional(self, kind: Type, depth: int) -> str:
        """`then if test else otherwise`."""
        then, otherwise = self.exactly(kind, depth - 1), self.exactly(kind, depth - 1)
        return f"({then} if {self.test(depth - 1)} else {otherwise})"

    def call(self, function: Signature, depth: int) -> str:
        """A call of an earlier function."""
        arguments = [self.of(kind, depth - 1) for kind in function.parameters]
        return f"{function.name}({', '.join(arguments)})"

    def tuple_of(self, items: Sequence[Type], depth: int) -> str:
        """A tuple display of the exact types, or `divmod`."""
        parts = [
            self.variable(item) or "None" if isinstance(item, OptionalType) else None
            for item in items
        ]
        shown = [
            part or self.exactly(item, depth - 1) for part, item in zip(parts, items, strict=True)
        ]
        return f"({', '.join(shown)},)"

    def record(self, kind: RecordType, depth: int) -> str:
        """A constructor, by position or by keyword, defaults left out now and then."""
        parts = [
            (known.name, self.of(known.type, depth - 1))
            for known in kind.fields
            if not (known.has_default and self.random.random() < 0.3)
        ]
        if kind.keyword_only or self.random.random() < 0.3:
            return f"{kind.name}({', '.join(f'{name}={text}' for name, text in parts)})"
        return f"{kind.name}({', '.join(text for _, text in parts)})"

    def test(self, depth: int) -> str:
        """Anything whose truth Python asks for."""
        chance = self.random.random()
        if chance < 0.7 or depth <= 0:
            return self.exactly(BOOL, depth)
        if chance < 0.8:
            operator = self.random.choice(("and", "or"))
            return f"({self.test(depth - 1)} {operator} {self.test(depth - 1)})"
        if chance < 0.85:
            return f"(not {self.test(depth - 1)})"
        held = [name for name, kind in self.names.items() if name not in self.unbound]
        return self.random.choice(held) if held else self.exactly(BOOL, depth)

    def divisor(self, kind: Type, depth: int) -> str:
        """What stands right of a division: a constant that is not 0 where nothing may raise."""
        if not self.is_total:
            return self.exactly(kind, depth)
        known = ("2", "3", "-3", "7", "10") if kind == INT else ("HALF", "Fraction(-7, 2)")
        return self.random.choice(known)

    def operation(self, kinds: tuple[Type, Type], operator: str, depth: int) -> str:
        """`left operator right`."""
        left = self.exactly(kinds[0], depth)
        right = self.divisor if operator in ("//", "%", "/") else self.exactly
        return f"({left} {operator} {right(kinds[1], depth)})"

    def optional_variable(self, item: Type) -> str | None:
        """A bound variable of type ``item | None``."""
        kind = OptionalType(item)
        held = [n for n, known in self.names.items() if known == kind and n not in self.unbound]
        return self.random.choice(held) if held else None


Production: TypeAlias = Callable[[Expressions, int], str]


def _int_binary(e: Expressions, depth: int) -> str:
    operator = e.random.choice(("+", "-", "*", "//", "%", "+", "-"))
    return e.operation((INT, INT), operator, depth)


def _int_mixed(e: Expressions, depth: int) -> str:
    operator = e.random.choice(("+", "-", "*", "//", "%"))
    return e.operation((BOOL, INT), operator, depth)


def _int_power(e: Expressions, depth: int) -> str:
    exponent = e.random.choice((0, 1, 2, 2, 3, 5)) if e.random.random() < 0.97 else 64
    return f"({e.exactly(INT, min(depth, 1))} ** {exponent})"


def _int_unary(e: Expressions, depth: int) -> str:
    shape = e.random.choice(("(-{})", "(+{})", "abs({})"))
    return shape.format(e.exactly(e.random.choice((INT, INT, BOOL)), depth))


def _int_extremum(e: Expressions, depth: int) -> str:
    parts = [e.exactly(INT, depth) for _ in range(e.random.choice((2, 2, 3)))]
    return f"{e.random.choice(('min', 'max'))}({', '.join(parts)})"


def _int_length(e: Expressions, depth: int) -> str:
    return f"len({e.exactly(STR, depth)})"


def _int_of_bool(e: Expressions, depth: int) -> str:
    return f"int({e.exactly(BOOL, depth)})"


def _int_divmod(e: Expressions, depth: int) -> str:
    index = e.random.choice((0, 1, -1))
    return f"divmod({e.exactly(INT, depth)}, {e.divisor(INT, depth)})[{index}]"


def _int_floor_of_fraction(e: Expressions, depth: int) -> str:
    return e.operation((FRACTION, FRACTION), "//", depth)


def _int_enum_value(e: Expressions, depth: int) -> str:
    return f"{e.leaf(COLOR)}.value"


def _int_literal(e: Expressions, depth: int) -> str:
    return f"({e.leaf(LEVEL)} + {e.exactly(INT, depth)})"


def _misused(item: Type, shape: str) -> Production:
    def write(e: Expressions, depth: int) -> str:
        name = e.optional_variable(item)
        if name is None or e.is_total:
            return e.exactly(item, depth)
        return shape.format(name, e.constant(item))

    return write


def _guarded(item: Type, shape: str) -> Production:
    def write(e: Expressions, depth: int) -> str:
        name = e.optional_variable(item)
        if name is None:
            return e.exactly(item, depth)
        used = shape.format(name, e.constant(item))
        other = e.exactly(item, depth)
        is_none = e.random.random() < 0.5
        if is_none:
            return f"({other} if {name} is None else {used})"
        return f"({used} if {name} is not None else {other})"

    return write


def _point_field(e: Expressions, depth: int) -> str:
    name = e.optional_variable(POINT)
    return f"{name}.x" if name and not e.is_total else f"{e.exactly(POINT, depth)}.x"


def _logic(kind: Type) -> Production:
    def write(e: Expressions, depth: int) -> str:
        operator = e.random.choice(("and", "or"))
        parts = [e.exactly(kind, depth) for _ in range(e.random.choice((2, 2, 3)))]
        return f"({f' {operator} '.join(parts)})"

    return write


def _ordered(e: Expressions, depth: int) -> str:
    kinds = e.random.choice(((INT, INT, INT), (FRACTION, FRACTION, INT), (BOOL, INT, INT)))
    count = e.random.choice((2, 2, 2, 3))
    parts = [e.exactly(kinds[index], depth) for index in range(count)]
    return f"({_linked(e, parts, ('<', '<=', '>', '>=', '==', '!='))})"


def _linked(e: Expressions, parts: Sequence[str], operators: Sequence[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += f" {e.random.choice(operators)} {part}"
    return text


def _equal(e: Expressions, depth: int) -> str:
    kind = e.random.choice((STR, COLOR, BOOL, SIDE, PAIR, POINT, INT, FRACTION, BOX, WORD))
    operator = e.random.choice(("==", "!="))
    return f"({e.exactly(kind, depth)} {operator} {e.exactly(kind, depth)})"


def _identical(e: Expressions, depth: int) -> str:
    kind = e.random.choice((COLOR, SIDE))
    operator = e.random.choice(("is", "is not"))
    return f"({e.exactly(kind, depth)} {operator} {e.exactly(kind, depth)})"


def _none_test(e: Expressions, depth: int) -> str:
    held = [n for n, kind in e.names.items() if isinstance(kind, OptionalType)]
    held = [name for name in held if name not in e.unbound]
    if not held:
        return e.exactly(BOOL, depth)
    operator = e.random.choice(("is", "is not", "==", "!="))
    return f"({e.random.choice(held)} {operator} None)"


def _optional_equal(e: Expressions, depth: int) -> str:
    item = e.random.choice((INT, STR, COLOR))
    name = e.optional_variable(item)
    return f"({name} == {e.exactly(item, depth)})" if name else e.exactly(BOOL, depth)


def _member(e: Expressions, depth: int) -> str:
    kind = e.random.choice((INT, STR, COLOR, FRACTION, PAIR))
    operator = e.random.choice(("in", "not in"))
    opening, closing = e.random.choice(("()", "[]", "{}"))
    parts = [e.exactly(kind, min(depth, 1)) for _ in range(e.random.choice((2, 3)))]
    shown = f"{opening}{', '.join(parts)}{closing}"
    if kind == INT and e.random.random() < 0.2:
        shown = "PRIMES"
    return f"({e.exactly(kind, depth)} {operator} {shown})"


def _text_test(e: Expressions, depth: int) -> str:
    one, other = e.exactly(STR, depth), e.exactly(STR, depth)
    shape = e.random.choice(
        ("({0} in {1})", "({0} not in {1})", "{0}.startswith({1})", "{0}.endswith({1})")
    )
    return shape.format(one, other)


def _negation(e: Expressions, depth: int) -> str:
    return f"(not {e.test(depth)})"


def _truth(e: Expressions, depth: int) -> str:
    return f"bool({e.test(depth)})"


def _concat(e: Expressions, depth: int) -> str:
    return f"({e.exactly(STR, depth)} + {e.exactly(STR, depth)})"


def _character(e: Expressions, depth: int) -> str:
    if e.is_total:
        return _slice(e, depth)
    return f"{e.exactly(STR, depth)}[{e.random.choice((0, 1, -1, -2, 3))}]"


def _slice(e: Expressions, depth: int) -> str:
    bounds = ("", "0", "1", "2", "-1", "-2", "5", "-7")
    return f"{e.exactly(STR, depth)}[{e.random.choice(bounds)}:{e.random.choice(bounds)}]"


def _enum_name(e: Expressions, depth: int) -> str:
    return e.random.choice((f"{e.leaf(COLOR)}.name", f"{e.leaf(SIDE)}.value"))


def _fraction(e: Expressions, depth: int) -> str:
    top, bottom = e.exactly(INT, depth), e.divisor(INT, depth)
    return e.random.choice((f"Fraction({top}, {bottom})", f"Fraction({top})"))


def _fraction_binary(e: Expressions, depth: int) -> str:
    kinds = e.random.choice(((FRACTION, FRACTION), (FRACTION, INT), (INT, FRACTION)))
    operator = e.random.choice(("+", "-", "*", "/", "%"))
    return e.operation(kinds, operator, depth)


def _fraction_unary(e: Expressions, depth: int) -> str:
    shape = e.random.choice(("(-{})", "abs({})", "({} ** 2)", "({} ** 0)", "({} ** 3)"))
    return shape.format(e.exactly(FRACTION, min(depth, 1)))


def _fraction_extremum(e: Expressions, depth: int) -> str:
    one, other = e.exactly(FRACTION, depth), e.exactly(FRACTION, depth)
    return f"{e.random.choice(('min', 'max'))}({one}, {other})"


_PRODUCTIONS: Mapping[Type, Sequence[Production]] = {
    INT: (
        _int_binary,
        _int_binary,
        _int_binary,
        _int_mixed,
        _int_power,
        _int_unary,
        _int_extremum,
        _int_length,
        _int_of_bool,
        _int_divmod,
        _int_floor_of_fraction,
        _int_enum_value,
        _int_literal,
        _misused(INT, "({} + {})"),
        _guarded(INT, "({} * {})"),
        _point_field,
        _logic(INT),
    ),
    BOOL: (
        _ordered,
        _ordered,
        _equal,
        _equal,
        _identical,
        _none_test,
        _optional_equal,
        _member,
        _text_test,
        _negation,
        _truth,
        _logic(BOOL),
    ),
    STR: (
        _concat,
        _character,
        _slice,
        _enum_name,
        _logic(STR),
        _misused(STR, "({} + {})"),
        _guarded(STR, "({} + {})"),
    ),
    FRACTION: (
        _fraction,
        _fraction_binary,
        _fraction_binary,
        _fraction_unary,
        _fraction_extremum,
        _logic(FRACTION),
        _misused(FRACTION, "({} * {})"),
    ),
}
