"""Expressions that may fill a hole: as text, from the smallest up, over what the hole sees.

Each is read by the language's own parser in the scope of the hole, so what it means is what it will
mean in the body. Of those that agree on every sampled state only the first is kept.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from lemmata.contracts.errors import LemmataError
from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    STR,
    DictType,
    EnumType,
    ListType,
    LiteralType,
    OptionalType,
    RecordType,
    SetType,
    TupleType,
    Type,
)
from lemmata.contracts.values import Value, to_python
from lemmata.language.closures import Routine, Stop
from lemmata.language.compiling import compile_test
from lemmata.language.expressions import expression
from lemmata.language.fuel import FUEL
from lemmata.language.weighing import SCALES
from lemmata.provers.constants import Constants
from lemmata.provers.enumeration import inputs
from lemmata.sketching.reading import Hole

LARGEST = 5
"""Size of the largest expression, in its leaves and operators."""
MOST_TERMS = 4_000
STATES = 24
STEPS = 2_000
WRONG: Any = object()
"""Stands for an exception where a value was wanted."""


@dataclass(frozen=True, slots=True)
class Term:
    """An expression: its text, and what gives its value for the values that the hole sees."""

    text: str
    run: Routine
    type: Type


@dataclass(frozen=True, slots=True)
class Words:
    """What the task's contract and the sketch use, which is what its holes may use too."""

    constants: Constants
    operators: frozenset[type[ast.AST]]
    calls: frozenset[str]

    def uses(self, *names: str) -> bool:
        """Whether one of these functions is called."""
        return not self.calls.isdisjoint(names)


