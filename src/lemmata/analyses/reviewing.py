"""What is wrong, or odd, with a contract, whatever the body: findings with inputs that show them.

The body is never needed; where it is outside the language the contract is still reviewed. Every
input and output shown is confirmed by the reference interpreter.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, product
from typing import NamedTuple

from lemmata.analyses.bench import Bench, Said, Version, named
from lemmata.analyses.pacing import Pace
from lemmata.analyses.remarks import Remark, Review, Rule, Severity
from lemmata.analyses.simplifying import is_partial
from lemmata.analyses.wording import call_text, list_of
from lemmata.contracts.bodies import with_body
from lemmata.contracts.errors import DataError, InputError, LimitError, UnsupportedError
from lemmata.contracts.reading import reread
from lemmata.contracts.tasks import Module
from lemmata.contracts.types import TupleType, cardinality, contains, inhabitants
from lemmata.contracts.values import Value, to_python
from lemmata.language.interpreter import Checker, Returned, compiled
from lemmata.language.tree import Condition, Function, Name
from lemmata.language.walking import nodes
from lemmata.obligations.questions import (
    Asked,
    addition,
    admittance,
    ambiguity,
    impossibility,
    satisfaction,
)
from lemmata.obligations.solvers import Reply
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.provers.shrinking import shrink
from lemmata.proving import tasks_of

Point = tuple[Value, ...]
Case = Mapping[str, Value]
"""The parameters by name, and ``result``."""

_POINTS = 24
_OUTPUTS = 200
_SHRINKS = 30
_FEW = 3
_FEW_OUTPUTS = 40
_MOST_UNSURE = 2


def review_module(bench: Bench, module: Module, name: str | None = None) -> Iterator[Review]:
    """The review of every task of the file, in its order, or of one.

    Raises:
        ChoiceError: the file has no such function, or it has no contract.
        ToolError: a solver broke.
    """
    version = Version.of(module)
    for current in tasks_of(module, version.program, name):
        yield review(bench, version, current)


def review(bench: Bench, version: Version, name: str, *, is_brief: bool = False) -> Review:
    """The review of one function; a brief one spends a tenth, and stays with a few inputs.

    Raises:
        ToolError: a solver broke.
    """
    try:
        readable = _readable(version, name)
    except UnsupportedError as error:
        return Review(name, undecided=((Rule.CONTRACT, f"unsupported: {error}"),))
    reviewer = _Reviewer(bench, readable, name, is_brief)
    return reviewer.review()


def _readable(version: Version, name: str) -> Version:
    """The version, without the function's body if that is what the language refuses."""
    refusal = version.program.unsupported.get(name)
    if refusal is None:
        return version
    if name not in version.module.tasks:
        raise refusal
    try:
        opened = reread(version.module, with_body(version.module, name, "..."))
    except InputError:
        raise refusal from None
    without = Version.of(opened)
    if name in without.program.unsupported:
        raise without.program.unsupported[name]
    return without


class _Confirmed(NamedTuple):
    """An input with an output that the contract allows."""

    point: Point
    output: Value


