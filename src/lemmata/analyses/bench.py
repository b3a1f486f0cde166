"""What analyses work with: warm solvers, a warm sandbox process, and limits."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from lemmata.contracts.closing import Closing
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Function, Program
from lemmata.obligations import derivation, solvers
from lemmata.obligations.questions import Asked, run_only, supports
from lemmata.obligations.solvers import Reply, Script, Solver
from lemmata.proving import Session, Settings
from lemmata.sandbox import Child, Sandbox


class Said(NamedTuple):
    """What both solvers said of a question; ``is_exact`` if its provisos were shown too."""

    z3: Reply
    cvc5: Reply
    is_exact: bool

    @property
    def is_excluded(self) -> bool:
        """Both say that there is no such thing, and that this means something."""
        return self.is_exact and self.z3.status == self.cvc5.status == "unsat"

    @property
    def why(self) -> str:
        """Why nothing is decided."""
        if not self.is_exact:
            return "a value may leave its declared type on the way, where CPython carries on"
        known = (("z3", self.z3), ("cvc5", self.cvc5))
        return ", ".join(
            f"{name} says {reply.status}" + (f" ({reply.reason})" if reply.reason else "")
            for name, reply in known
        )


class Bench(Closing):
    """A context manager; processes start when they are first needed.

    ``session`` is one that is lent, with its limits, and closed by its maker.
    """

    def __init__(self, budget_seconds: float = 5.0, *, session: Session | None = None) -> None:
        self.session = session or Session(Settings(budget_seconds))
        self.limits = self.session.limits
        self.solvers = self.session.solvers
        self._has_own_session = session is None
        self._child = Child()

    def close(self) -> None:
        """End the sandbox, and the session where it is of this bench alone."""
        if self._has_own_session:
            self.session.close()
        self._child.close()

    def sandbox(self, module: Module, program: Program) -> Sandbox:
        """CPython for the functions of a file."""
        return Sandbox(module, program, child=self._child)

    def ask(self, question: Asked) -> Said:
        """Both solvers on a question; its provisos are asked only if that can matter.

        Raises:
            ToolError: a solver is missing or broke.
        """
        scripts = [Script(question.script.smt, question.script.inputs)]
        replies = self.solvers.solve_both(scripts)
        (z3,), (cvc5,) = replies[Solver.Z3], replies[Solver.CVC5]
        is_exact = z3.status == cvc5.status == "unsat" and self._all_unsat(question)
        is_exact = is_exact or not question.provided
        return Said(z3, cvc5, is_exact)

    def _all_unsat(self, question: Asked) -> bool:
        scripts = [Script(known.smt) for known in question.provided]
        if not scripts:
            return True
        replies = self.solvers.solve_both(scripts)
        return all(reply.status == "unsat" for known in replies.values() for reply in known)

    def meets(self, program: Program, name: str) -> bool:
        """Whether the body is shown to meet the contract: then there is an output everywhere."""
        functions = {**run_only(program).functions, name: program.functions[name]}
        program = replace(program, functions=functions)
        derived = derivation(program, name)
        if derived.partial:
            return False
        needed = (*derived.obligations, *supports(program, derived.assumed))
        replies = self.solvers.solve_both([Script(known.smt) for known in needed])
        return all(reply.status == "unsat" for known in replies.values() for reply in known)

    def hint(self, question: Asked) -> Reply:
        """What z3 alone says within a tenth of the limits: cheap, and to be confirmed."""
        script = Script(question.script.smt, question.script.inputs)
        with self._briefly():
            (reply,) = self.solvers.solve([script], Solver.Z3)
        return reply

    def ask_briefly(self, question: Asked) -> Said:
        """As `ask`, within a tenth of the limits: quantifiers answer soon, or cost much."""
        with self._briefly():
            return self.ask(question)

    @contextmanager
    def _briefly(self) -> Iterator[None]:
        usual = self.solvers.limits
        self.solvers.limits = solvers.Limits(
            max(1, usual.z3_rlimit // 10), max(1, usual.cvc5_rlimit // 10), usual.wall_seconds
        )
        try:
            yield
        finally:
            self.solvers.limits = usual


class Version(NamedTuple):
    """A task file as it was read, and as the language reads it."""

    module: Module
    program: Program

    @classmethod
    def of(cls, module: Module) -> "Version":
        """The version that a file holds."""
        return cls(module, parse_program(module))


def named(function: Function, values: Sequence[Value]) -> tuple[tuple[str, Value], ...]:
    """The values by the names of the parameters."""
    return tuple((p.name, v) for p, v in zip(function.parameters, values, strict=False))
