"""Whether a precondition admits anything at all: a contract that admits nothing proves all."""

from lemmata.contracts.errors import DataError, LimitError, Place, UnsupportedError, VacuousError
from lemmata.language.interpreter import compiled
from lemmata.obligations import admission, read_arguments
from lemmata.obligations.solvers import Script
from lemmata.provers.limits import Limits
from lemmata.provers.protocol import Question


def check_admission(question: Question, limits: Limits) -> bool:
    """Whether an admitted input is known to exist, after no prover has met one.

    Raises:
        VacuousError: both solvers say that there is none.
        ToolError: a solver is missing or broke.
    """
    try:
        wanted = admission(question.program, question.name)
    except UnsupportedError:
        return False
    question.solvers.limits = limits.solver
    replies = question.solvers.solve_both([Script(wanted.smt, wanted.inputs)])
    answers = [known[0] for known in replies.values()]
    if all(answer.status == "unsat" for answer in answers):
        clauses = " and ".join(clause.text for clause in question.function.requires)
        raise VacuousError(
            f"no input satisfies the precondition of {question.name}: {clauses}",
            place=Place(question.module.path, question.function.line),
            remedy="weaken it; otherwise every body would be proved",
        )
    return any(_admits(question, answer.values) for answer in answers if answer.status == "sat")


def _admits(question: Question, values: tuple[str, ...]) -> bool:
    try:
        arguments = read_arguments(question.program, question.name, values)
        return compiled(question.program, question.name).admits(arguments)
    except (DataError, LimitError):
        return False
