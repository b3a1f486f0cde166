"""From a function to its obligations: the trusted translation.

Every way through the body is a path. Along it each partial operation, assertion, narrowing and
call by contract raises an obligation that it is defined, given the admitted input, the tests
taken and everything demanded before; at the end each postcondition raises one that it is defined
and true of the returned value. By induction along each path, if all are unsat then the body
returns a value that satisfies the contract, for every admitted input.

Loops are cut at their heads (`loops`). A function that calls itself, directly or through others,
is proved together with all functions of that circle: each one's contract is assumed of calls that
make the measure smaller, and shown of its body. An exception that the contract declares ends a
path well; any other must not happen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from lemmata.contracts.errors import Place, UnsupportedError
from lemmata.contracts.types import INT, FunctionType, Type
from lemmata.language.tree import Condition, For, Function, Program, While
from lemmata.language.walking import recursive
from lemmata.obligations.calls import Calls, find, reject_circles
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Environment
from lemmata.obligations.loops import run_loop
from lemmata.obligations.obligation import Derivation, Obligation, ObligationKind
from lemmata.obligations.paths import Runner, Side, Step
from lemmata.obligations.remainders import speaks_of_divisors
from lemmata.obligations.scope import Scope
from lemmata.obligations.scripts import Claim, Input, obligation
from lemmata.obligations.smtlib import Term, negate, symbol
from lemmata.obligations.sorts import domain
from lemmata.obligations.terms import Breach, Encoder, PathEndError

T = TypeVar("T")

ENCODER_VERSION = "2"
MOST_PATHS = 2_000
MOST_OBLIGATIONS = 10_000


def derive(program: Program, name: str) -> tuple[Obligation, ...]:
    """The obligations of a function; it meets its contract if every one is unsat.

    Raises: as `derivation`.
    """
    return derivation(program, name).obligations


def derivation(program: Program, name: str) -> Derivation:
    """The obligations of a function, and the contracts that they assume.

    Raises:
        ChoiceError: no such function.
        UnsupportedError: outside the provable language: an open body, a function that takes part
            in its own contract, more than 2,000 paths, or a construct without an exact counterpart.
    """
    return _careful(program, name, lambda function: _derive(program, function))


def _derive(program: Program, function: Function) -> Derivation:
    """The function's own obligations, then those of the others in its circle."""
    circle = recursive(program, function.name)
    own = _Proof(program, function, circle).derive()
    obligations, assumed = list(own.obligations), set(own.assumed)
    paths, partial = own.paths, set(own.partial)
    for name in sorted(circle - {function.name}):
        derived = _Proof(program, find(program, name), circle).derive()
        # Their inputs are no inputs of this function: no model of theirs is read as one.
        obligations.extend(
            replace(known, name=f"{name}-{known.name}", inputs=()) for known in derived.obligations
        )
        assumed.update(derived.assumed)
        paths, partial = paths + derived.paths, partial | set(derived.partial)
    assumed_names, partial_lines = tuple(sorted(assumed)), tuple(sorted(partial))
    return Derivation(tuple(obligations), assumed_names, paths, partial_lines, own.granted)


def admission(program: Program, name: str) -> Obligation:
    """A script that is sat if some input is admitted; unsat means that none is.

    Raises: as `derivation`, but for an open body and paths.
    """
    return _careful(program, name, lambda function: _Proof(program, function).admission())


def check_hint(program: Program, condition: Condition, types: Mapping[str, Type]) -> None:
    """See whether a condition over these names can be stated at all.

    Raises:
        UnsupportedError: it has a part without an exact counterpart.
    """
    encoder = Encoder(lambda demand, context: None, Calls(program).encode)

    def unknown(name: str, kind: Type) -> Term:
        if isinstance(kind, FunctionType):
            return f"arg.{symbol(name.removeprefix('OLD.'))}"
        return encoder.scope.declare(f"any.{symbol(name)}", encoder.sorts.sort(kind))

    environment = {name: (unknown(name, kind), kind) for name, kind in types.items()}
    encoder.holds(condition.test, environment)


