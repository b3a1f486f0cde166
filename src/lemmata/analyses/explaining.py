"""What a function does, as regions of its inputs: condition, outcome, witness, contract.

A region is a way through the body. Its condition is over the parameters; its witness takes that
way by the reference interpreter and was replayed in CPython; a way that both solvers say no
input takes is left out.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from lemmata.analyses.bench import Bench, Version, named
from lemmata.analyses.faults import Fault
from lemmata.analyses.pacing import Pace
from lemmata.analyses.posing import RESULT, Answer, Poser, about_result
from lemmata.analyses.regions import Region, regions_of
from lemmata.analyses.simplifying import WORDLESS, bounded_chains, is_partial, names_in
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
from lemmata.language.exceptions import declares
from lemmata.language.interpreter import Outcome, Raised, Returned, compiled
from lemmata.language.printer import print_expression
from lemmata.language.tree import Apply, Expr, Function, Operation
from lemmata.language.walking import nodes
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.provers.shrinking import shrink

TRIES = 600


class Admitted(Enum):
    """Whether the precondition admits a region."""

    ALL = "all"
    SOME = "some"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Witness:
    """An input that takes the way, and what CPython did on it.

    ``is_admitted`` says whether the precondition admits it, ``broken`` what of the contract the
    body then breaks there, or nothing.
    """

    arguments: tuple[tuple[str, Value], ...]
    outcome: Outcome
    is_admitted: bool
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """One region in words of Python.

    ``returns`` is an expression over the parameters, ``raises`` an exception's name; at most one
    is there. With neither, a loop or recursion goes on for longer than was looked
    (``is_beyond``), no expression says what is returned (``is_unsaid``), or a value leaves its
    declared type in ``line``, where CPython carries on.
    ``constrained_by`` are the postconditions that some returned value would break here. Without
    a witness nobody knows of an input that takes this way and ends.
    """

    condition: str
    returns: str | None
    raises: str | None
    is_beyond: bool
    line: int
    witness: Witness | None
    admitted: Admitted
    constrained_by: tuple[str, ...]
    has_examples: bool = False
    is_declared: bool = False
    is_unsaid: bool = False

    @property
    def speaks(self) -> bool:
        """Whether the contract demands anything here: a clause, an example, or not to raise."""
        demands = bool(self.raises or self.constrained_by or self.has_examples)
        return self.admitted is not Admitted.NONE and demands


@dataclass(frozen=True, slots=True)
class Explanation:
    """A function's regions in the order of its code, unfinished ones last; or why it has none."""

    function: str
    line: int
    has_contract: bool
    regions: tuple[Explained, ...] = ()
    reason: str = ""


def explain_module(bench: Bench, module: Module, name: str | None = None) -> Iterator[Explanation]:
    """Every function of the file that has a body, in its order; or the one named.

    Raises:
        ChoiceError: the file has no such function.
        ToolError: a solver or the sandbox broke.
    """
    version = Version.of(module)
    for current in functions_of(module, name):
        yield explain(bench, version, current)


def explain(bench: Bench, version: Version, name: str) -> Explanation:
    """The regions of one function; what is outside the language comes with the reason.

    Raises:
        ToolError: a solver or the sandbox broke.
    """
    task = version.module.tasks.get(name)
    line = task.line if task else 0
    has_contract = task is not None and task.has_contract
    try:
        if name in version.program.unsupported:
            raise version.program.unsupported[name]
        found = Study(bench, version, name).explained()
    except (UnsupportedError, LimitError) as error:
        return Explanation(name, line, has_contract, reason=str(error))
    return Explanation(name, line, has_contract, found)


def functions_of(module: Module, name: str | None) -> tuple[str, ...]:
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
        remedy=f"the functions here are {', '.join(known) or 'none'}",
    )


