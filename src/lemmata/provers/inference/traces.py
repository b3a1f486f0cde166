"""What runs show at the heads of loops: a candidate that one state contradicts is no invariant."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import Value
from lemmata.language.closures import Routine, Stop
from lemmata.language.compiling import compile_test
from lemmata.language.fuel import FUEL
from lemmata.language.interpreter import compiled, routines
from lemmata.language.tracing import heads
from lemmata.language.tree import Condition, Program
from lemmata.language.weighing import SCALES
from lemmata.provers.protocol import Question

MOST_INPUTS = 2_000
MOST_RUNS = 80
MOST_HEADS = 250
MOST_STEPS = 2_000


class State(NamedTuple):
    """The locals at a head, with ``index_N`` and each parameter's value on entry as ``OLD.x``."""

    run: int
    values: Mapping[str, Value]


def states(
    question: Question, inputs: Iterable[tuple[Value, ...]]
) -> Mapping[int, tuple[State, ...]]:
    """States by loop number, from runs of admitted inputs; a bounded number of each."""
    found: dict[int, list[State]] = {}
    checker = compiled(question.program, question.name)
    names = [known.name for known in question.function.parameters]
    for run, arguments in enumerate(islice(_admitted(checker.admits, inputs), MOST_RUNS)):
        entry = {f"OLD.{name}": value for name, value in zip(names, arguments, strict=True)}
        for head in heads(question.program, question.name, arguments, MOST_HEADS):
            known = found.setdefault(head.number, [])
            if len(known) < MOST_HEADS:
                index = {f"index_{head.number}": head.drawn}
                known.append(State(run, {**head.values, **index, **entry}))
    return {number: tuple(known) for number, known in found.items()}


def _admitted(
    admits: Callable[[Sequence[Value]], bool], inputs: Iterable[tuple[Value, ...]]
) -> Iterator[tuple[Value, ...]]:
    for arguments in islice(inputs, MOST_INPUTS):
        try:
            if admits(arguments):
                yield arguments
        except LimitError:
            continue


def surviving(
    program: Program,
    conditions: Iterable[Condition],
    names: Sequence[str],
    seen: Sequence[State],
) -> list[Condition]:
    """The conditions over these names that are defined and true in every state."""
    rows = [tuple(state.values[name] for name in names) for state in seen]
    routine = routines(program)
    return [
        condition
        for condition in conditions
        if _holds_in_all(compile_test(names, condition.test, routine), rows)
    ]


def _holds_in_all(test: Routine, rows: Sequence[tuple[Value, ...]]) -> bool:
    for row in rows:
        FUEL.fill(MOST_STEPS)
        SCALES.clear()
        try:
            if test(row) is not True:
                return False
        except Stop:
            return False
        except (LimitError, RecursionError):
            continue
    return True
