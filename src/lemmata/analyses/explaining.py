"""What a function does, as regions of its inputs: condition, outcome, witness, contract.

A region is a way through the body. Its condition is over the parameters; its witness takes that
way by the reference interpreter and was replayed in CPython; a way that both solvers say no
input takes is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from lemmata.analyses.posing import RESULT, Answer, Poser, about_result
from lemmata.analyses.regions import Fault, Region, names_in, regions_of
from lemmata.analyses.simplifying import bounded_chains, is_partial
from lemmata.contracts.errors import (
    ChoiceError,
    LimitError,
    Place,
    SandboxError,
    ToolError,
    UnsupportedError,
)
from lemmata.contracts.tasks import Module, Parameter
from lemmata.contracts.values import Value, is_same
from lemmata.language.interpreter import Outcome, Raised, Returned, compiled
from lemmata.language.parsing import parse_program
from lemmata.language.printer import print_expression
from lemmata.language.tree import Apply, Expr, Function, Operation, Program
from lemmata.obligations.solvers import Solvers
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.provers.limits import Limits, limits_for
from lemmata.provers.shrinking import shrink
from lemmata.sandbox import Child, Sandbox

TRIES = 600


class Admitted(Enum):
    """Whether the precondition admits a region."""

    ALL = "all"
    SOME = "some"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Witness:
    """An input that takes the way, and what CPython did; ``is_admitted`` by the precondition."""

    arguments: tuple[tuple[str, Value], ...]
    outcome: Outcome
    is_admitted: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One region in words of Python.

    Exactly one of ``returns`` (an expression over the parameters) and ``raises`` (an exception)
    is there; without both, a value leaves its declared type in ``line``, where CPython carries
    on. ``constrained_by`` are the postconditions that some returned value would break here.
    Without a witness nobody knows whether any input takes this way.
    """

    condition: str
    returns: str | None
    raises: str | None
    line: int
    witness: Witness | None
    admitted: Admitted
    constrained_by: tuple[str, ...]

    @property
    def speaks(self) -> bool:
        """Whether the contract demands anything here."""
        forbids = self.returns is None
        return self.admitted is not Admitted.NONE and (forbids or bool(self.constrained_by))


@dataclass(frozen=True, slots=True)
class Explanation:
    """A function's regions in the order of its code, or why there are none."""

    function: str
    line: int
    has_contract: bool
    regions: tuple[Explained, ...] = ()
    reason: str = ""


class Explainer:
    """A context manager with warm solvers and a warm sandbox process."""

    def __init__(self, budget_seconds: float = 5.0) -> None:
        self.limits: Limits = limits_for(budget_seconds)
        self.solvers = Solvers(self.limits.solver)
        self._child = Child()

    def __enter__(self) -> "Explainer":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.solvers.close()
        self._child.close()

    def explain_module(self, module: Module, name: str | None = None) -> Iterator[Explanation]:
        """Every function of the file that has a body, in its order; or the one named.

        Raises:
            ChoiceError: the file has no such function.
            ToolError: a solver or the sandbox broke.
        """
        program = parse_program(module)
        for current in functions_of(module, program, name):
            yield self.explain(module, program, current)

    def explain(self, module: Module, program: Program, name: str) -> Explanation:
        """The regions of one function; what is outside the language comes with the reason."""
        line = module.tasks[name].line if name in module.tasks else 0
        has_contract = name in module.tasks and module.tasks[name].has_contract
        try:
            if name in program.unsupported:
                raise program.unsupported[name]
            with Sandbox(module, program, child=self._child) as sandbox:
                found = Study(program, name, self.solvers, sandbox).explained()
        except (UnsupportedError, LimitError) as error:
            return Explanation(name, line, has_contract, reason=str(error))
        return Explanation(name, line, has_contract, found)


