"""Contracts of `examples/verina/` against the tests of their data; JSON on stdout.

CPython alone decides here, no prover. Of each task: is the precondition true on the inputs of its
tests and false on the inputs to reject, is the contract true on the expected output and false on
every wrong one, and does the body answer as expected.

    python benchmarks/verina_contracts.py --data ../shared/data
"""

import argparse
import importlib.util
import json
import operator
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples" / "verina"
DATA = ROOT / "../shared/data"

# What `json` makes of an object; the data's shape is checked by what is read from it.
Record = dict[str, Any]

_COMPARISONS = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
}
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?\d+(?:\.\d+)?)|'(?P<char>\\.|[^'])'|"(?P<text>(?:\\.|[^"])*)"
    |(?P<word>[a-z]+)|(?P<open>\#\[|\[|\(|⟨)|(?P<close>[\])⟩])|(?P<comma>,))""",
    re.VERBOSE,
)


class NoSuchValueError(ValueError):
    """A literal for which the Python type has no value: a map that has a key twice."""


class UndefinedContractError(ValueError):
    """A clause that raises is neither true nor false."""


@dataclass
class Tally:
    """How many of one kind were looked at, and how many came out as the data says."""

    held: int = 0
    of: int = 0

    def add(self, held: bool) -> None:
        """Counts one."""
        self.held += held
        self.of += 1

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.held + other.held, self.of + other.of)


@dataclass
class Task:
    """What was found about one task; `trouble` names what did not hold."""

    task: str
    file: str
    accepted: Tally = field(default_factory=Tally)
    expected: Tally = field(default_factory=Tally)
    unexpected: Tally = field(default_factory=Tally)
    rejected: Tally = field(default_factory=Tally)
    body: Tally = field(default_factory=Tally)
    trouble: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing failed."""
        return not self.trouble


def read_literal(text: str) -> object:
    """The Python value of a Lean literal: lists, pairs, maps, options, characters, numbers.

    Raises:
        ValueError: when the text is no literal that the data uses.
    """
    value, rest = _read(text)
    if rest.strip():
        raise ValueError(f"{rest!r} is left over after a literal in {text!r}")
    return value


def _read(text: str) -> tuple[object, str]:
    token = _TOKEN.match(text)
    if token is None:
        raise ValueError(f"no literal at {text!r}")
    rest = text[token.end() :]
    match token.lastgroup:
        case "number":
            number = token["number"]
            return (Fraction(number) if "." in number else int(number)), rest
        case "char" | "text":
            return token[token.lastgroup].replace("\\n", "\n").replace("\\", ""), rest
        case "word":
            return _word(token["word"], rest)
        case "open":
            return _sequence(token["open"], rest)
        case _:
            raise ValueError(f"no literal starts with {text!r}")


def _word(word: str, rest: str) -> tuple[object, str]:
    if word == "some":
        return _read(rest)
    if word not in ("true", "false", "none"):
        raise ValueError(f"{word!r} is no literal")
    return {"true": True, "false": False, "none": None}[word], rest


def _sequence(opening: str, text: str) -> tuple[object, str]:
    items: list[object] = []
    while True:
        token = _TOKEN.match(text)
        if token and token["close"]:
            return _collected(opening, items), text[token.end() :]
        if token and token["comma"]:
            text = text[token.end() :]
            continue
        item, text = _read(text)
        items.append(item)


def _collected(opening: str, items: list[object]) -> object:
    if opening == "⟨":
        pairs: Any = items[0]
        made: dict[object, object] = dict(pairs)
        if len(made) != len(pairs):
            raise NoSuchValueError("a map has a key twice")
        return made
    if opening != "(":
        return items
    return items[0] if len(items) == 1 else tuple(items)


def read_value(value: object, lean_type: str) -> object:
    """The Python value of what the data holds, where it says `lean_type`."""
    if not isinstance(value, str) or lean_type in ("String", "Char"):
        return value
    if lean_type == "Int -> Bool":
        return _predicate(value)
    return read_literal(value)


def _predicate(text: str) -> Callable[[int], bool]:
    found = re.fullmatch(r"fun x => x (>|<|>=|<=|==) (-?\d+)", text)
    if found is None:
        raise ValueError(f"no predicate: {text!r}")
    compare, bound = _COMPARISONS[found[1]], int(found[2])
    return lambda x: bool(compare(x, bound))


def load(path: Path) -> ModuleType:
    """The module of an example file."""
    spec = importlib.util.spec_from_file_location(f"example_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def subject(module: ModuleType) -> FunctionType:
    """The function that an example is about: the last that it defines."""
    mine = [
        made
        for made in vars(module).values()
        if isinstance(made, FunctionType) and made.__module__ == module.__name__
    ]
    return mine[-1]


def accepts(function: FunctionType, arguments: dict[str, object]) -> bool:
    """Whether every precondition is true, in icontract's order: the lowest decorator first."""
    groups = getattr(function, "__preconditions__", [])
    return all(_is_true(clause, arguments) for group in groups for clause in group)


def allows(function: FunctionType, arguments: dict[str, object], result: object) -> bool:
    """Whether every postcondition is true.

    Raises:
        UndefinedContractError: when one has no value for the result, whatever the others say.
    """
    clauses = getattr(function, "__postconditions__", [])
    truths = [_is_true(clause, {**arguments, "result": result}) for clause in clauses]
    return all(truths)