def words_of(constants: Constants, texts: Sequence[str]) -> Words:
    """The words of these texts of Python."""
    found = [node for text in texts for node in ast.walk(ast.parse(text))]
    operators = frozenset(type(node.op) for node in found if isinstance(node, ast.BinOp))
    calls = frozenset(
        node.func.id
        for node in found
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    return Words(constants, operators, calls)


@dataclass(slots=True)
class Terms:
    """The expressions for one hole, made when they are asked for."""

    hole: Hole
    words: Words
    routine: Callable[[str], Routine]
    _levels: list[dict[Type, list[Term]]] = field(default_factory=lambda: [{}])
    _known: set[tuple[Any, ...]] = field(default_factory=set)
    _states: list[tuple[Value, ...]] = field(default_factory=list)
    _made: int = 0

    def of_size(self, size: int) -> list[Term]:
        """The expressions of the hole's type and this size."""
        while len(self._levels) <= size:
            self._grow(len(self._levels))
        found = self._levels[size].get(self.hole.type, [])
        if isinstance(self.hole.type, OptionalType):
            found = [*found, *self._levels[size].get(self.hole.type.item, [])]
        return found

    def _grow(self, size: int) -> None:
        if not self._states:
            sample = inputs(self.hole.kinds, self.words.constants)
            self._states = list(islice(sample, 4 * STATES))[::4] if self.hole.kinds else [()]
        level: dict[Type, list[Term]] = {}
        self._levels.append(level)
        texts = self._leaves() if size == 1 else self._composed(size)
        for text in texts:
            if self._made >= MOST_TERMS:
                return
            term = self._read(text)
            if term is not None:
                self._made += 1
                level.setdefault(term.type, []).append(term)

    def _read(self, text: str) -> Term | None:
        """The text as an expression there; None where it is none, or nothing new."""
        hole = self.hole
        try:
            node = ast.parse(text, mode="eval").body
            for part in ast.walk(node):
                if isinstance(part, ast.expr):
                    part.lineno = hole.spot.line
            read = expression(node, hole.scope)
            run = compile_test(hole.names, read, self.routine)
        except LemmataError:
            return None
        vector = tuple(_value(run, state) for state in self._states)
        if all(value is WRONG for value in vector):
            return None
        key = (read.type, *((type(value), value) for value in vector))
        if key in self._known:
            return None
        self._known.add(key)
        return Term(ast.unparse(node), run, read.type)

    def _leaves(self) -> Iterator[str]:
        hole, constants = self.hole, self.words.constants
        for name, kind in zip(hole.names, hole.kinds, strict=True):
            yield from _parts(name, kind)
        yield from ("0", "1", "2", "-1")
        yield from (str(number) for number in constants.ints if abs(number) < 1 << 31)
        yield from (to_python(text) for text in constants.strings)
        kind = hole.type.item if isinstance(hole.type, OptionalType) else hole.type
        match kind:
            case EnumType():
                yield from (f"{kind.name}.{member}" for member, _ in kind.members)
            case LiteralType():
                yield from map(to_python, kind.values)
            case ListType():
                yield "[]"
        yield from ("True", "False", '""')
        if isinstance(hole.type, OptionalType):
            yield "None"

    def _composed(self, size: int) -> Iterator[str]:
        yield from self._unary(size)
        for left in range(1, size - 1):
            right = size - 1 - left
            yield from self._binary(left, right)
            yield from self._of_lists(left, right)
            if self.hole.type == BOOL:
                yield from self._tests(left, right)
        if size == LARGEST:
            yield from self._conditionals()

    def _wants(self, kind: Type, size: int) -> bool:
        """Whether an expression of this type and size fills the hole, or part of a larger one."""
        mine = self.hole.type
        own = (mine, mine.item) if isinstance(mine, OptionalType) else (mine,)
        return kind in own or size <= LARGEST - 2

    def _level(self, size: int, kind: Type) -> list[str]:
        return [term.text for term in self._levels[size].get(kind, [])]

    def _unary(self, size: int) -> Iterator[str]:
        for kind, terms in self._levels[size - 1].items():
            texts = [term.text for term in terms]
            if kind == BOOL and self.hole.type == BOOL:
                yield from (f"not ({text})" for text in texts)
            if kind in (INT, FRACTION) and self.words.uses("abs") and self._wants(kind, size):
                yield from (f"abs({text})" for text in texts)
            if kind == INT and self.words.uses("str") and self._wants(STR, size):
                yield from (f"str({text})" for text in texts)
            if isinstance(kind, ListType):
                for word in ("sum", "max", "min", "sorted"):
                    if self.words.uses(word):
                        yield from (f"{word}({text})" for text in texts)
            if ListType(kind) == self.hole.type:
                yield from (f"[{text}]" for text in texts)

    def _binary(self, left: int, right: int) -> Iterator[str]:
        size = left + right + 1
        for kind in (INT, FRACTION):
            if not self._wants(kind, size):
                continue
            pairs = list(product(self._level(left, kind), self._level(right, kind)))
            signs = ["+", "-"]
            for node, sign in ((ast.Mult, "*"), (ast.FloorDiv, "//"), (ast.Mod, "%")):
                if node in self.words.operators:
                    signs.append(sign)
            for sign in signs:
                yield from (f"{_in(one)} {sign} {_in(other)}" for one, other in pairs)
            for word in ("max", "min"):
                if self.words.uses(word):
                    yield from (f"{word}({one}, {other})" for one, other in pairs)
        if not self._wants(STR, size):
            return
        pairs = list(product(self._level(left, STR), self._level(right, STR)))
        yield from (f"{_in(one)} + {_in(other)}" for one, other in pairs)

    def _of_lists(self, left: int, right: int) -> Iterator[str]:
        indexes = self._level(right, INT)
        for kind, terms in self._levels[left].items():
            if not isinstance(kind, ListType) and kind != STR:
                continue
            texts = [_in(term.text) for term in terms]
            item = kind.item if isinstance(kind, ListType) else STR
            if self._wants(item, left + right + 1):
                yield from (f"{text}[{index}]" for text, index in product(texts, indexes))
            if self.hole.type == kind:
                yield from (f"{text}[:{index}]" for text, index in product(texts, indexes))
                yield from (f"{text}[{index}:]" for text, index in product(texts, indexes))
            if isinstance(kind, ListType) and self.hole.type == kind:
                items, others = self._level(right, kind.item), self._level(right, kind)
                yield from (f"{text} + [{item}]" for text, item in product(texts, items))
                yield from (f"[{item}] + {text}" for text, item in product(texts, items))
                yield from (f"{text} + {_in(other)}" for text, other in product(texts, others))

    def _tests(self, left: int, right: int) -> Iterator[str]:
        for kind, terms in self._levels[left].items():
            signs = ("<", "<=", "==", "!=") if kind in (INT, FRACTION, STR) else ("==", "!=")
            if kind == BOOL:
                signs = ("and", "or")
            pairs = list(product([term.text for term in terms], self._level(right, kind)))
            for sign in signs:
                yield from (f"{_in(one)} {sign} {_in(other)}" for one, other in pairs)
            for holder, holders in self._levels[right].items():
                if _held(holder) != kind:
                    continue
                ones, texts = [term.text for term in terms], [term.text for term in holders]
                yield from (f"{_in(one)} in {_in(other)}" for one, other in product(ones, texts))

    def _conditionals(self) -> Iterator[str]:
        """Of two leaves the one that an order of two leaves says."""
        mine, numbers = self._level(1, self.hole.type)[:10], self._level(1, INT)[:10]
        if self.hole.type == BOOL:
            return
        for one, other in product(numbers, numbers):
            for left, right in product(mine, mine):
                if one != other and left != right:
                    yield f"{left} if {one} < {other} else {right}"


def _parts(name: str, kind: Type) -> Iterator[str]:
    """The variable, and the smallest things that are read off it."""
    yield name
    match kind:
        case ListType() | DictType() | SetType():
            yield f"len({name})"
        case TupleType(items=items):
            yield from (f"{name}[{at}]" for at in range(len(items)))
        case RecordType(fields=fields):
            yield from (f"{name}.{one.name}" for one in fields)
        case _ if kind == STR:
            yield f"len({name})"


def _held(kind: Type) -> Type | None:
    """What `in` asks for among the values of this type."""
    if isinstance(kind, ListType | SetType):
        return kind.item
    return kind.key if isinstance(kind, DictType) else None


def _in(text: str) -> str:
    """The text as an operand."""
    node = ast.parse(text, mode="eval").body
    is_whole = isinstance(node, ast.Name | ast.Constant | ast.Call | ast.Subscript | ast.Attribute)
    return text if is_whole or isinstance(node, ast.List) else f"({text})"


def _value(run: Routine, state: tuple[Value, ...]) -> Any:
    FUEL.fill(STEPS)
    SCALES.clear()
    try:
        return run(state)
    except (Stop, LemmataError, RecursionError):
        return WRONG


def bound(values: Mapping[str, Value], names: Sequence[str]) -> tuple[Value, ...]:
    """The values of these names, in their order."""
    return tuple(values[name] for name in names)
