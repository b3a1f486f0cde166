"""Contracts that a body provably meets, strongest first, for code that has none.

Candidates come from templates and from the body's regions, are tried on inputs by the reference
interpreter, and what survives is proved by both solvers; where there are loops or recursion, by the
provers. What the rest implies is set apart. At last the file with the decorators in place is
given to the provers, as a user would.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from lemmata.analyses.bench import Bench, Version
from lemmata.analyses.explaining import Study, condition_text, functions_of
from lemmata.analyses.faults import Fault
from lemmata.analyses.pacing import Pace
from lemmata.analyses.posing import Answer, Poser, about_result
from lemmata.analyses.regions import Region
from lemmata.analyses.simplifying import bare, conjuncts, connect, opposite, rebuilt
from lemmata.analyses.templates import OTHERWISE, candidates, monotonic
from lemmata.contracts.errors import InputError, LimitError, UnsupportedError
from lemmata.contracts.reading import reread
from lemmata.contracts.syntax import split_lines
from lemmata.contracts.tasks import Module, Parameter
from lemmata.contracts.types import BOOL, FractionType, IntType, contains
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Verdict
from lemmata.language.expressions import condition
from lemmata.language.interpreter import Returned, compiled
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    Apply,
    Call,
    Condition,
    Const,
    Expr,
    Function,
    Name,
    Operation,
)
from lemmata.language.walking import has_loop, recursive
from lemmata.obligations import ObligationKind, derivation
from lemmata.obligations.questions import run_only, supports
from lemmata.obligations.solvers import Script, Solver
from lemmata.provers.callees import reachable
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.proving import Session, prove_module

Point = tuple[Value, ...]

TRIES = 400
_LONGEST_REQUIRE = 160
_MOST_JUDGED = 12
_UNSHOWN = "the provers show none of the clauses that were tried"
_UNSAFE = "the solvers do not decide whether it may raise"
_MOST_IMPLIED = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be written above a function, or why nothing may.

    ``requires`` are preconditions under which it never raises, beside those it has; ``ensures``
    postconditions that it then meets, ``implied`` more of them that follow from those. ``moves``
    says how the result moves with a parameter. ``verdict`` is what the provers say of the file
    with ``decorators`` in place; ``total`` that the function raises for no input at all.
    """

    function: str
    line: int
    requires: tuple[str, ...] = ()
    ensures: tuple[str, ...] = ()
    implied: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    total: bool = False
    verdict: Verdict | None = None
    reason: str = ""


def suggest_module(bench: Bench, module: Module, name: str | None = None) -> Iterator[Suggestion]:
    """Suggestions for every function without a contract, or for the one named.

    Raises:
        ChoiceError: the file has no such function.
        ToolError: a solver or the sandbox broke.
    """
    version = Version.of(module)
    for current in functions_of(module, name):
        has_contract = current in module.tasks and module.tasks[current].has_contract
        if name is not None or not has_contract:
            yield suggest(bench, version, current)


def suggest(bench: Bench, version: Version, name: str) -> Suggestion:
    """The contract of one function, strongest first.

    Raises:
        ToolError: a solver or the sandbox broke.
    """
    tasks = version.module.tasks
    line = tasks[name].line if name in tasks else 0
    try:
        if name in version.program.unsupported:
            raise version.program.unsupported[name]
        if version.program.functions[name].body is None:
            return Suggestion(name, line, reason="its body is open")
        return _Search(bench.session, version.module, Study(bench, version, name)).suggestion()
    except (UnsupportedError, LimitError) as error:
        return Suggestion(name, line, reason=str(error))