def functions_of(module: Module, program: Program, name: str | None) -> tuple[str, ...]:
    """The functions that can be looked at: all of the file's with a body, or the one named.

    Raises:
        ChoiceError: the file has no such function.
    """
    known = [*module.tasks, *(n for n in module.unsupported if n not in module.tasks)]
    if name is None:
        return tuple(n for n in known if n not in module.tasks or not module.tasks[n].is_open)
    if name in known:
        return (name,)
    raise ChoiceError(
        f"no function {name!r}",
        place=Place(module.path),
        remedy=f"the functions here are {', '.join(known)}",
    )


class Study:
    """One function's regions: found, witnessed, made short, and held against the contract."""

    def __init__(self, program: Program, name: str, solvers: Solvers, sandbox: Sandbox) -> None:
        self.program = program
        self.name = name
        self.function: Function = program.functions[name]
        self.sandbox = sandbox
        function = self.function
        result = Parameter(RESULT, function.returns)
        self.poser = Poser(program, function.parameters, solvers, function.line)
        after = (*function.parameters, result)
        self.poser_after = Poser(program, after, solvers, function.line)
        self.requires = tuple(clause.test for clause in function.requires)

    def regions(self) -> tuple[tuple[Region, tuple[Value, ...] | None], ...]:
        """The regions that some input may be in, each with such an input where one is known.

        Raises:
            UnsupportedError: a construct without regions.
            ToolError: a solver broke.
        """
        ways = regions_of(self.program, self.name)
        witnesses = self._met(ways)
        kept: list[tuple[Region, tuple[Value, ...] | None]] = []
        for way, (known, is_admitted) in zip(ways, witnesses, strict=True):
            witness = known
            if witness is None:
                found = self.poser.exists(way.facts)
                if found.answer is Answer.NO:
                    continue
                witness = found.arguments and self._smaller(way.facts, found.arguments)
            if not is_admitted and self.requires:
                facts = (*way.facts, *self.requires)
                better = self.poser.exists(facts).arguments
                witness = self._smaller(facts, better) if better else witness
            kept.append((Region(self._shorter(way), way.outcome), witness))
        return tuple(kept)

    def explained(self) -> tuple[Explained, ...]:
        """The regions in words.

        Raises: as `regions`.
        """
        regions = self.regions()
        outcomes = self._replayed([known for _, known in regions if known is not None])
        told: list[Explained] = []
        for region, known in regions:
            witness: Witness | None = None
            if known is not None:
                outcome = next(outcomes)
                self._confirm(region, known, outcome)
                names = (parameter.name for parameter in self.function.parameters)
                checker = compiled(self.program, self.name)
                pairs = tuple(zip(names, known, strict=True))
                if outcome is not None:
                    witness = Witness(pairs, outcome, checker.admits(known))
            told.append(self._told(region, witness))
        return tuple(told)

    def _met(self, ways: Sequence[Region]) -> list[tuple[tuple[Value, ...] | None, bool]]:
        """For each way a small input that takes it, and whether it is admitted."""
        match = self.poser.matcher([way.facts for way in ways])
        admits = compiled(self.program, self.name).admits
        found: list[tuple[tuple[Value, ...] | None, bool]] = [(None, False)] * len(ways)
        kinds = [parameter.type for parameter in self.function.parameters]
        missing = len(ways)
        for arguments in islice(inputs(kinds, constants_of(self.program, self.name)), TRIES):
            at = match(arguments)
            if at is None or found[at][1]:
                continue
            try:
                is_admitted = admits(arguments)
            except LimitError:
                continue
            if is_admitted or found[at][0] is None:
                found[at] = (arguments, is_admitted)
            missing -= is_admitted
            if not missing:
                break
        return found

    def _smaller(self, facts: Sequence[Expr], arguments: tuple[Value, ...]) -> tuple[Value, ...]:
        kinds = [parameter.type for parameter in self.function.parameters]
        return shrink(kinds, arguments, lambda found: self.poser.meets(facts, found), 100)

    def _shorter(self, way: Region) -> tuple[Expr, ...]:
        """The facts without those that the others imply and that protect no later one."""
        facts = list(way.facts)
        position = 0
        while position < len(facts):
            fact, later = facts[position], facts[position + 1 :]
            others = [*facts[:position], *later]
            shares = names_in([fact]) & names_in(others)
            protects = any(map(is_partial, later))
            if shares and not protects and self.poser.follow(others, (fact,)) == (Answer.YES,):
                facts = others
            else:
                position += 1
        return tuple(facts)

    def _replayed(self, many: Sequence[tuple[Value, ...]]) -> Iterator[Outcome | None]:
        """What CPython does on the inputs; None where a limit stopped it."""
        for answer in self.sandbox.call_many(self.name, many) if many else ():
            yield None if isinstance(answer, SandboxError) else answer

    def _confirm(
        self, region: Region, arguments: tuple[Value, ...], replayed: Outcome | None
    ) -> None:
        """Interpreter, region and CPython say the same of the witness.

        Raises:
            ToolError: they do not; a bug of ours.
        """
        outcome = compiled(self.program, self.name).call(arguments)
        agrees = self._takes(region, arguments, outcome)
        if not agrees or not (replayed is None or _same(outcome, replayed)):
            raise ToolError(
                f"{self.name}{arguments!r}: the region, the reference interpreter and CPython"
                " do not agree",
                remedy="please report this, it is a bug in Lemmata",
            )

    def _takes(self, region: Region, arguments: tuple[Value, ...], outcome: Outcome) -> bool:
        said = region.outcome
        if isinstance(said, Fault):
            raised = outcome.error if isinstance(outcome, Raised) else None
            return said.error is None or said.error == raised
        if isinstance(outcome, Raised):
            return False
        return is_same(self.poser.value(said, arguments), outcome.value)

    def _told(self, region: Region, witness: Witness | None) -> Explained:
        outcome = region.outcome
        admitted = self._admitted(region)
        demands = () if admitted is Admitted.NONE else self._constraints(region)
        is_fault = isinstance(outcome, Fault)
        line = outcome.line if isinstance(outcome, Fault) else self.function.line
        return Explained(
            condition_text(region.facts),
            None if isinstance(outcome, Fault) else print_expression(outcome),
            outcome.error if isinstance(outcome, Fault) else None,
            line,
            witness,
            admitted,
            () if is_fault else demands,
        )

    def _admitted(self, region: Region) -> Admitted:
        if not self.requires:
            return Admitted.ALL
        answers = self.poser.follow(region.facts, self.requires)
        if all(answer is Answer.YES for answer in answers):
            return Admitted.ALL
        found = self.poser.exists((*region.facts, *self.requires))
        if found.answer is Answer.NO:
            return Admitted.NONE
        is_part = found.answer is Answer.YES and Answer.NO in answers
        return Admitted.SOME if is_part else Admitted.UNKNOWN

    def _constraints(self, region: Region) -> tuple[str, ...]:
        """The postconditions that some value would break here, of which it is known."""
        clauses = self.function.ensures
        claims = [about_result(clause.test, self.function.returns) for clause in clauses]
        facts = (*region.facts, *self.requires)
        answers = self.poser_after.follow(facts, claims) if claims else ()
        pairs = zip(clauses, answers, strict=True)
        return tuple(clause.text for clause, answer in pairs if answer is not Answer.YES)


def _same(one: Outcome, other: Outcome) -> bool:
    if isinstance(one, Returned) and isinstance(other, Returned):
        return is_same(one.value, other.value)
    if isinstance(one, Raised) and isinstance(other, Raised):
        return one.error == other.error
    return False


def condition_text(facts: Sequence[Expr]) -> str:
    """The facts as one Python expression; ``True`` where there are none."""
    shown = [_test_text(fact) for fact in bounded_chains(facts)]
    if len(shown) > 1:
        shown = [f"({text})" if _is_loose(text) else text for text in shown]
    return " and ".join(shown) or "True"


def _test_text(fact: Expr) -> str:
    if isinstance(fact, Apply) and fact.operation is Operation.TRUTH:
        return print_expression(fact.arguments[0])
    return print_expression(fact)


def _is_loose(text: str) -> bool:
    """Whether the text binds less tightly than ``and``."""
    return " or " in text or " if " in text