class Study:
    """One function's regions: found, witnessed, made short, and held against the contract."""

    def __init__(self, bench: Bench, version: Version, name: str) -> None:
        self.program, self.name = version.program, name
        self.function: Function = self.program.functions[name]
        self.sandbox = bench.sandbox(*version)
        self.checker = compiled(self.program, name)
        self.pace = Pace()
        function, program, solvers = self.function, self.program, bench.solvers
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
                witness = found.arguments
            if not is_admitted and self.requires:
                better = self.poser.exists((*way.facts, *self.requires))
                witness = better.arguments or witness
            witness = witness and self._smallest(way.facts, witness)
            kept.append((Region(self._shorter(way), way.outcome), witness))
        return tuple(kept)

    def explained(self) -> tuple[Explained, ...]:
        """The regions in words.

        Raises: as `regions`.
        """
        regions = [(region, self._ending(known)) for region, known in self.regions()]
        outcomes = self._replayed([known for _, known in regions if known is not None])
        told: list[Explained] = []
        for region, known in regions:
            witness: Witness | None = None
            if known is not None:
                # Where a limit stops one of the judges, there is no witness to show.
                with suppress(LimitError):
                    witness = self._witness(region, known, next(outcomes))
            told.append(self._told(region, witness))
        return tuple(sorted(told, key=lambda known: known.is_beyond))

    def _ending(self, known: tuple[Value, ...] | None) -> tuple[Value, ...] | None:
        """The input, unless a run of it may not end: then there is no outcome to show."""
        ends = known is not None and self.pace.run(self.checker, known) is not None
        return known if ends else None

    def _witness(
        self, region: Region, arguments: tuple[Value, ...], outcome: Outcome | None
    ) -> Witness | None:
        self._confirm(region, arguments, outcome)
        if outcome is None:
            return None
        is_admitted = self.checker.admits(arguments)
        broken = ""
        declared = isinstance(outcome, Raised) and declares(self.function.raises, outcome.error)
        if is_admitted and self.function.has_contract and not declared:
            violation = self.checker.violation(arguments)
            broken = violation.text if violation else ""
        return Witness(named(self.function, arguments), outcome, is_admitted, broken)

    def _met(self, ways: Sequence[Region]) -> list[tuple[tuple[Value, ...] | None, bool]]:
        """For each way a small input that takes it, and whether it is admitted."""
        match = self.poser.matcher([way.facts for way in ways])
        found: list[tuple[tuple[Value, ...] | None, bool]] = [(None, False)] * len(ways)
        kinds = [parameter.type for parameter in self.function.parameters]
        missing = len(ways)
        for arguments in islice(inputs(kinds, constants_of(self.program, self.name)), TRIES):
            at = match(arguments)
            if at is None or found[at][1]:
                continue
            is_admitted = self.pace.admits(self.checker, arguments)
            if is_admitted or found[at][0] is None:
                found[at] = (arguments, is_admitted)
            missing -= is_admitted
            if not missing:
                break
        return found

    def _smallest(self, facts: Sequence[Expr], arguments: tuple[Value, ...]) -> tuple[Value, ...]:
        """A smaller input of the region, admitted if this one is."""
        admitted = (*facts, *self.requires)
        wanted = admitted if self.poser.meets(admitted, arguments) else facts
        kinds = [parameter.type for parameter in self.function.parameters]
        return shrink(kinds, arguments, lambda found: self.poser.meets(wanted, found), 100)

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
        outcome = self.checker.call(arguments)
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
            return said.error is None or (
                isinstance(outcome, Raised) and said.error == outcome.error
            )
        if isinstance(outcome, Raised):
            return False
        return is_same(self.poser.value(said, arguments), outcome.value)

    def _told(self, region: Region, witness: Witness | None) -> Explained:
        outcome = region.outcome
        fault = outcome if isinstance(outcome, Fault) else None
        text = None
        if not isinstance(outcome, Fault) and is_sayable(outcome):
            text = expression_text(outcome)
        error = fault.error if fault else None
        admitted = self._admitted(region)
        is_silent = error is not None or admitted is Admitted.NONE
        return Explained(
            condition_text(region.facts),
            text,
            error,
            fault is not None and fault.is_beyond,
            fault.line if fault else self.function.line,
            witness,
            admitted,
            () if is_silent else self._constraints(region),
            has_examples=self._has_example(region),
            is_declared=error is not None and declares(self.function.raises, error),
            is_unsaid=fault is None and text is None,
        )

    def _has_example(self, region: Region) -> bool:
        examples = self.function.examples
        return any(self.poser.meets(region.facts, sample.arguments) for sample in examples)

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
        return expression_text(fact.arguments[0])
    return expression_text(fact)


def expression_text(expr: Expr) -> str:
    """The expression as Python.

    Raises:
        UnsupportedError: a change of a list or dict, which Python can only state.
    """
    if not is_sayable(expr):
        raise UnsupportedError(
            "a changed list or dict, which no expression says",
            remedy="build a new value instead of changing one",
        )
    return print_expression(expr)


def is_sayable(expr: Expr) -> bool:
    """Whether Python has an expression for it: some changes it can only state."""
    return not any(isinstance(n, Apply) and n.operation in WORDLESS for n in nodes(expr))


def _is_loose(text: str) -> bool:
    """Whether the text binds less tightly than ``and``."""
    return " or " in text or " if " in text
