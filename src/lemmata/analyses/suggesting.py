"""Contracts that a body provably meets, strongest first, for code that has none.

Candidates come from templates and from the body's regions, are tried on inputs by the reference
interpreter, and what survives is proved by both solvers. What the rest implies is set apart. At
last the file with the decorators in place is given to the provers, as a user would.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lemmata.analyses.bench import Bench, Version
from lemmata.analyses.explaining import Study, condition_text, functions_of
from lemmata.analyses.faults import Fault
from lemmata.analyses.posing import Answer, Poser, about_result, without_contracts
from lemmata.analyses.regions import Region
from lemmata.analyses.simplifying import connect, opposite, rebuilt
from lemmata.analyses.templates import candidates, monotonic
from lemmata.contracts.errors import InputError, LimitError, UnsupportedError
from lemmata.contracts.reading import read_source
from lemmata.contracts.syntax import split_lines
from lemmata.contracts.tasks import Module, Parameter
from lemmata.contracts.types import BOOL, FractionType, IntType, contains
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Verdict
from lemmata.language.expressions import condition
from lemmata.language.interpreter import Returned, compiled, holds
from lemmata.language.parsing import parse_program
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    Apply,
    Call,
    Condition,
    Expr,
    Function,
    Name,
    Operation,
    Program,
)
from lemmata.obligations import ObligationKind, derive
from lemmata.obligations.solvers import Script, Solver
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.proving import Known, Session

TRIES = 400
_LONGEST_REQUIRE = 160


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be written above a function, or why nothing may.

    ``requires`` are the preconditions under which it never raises (those it has come first, in
    the file already), ``ensures`` postconditions that are proved under them, ``implied`` more
    that are proved and follow from those. ``moves`` says how the result moves with a parameter.
    ``is_proved`` says that the file with these decorators was given to the provers and proved;
    ``total`` that the function never raises at all.
    """

    function: str
    line: int
    requires: tuple[str, ...] = ()
    ensures: tuple[str, ...] = ()
    implied: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    total: bool = False
    is_proved: bool = False
    reason: str = ""


def suggest_module(
    session: Session, bench: Bench, module: Module, name: str | None = None
) -> Iterator[Suggestion]:
    """Suggestions for every function without a contract, or for the one named.

    Raises:
        ChoiceError: the file has no such function.
        ToolError: a solver or the sandbox broke.
    """
    version = Version.of(module)
    for current in functions_of(module, name):
        has_contract = current in module.tasks and module.tasks[current].has_contract
        if name is not None or not has_contract:
            yield suggest(session, bench, version, current)


def suggest(session: Session, bench: Bench, version: Version, name: str) -> Suggestion:
    """The contract of one function, strongest first.

    Raises:
        ToolError: a solver or the sandbox broke.
    """
    tasks = version.module.tasks
    line = tasks[name].line if name in tasks else 0
    try:
        if name in version.program.unsupported:
            raise version.program.unsupported[name]
        return _Search(session, version.module, Study(bench, version, name)).suggestion()
    except (UnsupportedError, LimitError) as error:
        return Suggestion(name, line, reason=str(error))