class _Search:
    def __init__(self, session: Session, module: Module, study: Study) -> None:
        self.session = session
        self.module = module
        self.study = study
        self.function: Function = study.function
        # What a callee promises counts only once that is proved: here every body counts.
        self.program = run_only(study.program)
        self.repeats = any(
            has_loop(known) or recursive(study.program, known.name)
            for known in reachable(study.program, study.name)
        )

    def suggestion(self) -> Suggestion:
        regions, witnesses = self._regions()
        own = tuple(clause.test for clause in self.function.requires)
        needed = self._needed(regions, own)
        blank = Suggestion(self.function.name, self.function.line)
        if needed is None:
            return replace(blank, reason="no simple precondition keeps it from raising")
        requires = (*self.function.requires, *needed)
        points = self._points(requires, witnesses)
        if not points:
            return replace(blank, reason="no input is known that is admitted and returns")
        regions = [_within(region, requires) for region in regions]
        found = candidates(self.function, regions, constants_of(self.program, self.function.name))
        conditions = [known for text in found if (known := self._read(text, after=True))]
        alive = [known for known in conditions if self._survives(known, points)]
        settle = self._settled_by_provers if self.repeats else self._proved
        proved = settle(requires, alive)
        if proved is None:
            return replace(blank, reason=_UNSHOWN if self.repeats else _UNSAFE)
        kept, others = self._strongest(requires, tightest(proved))
        # What follows from the whole says nothing more of one case.
        spare = [known for known in others if not known.text.endswith(OTHERWISE)]
        implied, _ = self._strongest(requires, spare)
        decorators = self._decorators(needed, kept)
        return replace(
            blank,
            requires=tuple(known.text for known in needed),
            ensures=tuple(known.text for known in kept),
            implied=tuple(known.text for known in implied[:_MOST_IMPLIED]),
            moves=() if self.repeats else tuple(self._moves(requires)),
            decorators=decorators,
            total=not requires,
            verdict=self._verdict(decorators) if decorators else None,
        )

    def _regions(self) -> tuple[list[Region], list[Point]]:
        """The body's regions, none where it has none in words, and their witnesses."""
        try:
            found = self.study.regions()
        except UnsupportedError:
            return [], []
        return [region for region, _ in found], [known for _, known in found if known is not None]

    def _needed(
        self, regions: Sequence[Region], own: Sequence[Expr]
    ) -> tuple[Condition, ...] | None:
        """The weakest conditions that leave out every region that raises."""
        needed: dict[str, Condition] = {}
        met: set[Expr] = set()
        faults = [region for region in regions if _raises(region)]
        for region in sorted(faults, key=lambda known: len(known.facts)):
            facts = (*own, *region.facts)
            if own and self.study.poser.exists(facts).answer is Answer.NO:
                continue
            test = connect("or", [opposite(fact) for fact in region.facts if fact not in met])
            text = condition_text([test])
            known = self._read(text, after=False) if len(text) <= _LONGEST_REQUIRE else None
            if known is None or text == "False":
                return None
            needed.setdefault(text, known)
            met.update(conjuncts(test))
        return self._without_implied(own, tuple(needed.values()))

    def _without_implied(
        self, own: Sequence[Expr], needed: tuple[Condition, ...]
    ) -> tuple[Condition, ...]:
        kept = list(needed)
        for known in reversed(needed):
            others = [*own, *(one.test for one in kept if one is not known)]
            if others and self.study.poser.follow(others, (known.test,)) == (Answer.YES,):
                kept.remove(known)
        return tuple(kept)

    def _read(self, text: str, *, after: bool) -> Condition | None:
        """The text as a clause of the contract, or None where the language has no such clause."""
        types = {parameter.name: parameter.type for parameter in self.function.parameters}
        seen = {**types, "result": self.function.returns} if after else types
        scope = Scope(self.module, frozenset(seen), dict(seen), old=types if after else {})
        try:
            test = condition(ast.parse(text, mode="eval").body, scope)
        except (InputError, SyntaxError, RecursionError):
            return None
        return Condition(text, test, self.function.line)

    def _points(
        self, requires: Sequence[Condition], witnesses: Sequence[Point]
    ) -> list[tuple[Point, Value]]:
        """Admitted inputs with what the body returns on them."""
        checker = compiled(self.program, self.function.name)
        pace = Pace()
        tests = [known.test for known in requires]
        kinds = [parameter.type for parameter in self.function.parameters]
        stream = inputs(kinds, constants_of(self.program, self.function.name))
        points = []
        for arguments in (*witnesses, *islice(stream, TRIES)):
            if not self.study.poser.meets(tests, arguments):
                continue
            if pace.is_spent:
                break
            outcome = pace.run(checker, arguments)
            if isinstance(outcome, Returned) and contains(self.function.returns, outcome.value):
                points.append((arguments, outcome.value))
        return points

    def _survives(self, known: Condition, points: Sequence[tuple[Point, Value]]) -> bool:
        kind = self.function.returns
        facts = [about_result(known.test, kind)]
        meets = self.study.poser_after.meets
        return all(meets(facts, (*arguments, value)) for arguments, value in points)

    def _proved(
        self, requires: Sequence[Condition], alive: Sequence[Condition]
    ) -> tuple[Condition, ...] | None:
        """Those that both solvers say hold of every admitted input; None if it may raise."""
        unique = {known.text: known for known in alive}
        function = replace(
            self.function,
            requires=tuple(requires),
            ensures=tuple(unique.values()),
            examples=(),
        )
        functions: Mapping[str, Function] = {**self.program.functions, function.name: function}
        program = replace(self.program, functions=functions)
        proof = derivation(program, function.name)
        if proof.partial:
            return None
        derived = (*proof.obligations, *supports(program, proof.assumed))
        solvers = self.session.solvers
        replies = solvers.solve_both([Script(known.smt) for known in derived])
        good = dict.fromkeys(unique, True)
        for position, known in enumerate(derived):
            is_shown = all(replies[solver][position].status == "unsat" for solver in Solver)
            if position < len(proof.obligations) and known.kind is ObligationKind.POSTCONDITION:
                good[known.text] &= is_shown
            elif not is_shown:
                return None
        return tuple(unique[text] for text, is_good in good.items() if is_good)

    def _settled_by_provers(
        self, requires: Sequence[Condition], alive: Sequence[Condition]
    ) -> tuple[Condition, ...] | None:
        """Those that the provers prove, one by one, where loops need what only they can find."""
        needed = requires[len(self.function.requires) :]
        kept: list[Condition] = []
        for known in tightest(alive)[:_MOST_JUDGED]:
            if kept and self._strongest(requires, (*kept, known))[1]:
                continue
            if self._verdict(self._decorators(needed, [known])) is Verdict.PROVED:
                kept.append(known)
        return tuple(kept) or None

    def _strongest(
        self, requires: Sequence[Condition], proved: Sequence[Condition]
    ) -> tuple[list[Condition], list[Condition]]:
        """Those that do not follow from the ones kept, and those that do."""
        kept: list[Condition] = []
        implied: list[Condition] = []
        before = [known.test for known in requires]
        kind = self.function.returns
        poser = self.study.poser_after
        for known in proved:
            claim = about_result(known.test, kind)
            facts = [*before, *(about_result(one.test, kind) for one in kept)]
            follows = poser.follow(facts, (claim,)) == (Answer.YES,)
            (implied if follows else kept).append(known)
        for known in tuple(kept):
            others = [about_result(one.test, kind) for one in kept if one is not known]
            claim = about_result(known.test, kind)
            if others and poser.follow([*before, *others], (claim,)) == (Answer.YES,):
                kept.remove(known)
                implied.insert(0, known)
        return kept, implied

    def _moves(self, requires: Sequence[Condition]) -> Iterator[str]:
        """For each number among the parameters, whether more of it gives more, or less."""
        if not isinstance(self.function.returns, IntType | FractionType):
            return
        for parameter in self.function.parameters:
            ways = monotonic(parameter)
            for words, operation in zip(
                ways or (), (Operation.LESS_EQUAL, Operation.GREATER_EQUAL), strict=False
            ):
                if self._moves_so(parameter, operation, requires):
                    yield f"{words} as {parameter.name} rises"

    def _moves_so(
        self, parameter: Parameter, operation: Operation, requires: Sequence[Condition]
    ) -> bool:
        later = Parameter(f"{parameter.name}!", parameter.type)
        names = [Name(p.name, p.type, 0) for p in self.function.parameters]

        def moved(name: Name) -> Name:
            return Name(later.name, name.type, 0) if name.name == parameter.name else name

        kind = self.function.returns
        first = Call(self.function.name, tuple(names), kind, 0)
        second = Call(self.function.name, tuple(map(moved, names)), kind, 0)
        here, there = Name(parameter.name, parameter.type, 0), Name(later.name, later.type, 0)
        tests = [known.test for known in requires]
        facts = [*tests, *(rebuilt(test, moved) for test in tests)]
        facts.append(Apply(Operation.LESS, (here, there), BOOL, 0))
        claim = Apply(operation, (first, second), BOOL, 0)
        parameters = (*self.function.parameters, later)
        poser = Poser(self.program, parameters, self.session.solvers)
        return self._never_seen(poser, facts, claim) and (
            poser.follow(facts, (claim,)) == (Answer.YES,)
        )

    def _never_seen(self, poser: Poser, facts: Sequence[Expr], claim: Expr) -> bool:
        """Whether no small pair of inputs moves the other way."""
        kinds = [*(p.type for p in self.function.parameters)]
        last = facts[-1]
        assert isinstance(last, Apply)
        stream = inputs(
            [*kinds, last.arguments[1].type], constants_of(self.program, self.function.name)
        )
        other = [*facts, opposite(claim)]
        return not any(poser.meets(other, found) for found in islice(stream, TRIES))

    def _decorators(
        self, needed: Sequence[Condition], kept: Sequence[Condition]
    ) -> tuple[str, ...]:
        order = [parameter.name for parameter in self.function.parameters]
        lines = [("require", known.text) for known in needed]
        lines += [("ensure", known.text) for known in kept]
        return tuple(
            f"@{spelled(self.module, kind)}(lambda {', '.join(_used(text, order))}: {text})"
            for kind, text in lines
        )

    def _verdict(self, decorators: Sequence[str]) -> Verdict:
        """What `lemmata prove` says of the file with the decorators above the function."""
        name, errors = self.function.name, list[InputError]()
        try:
            text = with_decorators(self.module, name, decorators)
            module = reread(self.module, text)
            for judgement, _ in prove_module(self.session, module, name, errors.append):
                return judgement.verdict
        except InputError:
            pass
        return Verdict.UNKNOWN