@dataclass(slots=True)
class _Reviewer:
    """The review of one contract in the making."""

    bench: Bench
    version: Version
    name: str
    is_brief: bool
    remarks: list[Remark] = field(default_factory=list)
    undecided: list[tuple[Rule, str]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    is_every_point: bool = False
    pace: Pace = field(default_factory=Pace)
    _unsure: list[str] = field(default_factory=list)

    @property
    def function(self) -> Function:
        return self.version.program.functions[self.name]

    @property
    def checker(self) -> Checker:
        return compiled(self.version.program, self.name)

    def review(self) -> Review:
        """All rules; a precondition that admits nothing leaves nothing else to ask."""
        if self._admits_something():
            self._try(Rule.EXAMPLE, self._examples)
            self._try(Rule.UNREALIZABLE, self._unrealizable)
            self._try(Rule.UNDERSPECIFIED, self._underspecified)
            self._try(Rule.REDUNDANT, self._redundant)
            self._try(Rule.UNMENTIONED, self._unmentioned)
        return Review(self.name, tuple(self.remarks), tuple(self.undecided))

    def _try(self, rule: Rule, ask: Callable[[], None]) -> None:
        try:
            ask()
        except UnsupportedError as error:
            self.undecided.append((rule, f"unsupported: {error}"))

    def _remark(
        self,
        rule: Rule,
        message: str,
        remedy: str,
        *,
        line: int = 0,
        point: Point = (),
        outputs: tuple[Value, ...] = (),
    ) -> None:
        severity = Severity.ERROR if rule.is_error else Severity.NOTE
        place = line or self.function.line
        arguments = named(self.function, point)
        self.remarks.append(
            Remark(rule, severity, self.name, place, message, remedy, arguments, outputs)
        )

    def _admits_something(self) -> bool:
        """Collect admitted inputs, the smallest first; a remark where there is none."""
        kinds = [parameter.type for parameter in self.function.parameters]
        size = cardinality(TupleType(tuple(kinds)))
        limits = self.bench.limits
        if size is not None and size <= limits.exhaustive_inputs:
            stream: Iterator[Point] = product(*map(inhabitants, kinds))
            self.is_every_point = size <= _POINTS
        else:
            stream = inputs(kinds, constants_of(self.version.program, self.name))
            stream = islice(stream, limits.tries)
        self.points = list(islice(filter(self._is_admitted, stream), _POINTS))
        if self.points:
            return True
        try:
            return self._admission_by_solver()
        except UnsupportedError as error:
            self.undecided.append((Rule.VACUOUS, f"unsupported: {error}"))
            return False

    def _admission_by_solver(self) -> bool:
        question = admittance(self.version.program, self.name)
        said = self.bench.ask(question)
        for reply in (said.z3, said.cvc5):
            found = _model(question, reply)
            if found is not None and self._is_admitted(found):
                self.points = [found]
                return True
        if said.is_excluded:
            clauses = list_of(clause.text for clause in self.function.requires)
            self._remark(
                Rule.VACUOUS,
                f"no input satisfies the precondition: {clauses}",
                "weaken it; otherwise every body meets the contract",
            )
            return False
        self.undecided.append((Rule.VACUOUS, f"no admitted input is known: {said.why}"))
        return False

    def _is_admitted(self, point: Point) -> bool:
        return self.pace.admits(self.checker, point)

    def _broken(self, point: Point, output: Value) -> str | None:
        """What of the contract the output breaks, in the interpreter; None if nothing.

        Raises:
            LimitError: a clause outgrew the interpreter.
        """
        function = self.function
        if not contains(function.returns, output):
            return "the declared return type"
        environment = dict(named(function, point))
        environment["result"] = output
        for clause in function.ensures:
            if not self.pace.holds(self.version.program, clause, environment):
                return clause.text
        for sample in function.examples:
            if sample.arguments == point and not sample.is_met_by(output):
                return f"the example in line {sample.line}"
        return None

    def _is_allowed(self, point: Point, output: Value) -> bool:
        try:
            return self._broken(point, output) is None
        except LimitError:
            return False

    def _examples(self) -> None:
        for sample in self.function.examples:
            shown = call_text(self.name, named(self.function, sample.arguments))
            expected = to_python(sample.expected)
            try:
                is_admitted = self.checker.admits(sample.arguments)
                broken = self._broken(sample.arguments, sample.expected)
            except LimitError as error:
                self.undecided.append((Rule.EXAMPLE, f"{shown}: {error}"))
                continue
            if is_admitted and broken is None:
                continue
            why = f"{expected} breaks {broken}" if is_admitted else "the precondition excludes it"
            self._remark(
                Rule.EXAMPLE,
                f"the example {shown} contradicts the contract: {why}",
                "correct the example, or the clause",
                line=sample.line,
                point=sample.arguments,
                outputs=(sample.expected,),
            )

    def _unrealizable(self) -> None:
        """An admitted input without an output: at points, then where a quantifier points to.

        Where an exception is declared, any input may end in it instead.
        """
        if self.function.raises:
            return
        hopeless = next((point for point in self.points if self._is_hopeless(point)), None)
        is_known = self.is_brief or self.is_every_point
        if hopeless is None and not is_known:
            hopeless = self._hopeless_anywhere()
        if hopeless is None and self._unsure:
            self.undecided.append((Rule.UNREALIZABLE, self._unsure[0]))
        if hopeless is None:
            return
        kinds = [parameter.type for parameter in self.function.parameters]
        hopeless = shrink(kinds, hopeless, self._is_hopeless, _SHRINKS)
        clauses = list_of(clause.text for clause in self.function.ensures)
        shown = call_text(self.name, named(self.function, hopeless))
        self._remark(
            Rule.UNREALIZABLE,
            f"no value that {shown} could return satisfies the contract: {clauses}",
            "weaken the postcondition, or exclude the input by a precondition",
            point=hopeless,
        )

    def _hopeless_anywhere(self) -> Point | None:
        if self._is_met():
            self._unsure.clear()
            return None
        question = impossibility(self.version.program, self.name)
        said = self.bench.ask_briefly(question)
        for reply in (said.z3, said.cvc5):
            found = _model(question, reply)
            if found is not None and self._is_hopeless(found):
                return found
        if "unsat" not in (said.z3.status, said.cvc5.status):
            seen = f"none of {len(self.points)} inputs tried lacks an output, others may"
            self._unsure.append(f"{seen}: {said.why}")
        else:
            self._unsure.clear()
        return None

    def _is_met(self) -> bool:
        program = self.version.program
        try:
            return self.function.body is not None and self.bench.meets(program, self.name)
        except UnsupportedError:
            return False

    def _is_hopeless(self, point: Point) -> bool:
        """Both solvers say that no output is allowed, and no small one is in the interpreter."""
        if not self._is_admitted(point) or self._some_output(point) is not None:
            return False
        question = satisfaction(self.version.program, self.name, point)
        hint = self.bench.hint(question)
        if hint.status == "sat":
            return False
        if len(self._unsure) < _MOST_UNSURE and hint.status == "unsat":
            said = self.bench.ask(question)
            if said.is_excluded:
                return True
        shown = call_text(self.name, named(self.function, point))
        self._unsure.append(f"no solver knows an output for {shown}, and not both exclude one")
        return False

    def _some_output(self, point: Point) -> _Confirmed | None:
        """An allowed output that is easily found: from an example, the body, or small values."""
        for output in self._likely(point):
            if self._is_allowed(point, output):
                return _Confirmed(point, output)
        return None

    def _likely(self, point: Point) -> Iterator[Value]:
        yield from (s.expected for s in self.function.examples if s.arguments == point)
        if self.function.body is not None:
            with suppress(InputError):
                outcome = self.pace.run(self.checker, point)
                if isinstance(outcome, Returned):
                    yield outcome.value
        small = inputs([self.function.returns], constants_of(self.version.program, self.name))
        yield from (value for (value,) in islice(small, _OUTPUTS))

    def _underspecified(self) -> None:
        """Two outputs of one input: among small values, then wherever solvers find them."""
        for point in self.points:
            likely = self._likely(point)
            allowed = [output for output in likely if self._is_allowed(point, output)]
            others = [output for output in allowed if output != allowed[0]]
            if others:
                self._ambiguous((*point, allowed[0], others[0]))
                return
        question = ambiguity(self.version.program, self.name)
        said = self._ask(question)
        for reply in (said.z3, said.cvc5):
            found = _model(question, reply)
            if found is not None and self._is_ambiguous(found):
                self._ambiguous(found)
                return
        if not said.is_excluded:
            self.undecided.append((Rule.UNDERSPECIFIED, said.why))

    def _is_ambiguous(self, found: Point) -> bool:
        *arguments, first, second = found
        point = tuple(arguments)
        return (
            first != second
            and self._is_admitted(point)
            and self._is_allowed(point, first)
            and self._is_allowed(point, second)
        )

    def _ambiguous(self, found: Point) -> None:
        returns = self.function.returns
        kinds = [*(parameter.type for parameter in self.function.parameters), returns, returns]
        *arguments, first, second = shrink(
            kinds, found, self._is_ambiguous, self.bench.limits.shrink_tries
        )
        point = tuple(arguments)
        shown = call_text(self.name, named(self.function, point))
        self._remark(
            Rule.UNDERSPECIFIED,
            f"{shown} may return {to_python(first)}, and {to_python(second)} as well",
            "if only one is meant, say which in the postcondition or in an example",
            point=point,
            outputs=(first, second),
        )

    def _ask(self, question: Asked) -> Said:
        return (self.bench.ask_briefly if self.is_brief else self.bench.ask)(question)

    def _redundant(self) -> None:
        requires, ensures = list(self.function.requires), list(self.function.ensures)
        kinds = [parameter.type for parameter in self.function.parameters]
        constants = constants_of(self.version.program, self.name)
        before = [dict(named(self.function, p)) for p in islice(inputs(kinds, constants), _OUTPUTS)]
        after = [
            {**dict(named(self.function, point)), "result": output}
            for point in self.points
            for output in islice(self._likely(point), _FEW_OUTPUTS)
            if contains(self.function.returns, output)
        ]
        self._redundant_in(requires, [], before)
        self._redundant_in(ensures, requires, after)

    def _redundant_in(
        self, clauses: list[Condition], given: Sequence[Condition], cases: Sequence[Case]
    ) -> None:
        """Clauses that the others imply; one that was dropped implies nothing any more."""
        for clause in tuple(clauses)[::-1]:
            at = clauses.index(clause)
            # A later clause that is partial may be defined only where this one holds.
            later = [known for known in clauses[at + 1 :] if not is_partial(known.test)]
            others = [*given, *clauses[:at], *later]
            if any(self._is_needed(clause, others, case) for case in cases):
                continue
            said = self._ask(addition(self.version.program, self.name, clause, others))
            if said.is_excluded:
                clauses.remove(clause)
                self._remark(
                    Rule.REDUNDANT,
                    f"{clause.text} adds nothing: {_source(others)}",
                    "leave it out, or say what was meant",
                    line=clause.line,
                )
            elif "sat" not in (said.z3.status, said.cvc5.status):
                self.undecided.append((Rule.REDUNDANT, f"{clause.text}: {said.why}"))

    def _is_needed(self, clause: Condition, others: Sequence[Condition], case: Case) -> bool:
        """Whether the clause alone excludes the case, by the interpreter."""
        program = self.version.program
        try:
            if self.pace.holds(program, clause, case):
                return False
            return all(self.pace.holds(program, other, case) for other in others)
        except LimitError:
            return False

    def _unmentioned(self) -> None:
        if not self.function.ensures:
            return
        read = {
            node.name.removeprefix("OLD.")
            for clause in self.function.ensures
            for node in nodes(clause.test)
            if isinstance(node, Name)
        }
        for parameter in self.function.parameters:
            if parameter.name not in read:
                self._remark(
                    Rule.UNMENTIONED,
                    f"the postcondition never mentions the parameter {parameter.name}",
                    "say how the result depends on it, or leave the parameter out",
                )


def _source(others: Sequence[Condition]) -> str:
    if not others:
        return "it holds of every value of the declared types"
    if len(others) > _FEW:
        return "it follows from the rest of the contract"
    return f"it follows from {list_of(known.text for known in others)}"


def _model(question: Asked, reply: Reply) -> Point | None:
    """The values that a solver found, where it found some that Python has."""
    if reply.status != "sat":
        return None
    try:
        return question.read(reply.values)
    except DataError:
        return None
