"""Which of the inputs learned so far a body still gets wrong."""

from lemmata.contracts.attempts import Requirement, RequirementKind
from lemmata.contracts.errors import InputError
from lemmata.contracts.placing import with_candidate
from lemmata.contracts.reading import reread
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Candidate
from lemmata.language.interpreter import Returned, call, violation
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.search.loop import CountFailures


def failures_among(module: Module, name: str) -> CountFailures:
    """A count of the ``EXAMPLE`` requirements that a candidate for the task breaks.

    A body that cannot be read or is outside the language breaks all of them.
    """

    def count(candidate: Candidate, requirements: tuple[Requirement, ...]) -> int:
        inputs = {
            requirement.arguments: None
            for requirement in requirements
            if requirement.kind is RequirementKind.EXAMPLE
        }
        points = [tuple(value for _, value in arguments) for arguments in inputs]
        try:
            program = parse_program(reread(module, with_candidate(module, name, candidate)))
        except InputError:
            return len(points)
        if name not in program.functions:
            return len(points)
        return sum(_breaks(program, name, point) for point in points)

    return count


def _breaks(program: Program, name: str, point: tuple[Value, ...]) -> bool:
    if violation(program, name, point) is not None:
        return True
    demanded = [s.expected for s in program.functions[name].examples if s.arguments == point]
    return any(call(program, name, point) != Returned(expected) for expected in demanded)
