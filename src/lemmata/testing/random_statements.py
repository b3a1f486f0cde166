"""Random function bodies of the provable language, as lines of Python text."""

from collections.abc import Callable, Sequence
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
    ListType,
    LiteralType,
    OptionalType,
    RecordType,
    TupleType,
    Type,
    show,
)
from lemmata.testing.random_expressions import (
    INTEGERS,
    POINT,
    TEXTS,
    TYPES,
    Expressions,
    Names,
    Signature,
)

Lines: TypeAlias = list[str]
DEPTH = 3
SHORT = 5


@dataclass(slots=True)
class Flow:
    """The variables at a point of the body, or None where control never comes.

    ``built`` are the containers that the body changes.
    """

    names: Names
    unbound: set[str]
    built: Names = field(default_factory=dict)


class Statements:
    """Writes the body of one function; each variable keeps one type for good.

    ``more`` are statements beside the plain ones, the first ``SHORT`` of which stand anywhere;
    with them variables have ``kinds``.
    """

    def __init__(
        self,
        random: Random,
        functions: tuple[Signature, ...],
        parameters: Names,
        returns: Type,
        depth: int = DEPTH,
        *,
        is_total: bool = False,
        kinds: Sequence[Type] = TYPES,
        more: "Sequence[Statement]" = (),
    ) -> None:
        self.random = random
        self.kinds = kinds
        self.more = more
        self.returns = returns
        self.depth = depth
        self.is_total = is_total
        self.write = Expressions(random, functions, dict(parameters), is_total=is_total)
        self.fixed = set(parameters)
        self.count = 0

    def body(self) -> Lines:
        """The whole body; one in twenty falls off its end, unless it is total."""
        lines, is_open = self.block(self.random.randint(0, 4), 2)
        if is_open and (self.is_total or self.random.random() < 0.95):
            lines.append(self.returning())
        return lines or ["pass"]

    def returning(self) -> str:
        """A return of the declared type, now and then of what was built."""
        built = [name for name, kind in self.write.built.items() if kind == self.returns]
        if built and self.random.random() < 0.6:
            return f"return {self.random.choice(built)}"
        return f"return {self.write.of(self.returns, self.depth)}"

    def block(self, length: int, nesting: int) -> tuple[Lines, bool]:
        """Some statements, and whether control passes them."""
        lines: Lines = []
        for _ in range(length):
            pool = _STATEMENTS if nesting else _SIMPLE
            if self.more and self.random.random() < 0.5:
                pool = tuple(self.more if nesting else self.more[:SHORT])
            statement = self.random.choice(pool)
            written, is_open = statement(self, nesting)
            lines.extend(written)
            if not is_open:
                return lines, False
        return lines, True

    def branch(self, nesting: int, start: Flow) -> tuple[Lines, Flow | None]:
        """A block from a state of the variables: its lines and the state at its end."""
        self.enter(start)
        lines, is_open = self.block(self.random.randint(0, 2), nesting - 1)
        if is_open and self.random.random() < 0.25:
            lines.append(self.returning())
            is_open = False
        return lines or ["pass"], self.here() if is_open else None

    def here(self) -> Flow:
        """The state of the variables now."""
        return Flow(dict(self.write.names), set(self.write.unbound), dict(self.write.built))

    def enter(self, flow: Flow) -> None:
        """Goes on from a state."""
        self.write.names = dict(flow.names)
        self.write.unbound = set(flow.unbound)
        self.write.built = dict(flow.built)

    def join(self, ends: list[Flow | None]) -> bool:
        """Goes on from where branches meet; False when none of them ends."""
        reaching = [end for end in ends if end is not None]
        names = {name: kind for end in reaching for name, kind in end.names.items()}
        unbound = {
            name
            for name in names
            if any(name in end.unbound or name not in end.names for end in reaching)
        }
        built = {
            name: kind
            for end in reaching[:1]
            for name, kind in end.built.items()
            if all(name in other.built for other in reaching)
        }
        self.enter(Flow(names, unbound, built))
        return bool(reaching)

    def fresh(self, kind: Type) -> str:
        """A new variable; the caller binds it."""
        self.count += 1
        return f"{_letter(kind)}{self.count}"

    def bind(self, name: str, kind: Type) -> None:
        """The variable is assigned from here on."""
        self.write.names[name] = kind
        self.write.unbound.discard(name)

    def assign(self, nesting: int) -> tuple[Lines, bool]:
        """An assignment to a new or an old variable, annotated where its type needs it."""
        kind = self.random.choice(self.kinds)
        old = [n for n, k in self.write.names.items() if k == kind and n not in self.fixed]
        name = self.random.choice(old) if old and self.random.random() < 0.4 else self.fresh(kind)
        value = self.write.of(kind, self.depth)
        self.bind(name, kind)
        declared = isinstance(kind, OptionalType | LiteralType | TupleType | ListType | DictType)
        if declared or self.random.random() < 0.1:
            return [f"{name}: {show(kind)} = {value}"], True
        return [f"{name} = {value}"], True

    def reassign_parameter(self, nesting: int) -> tuple[Lines, bool]:
        """A parameter gets a new value of its type."""
        plain = (INT, BOOL, STR, FRACTION)
        held = [n for n, k in self.write.names.items() if n in self.fixed and k in plain]
        if not held:
            return self.assign(nesting)
        name = self.random.choice(held)
        return [f"{name} = {self.write.exactly(self.write.names[name], self.depth)}"], True

    def augment(self, nesting: int) -> tuple[Lines, bool]:
        """`x += value`."""
        held = [n for n, k in self.write.names.items() if k in (INT, FRACTION, STR)]
        held = [n for n in held if not (self.is_total and n in self.write.unbound)]
        if not held:
            return self.assign(nesting)
        name = self.random.choice(held)
        kind = self.write.names[name]
        operator = "+" if kind == STR else self.random.choice("+-*")
        line = f"{name} {operator}= {self.write.exactly(kind, self.depth)}"
        self.bind(name, kind)
        return [line], True

    def unpack(self, nesting: int) -> tuple[Lines, bool]:
        """A tuple target."""
        kinds = [self.random.choice((INT, STR, BOOL, POINT)) for _ in range(2)]
        value = ", ".join(self.write.exactly(kind, self.depth - 1) for kind in kinds)
        names = [self.fresh(kind) for kind in kinds]
        for name, kind in zip(names, kinds, strict=True):
            self.bind(name, kind)
        return [f"{', '.join(names)} = {value}"], True

    def widen(self, nesting: int) -> tuple[Lines, bool]:
        """A variable that becomes optional, or an int, where two paths meet."""
        test = self.write.test(self.depth)
        value = self.write.exactly(INT, self.depth)
        first, kind = self.random.choice((("None", OptionalType(INT)), ("True", INT)))
        name = f"w{self.fresh(kind)}"
        self.bind(name, kind)
        self.fixed.add(name)
        return [f"{name} = {first}", f"if {test}:", f"    {name} = {value}"], True

    def check(self, nesting: int) -> tuple[Lines, bool]:
        """An assertion that often holds."""
        if self.is_total:
            return self.assign(nesting)
        message = self.random.choice(("", ", 'checked'"))
        return [f"assert {self.write.test(1)} or {self.write.test(1)}{message}"], True

    def branching(self, nesting: int) -> tuple[Lines, bool]:
        """`if`, with `elif` and `else` now and then."""
        lines = [f"if {self.write.test(self.depth)}:"]
        start = self.here()
        body, end = self.branch(nesting, start)
        lines.extend(indented(body))
        ends = [end]
        for _ in range(self.random.choice((0, 0, 1, 2))):
            self.enter(start)
            lines.append(f"elif {self.write.test(self.depth)}:")
            body, end = self.branch(nesting, start)
            lines.extend(indented(body))
            ends.append(end)
        if self.random.random() < 0.5:
            body, end = self.branch(nesting, start)
            lines.extend(["else:", *indented(body)])
            ends.append(end)
        else:
            ends.append(start)
        return lines, self.join(ends)

    def matching(self, nesting: int) -> tuple[Lines, bool]:
        """`match` over a variable or an expression."""
        kind = self.random.choice([kind for kind in TYPES if kind != FRACTION])
        subject = self.write.variable(kind)
        if subject is None and isinstance(kind, OptionalType | LiteralType):
            return self.branching(nesting)
        lines = [f"match {subject or self.write.exactly(kind, 1)}:"]
        passing = self.here()
        ends: list[Flow | None] = []
        for _ in range(self.random.randint(1, 3)):
            captured: Names = {}
            pattern = self.pattern(kind, 2, captured)
            written, end = self.case(pattern, captured, passing, nesting)
            lines.extend(indented(written))
            ends.append(end)
        if self.random.random() < 0.5:
            body, end = self.branch(nesting, passing)
            lines.extend(indented(["case _:", *indented(body)]))
            ends.append(end)
        else:
            ends.append(passing)
        return lines, self.join(ends)

    def case(
        self, pattern: str, captured: Names, passing: Flow, nesting: int
    ) -> tuple[Lines, Flow | None]:
        """One case; a capture before a failing guard stays bound in ``passing``."""
        inside = Flow(passing.names | captured, passing.unbound - set(captured), passing.built)
        self.enter(inside)
        has_guard = pattern.isidentifier() or self.random.random() < 0.3
        head = f"case {pattern} if {self.write.test(1)}:" if has_guard else f"case {pattern}:"
        body, end = self.branch(nesting, inside)
        if has_guard:
            passing.unbound |= {name for name in captured if name not in passing.names}
            passing.names |= captured
        return [head, *indented(body)], end

    def pattern(self, kind: Type, depth: int, captured: Names) -> str:
        """A pattern for a subject of this type; a bare capture needs a guard after it."""
        chance = self.random.random()
        if chance < 0.15 and not isinstance(kind, OptionalType | LiteralType):
            name = self.fresh(kind)
            captured[name] = kind
            return name
        if chance < 0.2 and depth < 2:
            return "_"
        if isinstance(kind, OptionalType):
            item = kind.item
            return "None" if chance < 0.6 else self.valued(item, depth, captured)
        if chance < 0.35 and not isinstance(kind, TupleType | RecordType):
            alternatives = [self.valued(kind, depth, {}) for _ in range(2)]
            return f"({' | '.join(alternatives)})"
        return self.valued(kind, depth, captured)

    def valued(self, kind: Type, depth: int, captured: Names) -> str:
        """A pattern that looks at the value."""
        match kind:
            case TupleType(items=items):
                parts = [self.pattern(item, depth - 1, captured) for item in items]
                return f"({', '.join(parts)})"
            case RecordType(name=name, fields=fields):
                chosen = [known for known in fields if self.random.random() < 0.6]
                shown = [(f.name, self.pattern(f.type, depth - 1, captured)) for f in chosen]
                return f"{name}({', '.join(f'{one}={text}' for one, text in shown)})"
            case EnumType(name=name, members=members):
                return f"{name}.{self.random.choice(members)[0]}"
            case LiteralType(values=values):
                return repr(self.random.choice(values))
        if kind == BOOL:
            return self.random.choice(("True", "False"))
        if kind == STR:
            return repr(self.random.choice(TEXTS))
        if kind == INT:
            return str(self.random.choice(INTEGERS))
        return "_x" if kind not in (FRACTION,) else "None"


Statement: TypeAlias = Callable[[Statements, int], tuple[Lines, bool]]

_SIMPLE: tuple[Statement, ...] = (
    Statements.assign,
    Statements.assign,
    Statements.assign,
    Statements.reassign_parameter,
    Statements.augment,
    Statements.unpack,
    Statements.check,
)
_STATEMENTS: tuple[Statement, ...] = (
    *_SIMPLE,
    Statements.widen,
    Statements.branching,
    Statements.branching,
    Statements.branching,
    Statements.matching,
    Statements.matching,
)


def _letter(kind: Type) -> str:
    return "v" if isinstance(kind, OptionalType) else show(kind)[0].lower()


def indented(lines: Lines) -> Lines:
    """The lines one level deeper."""
    return [f"    {line}" for line in lines]
