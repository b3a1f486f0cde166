"""Do two versions of a function behave alike? Proved, or an input where they differ.

Behaviour is the returned value, by `==`, or the type of the exception raised, for every input
that both versions admit. Callees count with their bodies. Time, memory and messages do not count.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from itertools import product

from lemmata.analyses.bench import Bench, Version, named
from lemmata.analyses.pacing import Pace
from lemmata.contracts.errors import (
    ChoiceError,
    DataError,
    InputError,
    Place,
    SandboxError,
    UnsupportedError,
)
from lemmata.contracts.tasks import Module
from lemmata.contracts.types import TupleType, cardinality, inhabitants, show
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Assurance, Verdict
from lemmata.evidence import assumptions_of, weakest
from lemmata.language.digest import canonical
from lemmata.language.interpreter import Outcome, Raised, Returned, compiled
from lemmata.language.tree import Function
from lemmata.language.walking import called
from lemmata.obligations.comparing import changed_types, common_admission, difference, rests_on
from lemmata.obligations.questions import ambiguity
from lemmata.provers.constants import Constants, constants_of
from lemmata.provers.searching import Search
from lemmata.provers.shrinking import shrink
from lemmata.proving import prove_module
from lemmata.sandbox import Sandbox


class Relation(Enum):
    """How the two versions of a function relate."""

    EQUAL = "equal"
    DIFFERENT = "different"
    CHANGED = "changed"  # parameters, return type, or a type that it uses
    ADDED = "added"
    REMOVED = "removed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Witness:
    """An input that both versions admit, and what CPython did in each."""

    arguments: tuple[tuple[str, Value], ...]
    old: Outcome
    new: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is known of one function.

    Laws: ``EQUAL`` has a ``method`` (``identical``, ``exhaustive``, ``smt``, ``contract``),
    ``DIFFERENT`` a
    ``witness`` that replayed in both versions, ``CHANGED`` and ``UNKNOWN`` a ``reason``.
    ``notes`` say what else changed: names of parameters, the precondition.
    """

    function: str
    relation: Relation
    method: str = ""
    assurance: Assurance | None = None
    witness: Witness | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


def compare_modules(
    bench: Bench, old: Module, new: Module, name: str | None = None
) -> Iterator[Comparison]:
    """Every function of either file in the order of the new one, then those removed; or one.

    A private function (``_name``) that only one file has is no difference.

    Raises:
        ChoiceError: neither file has the function.
        ToolError: a solver or the sandbox broke.
    """
    before, after = _functions(old), _functions(new)
    names = [*after, *(known for known in before if known not in after)]
    if name is not None and name not in names:
        known = ", ".join(names) or "none"
        place = Place(new.path)
        raise ChoiceError(f"no function {name!r}", place=place, remedy=f"known: {known}")
    versions = Version.of(old), Version.of(new)
    for current in names if name is None else [name]:
        if current in before and current in after:
            yield compare(bench, *versions, current)
        elif name is not None or not current.startswith("_"):
            relation = Relation.REMOVED if current in before else Relation.ADDED
            yield Comparison(current, relation)


def _functions(module: Module) -> list[str]:
    return [*module.tasks, *(known for known in module.unsupported if known not in module.tasks)]


def compare(bench: Bench, old: Version, new: Version, name: str) -> Comparison:
    """What is known of a function that both files have.

    Raises:
        ToolError: a solver or the sandbox broke.
    """
    try:
        for version in (old, new):
            if name in version.program.unsupported:
                raise version.program.unsupported[name]
            _check_bodies(version, name)
        changed = _changed(old, new, name)
        if changed:
            return Comparison(name, Relation.CHANGED, reason=changed)
        if _behaviour(old, name) == _behaviour(new, name):
            return Comparison(name, Relation.EQUAL, "identical", notes=_notes(old, new, name))
        found = _Pair(bench, old, new, name).compare()
        return replace(found, notes=_notes(old, new, name))
    except UnsupportedError as error:
        return Comparison(name, Relation.UNKNOWN, reason=f"unsupported: {error}")


def _check_bodies(version: Version, name: str) -> None:
    for function in rests_on(version.program, name):
        if function.body is None:
            raise UnsupportedError(
                f"{function.name} has an open body",
                place=Place(version.module.path, function.line),
                remedy="compile it first",
            )


def _changed(old: Version, new: Version, name: str) -> str:
    """What keeps the versions from being compared, or nothing."""
    before, after = old.program.functions[name], new.program.functions[name]
    kinds = [tuple(p.type for p in function.parameters) for function in (before, after)]
    if canonical(kinds[0]) != canonical(kinds[1]):
        return f"the parameters are {_shown(after)}, and were {_shown(before)}"
    if canonical(before.returns) != canonical(after.returns):
        return f"it returns {show(after.returns)}, and returned {show(before.returns)}"
    types = changed_types(old.program, new.program, name)
    return f"the definition of {', '.join(types)} is another" if types else ""


