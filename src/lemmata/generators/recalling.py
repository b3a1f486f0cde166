"""What is known of a body before anybody judges it: the inputs learned so far, run again."""

from enum import IntEnum

from lemmata.contracts.attempts import Requirement, RequirementKind
from lemmata.contracts.errors import InputError, LimitError, UnsupportedError
from lemmata.contracts.placing import with_candidate
from lemmata.contracts.reading import reread
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Candidate
from lemmata.language.interpreter import example_violation, violation
from lemmata.language.parsing import parse_program


class Standing(IntEnum):
    """How a candidate stands before it is judged; the more promising first."""

    KEEPS = 0  # no learned input breaks it
    OUTSIDE = 1  # no Python, or outside the language: nothing could be run
    BREAKS = 2  # a learned input, or an example of the task, breaks it


def standing(
    module: Module, name: str, candidate: Candidate, requirements: tuple[Requirement, ...]
) -> Standing:
    """Run the candidate on every learned input, in the reference interpreter.

    A run that takes too long breaks nothing here. Not for threads: the interpreter counts its
    steps in one place.
    """
    try:
        program = parse_program(reread(module, with_candidate(module, name, candidate)))
    except (InputError, UnsupportedError):
        return Standing.OUTSIDE
    if name not in program.functions:
        return Standing.OUTSIDE
    inputs = [
        tuple(value for _, value in known.arguments)
        for known in requirements
        if known.kind is RequirementKind.EXAMPLE
    ]
    try:
        broken = example_violation(program, name) is not None
        broken = broken or any(violation(program, name, one) is not None for one in inputs)
    except LimitError:
        return Standing.KEEPS
    return Standing.BREAKS if broken else Standing.KEEPS
