"""Random rule files: small finite inputs, all that rules are written with, run by CPython too."""

import random
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from lemmata.contracts.values import EnumValue, RecordValue, Value

HEAD = '''"""Random rules."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from icontract import require


class Model(Enum):
    """Which model answers."""

    FAST = "fast"
    DEEP = "deep"
    OLD = "old"


@dataclass(frozen=True)
class Request:
    """What rules read."""

    model: Model
    finish: Literal["stop", "length"]
    attempts: int
    spent: int


@dataclass(frozen=True)
class Change:
    """What rules write."""

    model: Model | None = None
    attempts: int | None = None
    hint: str | None = None


def ok(request: Request) -> bool:
    """The finite part."""
    return 0 <= request.attempts <= 3 and -2 <= request.spent < 3


def grade(n: int, flag: bool) -> int:
    """A helper."""
    if flag and n > 1:
        return n - 1
    return n % 2
'''


class Writer:
    """Writes functions of one shape with random bodies."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def file(self, count: int) -> str:
        """A file of ``count`` rules, named ``rule_0`` and so on."""
        return HEAD + "".join(self.rule(f"rule_{index}") for index in range(count))

    def rule(self, name: str) -> str:
        """One rule with its precondition."""
        body = "".join(self.block(2, 1, ["n"]))
        return (
            f"\n\n@require(lambda r, flag: ok(r))\n"
            f"def {name}(r: Request, flag: bool) -> Change | None:\n"
            f'    """A rule."""\n    n = {self.number(1, [])}\n{body}'
            f"    return {self.decision(['n'])}\n"
        )

    def block(self, depth: int, indent: int, names: list[str]) -> list[str]:
        """Some statements."""
        return [self.statement(depth, indent, names) for _ in range(self.dice.randrange(1, 4))]

    def statement(self, depth: int, indent: int, names: list[str]) -> str:
        """One statement, which leaves ``names`` bound."""
        pad = "    " * indent
        kind = self.dice.randrange(7) if depth else self.dice.randrange(2)
        if kind == 0:
            return f"{pad}n = {self.number(2, names)}\n"
        if kind == 1:
            return f"{pad}if {self.test(2, names)}:\n{pad}    return {self.decision(names)}\n"
        if kind in (2, 3):
            inner = "".join(self.block(depth - 1, indent + 1, names))
            other = "".join(self.block(depth - 1, indent + 1, names))
            return f"{pad}if {self.test(2, names)}:\n{inner}{pad}else:\n{other}"
        if kind == 4:
            inner = "".join(self.block(depth - 1, indent + 2, names))
            return (
                f"{pad}match r.model:\n{pad}    case Model.FAST | Model.OLD:\n{inner}"
                f"{pad}    case other if other is Model.DEEP and {self.test(1, names)}:\n"
                f"{pad}        n += 1\n"
            )
        if kind == 5:
            inner = "".join(self.block(depth - 1, indent + 1, [*names, "i"]))
            return f"{pad}for i in range({self.dice.randrange(1, 3)}):\n{inner}"
        return f"{pad}n = grade({self.number(1, names)}, {self.test(1, names)})\n"

    def number(self, depth: int, names: list[str]) -> str:
        """An expression of type int."""
        simple = [*names, "r.attempts", "r.spent", str(self.dice.randrange(-3, 5))]
        if depth <= 0 or self.dice.random() < 0.3:
            return self.dice.choice(simple)
        one, other = self.number(depth - 1, names), self.number(depth - 1, names)
        return self.dice.choice(
            [
                f"({one} + {other})",
                f"({one} - {other})",
                f"({one} * {self.dice.randrange(-2, 4)})",
                f"({one} // {self.dice.choice((2, 3, -2))})",
                f"({one} % {self.dice.choice((2, 3))})",
                f"min({one}, {other})",
                f"max({one}, {other}, 1)",
                f"abs({one})",
                f"({one} if {self.test(depth - 1, names)} else {other})",
                '{"stop": 2, "length": 5}[r.finish]',
            ]
        )

    def test(self, depth: int, names: list[str]) -> str:
        """An expression of type bool."""
        simple = [
            "flag",
            "r.model is Model.FAST",
            "r.model in (Model.OLD, Model.DEEP)",
            'r.finish == "length"',
            f"r.attempts {self.dice.choice(('<', '<=', '==', '!=', '>'))} {self.number(0, names)}",
            f"{self.number(depth - 1, names)} {self.dice.choice(('<', '>=', '=='))} r.spent",
            "(r.attempts, r.finish) == (1, 'stop')",
            f"-2 < {self.number(depth - 1, names)} <= 2",
        ]
        if depth <= 0 or self.dice.random() < 0.4:
            return self.dice.choice(simple)
        one, other = self.test(depth - 1, names), self.test(depth - 1, names)
        return self.dice.choice([f"({one} and {other})", f"({one} or {other})", f"not ({one})"])

    def decision(self, names: list[str]) -> str:
        """A value of what the rule returns."""
        parts = []
        if self.dice.random() < 0.5:
            parts.append(f"model={self.dice.choice(('Model.FAST', 'Model.DEEP', 'r.model'))}")
        if self.dice.random() < 0.5:
            parts.append(f"attempts=max(0, min(3, {self.number(1, names)}))")
        if self.dice.random() < 0.4:
            parts.append(self.dice.choice(('hint="retry"', 'hint="b"')))
        return f"Change({', '.join(parts)})" if parts else "None"


def native(source: str) -> Mapping[str, Any]:
    """The file as CPython runs it."""
    names: dict[str, Any] = {"__name__": "rules_under_test"}
    exec(compile(source, "<rules>", "exec"), names)
    return names


def to_native(value: Value, names: Mapping[str, Any]) -> Any:
    """A value of the language as CPython's own."""
    match value:
        case EnumValue(enum=enum, member=member):
            return names[enum][member]
        case RecordValue(record=record, values=values):
            return names[record](*(to_native(part, names) for part in values))
        case tuple():
            return tuple(to_native(part, names) for part in value)
        case _:
            return value


def from_native(value: Any) -> Value:
    """CPython's value as one of the language."""
    if isinstance(value, Enum):
        return EnumValue(type(value).__name__, value.name)
    if is_dataclass(value) and not isinstance(value, type):
        held = fields(value)
        parts = tuple(from_native(getattr(value, one.name)) for one in held)
        return RecordValue(type(value).__name__, tuple(one.name for one in held), parts)
    if isinstance(value, tuple):
        return tuple(map(from_native, value))
    known: Value = value
    return known


Native = Callable[..., Any]
