"""The typed tree of the provable language: frozen nodes, pure expressions, one meaning each.

Laws of the tree:
- Expressions are pure and deterministic, evaluated left to right; they may raise.
- Every implicit conversion of Python is a node (`Convert`, `Narrow`), so that operations see
  operands of exactly the types their row in `Operation` names.
- A chained comparison is a conjunction whose middle operands stand twice (they are pure).
- A test (of `if`, `not`, `and`, `or`, `assert`, a clause) is always of type `bool`: where Python
  takes the truth of another value, the tree says `Apply(TRUTH, …)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.tasks import Parameter
from lemmata.contracts.types import BOOL, RecordType, TupleType, Type
from lemmata.contracts.values import Value, is_same


class Operation(Enum):
    """Primitive operations; T is any type, N is int or Fraction (both operands the same)."""

    ADD = "+"  # N N -> N
    SUBTRACT = "-"  # N N -> N
    MULTIPLY = "*"  # N N -> N
    DIVIDE = "/"  # Fraction Fraction -> Fraction; ZeroDivisionError
    FLOOR_DIVIDE = "//"  # N N -> int; ZeroDivisionError
    MODULO = "%"  # N N -> N; ZeroDivisionError
    POWER = "**"  # N, constant int 0..64 -> N
    NEGATE = "neg"  # N -> N
    ABSOLUTE = "abs"  # N -> N
    MINIMUM = "min"  # N N N… -> N, two or more
    MAXIMUM = "max"  # N N N… -> N, two or more
    FRACTION = "Fraction"  # int int -> Fraction; ZeroDivisionError
    EQUAL = "=="  # T T -> bool
    NOT_EQUAL = "!="  # T T -> bool
    LESS = "<"  # N N -> bool
    LESS_EQUAL = "<="  # N N -> bool
    GREATER = ">"  # N N -> bool
    GREATER_EQUAL = ">="  # N N -> bool
    MEMBER = "in"  # T T T… -> bool: the first among the others (a literal tuple, list or set)
    NOT = "not"  # bool -> bool
    TRUTH = "bool"  # T -> bool
    IS_NONE = "is None"  # Optional -> bool
    LENGTH = "len"  # str -> int
    CONCAT = "concat"  # str str -> str
    STARTS_WITH = "startswith"  # str str -> bool
    ENDS_WITH = "endswith"  # str str -> bool
    CONTAINS = "substring"  # needle str, hay str -> bool: `needle in hay`
    CHARACTER = "character"  # str, constant int -> str of length 1; IndexError
    SLICE = "slice"  # str, constant int or None twice (as Const) -> str


@dataclass(frozen=True, slots=True)
class Const:
    """A value known from the text."""

    value: Value
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class Name:
    """A local variable or parameter; UnboundLocalError where no assignment reached it."""

    name: str
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class Apply:
    """A primitive operation on evaluated operands."""

    operation: Operation
    arguments: tuple["Expr", ...]
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` / `or` of two or more operands, short-circuit; all operands have type ``type``.

    With ``type`` bool it is the connective. Otherwise it yields the deciding operand's value.
    """

    operator: str
    operands: tuple["Expr", ...]
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class Conditional:
    """`then if test else otherwise`; both branches have type ``type``."""

    test: "Expr"
    then: "Expr"
    otherwise: "Expr"
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class Construct:
    """A tuple display or a dataclass constructor, all components in order."""

    arguments: tuple["Expr", ...]
    type: TupleType | RecordType
    line: int