def _careful(program: Program, name: str, work: Callable[[Function], T]) -> T:
    function = find(program, name)
    reject_circles(program, name)
    try:
        return work(function)
    except RecursionError:
        raise UnsupportedError(
            f"{name} is nested too deeply to be translated",
            place=Place(program.path, function.line),
            remedy="split it into functions with contracts",
        ) from None
    except UnsupportedError as error:
        if error.place is not None:
            raise
        place = Place(program.path, function.line)
        raise UnsupportedError(error.message, place=place, remedy=error.remedy) from error


@dataclass(slots=True)
class _Proof:
    """One derivation in the making."""

    program: Program
    function: Function
    circle: frozenset[str] = frozenset()
    obligations: list[Obligation] = field(default_factory=list)
    paths: int = 0
    open_lines: set[int] = field(default_factory=set)
    granted: list[tuple[Term, int, int]] = field(default_factory=list)
    calls: Calls = field(init=False)
    encoder: Encoder = field(init=False)
    _counts: dict[str, int] = field(default_factory=dict)
    _pending: list[tuple[Scope, Side]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.calls = Calls(self.program, self.circle)
        self.encoder = Encoder(self._raise, self.calls.encode)
        self.encoder.names_remainders = speaks_of_divisors(self.program, self.function)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The parameters as declared constants."""
        return tuple(
            Input(f"arg.{symbol(known.name)}", known.type) for known in self.function.parameters
        )

    def derive(self) -> Derivation:
        """All obligations of the body."""
        body = self.function.body
        if body is None:
            raise UnsupportedError(
                f"{self.function.name} has an open body: there is nothing to prove",
                remedy="compile it, or write the body",
            )
        environment = self._enter(Breach.RAISE)
        self._measure(environment)
        self.encoder.declared = self.function.raises
        runner = Runner(self.encoder, self.function, self._fork, self._finish, self._loop)
        self._pending.append((self.encoder.scope, lambda: runner.run(body, environment)))
        while self._pending:
            self.encoder.scope, side = self._pending.pop()
            try:
                side()
            except PathEndError:
                self._count_path()
        partial = sorted(self.open_lines | self.calls.open_lines)
        assumed = sorted(self.calls.assumed)
        return Derivation(
            tuple(self.obligations),
            tuple(assumed),
            self.paths,
            tuple(partial),
            tuple(self.granted),
        )

    def oblige(self, claim: Claim, formula: Term) -> None:
        """An obligation that the formula holds here; see `loops.Ledger`."""
        if formula != "true" and not self.encoder.scope.entails(formula):
            named = claim._replace(name=self._numbered(claim.name))
            self._add(self._script(named, (negate(formula),)))

    def assume(self, loop: int, hint: int, formula: Term) -> None:
        """A hint is taken for granted from here on; see `loops.Ledger`."""
        self.granted.append((formula, loop, hint))

    def leave_open(self, line: int) -> None:
        """Nothing shows that the loop in this line ends; see `loops.Ledger`."""
        self.open_lines.add(line)

    def end_path(self) -> Term:
        """The path ends here without a value; see `loops.Ledger`."""
        self._count_path()
        return ""

    def _loop(
        self,
        runner: Runner,
        statement: While | For,
        rest: tuple[Step, ...],
        environment: Environment,
    ) -> Term:
        return run_loop(runner, self, statement, rest, environment)

    def _measure(self, environment: Environment) -> None:
        """The measure of a recursive function on entry; it runs there, as the text says it."""
        if self.function.name in self.circle:
            found = [self.encoder.defined(m, environment) for m in self.function.decreases]
            self.calls.measure = [self.encoder.share(value, INT) for _, value in found]

    def admission(self) -> Obligation:
        """The script that asks for one admitted input."""
        self._enter(Breach.IGNORE)
        claim = Claim(
            "admission", ObligationKind.ADMISSION, "some input is admitted", self.function.line
        )
        return self._script(claim, ())

    def _enter(self, breach: Breach) -> Environment:
        """State that the input is admitted: within its types, every precondition true."""
        environment: dict[str, tuple[Term, Type]] = {}
        for known, parameter in zip(self.inputs, self.function.parameters, strict=True):
            self.encoder.sorts.sort(known.type)
            environment[parameter.name] = (known.term, known.type)
            environment[f"OLD.{parameter.name}"] = (known.term, known.type)
            self.encoder.scope.state(domain(known.term, known.type))
        for clause in self.function.requires:
            admitted = self.encoder.holds(clause.test, environment, breach)
            self.encoder.scope.state(admitted)
        return environment

    def _fork(self, test: Term, then: Side, otherwise: Side) -> Term:
        # Sides wait on a stack, not on Python's: a thousand tests in a row are no recursion.
        before = self.encoder.scope
        for fact, side in ((negate(test), otherwise), (test, then)):
            if not before.entails(negate(fact)):
                scope = before.fork()
                scope.state(fact)
                self._pending.append((scope, side))
        return ""

    def _finish(self, value: Term) -> Term:
        self._count_path()
        encoder = self.encoder
        result = encoder.share(value, self.function.returns, f"out.{symbol(self.function.name)}")
        environment = self._returned(result)
        before = encoder.scope
        for position, clause in enumerate(self.function.ensures, 1):
            encoder.scope = before.fork()
            self._ensure(clause, f"postcondition-{position}-path-{self.paths}", environment)
        return ""

    def _returned(self, result: Term) -> Environment:
        environment: dict[str, tuple[Term, Type]] = {}
        for known, parameter in zip(self.inputs, self.function.parameters, strict=True):
            environment[parameter.name] = (known.term, known.type)
            environment[f"OLD.{parameter.name}"] = (known.term, known.type)
        if "result" in environment:
            raise UnsupportedError("a parameter named result", remedy="use another name")
        return {**environment, "result": (result, self.function.returns)}

    def _ensure(self, clause: Condition, name: str, environment: Environment) -> None:
        formula = self.encoder.holds(clause.test, environment)
        claim = Claim(name, ObligationKind.POSTCONDITION, clause.text, clause.line)
        self._add(self._script(claim, (negate(formula),)))

    def _raise(self, demand: Demand, context: tuple[Term, ...]) -> None:
        label = demand.kind.value if demand.error is None else demand.error
        name = self._numbered(label)
        claim = Claim(name, demand.kind, demand.text, demand.line, demand.error)
        self._add(self._script(claim, (*context, negate(demand.condition))))

    def _numbered(self, label: str) -> str:
        self._counts[label] = self._counts.get(label, 0) + 1
        return f"{label}-{self._counts[label]}"

    def _script(self, claim: Claim, assertions: tuple[Term, ...]) -> Obligation:
        return obligation(
            self.function.name,
            claim,
            self.inputs,
            self.encoder.scope,
            [term for term in assertions if term != "true"],
            self.encoder.sorts.declared.values(),
            sorted(self.calls.declared.items()),
        )

    def _add(self, made: Obligation) -> None:
        self.obligations.append(made)
        if len(self.obligations) > MOST_OBLIGATIONS:
            self._refuse(f"more than {MOST_OBLIGATIONS:,} obligations")

    def _count_path(self) -> None:
        self.paths += 1
        if self.paths > MOST_PATHS:
            self._refuse(f"more than {MOST_PATHS:,} paths")

    def _refuse(self, what: str) -> None:
        raise UnsupportedError(
            f"{self.function.name} has {what}",
            place=Place(self.program.path, self.function.line),
            remedy="split it into helper functions with contracts",
        )