def _is_true(clause: Any, values: dict[str, object]) -> bool:
    names = clause.condition_args
    try:
        return bool(clause.condition(**{name: values[name] for name in names}))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise UndefinedContractError(f"a clause raises {error!r}") from error


def parameters(function: FunctionType) -> list[str]:
    """The names of the parameters, in order."""
    inner = getattr(function, "__wrapped__", function)
    code = inner.__code__
    return list(code.co_varnames[: code.co_argcount])


def check_task(record: Record, path: Path) -> Task:
    """One task of the data against its example file."""
    task = Task(str(record["id"]), path.name)
    function = subject(load(path))
    signature = record["task"]["signature"]
    for number, test in enumerate(record["tests"]):
        arguments = _arguments(function, signature, test["input"])
        _check_test(task, function, arguments, test, signature["return_type"], f"test {number}")
    for number, reject in enumerate(record["reject_inputs"]):
        _note(
            task,
            task.rejected,
            partial(_is_rejected, function, signature, reject["input"]),
            f"reject input {number} is accepted",
        )
    return task


def _check_test(
    task: Task,
    function: FunctionType,
    arguments: dict[str, object],
    test: Record,
    result_type: str,
    name: str,
) -> None:
    expected = read_value(test["expected"], result_type)
    _note(task, task.accepted, partial(accepts, function, arguments), f"{name}: input not accepted")
    _note(
        task,
        task.expected,
        partial(allows, function, arguments, expected),
        f"{name}: {expected!r} not allowed",
    )
    for wrong in test["unexpected"]:
        _note(
            task,
            task.unexpected,
            partial(_is_refused, function, arguments, wrong, result_type),
            f"{name}: {wrong!r} allowed",
        )
    _note(
        task,
        task.body,
        lambda: _is_same(function(**arguments), expected),
        f"{name}: the body does not give {expected!r}",
    )


def _is_same(observed: object, expected: object) -> bool:
    return observed == expected and type(observed) is type(expected)


def _is_refused(
    function: FunctionType, arguments: dict[str, object], wrong: object, result_type: str
) -> bool:
    try:
        value = read_value(wrong, result_type)
    except NoSuchValueError:
        return True
    return not allows(function, arguments, value)


def _is_rejected(function: FunctionType, signature: Record, given: Record) -> bool:
    try:
        arguments = _arguments(function, signature, given)
    except NoSuchValueError:
        return True
    return not accepts(function, arguments)


def _arguments(function: FunctionType, signature: Record, given: Record) -> dict[str, object]:
    """The values by the example's parameter names, which follow the data's by place."""
    declared = signature["parameters"]
    names = parameters(function)
    if len(names) != len(declared):
        raise ValueError(f"{function.__name__} has {len(names)} parameters")
    return {
        name: read_value(given[lean["param_name"]], lean["param_type"])
        for name, lean in zip(names, declared, strict=True)
    }


def _note(task: Task, tally: Tally, holds: Callable[[], bool], trouble: str) -> None:
    """Asks, counts, and keeps what is wrong."""
    try:
        held = holds()
    except (UndefinedContractError, AssertionError) as error:
        held, trouble = False, f"{trouble} ({error})"
    tally.add(held)
    if not held:
        task.trouble.append(trouble)


def file_name(task: str) -> str:
    """The example file of a task: `verina_basic_9` is in `basic_009.py`."""
    _, kind, number = task.split("_")
    return f"{kind}_{int(number):03}.py"


def check_all(data: Path, examples: Path = EXAMPLES) -> list[Task]:
    """Every task of the data that has an example file, in the order of their files."""
    lines = (data / "verina" / "tasks.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    pairs = [(record, examples / file_name(record["id"])) for record in records]
    return sorted(
        (check_task(record, path) for record, path in pairs if path.is_file()),
        key=lambda task: task.file,
    )


def totals(tasks: Iterable[Task]) -> dict[str, Tally]:
    """The tallies of all tasks together, by kind."""
    kinds = ("accepted", "expected", "unexpected", "rejected", "body")
    found = {kind: Tally() for kind in kinds}
    for task in tasks:
        for kind in kinds:
            found[kind] = found[kind].plus(getattr(task, kind))
    return found


def main() -> int:
    """Prints the report; 1 when a contract and the data disagree."""
    choices = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    data = Path(os.environ.get("LEMMATA_DATA", DATA))
    choices.add_argument("--data", type=Path, default=data, help="the folder of the data")
    start = time.perf_counter()
    tasks = check_all(choices.parse_args().data)
    report = {
        "benchmark": "verina_contracts",
        "seconds": round(time.perf_counter() - start, 2),
        "tasks": len(tasks),
        "tasks_that_hold": sum(task.holds for task in tasks),
        "share": {kind: asdict(tally) for kind, tally in totals(tasks).items()},
        "details": [asdict(task) for task in tasks],
    }
    print(json.dumps(report, indent=2, ensure_ascii=False))
    return 0 if all(task.holds for task in tasks) else 1


if __name__ == "__main__":
    sys.exit(main())