@dataclass(frozen=True, slots=True)
class Project:
    """Component ``index`` (0 and up) of a tuple or a record."""

    value: "Expr"
    index: int
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class Convert:
    """A total conversion Python makes silently; the Python value stays as it is.

    bool to int; int to Fraction (only for an operand of mixed arithmetic or comparison);
    Literal to its base; T or None to T | None; componentwise in tuples.
    """

    value: "Expr"
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class Narrow:
    """A value used where a smaller type is demanded: T | None as T, a base as its Literal.

    ``error`` is the exception CPython raises when the value does not belong (TypeError for an
    operand, AttributeError for a field of None), or None where CPython carries on (an argument,
    an assignment, a return): then only the declared type is broken.
    """

    value: "Expr"
    type: Type
    error: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function of the same file, all arguments positional."""

    function: str
    arguments: tuple["Expr", ...]
    type: Type
    line: int


Expr: TypeAlias = (
    Const | Name | Apply | Logic | Conditional | Construct | Project | Convert | Narrow | Call
)

Target: TypeAlias = "str | tuple[Target, ...]"


@dataclass(frozen=True, slots=True)
class Assign:
    """`target = value`; a tuple target takes a tuple value of the same shape.

    A self-assignment `x = Convert(x)` marks a join where ``x`` widens; it prints as nothing.
    """

    target: Target
    value: Expr
    line: int


@dataclass(frozen=True, slots=True)
class If:
    """`if test: body else: orelse`; `elif` is an `If` alone in ``orelse``."""

    test: Expr
    body: tuple["Stmt", ...]
    orelse: tuple["Stmt", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Return:
    """`return value`, of the function's declared type; falling off the end returns None."""

    value: Expr
    line: int
    is_implicit: bool = False


@dataclass(frozen=True, slots=True)
class Assert:
    """`assert test`; AssertionError otherwise."""

    test: Expr
    line: int


@dataclass(frozen=True, slots=True)
class ValuePattern:
    """Matches what equals (None: is) the constant ``value``."""

    value: Const


@dataclass(frozen=True, slots=True)
class CapturePattern:
    """Matches anything; binds ``name``, or nothing when it is None (the wildcard)."""

    name: str | None
    inner: "Pattern | None" = None


@dataclass(frozen=True, slots=True)
class ShapePattern:
    """A tuple or dataclass pattern: the value is of ``type`` and the parts match, by index."""

    type: TupleType | RecordType
    parts: tuple[tuple[int, "Pattern"], ...]


@dataclass(frozen=True, slots=True)
class OrPattern:
    """Any of the alternatives, which bind nothing."""

    alternatives: tuple["Pattern", ...]


Pattern: TypeAlias = ValuePattern | CapturePattern | ShapePattern | OrPattern


@dataclass(frozen=True, slots=True)
class Case:
    """One case: pattern, guard (bool), body. A name bound before a failing guard stays bound."""

    pattern: Pattern
    guard: Expr | None
    body: tuple["Stmt", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Match:
    """`match subject:`; no case matching falls through."""

    subject: Expr
    cases: tuple[Case, ...]
    line: int


Stmt: TypeAlias = Assign | If | Return | Assert | Match


@dataclass(frozen=True, slots=True)
class Condition:
    """A clause of a contract, as a test; ``text`` is the conjunct as it is shown."""

    text: str
    test: Expr
    line: int


@dataclass(frozen=True, slots=True)
class Sample:
    """An example of the contract: argument values in order, and the value demanded.

    ``by_equality`` is the form ``f(1) == 2``; otherwise what is shown must be the value.
    """

    arguments: tuple[Value, ...]
    expected: Value
    line: int
    by_equality: bool = False

    def is_met_by(self, value: Value) -> bool:
        """Whether a doctest passes: what is shown as ``True`` is not ``1``, but equals it."""
        return value == self.expected if self.by_equality else is_same(value, self.expected)


@dataclass(frozen=True, slots=True)
class Function:
    """A function in the provable language; ``body`` is None while it is to be compiled.

    ``ensures`` may name ``result`` and, for each parameter ``x``, ``OLD.x`` (read as ``x``).
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type
    requires: tuple[Condition, ...]
    ensures: tuple[Condition, ...]
    examples: tuple[Sample, ...]
    body: tuple[Stmt, ...] | None
    line: int

    @property
    def has_contract(self) -> bool:
        """Whether callers may use the contract instead of the body."""
        return bool(self.requires or self.ensures or self.examples)


@dataclass(frozen=True, slots=True)
class Program:
    """A module's functions; those outside the language stand in ``unsupported`` by name."""

    path: str
    types: Mapping[str, Type]
    functions: Mapping[str, Function]
    unsupported: Mapping[str, UnsupportedError]


TRUE = Const(True, BOOL, 0)
