"""The typed tree of the provable language: frozen nodes, pure expressions, one meaning each.

Laws of the tree:
- Expressions are pure and deterministic, evaluated left to right; they may raise.
- Every implicit conversion of Python is a node (`Convert`, `Narrow`), so that operations see
  operands of exactly the types their row in `Operation` names.
- A chained comparison is a conjunction whose middle operands stand twice (they are pure).
- Lists, dicts and sets are values: the parser accepts a mutation only of a variable that owns
  its value alone, and writes it as an assignment of a new value (`xs.append(v)` is
  `xs = Apply(APPEND, (xs, v))`).
- A comprehension and a `for` draw from a `Source`, whose length and items are pure functions of
  its operands, evaluated once before the first item.
- A test (of `if`, `not`, `and`, `or`, `assert`, a clause) is always of type `bool`: where Python
  takes the truth of another value, the tree says `Apply(TRUTH, …)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.tasks import Origin, Parameter
from lemmata.contracts.types import (
    BOOL,
    BoolType,
    DictType,
    ListType,
    RecordType,
    SetType,
    TupleType,
    Type,
)
from lemmata.contracts.values import Value, is_same


class Operation(Enum):
    """Primitive operations; T is any type, N is int or Fraction (both operands the same).

    Where rows name several shapes, the operands' types tell which is meant. L is list[T].
    """

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
    LESS = "<"  # N N -> bool; strings have BEFORE
    LESS_EQUAL = "<="  # N N -> bool
    GREATER = ">"  # N N -> bool
    GREATER_EQUAL = ">="  # N N -> bool
    MEMBER = "in"  # T T T… -> bool: the first among the others (a literal tuple, list or set)
    NOT = "not"  # bool -> bool
    TRUTH = "bool"  # T -> bool
    IS_NONE = "is None"  # Optional -> bool
    HEIGHT = "height"  # recursive record, a union with one, or None -> int; in measures alone
    LENGTH = "len"  # str or L or dict or set -> int
    CONCAT = "concat"  # str str -> str; L L -> L
    STARTS_WITH = "startswith"  # str str -> bool
    ENDS_WITH = "endswith"  # str str -> bool
    CONTAINS = "substring"  # needle str, hay str -> bool: `needle in hay`
    CHARACTER = "character"  # str int -> str of length 1; IndexError; negative from the end
    SLICE = "slice"  # str or L, int or Const(None) twice -> str or L
    BEFORE = "before"  # str str -> bool: `<` by code points
    REPEAT = "repeat"  # str int -> str; L int -> L; negative counts give the empty one
    COPY = "copy"  # L or dict or set -> the same value: `list(xs)`, `d.copy()`
    ITEM = "item"  # L int -> T; IndexError; negative from the end
    STORE = "store"  # L int T -> L with that item replaced; IndexError
    APPEND = "append"  # L T -> L
    INSERT = "insert"  # L int T -> L; any index, clamped as Python does
    REMOVE_AT = "remove_at"  # L int -> L without that item; IndexError
    REMOVE = "remove"  # L T -> L without the first that equals; ValueError
    REVERSE = "reverse"  # L -> L; str -> str: `[::-1]`
    SORTED = "sorted"  # L -> L, ascending; T is int, Fraction, bool or str
    HOLDS = "holds"  # T L -> bool; key dict -> bool; T set -> bool: `x in xs`
    COUNT = "count"  # L T -> int; str str -> int
    INDEX = "index"  # L T -> int; ValueError
    SUM = "sum"  # list[N] -> N
    ALL = "all"  # list[bool] -> bool
    ANY = "any"  # list[bool] -> bool
    LEAST = "least"  # list[N or str] -> its item: `min(xs)`; ValueError when empty
    GREATEST = "greatest"  # list[N or str] -> its item: `max(xs)`; ValueError when empty
    CHARACTERS = "characters"  # str -> list[str] of its characters: `list(s)`
    LIST_OF = "list_of"  # set -> L in ascending order: `sorted(s)`; T as for SORTED
    SET_OF = "set_of"  # L -> set
    ADD_ITEM = "add_item"  # set T -> set
    DISCARD = "discard"  # set T -> set
    REMOVE_ITEM = "remove_item"  # set T -> set; KeyError
    UNION = "union"  # set set -> set
    INTERSECTION = "intersection"  # set set -> set
    DIFFERENCE = "difference"  # set set -> set
    SUBSET = "subset"  # set set -> bool
    LOOKUP = "lookup"  # dict key -> value; KeyError
    GET = "get"  # dict key default -> value: `d.get(k, v)`; `d.get(k)` has None
    PUT = "put"  # dict key value -> dict
    DROP = "drop"  # dict key -> dict; KeyError
    KEYS = "keys"  # dict -> list of keys in order of insertion
    VALUES = "values"  # dict -> list of values in order of insertion
    TEXT = "text"  # int -> str: `str(n)`
    PARSE_INT = "parse_int"  # str -> int: `int(s)`; ValueError
    FIND = "find"  # str str -> int, -1 where absent
    REPLACE = "replace"  # str str str -> str, all occurrences
    STRIP = "strip"  # str, str or Const(None) -> str
    STRIP_LEFT = "lstrip"  # str, str or Const(None) -> str
    STRIP_RIGHT = "rstrip"  # str, str or Const(None) -> str
    UPPER = "upper"  # str -> str
    LOWER = "lower"  # str -> str
    IS_DIGIT = "isdigit"  # str -> bool
    IS_ALPHA = "isalpha"  # str -> bool
    IS_ALNUM = "isalnum"  # str -> bool
    IS_SPACE = "isspace"  # str -> bool
    IS_UPPER = "isupper"  # str -> bool
    IS_LOWER = "islower"  # str -> bool
    SPLIT = "split"  # str, non-empty Const str or Const(None) -> list[str]
    JOIN = "join"  # str list[str] -> str


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
    Literal to its base; T or None to T | None; dataclass or union to a larger union; componentwise.
    """

    value: "Expr"
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class Narrow:
    """A value where less is demanded: T | None as T, a base as its Literal, a union as a part.

    ``error`` is the exception CPython raises when the value does not belong (TypeError for an
    operand, AttributeError for a field of None), or None where CPython carries on (an argument,
    an assignment, a return): then only the declared type is broken.
    """

    value: "Expr"
    type: Type
    error: str | None
    line: int


