"""Lies about one input: all parameters are pinned, and what comes out is denied.

No search for a counterexample is needed to know that such a contract is broken, so the proofs can
be asked alone: an encoder that computes something else than CPython, or laws that contradict each
other, would prove one of them.
"""

from dataclasses import dataclass
from random import Random

from lemmata.contracts.errors import LimitError
from lemmata.contracts.reading import read_source
from lemmata.contracts.types import BOOL, INT, STR, Type
from lemmata.contracts.values import Value, to_python
from lemmata.language.interpreter import Raised, call
from lemmata.language.parsing import parse_program
from lemmata.testing.programs import function_text, random_value
from lemmata.testing.random_containers import (
    CONTAINER_PRODUCTIONS,
    DICT,
    INTS,
    SET,
    TEXTS,
)
from lemmata.testing.random_expressions import HEADER, Expressions, Signature
from lemmata.testing.random_loops import change, start_building
from lemmata.testing.random_statements import Statements

_KINDS: tuple[Type, ...] = (INT, STR, BOOL, INTS, INTS, TEXTS, SET, DICT)
_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Lie:
    """A task file whose function ``f`` breaks its contract on the only admitted input."""

    seed: int
    source: str
    arguments: tuple[Value, ...]


def pinned_lie(seed: int) -> Lie | None:
    """A lie, or None where the seed gives a function that is refused, or says nothing of its input.

    Every other function has statements: containers that it builds up and changes.
    """
    random = Random(f"lie {seed}")
    kinds = tuple(random.choice(_KINDS) for _ in range(random.randint(1, 3)))
    task = Signature("f", kinds, random.choice(_KINDS))
    body = _statements(random, task) if seed % 2 else [_returned(random, task)]
    if not any(name in "\n".join(body) for name in task.named()):
        return None
    arguments = tuple(random_value(kind, random) for kind in kinds)
    pins = [f"{name} == {to_python(v)}" for name, v in zip(task.named(), arguments, strict=True)]
    names = ", ".join(task.named())
    head = f"@require(lambda {names}: {' and '.join(pins)})"

    def source(claim: str) -> str:
        contract = [head, f"@ensure(lambda {names}, result: {claim})"]
        return f"{HEADER}\n\n{function_text(task, body, contract)}"

    program = parse_program(read_source(source("True")))
    if "f" not in program.functions:
        return None
    try:
        outcome = call(program, "f", arguments)
    except LimitError:
        return None
    claim = "True" if isinstance(outcome, Raised) else f"not result == {to_python(outcome.value)}"
    return Lie(seed, source(claim), arguments)


def _returned(random: Random, task: Signature) -> str:
    write = Expressions(random, (), task.named(), more=CONTAINER_PRODUCTIONS)
    return f"return {write.exactly(task.returns, _DEPTH)}"


def _statements(random: Random, task: Signature) -> list[str]:
    """A straight body: what it builds, changes and assigns, in a few lines."""
    made = Statements(random, (), task.named(), task.returns, _DEPTH, kinds=_KINDS)
    made.write.more = CONTAINER_PRODUCTIONS
    lines: list[str] = []
    for statement in (start_building, *random.choices((start_building, change, change), k=3)):
        lines += statement(made, 0)[0]
    built = [name for name, kind in made.write.built.items() if kind == task.returns]
    return [*lines, f"return {random.choice(built)}" if built else made.returning()]
