"""A second opinion by Hypothesis: it proposes inputs, and the sandbox runs them.

The tool lives in a child process that sees neither code nor contract. The body and the contract
run in confined CPython, as for every refutation; nothing is ever proved or confirmed.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from importlib.machinery import PathFinder
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any

from lemmata.contracts.codec import Json
from lemmata.contracts.errors import LimitError, SandboxError, ToolError
from lemmata.contracts.types import (
    BoolType,
    DictType,
    EnumType,
    FractionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    RecursiveType,
    SetType,
    StrType,
    TupleType,
    Type,
    show,
)
from lemmata.contracts.values import DictValue, EnumValue, ListValue, RecordValue, SetValue, Value
from lemmata.language.interpreter import compiled
from lemmata.provers.constants import Constants, constants_of
from lemmata.provers.limits import Limits
from lemmata.provers.opinions import EXTRA, confirmation, doubt, replayed
from lemmata.provers.protocol import Answer, Question

_SHRINKING = 60
_WORKER = Path(__file__).with_name("hypothesis_worker.py")


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Refutes by an input that replays, or does not know; ``most`` bounds the examples."""

    name: str = "hypothesis"
    most: int = 200

    def require(self) -> None:
        """As `NeedsTool.require`."""
        if not is_installed():
            raise ToolError("hypothesis is not installed", remedy=f"pip install 'lemmata[{EXTRA}]'")

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Refuted by the smallest bad input that was found, else unknown.

        Raises:
            ToolError: it is missing, or the sandbox broke.
        """
        self.require()
        constants = constants_of(question.program, question.name)
        kinds = [parameter.type for parameter in question.function.parameters]
        try:
            described = [_described(kind, constants) for kind in kinds]
        except TypeError as error:
            return doubt(self.name, str(error), applies=False)
        examples = min(self.most, limits.tries)
        bad: tuple[Value, ...] | None = None
        tried = shrunk = 0
        with _worker({"examples": examples, "kinds": described}) as worker:
            for arguments in worker.inputs(kinds):
                judged = _judged(question, arguments)
                worker.answer(judged)
                tried += judged != "odd"
                bad = arguments if judged == "bad" else bad
                shrunk += bad is not None
                if shrunk > _SHRINKING:  # ours goes on, in the reference interpreter
                    break
        if bad is not None:
            return replayed(self.name, question, bad, limits)
        if not tried:
            return doubt(self.name, "it proposes no input that is admitted")
        return confirmation(self.name, f"tried {tried} admitted inputs and finds nothing wrong")


def is_installed() -> bool:
    """Whether the running Python finds the package, which is not imported here."""
    return PathFinder.find_spec("hypothesis") is not None


class _Worker:
    def __init__(self, process: "Popen[bytes]") -> None:
        self._process = process

    def inputs(self, kinds: list[Type]) -> Iterator[tuple[Value, ...]]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            parts = json.loads(line)
            yield tuple(_value(kind, part) for kind, part in zip(kinds, parts, strict=True))

    def answer(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{text}\n".encode())
        self._process.stdin.flush()


@contextmanager
def _worker(wish: dict[str, Json]) -> Iterator[_Worker]:
    command = [sys.executable, "-I", "-B", str(_WORKER), json.dumps(wish)]
    with Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as process:
        try:
            yield _Worker(process)
        finally:
            process.kill()


def _judged(question: Question, arguments: tuple[Value, ...]) -> str:
    """What CPython does with an admitted input; where it hits a limit nobody knows: odd."""
    sandbox, name = question.sandbox, question.name
    try:
        if not compiled(question.program, name).admits(arguments):
            return "odd"
        outcome = sandbox.call(name, arguments)
        found = sandbox.judge(name, arguments, outcome, question.function)
    except (SandboxError, LimitError):
        return "odd"
    return "good" if found is None else "bad"


def _described(kind: Type, constants: Constants) -> Json:
    """The type as the worker reads it.

    Raises:
        TypeError: it has no strategy.
    """
    match kind:
        case IntType():
            return ["int", [n + step for n in constants.ints for step in (0, 1, -1)]]
        case StrType():
            return ["str", list(constants.strings)]
        case BoolType():
            return ["bool"]
        case NoneType():
            return ["none"]
        case FractionType():
            return ["fraction"]
        case EnumType(members=members):
            return ["choice", len(members)]
        case LiteralType(values=values):
            return ["choice", len(values)]
        case OptionalType(item=item):
            return ["optional", _described(item, constants)]
        case TupleType(items=items):
            return ["parts", [_described(item, constants) for item in items]]
        case RecordType(fields=fields) if not isinstance(kind, RecursiveType):
            return ["parts", [_described(field.type, constants) for field in fields]]
        case ListType(item=item):
            return ["list", _described(item, constants)]
        case SetType(item=item):
            return ["set", _described(item, constants)]
        case DictType(key=key, value=value):
            return ["dict", _described(key, constants), _described(value, constants)]
    raise TypeError(f"it makes no values of the type {show(kind)}")


def _value(kind: Type, data: Any) -> Value:
    """The value that the worker's JSON writes."""
    match kind:
        case FractionType():
            return Fraction(*data)
        case EnumType(name=name, members=members):
            return EnumValue(name, members[data][0])
        case LiteralType(values=values):
            position: int = data
            return values[position]
        case OptionalType(item=item):
            return None if data is None else _value(item, data[0])
        case TupleType(items=items):
            return tuple(_value(item, part) for item, part in zip(items, data, strict=True))
        case RecordType(name=name, fields=fields):
            names = tuple(field.name for field in fields)
            parts = [_value(f.type, part) for f, part in zip(fields, data, strict=True)]
            return RecordValue(name, names, tuple(parts))
        case ListType(item=item):
            return ListValue(tuple(_value(item, part) for part in data))
        case SetType(item=item):
            return SetValue(frozenset(_value(item, part) for part in data))
        case DictType(key=key, value=held):
            entries = {_value(key, k): _value(held, v) for k, v in data}
            return DictValue(tuple(entries.items()))
        case _:
            value: Value = data
            return value


PROVER = Hypothesis()