@dataclass(frozen=True, slots=True)
class IsInstance:
    """`isinstance(value, kind)` of dataclasses: no class of the language has a subclass."""

    value: "Expr"
    kind: RecordType
    type: BoolType
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function of the same file, all arguments positional."""

    function: str
    arguments: tuple["Expr", ...]
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class Display:
    """`[a, b]`, `{a, b}` or `{k: v, …}`; for a dict ``items`` are key, value, key, value."""

    items: tuple["Expr", ...]
    type: ListType | SetType | DictType
    line: int


@dataclass(frozen=True, slots=True)
class Invoke:
    """A call of a parameter that is a pure function (`Callable`)."""

    function: Name
    arguments: tuple["Expr", ...]
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class RangeSource:
    """`range(start, stop, step)`; ``step`` is a constant other than 0."""

    start: "Expr"
    stop: "Expr"
    step: int


@dataclass(frozen=True, slots=True)
class ValueSource:
    """A list's items, a str's characters, a dict's keys in order of insertion.

    A set only where no order can be told: in ALL, ANY, SUM, LEAST, GREATEST, SET comprehensions.
    """

    value: "Expr"


@dataclass(frozen=True, slots=True)
class EnumerateSource:
    """`enumerate(inner, start)`: pairs (int, item)."""

    inner: "Source"
    start: "Expr"


@dataclass(frozen=True, slots=True)
class ZipSource:
    """`zip(a, b, …)`: tuples of items, as long as the shortest."""

    inners: tuple["Source", ...]


@dataclass(frozen=True, slots=True)
class ReversedSource:
    """`reversed(inner)`."""

    inner: "Source"


@dataclass(frozen=True, slots=True)
class ItemsSource:
    """`d.items()`: pairs (key, value) in order of insertion."""

    value: "Expr"


Source: TypeAlias = (
    RangeSource | ValueSource | EnumerateSource | ZipSource | ReversedSource | ItemsSource
)


class Gather(Enum):
    """What a comprehension makes of its elements."""

    LIST = "list"
    SET = "set"
    DICT = "dict"  # the element is a pair (key, value)
    ALL = "all"  # elements are tests of type bool; stops at the first False
    ANY = "any"  # elements are tests of type bool; stops at the first True
    SUM = "sum"
    LEAST = "min"  # ValueError when nothing is drawn
    GREATEST = "max"  # ValueError when nothing is drawn


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`gather(element for target in source if test …)`: targets are local to it.

    Several `for`s nest: `all(p for a in A for b in B)` is ALL over A of ALL over B, and likewise
    ANY and SUM; a list of several is no `Comprehension`. ``tests`` are of type bool, each
    evaluated where the earlier ones hold. ``item`` is the type of what the source yields.
    """

    gather: Gather
    element: "Expr"
    target: "Target"
    source: Source
    item: Type
    tests: tuple["Expr", ...]
    type: Type
    line: int


