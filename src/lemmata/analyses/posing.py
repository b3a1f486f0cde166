"""Questions about conditions over a function's parameters, put to interpreter and solvers.

A question becomes a function of its own: its facts are preconditions, what is asked follows as a
postcondition. Functions that a condition calls count with their bodies, as they run.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from lemmata.analyses.simplifying import rebuilt
from lemmata.contracts.errors import DataError, LimitError, UnsupportedError
from lemmata.contracts.tasks import Parameter
from lemmata.contracts.types import BOOL, Type
from lemmata.contracts.values import Value
from lemmata.language.interpreter import Returned, compiled
from lemmata.language.tree import TRUE, Condition, Expr, Function, Name, Program, Return
from lemmata.obligations import Obligation, admission, derivation, read_arguments
from lemmata.obligations.questions import run_only, supports
from lemmata.obligations.solvers import Script, Solver, Solvers

RESULT = "result!"
"""The name of a returned value in a question: no parameter can have it."""
_ASKED = "question!"
_STEPS = 2_000


class Answer(Enum):
    """What is known of a question; YES and NO need both solvers, or an input that was tried."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """Whether an input exists, and the input where a solver's model was confirmed."""

    answer: Answer
    arguments: tuple[Value, ...] | None = None


def about_result(test: Expr, kind: Type) -> Expr:
    """A postcondition as a test over the parameters and `RESULT`."""

    def leaf(name: Name) -> Expr:
        if name.name == "result":
            return Name(RESULT, kind, 0)
        return Name(name.name.removeprefix("OLD."), name.type, 0)

    return rebuilt(test, leaf)


class Poser:
    """Asks about inputs of these parameters; `RESULT` may be one of them."""

    def __init__(
        self, program: Program, parameters: Sequence[Parameter], solvers: Solvers, line: int = 0
    ) -> None:
        self._program = run_only(program)
        self._parameters = tuple(parameters)
        self._solvers = solvers
        self._line = line
        self._posed: dict[tuple[Expr, ...], Program] = {}

    def meets(self, facts: Sequence[Expr], arguments: Sequence[Value]) -> bool:
        """Whether the interpreter says that every fact is defined and true of an input."""
        program = self._program_of(tuple(facts))
        try:
            return compiled(program, _ASKED).admits(arguments, _STEPS)
        except LimitError:
            return False

    def matcher(self, many: Sequence[Sequence[Expr]]) -> Callable[[Sequence[Value]], int | None]:
        """Finds the first of many sets of facts that an input meets, by the interpreter."""
        functions = {
            f"{_ASKED}{n}": replace(self._function(facts, BOOL, TRUE), name=f"{_ASKED}{n}")
            for n, facts in enumerate(many)
        }
        known = {**self._program.functions, **functions}
        program = replace(self._program, functions=known)
        checkers = [compiled(program, name) for name in functions]

        def match(arguments: Sequence[Value]) -> int | None:
            for position, checker in enumerate(checkers):
                try:
                    if checker.admits(arguments, _STEPS):
                        return position
                except LimitError:
                    continue
            return None

        return match

    def value(self, expr: Expr, arguments: Sequence[Value]) -> Value | None:
        """What an expression over the parameters is for an input; None where it raises."""
        function = self._function((), expr.type, expr)
        program = self._with(function)
        try:
            outcome = compiled(program, _ASKED).call(arguments)
        except LimitError:
            return None
        return outcome.value if isinstance(outcome, Returned) else None

    def exists(self, facts: Sequence[Expr]) -> Found:
        """Is there an input of which every fact is defined and true?

        Raises:
            ToolError: a solver broke.
        """
        program = self._program_of(tuple(facts))
        try:
            wanted = admission(program, _ASKED)
            # A script that takes contracts for granted excludes nothing by itself.
            shown = supports(program, derivation(program, _ASKED).assumed)
        except UnsupportedError:
            return Found(Answer.UNKNOWN)
        replies = self._solvers.solve_both([Script(wanted.smt, wanted.inputs)])
        statuses = [replies[solver][0].status for solver in Solver]
        for solver in Solver:
            reply = replies[solver][0]
            if reply.status != "sat":
                continue
            try:
                arguments = read_arguments(program, _ASKED, reply.values)
            except DataError:
                continue
            if self.meets(facts, arguments):
                return Found(Answer.YES, arguments)
        is_excluded = statuses == ["unsat", "unsat"] and self._are_shown(shown)
        return Found(Answer.NO if is_excluded else Answer.UNKNOWN)

    def _are_shown(self, obligations: Sequence[Obligation]) -> bool:
        if not obligations:
            return True
        replies = self._solvers.solve_both([Script(known.smt) for known in obligations])
        return all(reply.status == "unsat" for known in replies.values() for reply in known)

    def follow(self, facts: Sequence[Expr], claims: Sequence[Expr]) -> tuple[Answer, ...]:
        """Is each claim defined and true of every input of which the facts are?

        NO is what one solver's model says; it is not confirmed.

        Raises:
            ToolError: a solver broke.
        """
        clauses = tuple(Condition(f"claim {n}", claim, 0) for n, claim in enumerate(claims))
        function = replace(self._function(facts, BOOL, TRUE), ensures=clauses)
        try:
            proof = derivation(self._with(function), _ASKED)
            derived = (*proof.obligations, *supports(self._with(function), proof.assumed))
        except UnsupportedError:
            return (Answer.UNKNOWN,) * len(claims)
        replies = self._solvers.solve_both([Script(known.smt) for known in derived])
        said: dict[str, set[str]] = {clause.text: {"unsat"} for clause in clauses}
        provisos: set[str] = {"unsat"}
        for position, known in enumerate(derived):
            statuses = {replies[solver][position].status for solver in Solver}
            # Whatever is no claim is a condition under which the facts mean what they say.
            said.get(known.text, provisos).update(statuses)
        return tuple(_answer(said[clause.text], provisos) for clause in clauses)

    def _program_of(self, facts: tuple[Expr, ...]) -> Program:
        if facts not in self._posed:
            self._posed[facts] = self._with(self._function(facts, BOOL, TRUE))
        return self._posed[facts]

    def _function(self, facts: Sequence[Expr], kind: Type, value: Expr) -> Function:
        clauses = tuple(Condition(f"fact {n}", fact, 0) for n, fact in enumerate(facts))
        body = (Return(value, 0),)
        return Function(_ASKED, self._parameters, kind, clauses, (), (), body, self._line)

    def _with(self, function: Function) -> Program:
        functions: Mapping[str, Function] = {**self._program.functions, _ASKED: function}
        return replace(self._program, functions=functions)


def _answer(said: set[str], provisos: set[str]) -> Answer:
    if provisos != {"unsat"}:
        return Answer.UNKNOWN
    if said == {"unsat"}:
        return Answer.YES
    return Answer.NO if "sat" in said and "unknown" not in said else Answer.UNKNOWN
