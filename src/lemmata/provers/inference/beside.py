"""What the prover finds beside the invariants of the text, for whoever looks for what they lack."""

from collections.abc import Callable

from lemmata.contracts.errors import UnsupportedError
from lemmata.language.hints import with_hints
from lemmata.language.tree import Program
from lemmata.provers.inference.prover import TIERS, Search
from lemmata.provers.protocol import Question


def strengthened(question: Question) -> Callable[[Program], Program]:
    """Puts the hints that hold beside the question's invariants into a program of that function.

    Raises:
        ToolError: a solver is missing or broke.
    """
    search = Search(question)
    try:
        for tier in range(TIERS):
            search.extend(tier)
    except UnsupportedError:
        return lambda program: program
    loops = {number: (tuple(known), ()) for number, known in search.kept.items()}

    def hinted(program: Program) -> Program:
        return with_hints(program, question.name, loops, None)

    return hinted