def _raises(region: Region) -> bool:
    return isinstance(region.outcome, Fault) and not region.outcome.is_beyond


def _within(region: Region, requires: Sequence[Condition]) -> Region:
    """The region without the facts that every admitted input meets anyway."""

    def leaf(name: Name) -> Expr:
        return replace(name, line=0)

    known = {fact for clause in requires for fact in conjuncts(rebuilt(clause.test, leaf))}
    return region._replace(facts=tuple(fact for fact in region.facts if fact not in known))


def spelled(module: Module, kind: str) -> str:
    """The decorator as the file would write it, or below the module that it is to import."""
    wanted = {f"icontract.{kind}": "{}", "icontract": f"{{}}.{kind}"}
    for full, form in wanted.items():
        for name, known in module.imports.items():
            if known == full:
                return form.format(name)
    return f"icontract.{kind}"


def with_decorators(module: Module, name: str, decorators: Sequence[str]) -> str:
    """The file's text with lines above a function, and icontract imported."""
    node = module.tasks[name].node
    first = min([node.lineno, *(known.lineno for known in node.decorator_list)])
    lines = split_lines(module.source)
    lines[first - 1 : first - 1] = [f"{line}\n" for line in decorators]
    is_missing = "icontract" not in module.imports.values()
    if is_missing and any(line.startswith("@icontract.") for line in decorators):
        at = _after_docstring(module.source)
        lines[at:at] = ["import icontract\n"]
    return "".join(lines)