class _Search:
    def __init__(self, session: Session, module: Module, study: Study) -> None:
        self.session = session
        self.module = module
        self.study = study
        self.function: Function = study.function
        # What a callee promises counts only once that is proved: here every body counts.
        self.program = without_contracts(study.program)

    def suggestion(self) -> Suggestion:
        regions = [region for region, _ in self.study.regions()]
        own = tuple(clause.test for clause in self.function.requires)
        needed = self._needed(regions, own)
        blank = Suggestion(self.function.name, self.function.line)
        if needed is None:
            return replace(blank, reason="no simple precondition keeps it from raising")
        requires = (*self.function.requires, *needed)
        found = candidates(self.function, regions, constants_of(self.program, self.function.name))
        points = self._points(requires)
        if not points:
            return replace(blank, reason="no small input is admitted and returns")
        conditions = [known for text in found if (known := self._read(text, after=True))]
        alive = [known for known in conditions if self._survives(known, points)]
        proved = self._proved(requires, alive)
        if proved is None:
            return replace(blank, reason="the solvers do not decide whether it may raise")
        kept, implied = self._strongest(requires, proved)
        decorators = self._decorators(needed, kept)
        moves = tuple(self._moves(requires))
        return replace(
            blank,
            requires=tuple(known.text for known in needed),
            ensures=tuple(known.text for known in kept),
            implied=tuple(known.text for known in implied),
            moves=moves,
            decorators=decorators,
            total=not requires,
            is_proved=bool(decorators) and self._holds_when_pasted(decorators),
        )

    def _needed(
        self, regions: Sequence[Region], own: Sequence[Expr]
    ) -> tuple[Condition, ...] | None:
        """The weakest conditions that leave out every region that raises."""
        needed: dict[str, Condition] = {}
        for region in regions:
            if not isinstance(region.outcome, Fault):
                continue
            facts = (*own, *region.facts)
            if own and self.study.poser.exists(facts).answer is Answer.NO:
                continue
            test = connect("or", map(opposite, region.facts))
            text = condition_text([test])
            known = self._read(text, after=False) if len(text) <= _LONGEST_REQUIRE else None
            if known is None or text == "False":
                return None
            needed.setdefault(text, known)
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

    def _points(self, requires: Sequence[Condition]) -> list[tuple[tuple[Value, ...], Value]]:
        """Admitted inputs with what the body returns on them."""
        checker = compiled(self.program, self.function.name)
        tests = [known.test for known in requires]
        kinds = [parameter.type for parameter in self.function.parameters]
        stream = inputs(kinds, constants_of(self.program, self.function.name))
        points = []
        for arguments in islice(stream, TRIES):
            if not self.study.poser.meets(tests, arguments):
                continue
            try:
                outcome = checker.call(arguments)
            except LimitError:
                continue
            if isinstance(outcome, Returned) and contains(self.function.returns, outcome.value):
                points.append((arguments, outcome.value))
        return points

    def _survives(
        self, known: Condition, points: Sequence[tuple[tuple[Value, ...], Value]]
    ) -> bool:
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
        derived = derive(replace(self.program, functions=functions), function.name)
        solvers = self.session.solvers
        replies = solvers.solve_both([Script(known.smt) for known in derived])
        good = dict.fromkeys(unique, True)
        for position, known in enumerate(derived):
            is_shown = all(replies[solver][position].status == "unsat" for solver in Solver)
            if known.kind is ObligationKind.POSTCONDITION:
                good[known.text] &= is_shown
            elif not is_shown:
                return None
        return tuple(unique[text] for text, is_good in good.items() if is_good)

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
            f"@icontract.{kind}(lambda {', '.join(_used(text, order))}: {text})"
            for kind, text in lines
        )

    def _holds_when_pasted(self, decorators: Sequence[str]) -> bool:
        """Whether the file with the decorators above the function is proved by the provers."""
        try:
            module = read_source(with_decorators(self.module, self.function.name, decorators))
            program = parse_program(replace(module, path=self.module.path))
            plain = _only_contract_of(program, self.function.name)
            judged = self.session.judge(module, plain, self.function.name, Known())
        except InputError:
            return False
        return judged.verdict is Verdict.PROVED


def with_decorators(module: Module, name: str, decorators: Sequence[str]) -> str:
    """The file's text with lines above a function, and icontract imported."""
    node = module.tasks[name].node
    first = min([node.lineno, *(known.lineno for known in node.decorator_list)])
    lines = split_lines(module.source)
    lines[first - 1 : first - 1] = [f"{line}\n" for line in decorators]
    if "icontract" not in module.imports:
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


def _only_contract_of(program: Program, name: str) -> Program:
    plain = without_contracts(program)
    functions = {**plain.functions, name: program.functions[name]}
    return replace(program, functions=functions)


def _used(text: str, order: Sequence[str]) -> list[str]:
    """The arguments of the lambda: the parameters that the text names, then the result."""
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    return [name for name in (*order, "result") if name in names]


__all__ = ["Suggestion", "holds", "suggest", "suggest_module", "with_decorators"]
