"""What a body does on the inputs learned so far, by the reference interpreter."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lemmata.contracts.attempts import Requirement, RequirementKind
from lemmata.contracts.errors import InputError, LimitError
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Candidate
from lemmata.language.interpreter import Checker, Returned, compiled
from lemmata.search.reading import placed

Input: TypeAlias = tuple[tuple[str, Value], ...]
"""Arguments by name, in the order of the parameters."""

STEPS = 20_000
"""Steps of one run; a body that needs more is neither right nor wrong there."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The inputs that a body gets ``wrong``, and the conjuncts ``broken`` on one of them.

    ``unread`` counts the inputs of a body that cannot be read or is outside the language.
    """

    wrong: tuple[Input, ...] = ()
    broken: tuple[str, ...] = ()
    unread: int = 0

    def __add__(self, other: "Replayed") -> "Replayed":
        return Replayed(
            tuple(dict.fromkeys((*self.wrong, *other.wrong))),
            tuple(dict.fromkeys((*self.broken, *other.broken))),
            self.unread + other.unread,
        )


NOTHING = Replayed()

Replay: TypeAlias = Callable[[Candidate, Sequence[Input]], Replayed]
"""What a candidate does on inputs."""


def learned_inputs(requirements: Iterable[Requirement]) -> tuple[Input, ...]:
    """The inputs of the ``EXAMPLE`` requirements, each once."""
    return tuple(
        dict.fromkeys(
            requirement.arguments
            for requirement in requirements
            if requirement.kind is RequirementKind.EXAMPLE
        )
    )


def replayer(module: Module, name: str) -> Replay:
    """Runs candidates for the task."""

    def replay(candidate: Candidate, inputs: Sequence[Input]) -> Replayed:
        if not inputs:
            return NOTHING
        checker = _checker(module, name, candidate)
        if checker is None:
            return Replayed(unread=len(inputs))
        broken = {one: tuple(_broken(checker, one)) for one in inputs}
        wrong = tuple(one for one, texts in broken.items() if texts)
        return Replayed(wrong, tuple(dict.fromkeys(t for texts in broken.values() for t in texts)))

    return replay


def _checker(module: Module, name: str, candidate: Candidate) -> Checker | None:
    try:
        program = placed(module, name, candidate).program
    except InputError:
        return None
    return compiled(program, name) if name in program.functions else None


def _broken(checker: Checker, given: Input) -> Iterator[str]:
    """What the body breaks on an admitted input, as text; nothing where it cannot be told."""
    point = tuple(value for _, value in given)
    try:
        yield from (known.text for known in checker.violations(point, STEPS))
        for sample in checker.function.examples:
            if sample.arguments == point:
                did = checker.call(point, STEPS)
                if not (isinstance(did, Returned) and sample.is_met_by(did.value)):
                    yield f"the example in line {sample.line}"
    except LimitError:
        return