def _after_docstring(source: str) -> int:
    """The number of lines up to where an import may stand."""
    last = 0
    for statement in ast.parse(source).body:
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        is_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not (is_text or is_future):
            break
        last = statement.end_lineno or last
    return last


def tightest(found: Sequence[Condition]) -> tuple[Condition, ...]:
    """The clauses, in their order, without bounds that a tighter one of them makes idle."""
    best: dict[tuple[Operation, Expr], Condition] = {}
    for known in found:
        family = _bound_of(known.test)
        if family and (family[0] not in best or _is_tighter(known, best[family[0]])):
            best[family[0]] = known
    idle = {
        known.text
        for known in found
        if (family := _bound_of(known.test)) is not None and best[family[0]] is not known
    }
    return tuple(known for known in found if known.text not in idle)


def _bound_of(test: Expr) -> tuple[tuple[Operation, Expr], Value] | None:
    """What a clause bounds from which side, and by which constant."""
    match test:
        case Apply(
            operation=Operation.LESS_EQUAL | Operation.GREATER_EQUAL as side,
            arguments=(bounded, limit),
        ) if isinstance(bare(limit), Const):
            constant = bare(limit)
            assert isinstance(constant, Const)
            return (side, bounded), constant.value
        case _:
            return None


def _is_tighter(one: Condition, other: Condition) -> bool:
    first, second = _bound_of(one.test), _bound_of(other.test)
    assert first is not None
    assert second is not None
    low, high = first[1], second[1]
    assert isinstance(low, int | Fraction)
    assert isinstance(high, int | Fraction)
    return low < high if first[0][0] is Operation.LESS_EQUAL else low > high


def _used(text: str, order: Sequence[str]) -> list[str]:
    """The arguments of the lambda: the parameters that the text names, then the result."""
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    return [name for name in (*order, "result") if name in names]