def _shown(function: Function) -> str:
    return f"({', '.join(f'{p.name}: {show(p.type)}' for p in function.parameters)})"


def _notes(old: Version, new: Version, name: str) -> tuple[str, ...]:
    """What changed beside the behaviour."""
    before, after = old.program.functions[name], new.program.functions[name]
    names = [", ".join(p.name for p in function.parameters) for function in (before, after)]
    if names[0] != names[1]:
        return (f"parameters are renamed: {names[0]} to {names[1]}",)
    if canonical(before.requires) != canonical(after.requires):
        return ("the precondition is another; compared where both hold",)
    return ()


def _behaviour(version: Version, name: str) -> dict[str, str]:
    """All that a call can run, as text that is equal exactly for equal trees."""
    program = version.program
    bare = {
        known.name: replace(known, requires=(), ensures=(), examples=(), raises=())
        for known in program.functions.values()
    }
    program = replace(program, functions=bare)
    return {known.name: canonical(known) for known in rests_on(program, name)}


class _Pair:
    """The comparison of two versions that have the same types."""

    def __init__(self, bench: Bench, old: Version, new: Version, name: str) -> None:
        self.bench, self.old, self.new, self.name = bench, old, new, name
        self.function = new.program.functions[name]
        self.kinds = [parameter.type for parameter in self.function.parameters]
        self.checkers = [compiled(version.program, name) for version in (old, new)]
        self._admitted = 0
        self._pace = Pace()

    def compare(self) -> Comparison:
        """Exhaustively where that is possible, else small inputs, solvers, more inputs."""
        size = cardinality(TupleType(tuple(self.kinds)))
        if size is not None and size <= self.bench.limits.exhaustive_inputs:
            # Where an input outgrows the sandbox, solvers may still tell.
            with suppress(SandboxError):
                return self._exhaustive() or self._beyond()
        return self._beyond()

    def _beyond(self) -> Comparison:
        """What inputs and solvers tell of more inputs than can all be run."""
        found = self._small(self.bench.limits.tries)
        if found is not None:
            return found
        answer = self._smt()
        if answer.relation is not Relation.UNKNOWN:
            return answer
        return self._by_contract() or self._small(self.bench.limits.deep_tries) or answer

    def _sandboxes(self) -> tuple[Sandbox, Sandbox]:
        return self.bench.sandbox(*self.old), self.bench.sandbox(*self.new)

    def _exhaustive(self) -> Comparison | None:
        """Every input in CPython; None where one of them may not end."""
        every = list(product(*map(inhabitants, self.kinds)))
        for checker in self.checkers:
            if any(self._pace.run(checker, arguments) is None for arguments in every):
                return None
        for sandbox in self._sandboxes():
            said = sandbox.admitted(self.name, every)
            every = [found for found, good in zip(every, said, strict=True) if good]
        if not every:
            return self._nothing()
        old, new = (sandbox.call_many(self.name, every) for sandbox in self._sandboxes())
        for arguments, first, second in zip(every, old, new, strict=True):
            for answer in (first, second):
                if isinstance(answer, SandboxError):
                    raise answer
            assert not isinstance(first, SandboxError)
            assert not isinstance(second, SandboxError)
            if not alike(first, second):
                witness = Witness(named(self.function, arguments), first, second)
                return Comparison(self.name, Relation.DIFFERENT, "exhaustive", witness=witness)
        return self._equal("exhaustive", Assurance.EXHAUSTIVE)

    def _small(self, tries: int) -> Comparison | None:
        """The first of so many small inputs on which the versions differ."""
        constants = _together(
            constants_of(self.old.program, self.name), constants_of(self.new.program, self.name)
        )
        search = Search(self.checkers[1], self.kinds, constants, tries)
        for arguments in search.admitted():
            if self._pace.is_spent:
                break
            if self._differs(arguments):
                return self._different("small_scope", arguments)
        return None

    def _differs(self, arguments: tuple[Value, ...]) -> bool:
        """Whether both admit the input and do different things, by the interpreter."""
        if not all(self._pace.admits(checker, arguments) for checker in self.checkers):
            return False
        old, new = (self._pace.run(checker, arguments) for checker in self.checkers)
        if old is None or new is None:
            return False
        self._admitted += 1
        return not alike(old, new)

    def _different(self, method: str, arguments: tuple[Value, ...]) -> Comparison:
        """The difference, made smaller and replayed in both versions."""
        small = shrink(self.kinds, arguments, self._differs, self.bench.limits.shrink_tries)
        sandboxes = self._sandboxes()
        try:
            admitted = all(sandbox.admitted(self.name, [small])[0] for sandbox in sandboxes)
            old, new = (sandbox.call(self.name, small) for sandbox in sandboxes)
        except SandboxError as error:
            reason = f"a difference could not be replayed: {error}"
            return Comparison(self.name, Relation.UNKNOWN, method, reason=reason)
        if not admitted or alike(old, new):
            reason = (
                f"the reference interpreter says that the versions differ on {small}, and CPython"
                " does not; please report this, it is a bug in Lemmata"
            )
            return Comparison(self.name, Relation.UNKNOWN, method, reason=reason)
        witness = Witness(named(self.function, small), old, new)
        return Comparison(self.name, Relation.DIFFERENT, method, witness=witness)

    def _by_contract(self) -> Comparison | None:
        """Equal, if both are proved to meet one contract that leaves no choice."""
        shown = [one_contract(version, self.name) for version in (self.old, self.new)]
        if shown[0] is None or shown[0] != shown[1]:
            return None
        alone = replace(self.function, examples=())
        functions = {**self.new.program.functions, self.name: alone}
        program = replace(self.new.program, functions=functions)
        with suppress(UnsupportedError):
            if self.bench.ask(ambiguity(program, self.name)).is_excluded:
                found = [self._assurance(version) for version in (self.old, self.new)]
                known = [assurance for assurance in found if assurance is not None]
                if len(known) == len(found):
                    more = "both versions are proved to meet a contract with one result"
                    return self._equal("contract", weakest(known), more)
        return None

    def _assurance(self, version: Version) -> Assurance | None:
        """How surely the version is proved, by more than one solver; None if it is not."""
        errors: list[InputError] = []
        judged = prove_module(self.bench.session, version.module, self.name, errors.append)
        for judgement, _ in judged:
            weak = judgement.assurance in (None, Assurance.ONE_SOLVER)
            return judgement.assurance if judgement.verdict is Verdict.PROVED and not weak else None
        return None

    def _smt(self) -> Comparison:
        try:
            question = difference(self.old.program, self.new.program, self.name)
        except UnsupportedError as error:
            tried = f"no difference on the {self._admitted} inputs tried"
            return Comparison(self.name, Relation.UNKNOWN, reason=f"{tried}; unsupported: {error}")
        said = self.bench.ask(question)
        if said.is_excluded:
            return self._with_admission()
        for reply in (said.z3, said.cvc5):
            if reply.status != "sat":
                continue
            try:
                arguments = question.read(reply.values)
            except DataError:
                continue
            if self._differs(arguments):
                return self._different("smt", arguments)
        statuses = {said.z3.status, said.cvc5.status}
        if statuses == {"unsat"}:
            reason = f"the versions are not shown to be equal: {said.why}"
        elif said.is_exact and statuses == {"sat", "unsat"}:
            reason = f"the solvers disagree, please report this: {said.why}"
        elif "sat" in statuses:
            reason = "a solver's input cannot be shown to make a difference in Python"
        else:
            reason = f"no solver could decide whether the versions differ: {said.why}"
        return Comparison(self.name, Relation.UNKNOWN, "smt", reason=reason)

    def _with_admission(self) -> Comparison:
        """Equal, if there is anything to be equal on."""
        if self._admitted:
            return self._equal("smt", Assurance.TWO_SOLVERS)
        said = self.bench.ask(common_admission(self.old.program, self.new.program, self.name))
        if said.is_excluded:
            return self._nothing()
        some = "some input satisfies both preconditions"
        return self._equal("smt", Assurance.TWO_SOLVERS, some)

    def _equal(self, method: str, assurance: Assurance, *more: str) -> Comparison:
        known = (*assumptions_of(assurance), *more)
        return Comparison(self.name, Relation.EQUAL, method, assurance, assumptions=known)

    def _nothing(self) -> Comparison:
        reason = "no input satisfies both preconditions, so there is nothing to compare"
        return Comparison(self.name, Relation.UNKNOWN, reason=reason)


def one_contract(version: Version, name: str) -> tuple[object, ...] | None:
    """The contract with all that it calls, as text; None where it may leave a choice.

    It leaves one if it demands nothing, or declares exceptions.
    """
    function = version.program.functions[name]
    if not function.ensures or function.raises:
        return None
    helpers = called((function.requires, function.ensures))
    beneath = tuple((helper, _behaviour(version, helper)) for helper in sorted(helpers))
    return canonical(function.requires), canonical(function.ensures), beneath


def alike(old: Outcome, new: Outcome) -> bool:
    """Whether two outcomes are equal values, or exceptions of the same type."""
    if isinstance(old, Returned) and isinstance(new, Returned):
        return old.value == new.value
    return isinstance(old, Raised) and isinstance(new, Raised) and old.error == new.error


def _together(first: Constants, second: Constants) -> Constants:
    """The constants of both, each once."""
    return Constants(
        tuple(dict.fromkeys(first.ints + second.ints)),
        tuple(dict.fromkeys(first.strings + second.strings)),
        tuple(dict.fromkeys(first.fractions + second.fractions)),
    )
