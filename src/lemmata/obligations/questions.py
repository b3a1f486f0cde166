"""Questions about contracts, as scripts: can an output be, can two, does a clause add anything.

They speak of the contract alone, never of the body. Functions that a clause calls count with
their bodies (as they run), also where they have contracts of their own; those with loops or
recursion by their contracts, which have to be shown. ``unsat`` of a question is believed only
together with everything in ``provided``: the proofs of such contracts, and that no clause meets a
value outside a declared type, where CPython would carry on and the script means nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from lemmata.contracts.errors import Place, UnsupportedError
from lemmata.contracts.types import Type
from lemmata.contracts.values import Value
from lemmata.language.tree import Call, Condition, Function, Program
from lemmata.language.walking import has_loop, recursive
from lemmata.obligations.calls import Calls, find, reject_circles
from lemmata.obligations.demands import Demand
from lemmata.obligations.derivation import derivation
from lemmata.obligations.encoding import Environment
from lemmata.obligations.models import read_inputs
from lemmata.obligations.obligation import Obligation, ObligationKind
from lemmata.obligations.scripts import Claim, Input, obligation
from lemmata.obligations.smtlib import Term, apply, conjunction, implies, negate, symbol, symbols
from lemmata.obligations.sorts import constant, domain
from lemmata.obligations.terms import Breach, Encoder

T = TypeVar("T")

ANSWER, OTHER = "answer.1", "answer.2"
_MOST_LETS = 200


class Asked(NamedTuple):
    """A script whose ``unsat`` counts if all of ``provided`` are unsat; ``sat`` gives unknowns."""

    script: Obligation
    provided: tuple[Obligation, ...]
    unknowns: tuple[Input, ...]

    def read(self, replies: Sequence[str]) -> tuple[Value, ...]:
        """The values of the unknowns in a model: the replies to `get-value`, in order.

        Raises:
            DataError: a reply that is no value of its type.
        """
        return read_inputs(self.unknowns, replies)


def admittance(program: Program, name: str) -> Asked:
    """Is there an admitted input? The unknowns are the parameters.

    Raises: as `satisfaction`.
    """

    def ask(function: Function) -> Asked:
        inputs = parameters_of(function)
        desk = Desk(program, function, inputs)
        desk.admit(function, inputs)
        return desk.asked("admittance", "some input is admitted")

    return carefully(program, name, ask)


def satisfaction(program: Program, name: str, arguments: Sequence[Value]) -> Asked:
    """Is there an output that the clauses allow for these arguments? The unknown is the output.

    Raises:
        UnsupportedError: a construct of the contract without an exact counterpart.
    """

    def ask(function: Function) -> Asked:
        desk = Desk(program, function, (Input(ANSWER, function.returns),))
        pairs = zip(function.parameters, arguments, strict=True)
        given = {p.name: (desk.constant(value, p.type), p.type) for p, value in pairs}
        desk.allow(given, ANSWER, with_examples=False)
        return desk.asked("satisfaction", "some output is allowed")

    return carefully(program, name, ask)


def ambiguity(program: Program, name: str) -> Asked:
    """Is there an admitted input with two outputs? The unknowns: parameters, both outputs.

    Raises: as `satisfaction`.
    """

    def ask(function: Function) -> Asked:
        outputs = (Input(ANSWER, function.returns), Input(OTHER, function.returns))
        inputs = parameters_of(function)
        desk = Desk(program, function, (*inputs, *outputs))
        given = desk.admit(function, inputs)
        desk.allow(given, ANSWER)
        desk.allow(given, OTHER)
        desk.encoder.scope.state(negate(apply("=", ANSWER, OTHER)))
        return desk.asked("ambiguity", "two outputs are allowed")

    return carefully(program, name, ask)


def impossibility(program: Program, name: str) -> Asked:
    """Is there an admitted input without an output? The unknowns are the parameters.

    A quantifier ranges over the outputs, so a model is a hint alone, to be asked of `satisfaction`.

    Raises: as `satisfaction`.
    """

    def ask(function: Function) -> Asked:
        inputs = parameters_of(function)
        desk = Desk(program, function, inputs)
        given = desk.admit(function, inputs)
        scope = desk.encoder.scope
        before, stated = set(scope.definitions), len(scope.facts)
        returned = _with_result(given, ANSWER, function.returns)
        parts = [domain(ANSWER, function.returns)]
        parts += [desk.encoder.holds(clause.test, returned) for clause in function.ensures]
        body = negate(conjunction(parts))
        bound = {ANSWER, *scope.definitions} - before
        if any(bound & symbols(fact) for fact in scope.facts[stated:]):
            raise UnsupportedError("a quantifier over an operation that facts describe")
        # What may depend on the bound variable cannot stay a definition: it becomes a `let`.
        later = [scope.definitions.pop(k) for k in tuple(scope.definitions) if k not in before]
        needed = symbols(body)
        for known in reversed(later):
            if known.name in needed:
                needed |= symbols(known.term)
                body = f"(let (({known.name} {known.term})) {body})"
        if len(later) > _MOST_LETS:
            raise UnsupportedError("a contract too large for a quantifier")
        sort = desk.encoder.sorts.sort(function.returns)
        scope.state(f"(forall (({ANSWER} {sort})) {body})")
        return desk.asked("impossibility", "no output is allowed")

    return carefully(program, name, ask)


def addition(program: Program, name: str, clause: Condition, others: Sequence[Condition]) -> Asked:
    """Does the clause say more than ``others``? The unknowns: parameters, then an output.

    A clause of the precondition needs no output; one that is there is unconstrained.

    Raises: as `satisfaction`.
    """

    def ask(function: Function) -> Asked:
        inputs = parameters_of(function)
        desk = Desk(program, function, (*inputs, Input(ANSWER, function.returns)))
        given = desk.enter(function, inputs)
        desk.encoder.scope.state(domain(ANSWER, function.returns))
        environment = _with_result(given, ANSWER, function.returns)
        desk.state(others, environment)
        said = desk.encoder.holds(clause.test, environment, Breach.RAISE)
        desk.encoder.scope.state(negate(said))
        return desk.asked("addition", f"more is demanded by {clause.text}")

    return carefully(program, name, ask)


def carefully(program: Program, name: str, work: Callable[[Function], T]) -> T:
    """The work on a function of the program, its refusals with a place.

    Raises:
        ChoiceError: no such function.
        UnsupportedError: a contract that rests on itself, too deep, or whatever the work refuses.
    """
    function = find(program, name)
    reject_circles(program, name)
    place = Place(program.path, function.line)
    try:
        return work(function)
    except RecursionError:
        text = f"{name} is nested too deeply to be translated"
        raise UnsupportedError(text, place=place, remedy="split it into functions") from None
    except UnsupportedError as error:
        if error.place is not None:
            raise
        raise UnsupportedError(error.message, place=place, remedy=error.remedy) from error


def parameters_of(function: Function) -> tuple[Input, ...]:
    """The parameters as declared constants."""
    return tuple(Input(f"arg.{symbol(p.name)}", p.type) for p in function.parameters)


def run_only(program: Program) -> Program:
    """The program in which every call means its callee's body, as far as it can be written out.

    Functions with loops or recursion keep their contracts, and so do those without a body.
    """
    functions = {
        name: known
        if known.body is None or has_loop(known) or recursive(program, name)
        else replace(known, requires=(), ensures=(), examples=(), raises=())
        for name, known in program.functions.items()
    }
    return replace(program, functions=functions)


def supports(program: Program, assumed: Iterable[str]) -> tuple[Obligation, ...]:
    """What shows the contracts of these functions, and of those that their proofs assume.

    Raises:
        UnsupportedError: one of them has no proof that it ends, or is outside the language.
    """
    found: list[Obligation] = []
    pending, done = list(assumed), set[str]()
    while pending:
        name = pending.pop()
        if name in done:
            continue
        done.add(name)
        if find(program, name).body is None:
            raise UnsupportedError(
                f"{name} has an open body: nobody knows what it does", remedy="compile it first"
            )
        derived = derivation(program, name)
        if derived.partial:
            raise UnsupportedError(
                f"{name} is not shown to end, line {derived.partial[0]}",
                remedy="write decreases(…) there",
            )
        found += derived.obligations
        pending += derived.assumed
    return tuple(found)


@dataclass(slots=True)
class Desk:
    """Where one script is written: an encoder, and what it found that must be provided."""

    program: Program
    function: Function
    unknowns: tuple[Input, ...]
    provided: list[Obligation] = field(default_factory=list)
    encoder: Encoder = field(init=False)
    _calls: Calls = field(init=False)

    def __post_init__(self) -> None:
        self._calls = Calls(run_only(self.program))
        self.encoder = Encoder(self.require, self._call)
        for known in self.unknowns:
            self.encoder.sorts.sort(known.type)

    def turn_to(self, program: Program) -> None:
        """From here on calls mean functions of this program."""
        self._calls = Calls(run_only(program))

    def constant(self, value: Value, kind: Type) -> Term:
        """A value as a term, its sort declared."""
        self.encoder.sorts.sort(kind)
        return constant(value, kind)

    def enter(self, function: Function, inputs: Sequence[Input]) -> Environment:
        """State that the inputs are of their types; the parameters by name."""
        for known in inputs:
            self.encoder.scope.state(domain(known.term, known.type))
        pairs = zip(function.parameters, inputs, strict=True)
        return {parameter.name: (known.term, known.type) for parameter, known in pairs}

    def admit(self, function: Function, inputs: Sequence[Input]) -> Environment:
        """State that the inputs are admitted; the parameters by name."""
        environment = self.enter(function, inputs)
        self.state(function.requires, environment)
        return environment

    def allow(self, given: Environment, answer: Term, *, with_examples: bool = True) -> None:
        """State that the contract allows ``answer`` for what is given."""
        kind = self.function.returns
        self.encoder.scope.state(domain(answer, kind))
        if with_examples:
            self.encoder.scope.state(self.examples(given, answer))
        self.state(self.function.ensures, _with_result(given, answer, kind))

    def examples(self, given: Environment, answer: Term) -> Term:
        """What the examples demand of ``answer``."""
        demanded = []
        for sample in self.function.examples:
            pairs = zip(self.function.parameters, sample.arguments, strict=True)
            same = [
                apply("=", given[parameter.name][0], self.constant(value, parameter.type))
                for parameter, value in pairs
            ]
            expected = self.constant(sample.expected, self.function.returns)
            demanded.append(_when(same, apply("=", answer, expected)))
        return conjunction(demanded)

    def state(self, clauses: Iterable[Condition], environment: Environment) -> None:
        """State that the clauses hold, each where the earlier ones do."""
        for clause in clauses:
            held = self.encoder.holds(clause.test, environment, Breach.RAISE)
            self.encoder.scope.state(held)

    def require(self, demand: Demand, context: tuple[Term, ...]) -> None:
        """Note what has to be provided at this point."""
        name = f"provided-{len(self.provided) + 1}"
        claim = Claim(name, demand.kind, demand.text, demand.line, demand.error)
        self.provided.append(self._script(claim, [*context, negate(demand.condition)]))

    def asked(self, name: str, text: str, assertions: Sequence[Term] = ()) -> Asked:
        """The question as it stands."""
        claim = Claim(name, ObligationKind.QUESTION, text, self.function.line)
        shown = supports(self._calls.program, self._calls.assumed)
        provided = (*self.provided, *shown)
        return Asked(self._script(claim, assertions), provided, self.unknowns)

    def _call(self, encoder: Encoder, call: Call, arguments: tuple[Term, ...]) -> Term:
        if find(self._calls.program, call.function).body is None:
            raise UnsupportedError(
                f"{call.function} has an open body: nobody knows what it does, line {call.line}",
                remedy="compile it first",
            )
        return self._calls.encode(encoder, call, arguments)

    def _script(self, claim: Claim, assertions: Sequence[Term]) -> Obligation:
        return obligation(
            self.function.name,
            claim,
            self.unknowns,
            self.encoder.scope,
            [term for term in assertions if term != "true"],
            self.encoder.sorts.declared.values(),
            sorted(self._calls.declared.items()),
        )


def _with_result(given: Environment, answer: Term, kind: Type) -> Environment:
    if "result" in given:
        raise UnsupportedError("a parameter named result", remedy="use another name")
    old = {f"OLD.{name}": known for name, known in given.items()}
    return {**given, **old, "result": (answer, kind)}


def _when(premises: Sequence[Term], conclusion: Term) -> Term:
    return implies(conjunction(premises), conclusion)