_Partless: TypeAlias = Const | Name
_Compound: TypeAlias = Apply | Logic | Conditional | Construct | Project | Convert | Narrow
Expr: TypeAlias = _Partless | _Compound | IsInstance | Call | Display | Invoke | Comprehension

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


@dataclass(frozen=True, slots=True)
class Raise:
    """`raise error(…)`: ends the call with that exception; the message is not modelled."""

    error: str
    line: int


@dataclass(frozen=True, slots=True)
class Break:
    """`break` of the innermost loop."""

    line: int


@dataclass(frozen=True, slots=True)
class Continue:
    """`continue` of the innermost loop."""

    line: int


@dataclass(frozen=True, slots=True)
class Loop:
    """What `for` and `while` share: the loop's number in its function, and what is said of it.

    ``number`` counts loops from 1 in the order of the text. ``invariants`` and ``decreases`` are
    calls at the start of the body, and run there: an invariant that fails raises
    AssertionError; a measure is an int, not negative at the start of an iteration and smaller
    at the start of the next (several: lexicographic, only the deciding one need not be negative).

    ``hints`` and ``measures`` never run; somebody proposes them and every proof shows them. A hint
    holds at the head: before the test of `while`, and before `for` asks for its next item. It
    may name ``index_NUMBER``, the count of items that a `for` has drawn so far.
    """

    number: int
    invariants: tuple["Condition", ...] = ()
    decreases: tuple[Expr, ...] = ()
    hints: tuple["Condition", ...] = ()
    measures: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class While:
    """`while test: body`, then ``orelse`` unless a `break` left it."""

    test: Expr
    body: tuple["Stmt", ...]
    orelse: tuple["Stmt", ...]
    loop: Loop
    line: int


@dataclass(frozen=True, slots=True)
class For:
    """`for target in source: body`, then ``orelse`` unless a `break` left it.

    The source is evaluated once, before the first item; the target keeps its last value.
    """

    target: Target
    source: Source
    item: Type
    body: tuple["Stmt", ...]
    orelse: tuple["Stmt", ...]
    loop: Loop
    line: int


Stmt: TypeAlias = Assign | If | Return | Assert | Match | Raise | Break | Continue | While | For


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
    ``raises`` are the exceptions that the contract declares: an admitted input may end in one
    of them instead of a value. ``decreases`` is the measure of a recursive function, over its
    parameters; empty where none is given.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type
    requires: tuple[Condition, ...]
    ensures: tuple[Condition, ...]
    examples: tuple[Sample, ...]
    body: tuple[Stmt, ...] | None
    line: int
    raises: tuple[str, ...] = ()
    decreases: tuple[Expr, ...] = ()

    @property
    def has_contract(self) -> bool:
        """Whether callers may use the contract instead of the body."""
        return bool(self.requires or self.ensures or self.examples)


@dataclass(frozen=True, slots=True)
class Program:
    """A module's functions; those outside the language stand in ``unsupported`` by name.

    ``origins`` are the functions of sealed code among them: they are not judged here, and those
    with a contract are known by it alone. One that the file borrows stands under the name that
    it has there, any other under ``MODULE:NAME``.
    """

    path: str
    types: Mapping[str, Type]
    functions: Mapping[str, Function]
    unsupported: Mapping[str, UnsupportedError]
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def is_sealed(self, name: str) -> bool:
        """Whether calls go by a contract that a sealed lemma proves, and never by the body."""
        return name in self.origins and self.functions[name].has_contract


TRUE = Const(True, BOOL, 0)
